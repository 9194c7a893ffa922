"""Sums that nobody means at a till are refused before they are in any book."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import Money
from orders.counter import CounterRefused, close_shift, finish_sale, move_cash, open_shift
from orders.counter.plausible import is_handed_over, largest_note, lies_in_a_drawer
from orders.models import CashKind, CashMovement, Shift
from orders.tests.counter_rows import basket, fresh, make_register, make_shift, on_shelf, paying

EAN_8 = Money.of("40170725", "EUR")
NOTES = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
"""Of the euro, in cents."""


@given(due=st.integers(1, 10_000_000), laid=st.lists(st.sampled_from(NOTES), max_size=300))
def test_notes_laid_down_until_it_is_enough_are_handed_over(due: int, laid: list[int]) -> None:
    needed: list[int] = []
    for note in [*laid, *[50_000] * 200]:
        if sum(needed) < due:
            needed.append(note)
    assert is_handed_over(Money(sum(needed), "EUR"), due=Money(due, "EUR"))


@pytest.mark.parametrize(
    ("currency", "largest"), [("EUR", 50_000), ("JPY", 10_000), ("KWD", 1_000_000_000)]
)
def test_the_largest_note_is_in_the_minor_units_of_its_currency(
    currency: str, largest: int
) -> None:
    assert largest_note(currency) == Money(largest, currency)
    due = Money(7, currency)
    assert is_handed_over(Money(largest + 7, currency), due=due)
    assert not is_handed_over(Money(largest + 8, currency), due=due)


def test_a_drawer_holds_a_thousand_of_them() -> None:
    assert lies_in_a_drawer(Money.of(500_000, "EUR"))
    assert not lies_in_a_drawer(Money.of("500000.01", "EUR"))


@pytest.mark.django_db
def test_a_barcode_in_the_field_for_cash_sells_nothing() -> None:
    sale = basket(make_shift(), on_shelf(price="20.00"))
    with pytest.raises(CounterRefused, match="Nobody hands over €40,170,725") as refused:
        finish_sale(sale=sale, paying=paying(sale, cash=EAN_8), by=None)
    assert refused.value.field == "cash"
    assert fresh(sale).finished_at is None
    assert not CashMovement.objects.filter(kind=CashKind.SALE).exists()
    most = Money.of("520.00", "EUR")
    assert finish_sale(sale=sale, paying=paying(sale, cash=most), by=None).change_minor == 50_000


@pytest.mark.django_db
def test_a_barcode_is_no_cash_of_a_drawer() -> None:
    register = make_register()
    with pytest.raises(CounterRefused, match="No drawer holds so much"):
        open_shift(register=register, float_=EAN_8, by=None)
    shift = make_shift(register=register)
    with pytest.raises(CounterRefused, match="No drawer holds so much"):
        move_cash(shift=shift, kind=CashKind.PAID_IN, amount=EAN_8, reason="Change", by=None)
    with pytest.raises(CounterRefused, match="No drawer holds so much"):
        close_shift(shift=shift, counted=EAN_8, by=None)
    assert Shift.objects.get().is_open
    assert [row.amount_minor for row in CashMovement.objects.all()] == [10_000]
