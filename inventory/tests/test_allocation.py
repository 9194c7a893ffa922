"""Which warehouse gives what: one parcel where one can, the fewest else, the same every time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.allocation import MOST_COMPARED, Take, plan_takes

A, B = 1, 2
NEAR, MIDDLE, FAR = 10, 20, 30
ORDER = [NEAR, MIDDLE, FAR]


def test_the_nearest_that_has_everything_gives_everything():
    free = {(A, NEAR): 5, (B, NEAR): 1, (A, MIDDLE): 5, (B, MIDDLE): 5, (A, FAR): 9, (B, FAR): 9}
    takes = plan_takes({A: 2, B: 2}, free, ORDER)
    assert takes == [Take(A, MIDDLE, 2), Take(B, MIDDLE, 2)]


def test_two_parcels_rather_than_three():
    free = {(A, NEAR): 1, (A, MIDDLE): 1, (A, FAR): 2, (B, MIDDLE): 1}
    takes = plan_takes({A: 3, B: 1}, free, ORDER)
    assert {take.warehouse_id for take in takes} == {MIDDLE, FAR}


def test_of_two_pairs_the_nearer_one():
    free = {(A, NEAR): 1, (A, MIDDLE): 1, (A, FAR): 1}
    assert {take.warehouse_id for take in plan_takes({A: 2}, free, ORDER)} == {NEAR, MIDDLE}


def test_too_few_units_are_told():
    with pytest.raises(ValueError, match="1 units of variant 1"):
        plan_takes({A: 2}, {(A, NEAR): 1}, ORDER)


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 4), st.integers(1, MOST_COMPARED + 3)), st.integers(0, 6)
    ),
    st.integers(1, 100),
)
def test_the_plan_takes_what_was_asked_and_never_what_is_not_there(free, per_cent):
    stock: dict[int, int] = {}
    for (variant, _warehouse), units in free.items():
        stock[variant] = stock.get(variant, 0) + units
    need = {variant: units * per_cent // 100 for variant, units in stock.items()}
    warehouses = list(range(1, MOST_COMPARED + 4))

    takes = plan_takes(need, free, warehouses)

    taken: dict[int, int] = {}
    for take in takes:
        assert 0 < take.quantity <= free[take.variant_id, take.warehouse_id]
        taken[take.variant_id] = taken.get(take.variant_id, 0) + take.quantity
    assert taken == {variant: units for variant, units in need.items() if units}
    assert len({(take.variant_id, take.warehouse_id) for take in takes}) == len(takes)
    assert takes == plan_takes(need, free, warehouses)
