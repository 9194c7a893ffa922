"""Shares of a line: they sum to it, however its units go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.shares import units_share


@given(
    amount=st.integers(min_value=0, max_value=10**9),
    units=st.integers(min_value=1, max_value=60),
    data=st.data(),
)
def test_the_shares_of_all_units_sum_to_the_line_in_any_portions(amount, units, data):
    taken, shares = 0, []
    while taken < units:
        portion = data.draw(st.integers(min_value=1, max_value=units - taken))
        shares.append(units_share(amount, units, before=taken, taken=portion))
        taken += portion
    assert sum(shares) == amount
    assert all(share >= 0 for share in shares)


@given(
    amount=st.integers(min_value=0, max_value=10**9), units=st.integers(min_value=1, max_value=60)
)
def test_units_differ_by_a_cent_at_most(amount, units):
    shares = [units_share(amount, units, before=done, taken=1) for done in range(units)]
    assert max(shares) - min(shares) <= 1


def test_more_units_than_the_line_has_are_refused():
    with pytest.raises(ValueError, match="more units"):
        units_share(100, 3, before=2, taken=2)
