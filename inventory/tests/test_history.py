"""Stock movements in bulk: the levels are their sums."""

from datetime import UTC, datetime

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.models import Product, Variant
from catalog.tests.factories import make_category, make_product
from inventory.history import PastMovement, record_history
from inventory.models import MovementType, StockLevel, StockMovement
from inventory.services import StockRuleBroken, default_warehouse, receive_stock

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def variants() -> list[Variant]:
    product = Product.objects.create(name_en="Lamp", slug_en="lamp", category=make_category())
    return [Variant.objects.create(product=product, sku=f"LAMP-{n}") for n in range(3)]


def move(variant: Variant, on_hand: int, allocated: int = 0) -> PastMovement:
    return PastMovement(
        variant_id=variant.pk,
        warehouse_id=default_warehouse().pk,
        type=MovementType.RECEIPT if on_hand > 0 else MovementType.SHIPMENT,
        moved_at=NOON,
        on_hand_change=on_hand,
        allocated_change=allocated,
    )


def test_history_adds_to_what_is_there(variants):
    receive_stock(variant_id=variants[0].pk, quantity=5)
    record_history(movements=[move(variants[0], 7, 2), move(variants[0], -2, -2)])
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated) == (10, 0)


@pytest.mark.parametrize(("on_hand", "allocated"), [(-1, 0), (2, 3), (2, -1)])
def test_less_than_nothing_is_refused_and_leaves_nothing(variants, on_hand, allocated):
    with pytest.raises(StockRuleBroken):
        record_history(movements=[move(variants[1], 5), move(variants[0], on_hand, allocated)])
    assert not StockMovement.objects.exists()
    assert not StockLevel.objects.exists()


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    receipts=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9)), max_size=10),
    shipped=st.lists(st.integers(0, 2), max_size=3),
)
def test_levels_are_the_sums_of_the_movements(receipts, shipped):
    variants = [make_product(stock=None).variants.get() for _ in range(3)]
    moves = [move(variants[which], units) for which, units in receipts]
    moves += [
        move(variants[which], -1) for which in set(shipped) & {which for which, _ in receipts}
    ]
    assert record_history(movements=moves) == len(moves)
    own = {"variant__in": variants}
    sums = (
        StockMovement.objects.filter(**own)
        .values("variant_id")
        .annotate(units=Sum("on_hand_change"))
    )
    levels = dict(StockLevel.objects.filter(**own).values_list("variant_id", "on_hand"))
    assert levels == {entry["variant_id"]: entry["units"] for entry in sums}
