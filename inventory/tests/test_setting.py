"""Levels set for many variants leave what ``adjust_stock`` leaves, one by one."""

from __future__ import annotations

import pytest

from catalog.models import Product, ProductKind, Variant
from catalog.tests.factories import make_product
from events.models import OutboxMessage
from inventory.models import Backorder, MovementType, PolicyKind, StockLevel, StockMovement
from inventory.services import (
    adjust_stock,
    allocate_stock,
    default_warehouse,
    set_stock_policy,
)
from inventory.stock.errors import StockRuleBroken
from inventory.stock.setting import SetLevel, set_stock

pytestmark = pytest.mark.django_db


def waiting(stock: int) -> Variant:
    """A variant of which an order waits for two units more than there are."""
    variant = make_product(stock=stock).variants.get()
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=5)
    allocate_stock(reference=f"o-{variant.pk}", quantities={variant.pk: stock + 2})
    return variant


def told(variant: Variant) -> tuple:
    moves = StockMovement.objects.filter(variant=variant)  # of one millisecond in any order
    level = StockLevel.objects.get(variant=variant)
    return (
        sorted(
            moves.values_list("type", "on_hand_change", "allocated_change", "backordered_change")
        ),
        (level.on_hand, level.allocated),
        Backorder.objects.get(variant=variant).waiting,
    )


def test_many_levels_are_set_as_one_by_one():
    one, other = waiting(3), waiting(3)
    place = default_warehouse().pk
    set_stock(levels=[SetLevel(one.pk, place, 10)], note="counted")
    adjust_stock(variant_id=other.pk, on_hand=10, note="counted")
    assert told(one) == told(other)
    assert told(one)[2] == 0


def test_units_that_were_none_before_are_told_to_who_waits():
    sold_out, left = (make_product(stock=n).variants.get() for n in (0, 4))
    OutboxMessage.objects.all().delete()
    place = default_warehouse().pk
    set_stock(levels=[SetLevel(sold_out.pk, place, 2), SetLevel(left.pk, place, 5)], note="came")
    back = OutboxMessage.objects.filter(topic="stock.available")
    assert {message.payload["variant"] for message in back} == {sold_out.pk}


def test_nothing_moves_where_the_level_is_right_already():
    variant = make_product(stock=4).variants.get()
    before = StockMovement.objects.count()
    set_stock(levels=[SetLevel(variant.pk, default_warehouse().pk, 4)], note="counted")
    assert StockMovement.objects.count() == before


def test_a_variant_of_this_transaction_gets_its_first_level_in_bulk():
    variant = make_product(stock=None).variants.get()
    place = default_warehouse().pk
    set_stock(
        levels=[SetLevel(variant.pk, place, 6)], note="new", untouched=frozenset({variant.pk})
    )
    move = StockMovement.objects.get(variant=variant)
    assert (move.type, move.on_hand_change, move.note) == (MovementType.ADJUSTMENT, 6, "new")
    assert StockLevel.objects.get(variant=variant).on_hand == 6


@pytest.mark.parametrize("units", [-1, 1])
def test_fewer_than_none_or_than_promised_are_refused_and_nothing_is_set(units):
    promised = make_product(stock=3).variants.get()
    allocate_stock(reference="o-1", quantities={promised.pk: 2})
    other = make_product(stock=3).variants.get()
    place = default_warehouse().pk
    with pytest.raises(StockRuleBroken):
        set_stock(
            levels=[SetLevel(other.pk, place, 9), SetLevel(promised.pk, place, units)], note=""
        )
    assert StockLevel.objects.get(variant=other).on_hand == 3


def test_a_bundle_gets_no_level():
    bundle = make_product(stock=None)
    Product.objects.filter(pk=bundle.pk).update(kind=ProductKind.BUNDLE)
    with pytest.raises(StockRuleBroken):
        set_stock(levels=[SetLevel(bundle.variants.get().pk, default_warehouse().pk, 1)], note="")
