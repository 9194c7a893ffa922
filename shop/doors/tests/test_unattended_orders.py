"""Held orders that no open case is for: decided too early, or held again after a declined card."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from catalog.tests.factories import make_product
from foundation import clock
from orders.checkout import pay
from orders.checkout.errors import CheckoutError
from orders.drafts import (
    DraftLine,
    create_draft,
    open_payment,
    set_details,
    set_lines,
    set_shipping,
)
from orders.models import HoldState, Order, OrderState
from orders.tests.factories import make_details, make_shipping_method, only_variant
from risk.algorithms.vocabulary import Door, Outcome, Signal
from risk.kinds import CaseState, FraudKind
from risk.models import Case
from risk.reviewing.carrying_out import carry_out
from risk.reviewing.services import decide
from risk.scoring import recording, serving
from risk.scoring.failing import FAILURES_IN_A_ROW
from shop.doors import held_orders
from shop.doors.tests.scenes import browser, no_rules, only_rule, order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(db):
    no_rules()
    serving.breaker.reset()
    cache.clear()
    yield
    serving.breaker.reset()


def soon(minutes=2):
    return clock.now() + timedelta(minutes=minutes)


def decided_before_it_is_placed(monkeypatch, reviewer, outcome):
    """A reviewer decides between the second judgement and the placing of an order."""

    def decide_there(point):
        if point == "checkout.ruled" and (case := Case.objects.first()) is not None:
            kind = FraudKind.STOLEN_CARD if outcome == Outcome.REFUSE else FraudKind.NONE
            decide(case=case, outcome=outcome, by=reviewer, kind=kind)
            assert carry_out(case.pk)

    monkeypatch.setattr(pay, "fail_point", decide_there)


@pytest.mark.parametrize(
    ("outcome", "state", "hold"),
    [
        (Outcome.ALLOW, OrderState.PLACED, HoldState.RELEASED),
        (Outcome.REFUSE, OrderState.CANCELLED, HoldState.REFUSED),
    ],
)
def test_what_was_decided_before_the_order_was_placed_reaches_it(
    stocked, django_user_model, monkeypatch, outcome, state, hold
):
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.CARD_EMAILS_90D, 2)
    order(browser(), stocked, payment="test:shared")
    rosa = django_user_model.objects.create_user("rosa@example.com", "x", is_staff=True)
    decided_before_it_is_placed(monkeypatch, rosa, outcome)
    order(browser(), stocked, payment="test:shared", email="bea@example.com")
    held = Order.objects.latest("pk")
    assert held.hold == HoldState.HELD
    assert held_orders.sweep(at=soon()) == 1
    held.refresh_from_db()
    assert (held.state, held.hold) == (state, hold)
    assert held_orders.sweep(at=soon(4)) == 0


def staff_order():
    """An order that staff wrote and whose buyer pays by a link."""
    draft = create_draft(email="ada@example.com")
    set_details(order=draft, details=make_details())
    variant = only_variant(make_product(price="10.00", stock=5))
    set_lines(order=draft, lines=[DraftLine(variant.pk, 1)])
    return open_payment(order=set_shipping(order=draft, method=make_shipping_method()))


def declined_while_held():
    """Held before the money, and then its card was declined: there was nothing left to decide."""
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.UNITS, 1)
    waiting = staff_order()
    with pytest.raises(CheckoutError):
        pay.pay_order(order=waiting, provider="test", choice="decline")
    assert Case.objects.get().state == CaseState.GONE
    return waiting


def test_who_pays_with_another_card_once_nothing_stands_against_it_does_not_wait_for_ever():
    waiting = declined_while_held()
    no_rules()
    pay.pay_order(order=waiting, provider="test", choice="success")
    held_orders.sweep(at=soon())
    waiting.refresh_from_db()
    assert (waiting.state, waiting.hold) == (OrderState.PLACED, HoldState.RELEASED)


def test_who_pays_with_another_card_while_it_still_stands_is_looked_at_by_somebody():
    waiting = declined_while_held()
    pay.pay_order(order=waiting, provider="test", choice="success")
    assert Case.objects.get().state == CaseState.OPEN
    Case.objects.update(state=CaseState.GONE, carried_out_at=clock.now())
    assert held_orders.sweep(at=soon()) == 1
    assert Case.objects.get().state == CaseState.OPEN
    assert held_orders.sweep(at=soon(4)) == 0


def test_while_the_scorer_rests_what_was_held_is_let_go_at_its_deadline_at_the_earliest(
    stocked, monkeypatch
):
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.UNITS, 1)
    with monkeypatch.context() as away:
        away.setattr(recording, "record", lambda *args, **kwargs: 1 / 0)
        order(browser(), stocked)
    held = Order.objects.get()
    assert (held.hold, Case.objects.exists()) == (HoldState.HELD, False)
    for _ in range(FAILURES_IN_A_ROW):
        serving.breaker.note_failure()
    held_orders.sweep(at=soon())
    held.refresh_from_db()
    assert held.hold == HoldState.HELD
    held_orders.sweep(at=soon(60 * 25))
    held.refresh_from_db()
    assert held.hold == HoldState.RELEASED
