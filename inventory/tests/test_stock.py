from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.tests.factories import make_product
from inventory.models import (
    MovementType,
    PolicyKind,
    Reservation,
    StockLevel,
    StockMovement,
    StockTransfer,
    Warehouse,
)
from inventory.selectors import availability, backorders_of, ledger_differences, stock_promises
from inventory.services import (
    OutOfStock,
    StockRuleBroken,
    adjust_stock,
    allocate_stock,
    close_count,
    default_warehouse,
    draft_count,
    draft_transfer,
    receive_stock,
    receive_transfer,
    record_counted,
    release_reservation,
    release_stock,
    reserve_stock,
    return_stock,
    send_transfer,
    set_stock_policy,
    ship_stock,
    start_count,
    sweep_reservations,
    write_off_stock,
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


ACTIONS = [
    "receive", "receive elsewhere", "reserve", "allocate", "ship", "ship some", "release",
    "release some", "adjust", "write off", "return", "transfer", "arrive", "count", "leave",
]  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.integers(min_value=0, max_value=3),
        st.integers(min_value=1, max_value=6),
    ),
    max_size=30,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, limit=st.integers(0, 6))
def test_whatever_happens_the_books_balance_and_nothing_falls_below_zero(steps, limit):
    with transaction.atomic():
        variant = make_product(stock=3).variants.get()
        north = Warehouse.objects.create(code="north", name="North", serves="SE")
        if limit:
            set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=limit)
        for action, who, quantity in steps:
            _act(Step(variant.pk, north, f"order-{who}", quantity), action)
            assert ledger_differences() == []
            for level in StockLevel.objects.filter(variant=variant):
                assert 0 <= level.allocated <= level.on_hand
            waiting = sum(backorders_of(f"order-{n}").get(variant.pk, 0) for n in range(4))
            assert waiting <= limit
            if waiting:  # what is free goes to those who wait before anybody else
                assert stock_promises([variant.pk])[variant.pk].in_stock == 0
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Step:
    variant: int
    north: Warehouse
    who: str
    quantity: int

    @property
    def units(self) -> dict[int, int]:
        return {self.variant: self.quantity}

    def one(self, **elsewhere):
        return {"variant_id": self.variant, "quantity": self.quantity, **elsewhere}


def _act(step: Step, action: str) -> None:
    try:
        with transaction.atomic():  # what is refused leaves nothing
            DO[action](step)
    except (OutOfStock, StockRuleBroken):
        return


def _transfer(step: Step) -> None:
    source, target = default_warehouse(), step.north
    if step.quantity % 2:
        source, target = target, source
    send_transfer(transfer=draft_transfer(source=source, target=target, quantities=step.units))


def _arrive(step: Step) -> None:
    if transfer := StockTransfer.objects.filter(state="sent").first():
        receive_transfer(transfer=transfer, quantities=step.units, is_last=step.quantity > 4)


def _count(step: Step) -> None:
    count = start_count(count=draft_count(warehouse=step.north, variant_ids=[step.variant]))
    record_counted(count=count, counted=step.units)
    close_count(count=count)


def _allocate(step: Step) -> None:
    country = "SE" if step.quantity > 3 else ""
    allocate_stock(
        reference=step.who, quantities=step.units, reservation_key=step.who, country=country
    )


DO = {
    "receive": lambda step: receive_stock(**step.one()),
    "receive elsewhere": lambda step: receive_stock(**step.one(warehouse=step.north)),
    "reserve": lambda step: reserve_stock(key=step.who, quantities=step.units),
    "allocate": _allocate,
    "ship": lambda step: ship_stock(reference=step.who),
    "ship some": lambda step: ship_stock(reference=step.who, quantities=step.units),
    "release": lambda step: release_stock(reference=step.who),
    "release some": lambda step: release_stock(reference=step.who, quantities=step.units),
    "adjust": lambda step: adjust_stock(
        variant_id=step.variant, on_hand=step.quantity, note="count"
    ),
    "write off": lambda step: write_off_stock(**step.one(note="broken")),
    "return": lambda step: return_stock(**step.one(reference=step.who, warehouse=step.north)),
    "transfer": _transfer,
    "arrive": _arrive,
    "count": _count,
    "leave": lambda step: release_reservation(key=step.who),
}
