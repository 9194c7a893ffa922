"""The stability index: worked examples, its noise, and bins that hold everything."""

import math

import numpy as np
import pytest

from mlops.algorithms.drift import binned, drift, psi, quantile_edges


def test_a_worked_example():
    # Shares .5/.5 against .6/.4: .1 ln 1.2 - .1 ln .8
    expected = 0.1 * math.log(1.2) - 0.1 * math.log(0.8)
    assert psi(np.array([50, 50]), np.array([600, 400])) == pytest.approx(expected)


def test_nothing_moved_is_zero_whatever_the_size():
    assert psi(np.array([1, 2, 3]), np.array([100, 200, 300])) == pytest.approx(0)


def test_it_does_not_matter_which_side_was_first():
    one, other = np.array([5.0, 20, 75]), np.array([30.0, 30, 40])
    assert psi(one, other) == pytest.approx(psi(other, one))


def test_an_empty_bin_weighs_much_but_not_without_end():
    # None of 100 counts as half a one: .005.
    expected = 0.495 * math.log(0.5 / 0.005) + 0.5 * math.log(2)
    assert psi(np.array([100, 0]), np.array([50, 50])) == pytest.approx(expected)


def test_a_side_without_counts_says_nothing():
    assert psi(np.array([0, 0]), np.array([5, 5])) == 0
    assert not drift(np.array([0, 0]), np.array([5, 5])).alarming


def test_small_samples_of_one_thing_raise_no_alarm():
    random = np.random.default_rng(5)
    shares = np.full(10, 0.1)
    found = [
        drift(random.multinomial(40, shares), random.multinomial(40, shares)) for _ in range(400)
    ]
    large = sum(one.psi > 0.2 for one in found)
    assert large > 200  # the bare threshold would cry every other day
    assert sum(one.alarming for one in found) < 400 * 0.2


def test_a_real_shift_raises_one():
    assert drift(np.array([500, 300, 200]), np.array([200, 300, 500])).alarming


def test_every_value_is_in_one_bin():
    edges = quantile_edges([1, 2, 3, 4], bins=4)
    counts = binned([0, 1, 2, 2.5, 99, float("nan"), float("inf")], edges)
    assert counts.tolist() == [2, 1, 1, 1, 2]


def test_repeated_values_make_fewer_bins():
    assert quantile_edges([3, 3, 3, 3]).tolist() == [3]
    assert quantile_edges([]).tolist() == []


def test_other_bins_cannot_be_compared():
    with pytest.raises(ValueError, match="bins"):
        psi(np.array([1, 2]), np.array([1, 2, 3]))
    with pytest.raises(ValueError, match="negative"):
        psi(np.array([1, -2]), np.array([1, 2]))
