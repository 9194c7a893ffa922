"""What points pay, as arithmetic."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.algorithms.worth import most_use, needed_for, paid_by, points_given_back

worths = st.decimals(min_value="0.001", max_value=5000, places=3)
amounts = st.integers(min_value=0, max_value=10_000_000)


@given(amounts, worths)
def test_the_fewest_points_that_pay_an_amount(minor, each):
    points = needed_for(minor, each)
    assert paid_by(points, each) >= minor
    assert points == 0 or paid_by(points - 1, each) < minor


@given(amounts, amounts, worths)
def test_never_more_points_than_are_free_nor_more_money_than_is_open(free, open_minor, each):
    use = most_use(free=free, open_minor=open_minor, each=each)
    assert use.points <= free
    assert use.minor <= open_minor
    assert use.minor <= paid_by(use.points, each)
    assert (use.points == 0) == (use.minor == 0)


@given(st.integers(0, 100_000), st.lists(st.integers(1, 5000), min_size=1, max_size=8))
def test_what_goes_back_in_parts_sums_to_the_whole(points, parts):
    paid, before, back = sum(parts), 0, 0
    for part in parts:
        share = points_given_back(points, paid=paid, before=before, back=part)
        assert share >= 0
        back, before = back + share, before + part
    assert back == points


def test_a_point_pays_whole_units_of_a_currency_without_cents():
    assert paid_by(199, Decimal("0.5")) == 99
    assert needed_for(99, Decimal("0.5")) == 198


def test_what_is_worth_nothing_pays_nothing():
    with pytest.raises(ValueError, match="worth something"):
        needed_for(1, Decimal(0))


def test_not_more_goes_back_than_was_paid():
    with pytest.raises(ValueError, match="more than was paid"):
        points_given_back(100, paid=10, before=6, back=5)
