"""Budgets: known optima, never over, never worse than in proportion."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketing.algorithms.allocation import divide
from marketing.algorithms.curves import Returns, of_scores, of_totals


def straight(*slopes, width=100.0):
    spent = width * np.arange(len(slopes) + 1)
    return Returns(spent, np.append(0.0, np.cumsum(np.array(slopes) * width)))


def test_two_alike_share_and_the_steeper_comes_first():
    alike = divide([straight(3, 2), straight(3, 2)], 200)
    assert alike.spent.tolist() == [100, 100]
    assert alike.gain.tolist() == [300, 300]
    assert alike.next_return == 2
    steep = divide([straight(5, 4, 1.5), straight(2, 1.2)], 300)
    assert steep.spent.tolist() == [200, 100]


def test_money_that_brings_less_than_itself_is_kept():
    found = divide([straight(2, 0.9), straight(0.5)], 1_000)
    assert found.spent.tolist() == [100, 0]
    assert found.left == 900
    assert found.next_return == 0
    assert divide([straight(2, 0.9), straight(0.5)], 1_000, worth=0).spent.tolist() == [200, 100]


def test_what_each_gets_anyway_comes_out_of_the_budget():
    found = divide([straight(3), straight(0.5)], 100, at_least=[0, 30])
    assert found.spent.tolist() == [70, 30]
    with pytest.raises(ValueError, match="anyway"):
        divide([straight(3)], 10, at_least=[11])


def test_saturating_curves_end_at_equal_slopes():
    """The optimum of top·(1 − exp(−s/scale)) by Lagrange: s = scale·ln(top/(scale·λ))."""
    first, second = (
        of_totals(np.array([1e4]), np.array([4e4])),
        of_totals(np.array([2e4]), np.array([4e4])),
    )
    found = divide([first, second], 30_000, worth=0)
    tops = np.array([4e4, 4e4]) / (1 - np.exp(-1))
    scales = np.array([1e4, 2e4])
    rate = np.exp((np.sum(scales * np.log(tops / scales)) - 30_000) / scales.sum())
    assert found.spent == pytest.approx(scales * np.log(tops / (scales * rate)), rel=0.04)


curves = st.lists(
    st.lists(st.floats(0.0, 5.0), min_size=1, max_size=5).map(
        lambda slopes: straight(*sorted(slopes, reverse=True), width=7.0)
    ),
    min_size=1,
    max_size=4,
)


@given(curves, st.integers(0, 200))
def test_never_over_budget_and_never_worse_than_in_proportion(given_curves, budget):
    found = divide(given_curves, budget, worth=0)
    assert found.spent.sum() + found.left == budget
    assert found.spent.min() >= 0
    even = budget // len(given_curves)
    assert found.gain.sum() >= sum(curve.at(even) for curve in given_curves) - 1e-6


@given(curves.filter(lambda each: len(each) <= 3), st.integers(0, 24))
def test_the_best_of_all_divisions(given_curves, budget):
    ours = divide(given_curves, budget, worth=0).gain.sum()
    shares = product(range(budget + 1), repeat=len(given_curves) - 1)
    best = max(
        sum(
            curve.at(each)
            for curve, each in zip(given_curves, (*others, budget - sum(others)), strict=True)
        )
        for others in shares
        if sum(others) <= budget
    )
    assert ours == pytest.approx(best, abs=1e-6)


def test_customers_are_spoken_to_best_first_and_none_for_the_worse():
    found = of_scores(np.array([0.1, -0.2, 0.3]), value=1_000, cost=50)
    assert found.spent.tolist() == [0, 50, 100]
    assert found.gain.tolist() == [0, 300, 400]
    many = of_scores(np.linspace(-1, 1, 9_001), value=10, cost=1)
    assert len(many.spent) <= 400
    assert many.most == 4_500


@given(st.floats(1e3, 1e6), st.floats(1e3, 1e6), st.integers(0, 1_000))
def test_a_curve_is_found_again_from_its_points(top, scale, seed):
    spent = scale * np.array([0.2, 0.5, 1.0, 2.0, 3.0] * 6)
    noise = np.random.default_rng(seed).normal(0, 0.02 * top, len(spent))
    found = of_totals(spent, top * (1 - np.exp(-spent / scale)) + noise)
    for place in (0.5, 1.0, 2.5):
        assert found.at(place * scale) == pytest.approx(top * (1 - np.exp(-place)), rel=0.1)


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(-(10**6), 10**6)), min_size=1, max_size=6)
)
def test_slopes_never_rise(points):
    spent, gain = np.array(points, float).T
    if not (spent > 0).any():
        with pytest.raises(ValueError, match="nothing was spent"):
            of_totals(spent, gain)
        return
    found = of_totals(spent, gain)
    slopes = np.diff(found.gain) / np.maximum(np.diff(found.spent), 1e-300)
    assert (np.diff(slopes) <= 1e-9 * max(slopes[0], 1.0)).all()
    assert (np.diff(found.gain) >= 0).all()
