"""What holds on every day of every market."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import (
    EventKind,
    FraudKind,
    Mailing,
    MailKind,
    Market,
    MarketConfig,
    ProductSpec,
    Promotion,
    RandomExposure,
    SessionKind,
    StepResult,
    Stockroom,
    VariantSpec,
    build_catalogue,
    synthetic_catalogue,
)
from simulation.columns import Columns

SMALL = MarketConfig(
    customers=200, guest_profiles=100, guest_sessions=120.0, horizon_days=60, continue_days=30,
    attack_scale=8.0,
)  # fmt: skip
CATALOGUE = synthetic_catalogue(3, 40)
PRODUCTS = np.arange(CATALOGUE.products)


def tables(result: StepResult) -> dict[str, np.ndarray]:
    """Every array of a day, by name."""
    flat = {}
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, Columns):
            for column in fields(value):
                flat[f"{field.name}.{column.name}"] = getattr(value, column.name)
        elif isinstance(value, np.ndarray):
            flat[field.name] = value
    return flat


def same(one: StepResult, other: StepResult) -> bool:
    left, right = tables(one), tables(other)
    return all(np.array_equal(left[name], right[name]) for name in left)


def play(market: Market, days: int) -> list[StepResult]:
    """Days with price tests, promotions, mail, recommendations and a stockroom."""
    room = Stockroom(market.catalogue, market.suppliers, 5, cover_days=4.0)
    results = []
    for _ in range(days):
        day = market.day
        room.receive(day)
        result = market.step(
            market.propose_price_moves(day).prices(market.catalogue),
            market.propose_promotions(day),
            room.on_hand,
            RandomExposure(1),
            market.propose_mailings(day),
        )
        room.ship(result.sold)
        room.review(day)
        results.append(result)
    return results


@pytest.fixture(scope="module")
def history() -> tuple[Market, list[StepResult]]:
    market = Market(CATALOGUE, 11, SMALL)
    return market, play(market, 60)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 1000),
    stock=st.lists(st.integers(0, 4), min_size=CATALOGUE.variants, max_size=CATALOGUE.variants),
    factor=st.floats(0.3, 2.5),
    percent=st.integers(1, 60),
)
def test_never_sells_more_than_stock_and_asks_the_announced_prices(
    seed: int, stock: list[int], factor: float, percent: int
) -> None:
    market = Market(CATALOGUE, seed, SMALL)
    prices = np.maximum(1, (CATALOGUE.variant_price * factor).astype(np.int64))
    shelf = np.array(stock)
    result = market.step(prices, [Promotion("sale", PRODUCTS[::2], percent)], shelf)

    sold = np.bincount(
        result.lines.variant, weights=result.lines.quantity, minlength=CATALOGUE.variants
    )
    assert (sold <= shelf).all()
    assert np.array_equal(sold, result.sold)
    assert (result.lines.unit_price == prices[result.lines.variant]).all()
    promoted = CATALOGUE.variant_product[result.lines.variant] % 2 == 0
    assert (result.lines.discount[~promoted] == 0).all()
    exact = result.lines.unit_price * percent / 100
    off_by = result.lines.discount / result.lines.quantity - exact
    assert (np.abs(off_by[promoted]) <= 0.5).all()


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_money_is_integral_and_adds_up(seed: int) -> None:
    market = Market(CATALOGUE, seed, SMALL)
    for day in range(4):
        result = market.step(CATALOGUE.variant_price, market.propose_promotions(day))
        orders, lines = result.orders, result.lines
        for column in (orders.subtotal, orders.discount, orders.total, lines.unit_price):
            assert column.dtype == np.int64
        subtotal = np.zeros(len(orders), dtype=np.int64)
        discount = np.zeros(len(orders), dtype=np.int64)
        np.add.at(subtotal, lines.order, lines.unit_price * lines.quantity)
        np.add.at(discount, lines.order, lines.discount)
        assert np.array_equal(subtotal, orders.subtotal)
        assert np.array_equal(discount, orders.discount)
        assert np.array_equal(orders.total, subtotal - discount)
        assert (orders.total >= 0).all()
        paid = result.payments.take(result.payments.succeeded)
        assert np.array_equal(np.sort(paid.order), np.arange(len(orders)))
        assert np.array_equal(paid.amount, orders.total[paid.order])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), fork_seed=st.integers(0, 1000))
def test_a_seed_fixes_everything(seed: int, fork_seed: int) -> None:
    one, other = Market(CATALOGUE, seed, SMALL), Market(CATALOGUE, seed, SMALL)
    other.propose_promotions(30)
    other.propose_price_moves(99)
    other.fork(fork_seed).step(CATALOGUE.variant_price * 2)
    assert all(same(a, b) for a, b in zip(play(one, 3), play(other, 3), strict=True))


def test_another_seed_gives_another_market() -> None:
    one, other = Market(CATALOGUE, 1, SMALL), Market(CATALOGUE, 2, SMALL)
    assert not same(one.step(CATALOGUE.variant_price), other.step(CATALOGUE.variant_price))


def test_nobody_acts_before_joining_or_after_leaving(
    history: tuple[Market, list[StepResult]],
) -> None:
    market, days = history
    truth = market.truth()
    assert (truth.death_day >= 0).sum() > 5
    for result in days:
        for table in (result.sessions, result.orders, result.logins):
            known = table.customer[table.customer >= 0]
            assert (market.customers.birth_day[known] <= result.day).all()
            gone = truth.death_day[known]
            assert ((gone == -1) | (gone >= result.day)).all()
        joined = market.customers.birth_day[result.new_customers]
        assert (joined == result.day).all()


def test_events_are_ordered_within_their_session(
    history: tuple[Market, list[StepResult]],
) -> None:
    for result in history[1]:
        events, sessions = result.events, result.sessions
        assert (np.diff(sessions.start) >= 0).all()
        assert (np.diff(events.session) >= 0).all()
        same_session = np.diff(events.session) == 0
        assert (np.diff(events.second)[same_session] >= 0).all()
        assert (events.second >= sessions.start[events.session]).all()
        assert (events.second <= sessions.end[events.session]).all()
        assert (sessions.end < 86_400).all()


def test_an_order_follows_its_own_cart_and_checkout(
    history: tuple[Market, list[StepResult]],
) -> None:
    for result in history[1]:
        events = result.events
        purchase = events.take(events.kind == EventKind.PURCHASE)
        assert np.array_equal(np.sort(purchase.session), np.sort(result.orders.session))
        added = events.take(events.kind == EventKind.ADD_TO_CART)
        in_cart = set(zip(added.session.tolist(), added.variant.tolist(), strict=True))
        session = result.orders.session[result.lines.order]
        bought = set(zip(session.tolist(), result.lines.variant.tolist(), strict=True))
        assert bought <= in_cart
        checkout = dict(
            zip(
                events.session[events.kind == EventKind.CHECKOUT].tolist(),
                events.second[events.kind == EventKind.CHECKOUT].tolist(),
                strict=True,
            )
        )
        for row, at in zip(result.orders.session, result.orders.second, strict=True):
            assert checkout[int(row)] <= at


def test_clicks_on_recommendations_are_the_views_that_name_a_surface(
    history: tuple[Market, list[StepResult]],
) -> None:
    for result in history[1]:
        shown = result.impressions
        offered = set(
            zip(
                shown.session.tolist(),
                shown.surface.tolist(),
                shown.product.tolist(),
                shown.position.tolist(),
                strict=True,
            )
        )
        views = result.events.take(
            (result.events.kind == EventKind.VIEW) & (result.events.surface >= 0)
        )
        for key in zip(
            views.session.tolist(),
            views.surface.tolist(),
            views.product.tolist(),
            views.position.tolist(),
            strict=True,
        ):
            assert key in offered


def test_nothing_is_seen_before_its_launch(history: tuple[Market, list[StepResult]]) -> None:
    late = CATALOGUE.product_launch_day > 40
    assert late.any()
    for result in history[1][:40]:
        seen = result.events.product[result.events.product >= 0]
        assert not late[seen].any()


def test_lost_demand_and_substitutes_are_on_record(
    history: tuple[Market, list[StepResult]],
) -> None:
    lost = history[0].truth().lost
    assert (lost.quantity > 0).all()
    assert (lost.substitute >= 0).any()
    assert (lost.substitute == -1).any()
    assert (lost.substitute != lost.variant).all()


def test_no_stock_sells_nothing_and_loses_everything() -> None:
    market = Market(CATALOGUE, 4, SMALL)
    twin = market.fork()
    nothing = market.step(CATALOGUE.variant_price, stock=np.zeros(CATALOGUE.variants, np.int64))
    plenty = twin.step(CATALOGUE.variant_price)
    assert len(nothing.orders) == 0
    assert nothing.sold.sum() == 0
    assert nothing.truth.lost.quantity.sum() == plenty.sold.sum() > 0


def test_returns_and_reviews_refer_to_what_was_bought(
    history: tuple[Market, list[StepResult]],
) -> None:
    bought: dict[tuple[int, int], tuple[int, int]] = {}
    owner: dict[int, int] = {}
    seen = 0
    for result in history[1]:
        for note in range(len(result.returns)):
            returns = result.returns
            key = (int(returns.order_number[note]), int(returns.line[note]))
            variant, quantity = bought[key]
            assert variant == returns.variant[note]
            assert 0 < returns.quantity[note] <= quantity
            assert owner[key[0]] == returns.customer[note]
            seen += 1
        honest = result.reviews.take(result.truth.review_fraud == FraudKind.NONE)
        assert all(int(number) in owner for number in honest.order_number)
        assert ((result.reviews.rating >= 1) & (result.reviews.rating <= 5)).all()
        assert all(int(number) in owner for number in result.chargebacks.order_number)
        first = np.searchsorted(result.lines.order, result.lines.order, side="left")
        place = np.arange(len(result.lines)) - first
        numbers = result.orders.number[result.lines.order]
        for row, number in enumerate(numbers):
            bought[int(number), int(place[row])] = (
                int(result.lines.variant[row]),
                int(result.lines.quantity[row]),
            )
            owner[int(number)] = int(result.orders.customer[result.lines.order[row]])
    assert seen > 3


def test_numbers_count_on_without_a_gap(history: tuple[Market, list[StepResult]]) -> None:
    market, days = history
    orders = np.concatenate([day.orders.number for day in days])
    sessions = np.concatenate([day.sessions.number for day in days])
    assert np.array_equal(orders, np.arange(len(orders)))
    assert np.array_equal(sessions, np.arange(len(sessions)))
    truth = market.truth()
    assert len(truth.order_fraud) == len(orders)
    assert len(truth.session_kind) == len(sessions)


def test_mail_disturbs_only_those_who_get_it() -> None:
    market = Market(CATALOGUE, 21, SMALL)
    for _ in range(10):
        market.step(CATALOGUE.variant_price)
    mailed = np.flatnonzero(market.customers.birth_day <= 10)[:60]
    quiet = market.fork().step(CATALOGUE.variant_price)
    loud = market.fork().step(
        CATALOGUE.variant_price, mailings=[Mailing(MailKind.NEWSLETTER, mailed)]
    )
    assert np.array_equal(loud.mail.customer, mailed)

    def untouched(result: StepResult) -> list[tuple[int, int]]:
        keep = ~np.isin(result.orders.customer, mailed) & (result.orders.customer >= 0)
        rows = result.orders.take(keep)
        return sorted(zip(rows.customer.tolist(), rows.subtotal.tolist(), strict=True))

    visits_quiet = set(quiet.sessions.customer) - set(mailed)
    visits_loud = set(loud.sessions.customer) - set(mailed)
    assert visits_quiet == visits_loud
    assert [who for who, _ in untouched(quiet)] == [who for who, _ in untouched(loud)]


def test_attacks_are_planted_labelled_and_disputed() -> None:
    market = Market(CATALOGUE, 5, replace(SMALL, attack_scale=20.0, horizon_days=120))
    days = play(market, 120)
    kinds = set(np.concatenate([day.truth.session_fraud for day in days]).tolist())
    assert {
        FraudKind.CARD_TESTING,
        FraudKind.STOLEN_CARD,
        FraudKind.ACCOUNT_TAKEOVER,
        FraudKind.PROMOTION_ABUSE,
    } <= kinds
    assert FraudKind.REVIEW_SPAM in np.concatenate([day.truth.review_fraud for day in days])
    fraud = market.truth().order_fraud
    disputed = np.concatenate([day.chargebacks.order_number for day in days])
    assert len(disputed) > 10
    assert set(fraud[disputed].tolist()) <= {
        FraudKind.CARD_TESTING,
        FraudKind.STOLEN_CARD,
        FraudKind.ACCOUNT_TAKEOVER,
    }


def test_a_market_without_attacks_is_honest() -> None:
    market = Market(CATALOGUE, 5, replace(SMALL, attacks=False))
    days = play(market, 30)
    assert not any(day.truth.order_fraud.any() or day.truth.session_fraud.any() for day in days)
    assert not any((day.truth.session_kind == SessionKind.ATTACK).any() for day in days)


def test_bots_never_buy_and_see_no_recommendations(
    history: tuple[Market, list[StepResult]],
) -> None:
    for result in history[1]:
        bots = np.flatnonzero(result.truth.session_kind == SessionKind.BOT)
        assert not np.isin(result.orders.session, bots).any()
        assert not np.isin(result.impressions.session, bots).any()


def test_the_smallest_shop_works() -> None:
    lamp = ProductSpec("lamp", "lamps", "home", (VariantSpec("lamp-1", 1000, 400),))
    market = Market(build_catalogue([lamp]), 1, SMALL)
    sold = sum(int(market.step(market.catalogue.variant_price).sold.sum()) for _ in range(20))
    assert sold > 0
