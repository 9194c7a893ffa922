"""Held, released, refused, shipped and cancelled at once: one of them wins, and the money fits."""

import pytest

from events.models import OutboxMessage
from events.outbox import consumers, drain
from orders.cancellation import cancel_order
from orders.disputes import note_dispute
from orders.errors import NotPossible
from orders.fulfilment import ship_order
from orders.holds import hold_order, refuse_held, release_hold
from orders.models import Dispute, HoldState, Order, OrderState, Refund, Shipment
from orders.refunds import carry_out_refunds
from orders.tests.books import bank_agrees
from orders.tests.placed import make_order
from orders.tests.test_disputes import news_of
from tests.racing import balance, outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MANY = 12


def _fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def _held() -> Order:
    order = make_order("20.00", quantity=2)
    hold_order(order=order)
    return _fresh(order)


def _settled() -> bool:
    carry_out_refunds()
    drain()
    return balance() and bank_agrees()


def test_released_by_all_it_is_released_once():
    order = _held()
    results = race(lambda index: release_hold(order=order), threads=MANY)
    assert sorted(results) == [False] * (MANY - 1) + [True]
    assert OutboxMessage.objects.filter(topic="order.released", consumer="mail").count() == 1


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_without_row_locks_releases_it_again(monkeypatch):
    order = _held()
    without_row_locks(monkeypatch)
    results = race(lambda index: release_hold(order=order), threads=MANY)
    assert results.count(True) > 1


def test_it_is_either_released_or_cancelled_and_nothing_is_left_of_the_hold():
    order = _held()
    deeds = [lambda: release_hold(order=order), lambda: cancel_order(order=order)]
    results = race(lambda index: deeds[index % 2](), threads=MANY)
    assert outcomes(results, refused=NotPossible) == MANY // 2 + 1
    order = _fresh(order)
    assert order.state == OrderState.CANCELLED
    assert not order.is_held
    assert results[::2].count(True) <= 1
    assert Refund.objects.count() == 1
    assert _settled()


def test_it_is_either_released_or_refused():
    order = _held()
    deeds = [lambda: release_hold(order=order), lambda: refuse_held(order=order)]
    results = race(lambda index: deeds[index % 2](), threads=MANY)
    assert results.count(True) == 1
    order = _fresh(order)
    is_refused = order.hold == HoldState.REFUSED
    assert is_refused == (order.state == OrderState.CANCELLED)
    assert Refund.objects.count() == int(is_refused)
    assert _settled()


@pytest.mark.postgresql
def test_twin_without_row_locks_does_both(monkeypatch):
    order = _held()
    without_row_locks(monkeypatch)
    deeds = [lambda: release_hold(order=order), lambda: refuse_held(order=order)]
    results = race(lambda index: deeds[index % 2](), threads=MANY)
    assert results.count(True) > 1


def test_it_is_either_shipped_or_held():
    """What was held first has not left; what left first is not held."""
    order = make_order("20.00", quantity=2)
    deeds = [lambda: ship_order(order=order), lambda: hold_order(order=order)]
    results = race(lambda index: deeds[index % 2](), threads=MANY)
    outcomes(results, refused=NotPossible)
    order = _fresh(order)
    assert order.is_held != Shipment.objects.exists()
    assert Shipment.objects.count() <= 1
    assert _settled()


@pytest.mark.postgresql
def test_twin_without_row_locks_ships_what_is_held(monkeypatch):
    without_row_locks(monkeypatch)
    both = 0
    for _round in range(5):
        order = make_order("20.00", quantity=2)
        deeds = [
            lambda order=order: ship_order(order=order),
            lambda order=order: hold_order(order=order),
        ]
        race(lambda index, deeds=deeds: deeds[index % 2](), threads=MANY)
        both += _fresh(order).is_held and Shipment.objects.filter(order=order).exists()
    assert both


def test_a_dispute_told_by_many_messages_is_one():
    payment = make_order("20.00").payments.get()
    results = race(lambda index: note_dispute(payment=payment, news=news_of(payment)), threads=MANY)
    assert outcomes(results, refused=()) == MANY
    assert Dispute.objects.count() == 1
    told = OutboxMessage.objects.filter(topic="order.disputed")
    assert sorted(told.values_list("consumer", flat=True)) == sorted(
        consumers["order.disputed"].names()
    )
