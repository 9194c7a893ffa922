"""Figures that a gate compares, fraud by fraud."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import average_precision_score

from risk.algorithms.examining import caught, looked_at, precisions

cases = st.integers(1, 60).flatmap(
    lambda count: st.tuples(
        arrays(np.float64, count, elements=st.integers(0, 8).map(float)),
        arrays(np.bool_, count),
    )
)


@given(cases)
def test_the_mean_of_the_precisions_is_the_average_precision(case) -> None:
    scores, is_fraud = case
    if is_fraud.any():
        expected = average_precision_score(is_fraud, scores)
        assert precisions(scores, is_fraud).mean() == pytest.approx(expected)


@given(cases, st.sampled_from([0.02, 0.1, 0.5, 1.0]))
def test_what_is_caught_is_the_mean_over_all_draws_of_the_last_places(case, share) -> None:
    scores, is_fraud = case
    found = caught(scores, is_fraud, share=share).sum()
    draw = np.random.default_rng(0)
    tries = []
    for _try in range(300):
        order = draw.permutation(len(scores))
        tries.append((looked_at(scores[order], share=share) & is_fraud[order]).sum())
    assert found == pytest.approx(np.mean(tries), abs=0.6)


def test_two_of_a_hundred_are_looked_at() -> None:
    scores = np.arange(100.0)
    assert np.flatnonzero(looked_at(scores)).tolist() == [98, 99]
    assert caught(scores, scores >= 97).tolist() == [0, 1, 1]


def test_a_door_of_few_attempts_is_looked_at_too() -> None:
    assert caught(np.array([1.0, 2.0]), np.array([False, True])).tolist() == [1.0]


def test_nothing_is_caught_among_nothing() -> None:
    nothing = np.empty(0)
    assert not len(caught(nothing, nothing > 0))
    assert not len(looked_at(nothing))
    assert not len(precisions(nothing, nothing > 0))


def test_ties_are_no_merit() -> None:
    """A ranking that tells nobody apart finds what chance finds."""
    alike, is_fraud = np.zeros(100), np.arange(100) < 10
    assert precisions(alike, is_fraud).tolist() == [0.1] * 10
    assert caught(alike, is_fraud).sum() == pytest.approx(0.2)
