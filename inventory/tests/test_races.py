"""Many at the same stock. Each race has a twin without the guard, which must fail."""

import pytest
from django.db import connection
from django.db.models import QuerySet, Sum

from catalog.tests.factories import make_product
from inventory.models import Backorder, PolicyKind, StockLevel, StockMovement, Warehouse
from inventory.selectors import ledger_differences
from inventory.services import (
    OutOfStock,
    StockRuleBroken,
    allocate_stock,
    default_warehouse,
    draft_transfer,
    receive_stock,
    send_transfer,
    set_stock_policy,
    ship_stock,
)
from tests.racing import race

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


def _without_row_locks(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)


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
    assert not ledger_differences()


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
    assert not ledger_differences()


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_of_the_limit_without_row_locks_promises_too_much(promised_five, monkeypatch):
    _without_row_locks(monkeypatch)
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
    assert not ledger_differences()


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_of_transfer_and_sale_without_row_locks_does_both(monkeypatch):
    _variant, work = _transfers_and_sales()
    _without_row_locks(monkeypatch)
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


@pytest.mark.postgresql
def test_first_receipts_of_one_variant_at_once_make_one_level():
    assert connection.vendor == "postgresql"
    variant = make_product(stock=None).variants.get().pk
    results = race(lambda index: receive_stock(variant_id=variant, quantity=1) and None, threads=10)
    assert results == [None] * 10
    assert StockLevel.objects.get(variant_id=variant).on_hand == 10
    assert StockMovement.objects.count() == 10
