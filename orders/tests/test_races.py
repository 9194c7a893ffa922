"""Fifty shoppers and one last unit. Each race has a twin without the guard, which must fail."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import Sum

from catalog.tests.factories import make_product
from events.models import Event
from foundation import clock
from foundation.ids import new_token
from foundation.money import Money
from inventory.models import Reservation, StockLevel, StockMovement
from inventory.selectors import availability
from inventory.services import OutOfStock, reserve_stock
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.models import Order, OrderState, Payment
from orders.tests.books import bank_agrees
from orders.tests.factories import check_out, make_cart, make_shipping_method, only_variant
from tests.racing import balance, outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 50
SEEN = Money.of("24.90", "EUR")


def atomic_without_retry(work):
    with transaction.atomic():
        return work()


def _placed() -> int:
    return Order.objects.filter(state=OrderState.PLACED).count()


def _shoppers(product):
    method = make_shipping_method()
    carts = [make_cart(product) for _ in range(THREADS)]
    return lambda index: check_out(carts[index], shipping_method=method)


def test_the_last_unit_is_ordered_once_and_refused_clearly_to_the_others():
    results = race(_shoppers(make_product(stock=1)), threads=THREADS)

    refusals = [result for result in results if isinstance(result, CheckoutError)]
    assert _placed() == 1
    assert len(refusals) == THREADS - 1, [r for r in results if not isinstance(r, CheckoutError)]
    assert {refusal.code for refusal in refusals} == {CheckoutProblem.SOLD_OUT}
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated) == (1, 1)
    moved = StockMovement.objects.aggregate(a=Sum("allocated_change"), h=Sum("on_hand_change"))
    assert moved == {"a": 1, "h": 1}
    assert Event.objects.filter(name="order.placed").count() == 1
    assert balance()
    assert bank_agrees()


@pytest.mark.postgresql  # SQLite has no row locks to take away: see the deferred twin
def test_twin_without_row_locks_oversells(monkeypatch):
    work = _shoppers(make_product(stock=1))
    without_row_locks(monkeypatch)
    # Reservations are the second guard: without locks they overbook, and then refuse everybody.
    monkeypatch.setattr(
        "inventory.stock.ledger.live_reservations", lambda at=None: Reservation.objects.none()
    )

    race(work, threads=THREADS)

    assert _placed() > 1, "the race proves nothing: without the guard it must oversell"


def test_twin_with_deferred_transactions_shows_locked_errors(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows: see the twin without them")
    work = _shoppers(make_product(stock=THREADS))
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    for module in ("place", "complete"):
        monkeypatch.setattr(f"orders.checkout.{module}.retry_once", atomic_without_retry)

    results = race(work, threads=THREADS)

    locked = [r for r in results if isinstance(r, OperationalError) and "locked" in str(r)]
    assert locked, "without IMMEDIATE, writers that read first must collide"


def test_the_last_unit_is_reserved_once():
    variant = only_variant(make_product(stock=1))

    results = race(
        lambda index: reserve_stock(key=f"checkout-{index}", quantities={variant.pk: 1}),
        threads=THREADS,
    )

    assert results.count(None) == 1
    assert sum(isinstance(result, OutOfStock) for result in results) == THREADS - 1
    assert Reservation.objects.aggregate(units=Sum("quantity")) == {"units": 1}


def test_twin_that_looks_before_it_reserves_overbooks():
    """What the test above would let pass if it could not fail, on any database."""
    variant = only_variant(make_product(stock=1))
    looked = threading.Barrier(THREADS)

    def reserve_naively(index):
        there = availability([variant.pk])[variant.pk]
        looked.wait(timeout=60)
        if there < 1:
            raise OutOfStock([])
        Reservation.objects.create(
            key=f"checkout-{index}",
            variant=variant,
            quantity=1,
            expires_at=clock.now() + timedelta(minutes=15),
        )

    assert outcomes(race(reserve_naively, threads=THREADS), refused=OutOfStock) == THREADS
    assert Reservation.objects.aggregate(units=Sum("quantity")) == {"units": THREADS}


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_of_reservations_without_row_locks_overbooks(monkeypatch):
    variant = only_variant(make_product(stock=1))
    without_row_locks(monkeypatch)

    race(
        lambda index: reserve_stock(key=f"checkout-{index}", quantities={variant.pk: 1}),
        threads=THREADS,
    )

    assert Reservation.objects.count() > 1


def test_carts_in_opposite_order_do_not_deadlock():
    products = [make_product(stock=1000) for _ in range(4)]
    method = make_shipping_method()
    carts = [make_cart(*(products if index % 2 else reversed(products))) for index in range(24)]

    race(lambda index: check_out(carts[index], shipping_method=method), threads=24)

    assert _placed() == 24
    assert StockLevel.objects.aggregate(units=Sum("allocated")) == {"units": 96}
    assert balance()


def test_twenty_clicks_with_one_key_make_one_order():
    cart, key, method = make_cart(make_product(stock=100)), new_token(), make_shipping_method()

    results = race(
        lambda index: check_out(cart, idempotency_key=key, shipping_method=method, seen_total=SEEN),
        threads=20,
    )

    assert {result.pk for result in results if isinstance(result, Order)} == {
        Order.objects.get().pk
    }
    assert not [result for result in results if isinstance(result, Exception)], results
    assert Payment.objects.count() == 1
    assert StockLevel.objects.get().allocated == 1
    assert balance()
    assert bank_agrees()
