"""Counting while the shop goes on selling."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.tests.factories import make_product
from inventory.models import CountState, MovementType, StockLevel, StockMovement
from inventory.selectors import count_accuracy, ledger_differences
from inventory.services import (
    StockRuleBroken,
    allocate_stock,
    cancel_count,
    close_count,
    default_warehouse,
    draft_count,
    receive_stock,
    record_counted,
    ship_stock,
    start_count,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def variants():
    return [make_product(stock=10).variants.get() for _ in range(3)]


def _begun(*variants):
    count = draft_count(warehouse=default_warehouse(), variant_ids=[v.pk for v in variants])
    return start_count(count=count)


def _sell(variant, units):
    allocate_stock(reference=f"o{units}", quantities={variant.pk: units})
    ship_stock(reference=f"o{units}")


def _on_hand(variant):
    return StockLevel.objects.get(variant=variant).on_hand


def test_differences_become_movements_and_the_rest_stays(variants):
    right, few, many = variants
    count = _begun(*variants)
    record_counted(count=count, counted={right.pk: 10, few.pk: 8, many.pk: 11})
    close_count(count=count)

    assert [_on_hand(variant) for variant in variants] == [10, 8, 11]
    moves = StockMovement.objects.filter(type=MovementType.COUNT, reference=str(count))
    assert sorted(moves.values_list("on_hand_change", flat=True)) == [-2, 1]
    accuracy = count_accuracy(count)
    assert (accuracy.lines, accuracy.exact_lines) == (3, 1)
    assert accuracy.by_lines == pytest.approx(1 / 3)
    assert accuracy.by_units == pytest.approx(1 - 3 / 30)
    assert not ledger_differences()


def test_what_is_sold_before_or_after_a_shelf_is_counted_is_no_error(variants):
    variant = variants[0]
    count = _begun(variant)
    _sell(variant, 2)
    record_counted(count=count, counted={variant.pk: 8})  # nothing is wrong
    _sell(variant, 3)
    close_count(count=count)

    line = count.lines.get()
    assert (line.expected, line.book_then, line.difference) == (10, 8, 0)
    assert _on_hand(variant) == 5


def test_an_error_is_corrected_whatever_moved_around_it(variants):
    variant = variants[0]
    count = _begun(variant)
    _sell(variant, 2)
    record_counted(count=count, counted={variant.pk: 7})  # one is missing
    receive_stock(variant_id=variant.pk, quantity=5)
    close_count(count=count)
    assert _on_hand(variant) == 12


def test_a_sheet_typed_in_later_is_judged_by_when_it_was_counted(variants):
    variant = variants[0]
    count = _begun(variant)
    counted_at = timezone.now()
    _sell(variant, 4)
    record_counted(count=count, counted={variant.pk: 10}, at=counted_at)
    assert count.lines.get().difference == 0
    with pytest.raises(StockRuleBroken, match="before the count"):
        record_counted(count=count, counted={variant.pk: 1}, at=counted_at - timedelta(days=1))


def test_what_no_sheet_asked_for_can_be_found(variants):
    count = _begun(variants[0])
    record_counted(count=count, counted={variants[0].pk: 10, variants[1].pk: 12})
    close_count(count=count)
    assert _on_hand(variants[1]) == 12


def test_a_sheet_with_gaps_is_not_closed_unless_one_says_so(variants):
    count = _begun(*variants)
    with pytest.raises(StockRuleBroken, match="Nothing was counted"):
        close_count(count=count)
    record_counted(count=count, counted={variants[0].pk: 9})
    with pytest.raises(StockRuleBroken, match="2 lines are not counted yet"):
        close_count(count=count)
    close_count(count=count, leave_uncounted=True)
    assert [_on_hand(variant) for variant in variants] == [9, 10, 10]
    assert count_accuracy(count).lines == 1


def test_what_orders_were_promised_cannot_be_counted_away(variants):
    variant = variants[0]
    count = _begun(variant)
    record_counted(count=count, counted={variant.pk: 3})
    allocate_stock(reference="o", quantities={variant.pk: 5})
    with pytest.raises(StockRuleBroken, match="5 units are promised to orders, but only 3"):
        close_count(count=count)
    count.refresh_from_db()
    assert (count.state, _on_hand(variant)) == (CountState.COUNTING, 10)


def test_steps_come_in_their_order(variants):
    count = draft_count(warehouse=default_warehouse())
    assert count.lines.count() == len(variants)
    with pytest.raises(StockRuleBroken):
        record_counted(count=count, counted={variants[0].pk: 1})
    start_count(count=count)
    with pytest.raises(StockRuleBroken):
        start_count(count=count)
    with pytest.raises(StockRuleBroken, match="fewer than none"):
        record_counted(count=count, counted={variants[0].pk: -1})
    assert cancel_count(count=count).state == CountState.CANCELLED
    with pytest.raises(StockRuleBroken):
        cancel_count(count=count)
    assert count_accuracy(count) is None
