"""Many at the same stock. Each race has a twin without the guard, which must fail."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Sum

from catalog.tests.factories import make_product
from foundation import clock
from foundation.money import Money
from inventory.models import (
    Backorder,
    CountState,
    PolicyKind,
    PurchaseOrderState,
    PurchaseReceipt,
    Reservation,
    StockLevel,
    StockMovement,
    Warehouse,
)
from inventory.selectors import ledger_differences
from inventory.services import (
    LineRequest,
    OutOfStock,
    StockRuleBroken,
    adjust_stock,
    allocate_stock,
    close_count,
    default_warehouse,
    draft_count,
    draft_purchase_order,
    draft_transfer,
    receive_purchase_order,
    receive_stock,
    receive_transfer,
    record_counted,
    release_reservation,
    reserve_stock,
    send_purchase_order,
    send_transfer,
    set_stock_policy,
    ship_stock,
    start_count,
    sweep_reservations,
    write_off_stock,
)
from inventory.tests.factories import make_supplier
from tests.racing import balance, outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 50


@pytest.fixture
def two_places():
    """Four variants of which each of two warehouses has plenty."""
    north = Warehouse.objects.create(code="north", name="North", serves="SE", priority=1)
    variants = [make_product(stock=500).variants.get().pk for _ in range(4)]
    for variant in variants:
        receive_stock(variant_id=variant, quantity=500, warehouse=north)
    return variants


@pytest.fixture
def promised_five():
    variant = make_product(stock=0).variants.get()
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=5)
    return variant.pk


def test_lines_in_opposite_order_over_two_warehouses_do_not_deadlock(two_places):
    def work(index):
        order = two_places if index % 2 else list(reversed(two_places))
        allocate_stock(
            reference=f"o{index}",
            quantities=dict.fromkeys(order, 30),  # more than one place has left in the end
            country="SE" if index % 3 else "",
        )

    results = race(work, threads=24)

    assert results == [None] * 24
    assert StockLevel.objects.aggregate(units=Sum("allocated")) == {"units": 24 * 4 * 30}
    assert balance()


@pytest.mark.postgresql  # SQLite has one writer: it cannot deadlock
def test_twin_that_locks_in_the_order_asked_deadlocks(two_places, monkeypatch):
    import time

    from django.db import transaction

    def work(index):
        order = two_places if index % 2 else list(reversed(two_places))
        with transaction.atomic():
            for variant in order:
                list(StockLevel.objects.filter(variant_id=variant).select_for_update())
                time.sleep(0.02)

    results = race(work, threads=12)
    assert any("deadlock" in str(result) for result in results if result)


def test_the_backorder_limit_holds_under_fifty(promised_five):
    results = race(
        lambda index: allocate_stock(reference=f"o{index}", quantities={promised_five: 1}),
        threads=THREADS,
    )

    assert results.count(None) == 5
    assert sum(isinstance(result, OutOfStock) for result in results) == THREADS - 5
    assert Backorder.objects.aggregate(units=Sum("waiting")) == {"units": 5}
    assert balance()


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_of_the_limit_without_row_locks_promises_too_much(promised_five, monkeypatch):
    without_row_locks(monkeypatch)
    race(
        lambda index: allocate_stock(reference=f"o{index}", quantities={promised_five: 1}),
        threads=THREADS,
    )
    assert Backorder.objects.aggregate(units=Sum("waiting"))["units"] > 5


def _transfers_and_sales():
    variant = make_product(stock=1).variants.get().pk
    shop = Warehouse.objects.create(code="shop", name="Shop", is_pickup=True)
    transfers = [
        draft_transfer(source=default_warehouse(), target=shop, quantities={variant: 1})
        for _ in range(10)
    ]

    def work(index):
        if index < len(transfers):
            send_transfer(transfer=transfers[index])
        else:
            allocate_stock(reference=f"o{index}", quantities={variant: 1})

    return variant, work


def test_the_last_unit_is_sold_or_sent_away_never_both():
    variant, work = _transfers_and_sales()
    results = race(work, threads=20)

    assert results.count(None) == 1
    refused = [r for r in results if isinstance(r, OutOfStock | StockRuleBroken)]
    assert len(refused) == 19, results
    level = StockLevel.objects.get(variant_id=variant, warehouse__code="main")
    assert (level.on_hand, level.allocated) in {(0, 0), (1, 1)}
    assert balance()


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_of_transfer_and_sale_without_row_locks_does_both(monkeypatch):
    _variant, work = _transfers_and_sales()
    without_row_locks(monkeypatch)
    results = race(work, threads=20)
    assert results.count(None) > 1
    assert ledger_differences()


def test_one_order_shipped_by_many_leaves_once():
    variant = make_product(stock=100).variants.get().pk
    for name in ("o", "other"):
        allocate_stock(reference=name, quantities={variant: 40})
    race(lambda index: ship_stock(reference="o"), threads=8)
    level = StockLevel.objects.get(variant_id=variant)
    assert (level.on_hand, level.allocated) == (60, 40)
    assert balance()


@pytest.mark.postgresql
def test_first_receipts_of_one_variant_at_once_make_one_level():
    assert connection.vendor == "postgresql"
    variant = make_product(stock=None).variants.get().pk
    results = race(lambda index: receive_stock(variant_id=variant, quantity=1) and None, threads=10)
    assert results == [None] * 10
    assert StockLevel.objects.get(variant_id=variant).on_hand == 10
    assert StockMovement.objects.count() == 10


# --- what staff do, done by several at once ----------------------------------------------------
MANY = 12


def _on_hand(variant: int) -> int:
    return StockLevel.objects.get(variant_id=variant, warehouse=default_warehouse()).on_hand


@pytest.fixture
def coming():
    """Six units of two variants that a supplier has sent."""
    variants = [make_product(stock=0).variants.get().pk for _ in range(2)]
    lines = [LineRequest(variant, 6, Money(300, "EUR")) for variant in variants]
    order = draft_purchase_order(supplier=make_supplier(), lines=lines)
    return send_purchase_order(order=order), variants


def test_a_delivery_received_by_all_is_in_stock_once(coming):
    order, variants = coming
    results = race(lambda index: receive_purchase_order(order=order), threads=MANY)
    assert outcomes(results, refused=StockRuleBroken) == 1
    assert [_on_hand(variant) for variant in variants] == [6, 6]
    assert balance()


def test_parts_received_at_once_are_no_more_than_was_ordered(coming):
    order, variants = coming
    turned = [variants, variants[::-1]]

    def work(index):
        units = dict.fromkeys(turned[index % 2], 1)
        return receive_purchase_order(order=order, quantities=units)

    results = race(work, threads=MANY)

    assert outcomes(results, refused=StockRuleBroken) == 6
    order.refresh_from_db()
    assert order.state == PurchaseOrderState.RECEIVED
    assert [_on_hand(variant) for variant in variants] == [6, 6]
    assert PurchaseReceipt.objects.aggregate(units=Sum("quantity")) == {"units": 12}
    assert balance()


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_without_row_locks_receives_a_delivery_twice(coming, monkeypatch):
    order, _variants = coming
    without_row_locks(monkeypatch)
    results = race(lambda index: receive_purchase_order(order=order), threads=MANY)
    assert sum(not isinstance(result, Exception) for result in results) > 1


def test_a_transfer_received_by_all_arrives_once():
    variant = make_product(stock=9).variants.get().pk
    north = Warehouse.objects.create(code="north", name="North")
    transfer = draft_transfer(source=default_warehouse(), target=north, quantities={variant: 4})
    results = race(lambda index: send_transfer(transfer=transfer), threads=MANY)
    assert outcomes(results, refused=StockRuleBroken) == 1
    results = race(lambda index: receive_transfer(transfer=transfer), threads=MANY)
    assert outcomes(results, refused=StockRuleBroken) == 1
    assert _on_hand(variant) == 5
    assert StockLevel.objects.get(variant_id=variant, warehouse=north).on_hand == 4
    assert balance()


def _counted(variants, found: int):
    count = draft_count(warehouse=default_warehouse(), variant_ids=variants)
    start_count(count=count)
    return record_counted(count=count, counted=dict.fromkeys(variants, found))


def test_a_count_closed_by_all_corrects_once():
    variant = make_product(stock=9).variants.get().pk
    count = _counted([variant], 7)
    results = race(lambda index: close_count(count=count), threads=MANY)
    assert outcomes(results, refused=StockRuleBroken) == 1
    count.refresh_from_db()
    assert (count.state, _on_hand(variant)) == (CountState.CLOSED, 7)
    assert balance()


def test_counts_of_the_same_shelves_close_beside_sales_without_deadlock():
    """Each found one unit less than the books said: both differences are taken, as noted."""
    variants = [make_product(stock=50).variants.get().pk for _ in range(3)]
    counts = [_counted(variants if n % 2 else variants[::-1], 49) for n in range(4)]

    def work(index):
        if index < len(counts):
            return close_count(count=counts[index])
        order = variants if index % 2 else variants[::-1]
        return allocate_stock(reference=f"o{index}", quantities=dict.fromkeys(order, 1))

    results = race(work, threads=MANY)

    assert outcomes(results, refused=()) == MANY
    assert [_on_hand(variant) for variant in variants] == [46, 46, 46]
    assert StockLevel.objects.aggregate(units=Sum("allocated")) == {"units": 3 * 8}
    assert balance()


def test_the_last_unit_is_sold_written_off_or_counted_away_but_once():
    variant = make_product(stock=1).variants.get().pk
    deeds = [
        lambda index: allocate_stock(reference=f"o{index}", quantities={variant: 1}),
        lambda index: write_off_stock(variant_id=variant, quantity=1, note="broken"),
        lambda index: adjust_stock(variant_id=variant, on_hand=0, note="gone"),
    ]
    results = race(lambda index: deeds[index % 3](index), threads=MANY)

    refused = (OutOfStock, StockRuleBroken)
    assert outcomes(results, refused=refused) >= 1
    level = StockLevel.objects.get(variant_id=variant)
    assert (level.on_hand, level.allocated) in {(1, 1), (0, 0)}
    assert balance()


def test_reservations_swept_released_and_used_up_at_once_leave_nothing_behind():
    variant = make_product(stock=8).variants.get().pk
    keys = [f"checkout-{n}" for n in range(8)]
    for key in keys:
        reserve_stock(key=key, quantities={variant: 1})
    gone = clock.now() - timedelta(seconds=1)
    Reservation.objects.filter(key__in=keys[::2]).update(expires_at=gone)

    def work(index):
        if index < 8:
            return allocate_stock(
                reference=keys[index], quantities={variant: 1}, reservation_key=keys[index]
            )
        return sweep_reservations() if index % 2 else release_reservation(key=keys[index - 8])

    results = race(work, threads=16)

    assert outcomes(results, refused=()) == 16
    assert not Reservation.objects.exists()
    assert StockLevel.objects.get().allocated == 8
    assert balance()


def test_stock_that_comes_in_is_given_to_who_waits_once():
    variant = make_product(stock=0).variants.get()
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=20)
    for n in range(10):
        allocate_stock(reference=f"o{n}", quantities={variant.pk: 2})

    results = race(lambda index: receive_stock(variant_id=variant.pk, quantity=1), threads=MANY)

    assert outcomes(results, refused=()) == MANY
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated) == (MANY, MANY)
    assert Backorder.objects.aggregate(units=Sum("waiting")) == {"units": 20 - MANY}
    first_served = Backorder.objects.order_by("created_at", "pk").values_list("waiting", flat=True)
    assert list(first_served) == [0] * 6 + [2] * 4
    assert balance()
