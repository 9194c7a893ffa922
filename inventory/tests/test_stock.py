from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.tests.factories import make_product
from inventory.models import MovementType, Reservation, StockLevel, StockMovement, Warehouse
from inventory.selectors import availability
from inventory.services import (
    OutOfStock,
    StockRuleBroken,
    adjust_stock,
    allocate_stock,
    receive_stock,
    release_reservation,
    release_stock,
    reserve_stock,
    return_stock,
    ship_stock,
    sweep_reservations,
)

pytestmark = pytest.mark.django_db


def _variant(stock: int | None = 10) -> int:
    return make_product(stock=stock).variants.get().pk


def test_stock_flows_from_receipt_to_shipment_and_the_ledger_adds_up():
    variant = _variant(stock=10)
    allocate_stock(reference="order", quantities={variant: 3})
    assert availability([variant]) == {variant: 7}
    ship_stock(reference="order")

    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated) == (7, 0)
    moves = StockMovement.objects.values_list("type", "on_hand_change", "allocated_change")
    assert sorted(moves) == sorted(
        [
            (MovementType.RECEIPT, 10, 0),
            (MovementType.ALLOCATION, 0, 3),
            (MovementType.SHIPMENT, -3, -3),
        ]
    )


def test_cancelling_frees_what_was_allocated_once():
    variant = _variant()
    allocate_stock(reference="order", quantities={variant: 4})
    release_stock(reference="order")
    release_stock(reference="order")

    assert availability([variant]) == {variant: 10}


def test_shipping_twice_sends_once():
    variant = _variant()
    allocate_stock(reference="order", quantities={variant: 4})
    ship_stock(reference="order")
    ship_stock(reference="order")

    assert StockLevel.objects.get().on_hand == 6


def test_a_reservation_counts_until_it_expires():
    variant = _variant(stock=2)
    reserve_stock(key="a", quantities={variant: 2})
    with pytest.raises(OutOfStock) as short:
        reserve_stock(key="b", quantities={variant: 1})
    assert (short.value.shortages[0].asked, short.value.shortages[0].available) == (1, 0)

    Reservation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    reserve_stock(key="b", quantities={variant: 1})
    assert sweep_reservations() == 1
    assert availability([variant]) == {variant: 1}


def test_reserving_again_replaces_what_the_key_held():
    variant = _variant(stock=5)
    reserve_stock(key="a", quantities={variant: 5})
    reserve_stock(key="a", quantities={variant: 3})

    assert availability([variant]) == {variant: 2}
    assert release_reservation(key="a") == 1
    assert availability([variant]) == {variant: 5}


def test_own_reservation_is_used_up_by_the_allocation():
    variant = _variant(stock=1)
    reserve_stock(key="checkout", quantities={variant: 1})
    with pytest.raises(OutOfStock):
        allocate_stock(reference="other", quantities={variant: 1})
    allocate_stock(reference="order", quantities={variant: 1}, reservation_key="checkout")

    assert not Reservation.objects.exists()
    assert StockLevel.objects.get().allocated == 1


def test_all_or_nothing_when_one_of_two_is_short():
    plenty, short = _variant(stock=5), _variant(stock=1)
    with pytest.raises(OutOfStock):
        allocate_stock(reference="order", quantities={plenty: 2, short: 2})

    assert availability([plenty, short]) == {plenty: 5, short: 1}


def test_a_second_warehouse_helps_out():
    variant = _variant(stock=2)
    other = Warehouse.objects.create(code="north", name="North")
    receive_stock(variant_id=variant, quantity=3, warehouse=other)

    allocate_stock(reference="order", quantities={variant: 4})

    levels = StockLevel.objects.order_by("warehouse__code")
    assert {level.warehouse.code: level.allocated for level in levels} == {"main": 2, "north": 2}


def test_untracked_variants_need_no_stock():
    variant = _variant(stock=None)
    reserve_stock(key="a", quantities={variant: 50})
    allocate_stock(reference="order", quantities={variant: 50})
    return_stock(variant_id=variant, quantity=1, reference="order")

    assert availability([variant]) == {}
    assert not StockLevel.objects.exists()


def test_a_count_cannot_go_below_what_is_promised():
    variant = _variant(stock=5)
    allocate_stock(reference="order", quantities={variant: 3})
    with pytest.raises(StockRuleBroken, match="3 units are promised"):
        adjust_stock(variant_id=variant, on_hand=2, note="count")


@pytest.mark.parametrize("quantity", [0, -5])
def test_receipts_of_nothing_are_refused(quantity):
    with pytest.raises(StockRuleBroken):
        receive_stock(variant_id=_variant(), quantity=quantity)


def test_the_table_itself_refuses_less_than_nothing():
    _variant(stock=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockLevel.objects.update(on_hand=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockLevel.objects.update(allocated=2)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "reserve", "allocate", "ship", "release", "count"]),
        st.integers(min_value=0, max_value=3),
        st.integers(min_value=1, max_value=6),
    ),
    max_size=25,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_whatever_happens_levels_are_the_sums_of_the_movements(steps):
    with transaction.atomic():
        variant = _variant(stock=3)
        for action, who, quantity in steps:
            _act(variant, action, f"order-{who}", quantity)
            level = StockLevel.objects.get(variant_id=variant)
            moves = StockMovement.objects.filter(variant_id=variant)
            assert level.on_hand == sum(move.on_hand_change for move in moves)
            assert level.allocated == sum(move.allocated_change for move in moves)
            assert 0 <= level.allocated <= level.on_hand
        transaction.set_rollback(True)


def _act(variant: int, action: str, who: str, quantity: int) -> None:
    try:
        match action:
            case "receive":
                receive_stock(variant_id=variant, quantity=quantity)
            case "reserve":
                reserve_stock(key=who, quantities={variant: quantity})
            case "allocate":
                allocate_stock(reference=who, quantities={variant: quantity}, reservation_key=who)
            case "ship":
                ship_stock(reference=who)
            case "release":
                release_stock(reference=who)
            case "count":
                adjust_stock(variant_id=variant, on_hand=quantity, note="count")
    except (OutOfStock, StockRuleBroken):
        return
