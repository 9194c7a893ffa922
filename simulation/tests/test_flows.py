"""Flows on the market: who enters, who is held out, what the caps and a code do."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import (
    Caps,
    Ending,
    EventKind,
    FlowDesk,
    FlowPlan,
    Mailing,
    MailKind,
    MailMedium,
    MailResponse,
    Market,
    MarketConfig,
    StepResult,
    synthetic_catalogue,
)
from simulation.columns import BoolArray, IntArray

CATALOGUE = synthetic_catalogue(3, 40)
CONFIG = MarketConfig(
    customers=500, guest_profiles=50, guest_sessions=5.0, horizon_days=110, attacks=False
)
PLANS = (
    FlowPlan("cart", MailKind.ABANDONED_CART, (0, 2)),
    FlowPlan("welcome", MailKind.WELCOME, (0, 3), reentry_days=9_999),
    FlowPlan("win-back", MailKind.WIN_BACK, (0, 5), percents=(0, 15), reentry_days=40),
    FlowPlan("replenish", MailKind.REPLENISHMENT),
    FlowPlan("browse", MailKind.BROWSE),
    *(FlowPlan(f"news-{day}", MailKind.NEWSLETTER, only_on=day) for day in range(3, 110, 4)),
)


def every_third(plan: FlowPlan, rows: IntArray) -> BoolArray:
    return (rows + len(plan.name)) % 3 == 0


@dataclass
class Played:
    market: Market
    desk: FlowDesk
    days: list[StepResult] = field(default_factory=list)


def play(seed: int, days: int, caps: Caps) -> Played:
    market = Market(CATALOGUE, seed, CONFIG)
    desk = FlowDesk(CATALOGUE, market.customers, PLANS, every_third, caps)
    played = Played(market, desk)
    for day in range(days):
        result = market.step(CATALOGUE.variant_price, mailings=desk.mailings(day))
        desk.watch(result)
        played.days.append(result)
    return played


@pytest.fixture(scope="module")
def history() -> Played:
    return play(7, 110, Caps(1, 2, 5))


def mailed(played: Played) -> dict[int, list[int]]:
    """Days on which each customer was written to."""
    days: dict[int, list[int]] = defaultdict(list)
    for result in played.days:
        for customer in result.mail.customer.tolist():
            days[customer].append(result.day)
    return days


def test_every_flow_has_entries_and_holds_some_out(history: Played) -> None:
    kinds = {PLANS[entry.flow].kind for entry in history.desk.entries}
    assert kinds == set(MailKind)
    for kind in MailKind:
        held = [e.is_held_out for e in history.desk.entries if PLANS[e.flow].kind is kind]
        assert 0.15 < np.mean(held) < 0.55


def test_who_is_held_out_gets_nothing_of_that_flow(history: Played) -> None:
    held = [entry for entry in history.desk.entries if entry.is_held_out]
    assert len(held) > 200
    assert not any(entry.sendings or entry.skipped for entry in held)
    told = {(int(e.flow), e.customer) for e in history.desk.entries if e.sendings}
    assert not told & {(int(e.flow), e.customer) for e in held}


def test_every_mail_of_the_market_is_a_message_of_an_entry(history: Played) -> None:
    sent = Counter(
        (result.day, customer) for result in history.days for customer in result.mail.customer
    )
    noted = Counter(
        (sending.day, entry.customer)
        for entry in history.desk.entries
        for sending in entry.sendings
    )
    assert sent == noted
    assert max(sent.values()) == 1


def test_nobody_is_written_to_without_having_agreed_or_after_unsubscribing(
    history: Played,
) -> None:
    people = history.market.customers
    days = mailed(history)
    assert people.consent_marketing[list(days)].all()
    left = {
        entry.customer: sending.day
        for entry in history.desk.entries
        for sending in entry.sendings
        if sending.unsubscribed
    }
    assert left
    assert all(max(days[customer]) == day for customer, day in left.items())
    personal = [e.customer for e in history.desk.entries if PLANS[e.flow].kind is MailKind.WIN_BACK]
    assert people.consent_personalisation[personal].all()


@pytest.mark.slow
@pytest.mark.any_database
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 50), day=st.just(1), week=st.integers(1, 3), month=st.integers(3, 5))
def test_the_caps_hold_over_all_flows(seed: int, day: int, week: int, month: int) -> None:
    for days in mailed(play(seed, 45, Caps(day, week, month))).values():
        at = np.array(days)
        for one in days:
            assert ((at > one - 1) & (at <= one)).sum() <= day
            assert ((at > one - 7) & (at <= one)).sum() <= week
            assert ((at > one - 30) & (at <= one)).sum() <= month


def test_who_orders_leaves_and_hears_no_more_of_it(history: Played) -> None:
    ended = [e for e in history.desk.entries if e.ending is Ending.ORDERED]
    assert ended
    ordered = {(r.day, c) for r in history.days for c in r.orders.customer.tolist()}
    for entry in ended:
        assert (entry.ended, entry.customer) in ordered
        assert all(sending.day <= entry.ended for sending in entry.sendings)


def test_a_cart_flow_starts_the_morning_after_a_cart_was_left(history: Played) -> None:
    cart = [e for e in history.desk.entries if PLANS[e.flow].kind is MailKind.ABANDONED_CART]
    assert cart
    for entry in cart:
        before = history.days[entry.day - 1]
        sessions = np.flatnonzero(before.sessions.customer == entry.customer)
        mine = np.isin(before.events.session, sessions)
        assert (before.events.kind[mine] == EventKind.ADD_TO_CART).any()
        assert entry.customer not in before.orders.customer


def test_mail_is_sent_outside_quiet_hours_and_read_after_it_was_sent(history: Played) -> None:
    for result in history.days:
        mail = result.mail
        assert ((mail.sent >= 8 * 3600) & (mail.sent < 21 * 3600)).all()
        assert (mail.second >= mail.sent).all()
        assert (mail.second < 86_400).all()


def test_mail_at_the_readers_hour_is_read_more() -> None:
    market = Market(CATALOGUE, 5, CONFIG)
    people = np.flatnonzero(market.customers.birth_day < 0)
    own = market.customers.hour[people]
    timely, late = (
        market.fork()
        .step(CATALOGUE.variant_price, mailings=[Mailing(MailKind.NEWSLETTER, people, hours)])
        .mail
        for hours in (own, (own + 12) % 24)
    )
    assert timely.opened.sum() > 1.2 * late.opened.sum() > 0


def test_a_push_is_seen_by_more_and_followed_by_fewer() -> None:
    market = Market(CATALOGUE, 5, CONFIG)
    people = np.flatnonzero(market.customers.birth_day < 0)
    mail, push = (
        market.fork()
        .step(
            CATALOGUE.variant_price,
            mailings=[Mailing(MailKind.NEWSLETTER, people, medium=medium)],
        )
        .mail
        for medium in (MailMedium.EMAIL, MailMedium.PUSH)
    )
    assert push.opened.sum() > mail.opened.sum() > 0
    assert 0 < push.clicked.sum() < mail.clicked.sum()


def test_a_code_of_ones_own_is_used_once_and_by_its_readers_only() -> None:
    market = Market(CATALOGUE, 9, CONFIG)
    people = np.flatnonzero(market.customers.birth_day < 0)
    mailing = Mailing(MailKind.WIN_BACK, people[::2], percent=30, valid_days=20)
    read: set[int] = set()
    used: list[int] = []
    for day in range(30):
        result = market.step(CATALOGUE.variant_price, mailings=[mailing] if day == 0 else [])
        read |= set(result.mail.customer[result.mail.opened].tolist())
        orders = result.orders.take(result.orders.own_code > 0)
        used += orders.customer.tolist()
        assert (orders.discount * 10 >= orders.subtotal * 3 - 10 * 40).all()
        assert day <= 20 or not len(orders)
        assert (result.orders.discount[result.orders.own_code == 0] == 0).all()
    assert used
    assert len(used) == len(set(used))
    assert set(used) <= read


@pytest.mark.slow
@pytest.mark.any_database
def test_a_flow_earns_from_the_persuadable_and_nothing_from_lost_causes() -> None:
    """The hidden truth by twins: the same market with and without its flows."""
    config = MarketConfig(customers=4_000, guest_sessions=5.0, horizon_days=100, attacks=False)
    loud, quiet = (Market(CATALOGUE, 2, config) for _ in range(2))
    desk = FlowDesk(CATALOGUE, loud.customers, PLANS, every_third, Caps())
    response, more = loud.customers.mail_response, np.zeros(len(MailResponse))
    for day in range(100):
        result = loud.step(CATALOGUE.variant_price, mailings=desk.mailings(day))
        desk.watch(result)
        for table, sign in ((result, 1), (quiet.step(CATALOGUE.variant_price), -1)):
            known = table.orders.customer[table.orders.customer >= 0]
            np.add.at(more, response[known], sign)
    assert more[MailResponse.PERSUADABLE] > 3 * abs(more[MailResponse.LOST_CAUSE])
    assert more[MailResponse.SLEEPING_DOG] < 0


def test_a_mailing_that_cannot_be_is_refused() -> None:
    some = np.arange(3)
    with pytest.raises(ValueError, match="percent"):
        Mailing(MailKind.WIN_BACK, some, percent=100)
    with pytest.raises(ValueError, match="hour"):
        Mailing(MailKind.WIN_BACK, some, hours=np.zeros(2))
