"""What was cut off by an empty shelf is put back; what was sold is never taken away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from forecasting.algorithms.censoring import uncensored
from forecasting.algorithms.clamps import ceiling, stand_in
from forecasting.algorithms.panel import Period
from forecasting.tests.test_algorithms_pipeline import panel_of


def test_a_week_out_of_stock_is_told_by_its_neighbours():
    sold = [[10.0, 12, 0, 8, 10]]
    in_stock = np.array([[1.0, 1, 0, 1, 1]])

    assert uncensored(panel_of(sold, in_stock=in_stock)).units[0].tolist() == [10, 12, 10, 8, 10]


def test_half_a_week_out_of_stock_is_told_by_half_its_neighbours():
    sold = [[10.0, 10, 7, 10, 10]]
    in_stock = np.array([[1.0, 1, 0.5, 1, 1]])

    assert uncensored(panel_of(sold, in_stock=in_stock)).units[0, 2] == pytest.approx(7 + 5)


def test_days_are_told_by_the_same_weekday():
    days = np.tile([1.0, 2, 3, 4, 5, 6, 70], 6)
    sold, in_stock = days.copy(), np.ones(42)
    sold[20], in_stock[20] = 0.0, 0.0

    filled = uncensored(panel_of([sold], period=Period.DAY, in_stock=in_stock[None]))

    assert filled.units[0].tolist() == days.tolist()


def test_holes_are_filled_and_what_was_before_the_beginning_stays_unknown():
    filled = uncensored(panel_of([[np.nan, np.nan, 4.0, np.nan, 6.0]])).units[0]

    assert np.isnan(filled[:2]).all()
    assert filled[2:].tolist() == [4.0, 5.0, 6.0]


def test_nothing_is_invented_where_nothing_was_ever_in_stock():
    never = panel_of([[0.0, 0.0, 0.0]], in_stock=np.zeros((1, 3)))

    assert uncensored(never).units[0].tolist() == [0.0, 0.0, 0.0]


SIZES = hnp.array_shapes(min_dims=2, max_dims=2, max_side=30)


@given(data=st.data(), shape=SIZES, period=st.sampled_from(Period))
def test_never_below_what_was_sold(data, shape, period):
    sold = data.draw(hnp.arrays(np.float64, shape, elements=st.floats(0, 1e6)))
    in_stock = data.draw(hnp.arrays(np.float64, shape, elements=st.floats(0, 1)))

    filled = uncensored(panel_of(sold, period=period, in_stock=in_stock)).units

    assert (filled >= sold - 1e-6).all()
    assert np.isfinite(filled).all()
    assert (filled[in_stock == 1.0] == sold[in_stock == 1.0]).all()


def test_the_ceiling_is_three_times_the_largest_of_thirteen_weeks():
    units = np.full((2, 20), 2.0)
    units[0, 6], units[0, 7] = 100.0, 10.0
    units[1] = np.nan

    assert ceiling(panel_of(units)).tolist() == [30.0, 0.0]


@pytest.mark.parametrize("insane", [30.5, np.nan, np.inf])
def test_the_statistics_stand_in_for_what_is_insane(insane):
    units = np.full((2, 20), 10.0)
    learned = np.array([[11.0, insane], [11.0, 30.0]])
    statistical = np.full((2, 2), 9.0)

    told, replaced = stand_in(learned, statistical, panel_of(units))

    assert replaced.tolist() == [True, False]
    assert told.tolist() == [[9.0, 9.0], [11.0, 30.0]]


def test_what_is_learned_to_be_below_nothing_is_nothing():
    told, replaced = stand_in(np.array([[-3.0, 4.0]]), np.ones((1, 2)), panel_of([[5.0] * 14]))

    assert told.tolist() == [[0.0, 4.0]]
    assert not replaced.any()
