"""Movements are written once: by the model, in bulk, and by the database itself."""

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.tests.factories import make_product
from inventory.models import ImmutableRow, StockMovement, Warehouse
from inventory.selectors import allocations_of
from inventory.services import (
    StockRuleBroken,
    allocate_stock,
    receive_stock,
    return_stock,
    save_warehouse,
    ship_stock,
    write_off_stock,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def variant():
    return make_product(stock=10).variants.get()


def _warehouse(code, **fields):
    return Warehouse.objects.create(code=code, name=code.title(), **fields)


def test_a_movement_cannot_be_changed_or_deleted(variant):
    movement = StockMovement.objects.get()
    movement.on_hand_change = 99
    for change in (
        movement.save,
        movement.delete,
        StockMovement.objects.all().delete,
        lambda: StockMovement.objects.update(note="x"),
    ):
        with pytest.raises(ImmutableRow):
            change()


@pytest.mark.parametrize("statement", ["UPDATE {} SET note = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_too(variant, statement):
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("inventory_stockmovement"))
    assert StockMovement.objects.count() == 1


def test_an_order_goes_to_the_warehouse_that_serves_its_country(variant):
    south = _warehouse("south", serves="IT ES", priority=5)
    _warehouse("empty", country="IT")
    receive_stock(variant_id=variant.pk, quantity=5, warehouse=south)
    allocate_stock(reference="it", quantities={variant.pk: 1}, country="IT")
    allocate_stock(reference="all", quantities={variant.pk: 10}, country="IT")
    assert [a.warehouse_id for a in allocations_of("it")] == [south.pk]
    assert south.pk not in {a.warehouse_id for a in allocations_of("all")}


def test_a_warehouse_out_of_use_sells_nothing_and_keeps_what_is_promised(variant):
    allocate_stock(reference="o", quantities={variant.pk: 1})
    main = Warehouse.objects.get()
    other = _warehouse("other")
    main.is_default = False
    with pytest.raises(StockRuleBroken, match="another warehouse"):
        save_warehouse(warehouse=main)
    other.is_default = True
    save_warehouse(warehouse=other)
    main.refresh_from_db()
    assert not main.is_default
    main.is_active = False
    with pytest.raises(StockRuleBroken, match="promised"):
        save_warehouse(warehouse=main)
    ship_stock(reference="o")
    save_warehouse(warehouse=main)
    with pytest.raises(StockRuleBroken):
        write_off_stock(variant_id=variant.pk, quantity=1, note="?")


def test_shipping_in_parts_says_what_left_where(variant):
    north = _warehouse("north")
    receive_stock(variant_id=variant.pk, quantity=4, warehouse=north)
    allocate_stock(reference="o", quantities={variant.pk: 12})

    with pytest.raises(StockRuleBroken, match="only 2 of 3"):
        ship_stock(reference="o", quantities={variant.pk: 3}, warehouse=north)
    first = ship_stock(reference="o", quantities={variant.pk: 2}, warehouse=north)
    assert [(one.warehouse_id, one.quantity) for one in first] == [(north.pk, 2)]
    rest = ship_stock(reference="o")
    assert [one.quantity for one in rest] == [10]
    with pytest.raises(StockRuleBroken):
        ship_stock(reference="o", quantities={variant.pk: 1})


def test_returns_can_go_to_another_place(variant):
    north = _warehouse("north")
    return_stock(variant_id=variant.pk, quantity=2, reference="o", warehouse=north)
    assert north.levels.get().on_hand == 2


def test_only_free_units_are_written_off(variant):
    allocate_stock(reference="o", quantities={variant.pk: 7})
    with pytest.raises(StockRuleBroken, match="Only 3 units are free"):
        write_off_stock(variant_id=variant.pk, quantity=4, note="mould")
    assert write_off_stock(variant_id=variant.pk, quantity=3, note="mould").on_hand == 7
