"""The interval of a difference: known answers, pairing, and how often it is wrong."""

import numpy as np
import pytest
from scipy import stats

from mlops.algorithms.bootstrap import paired_difference


def test_a_constant_difference_has_no_width():
    found = paired_difference(np.array([0.5, 0.1, 0.9]), np.array([0.4, 0.0, 0.8]))

    assert found.mean == pytest.approx(0.1)
    assert (found.lower, found.upper) == (pytest.approx(0.1), pytest.approx(0.1))
    assert found.cases == 3


def test_the_bounds_agree_with_students_interval_where_that_holds():
    random = np.random.default_rng(1)
    ours, theirs = random.normal(0.3, 1, 800), random.normal(0.2, 1, 800)
    difference = ours - theirs
    width = stats.t.ppf(0.95, 799) * difference.std(ddof=1) / np.sqrt(800)

    found = paired_difference(ours, theirs)
    assert found.mean == pytest.approx(difference.mean())
    assert found.lower == pytest.approx(difference.mean() - width, abs=0.01)
    assert found.upper == pytest.approx(difference.mean() + width, abs=0.01)


def test_what_is_hard_for_both_is_no_noise():
    random = np.random.default_rng(2)
    hardness = random.normal(0, 5, 300)
    ours, theirs = hardness + random.normal(0.1, 0.2, 300), hardness + random.normal(0, 0.2, 300)

    assert paired_difference(ours, theirs).lower > 0
    assert paired_difference(ours, random.permutation(theirs)).lower < 0


def test_one_in_twenty_falls_below_the_lower_bound():
    random = np.random.default_rng(3)
    below = sum(
        paired_difference(random.normal(0, 1, 60), random.normal(0, 1, 60), draws=300).lower > 0
        for _trial in range(400)
    )
    assert 0.02 < below / 400 < 0.09


def test_the_same_cases_give_the_same_answer():
    random = np.random.default_rng(4)
    ours, theirs = random.random(50), random.random(50)
    assert paired_difference(ours, theirs) == paired_difference(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"), [([], []), ([1.0], [1.0, 2.0]), ([float("nan")], [1.0])]
)
def test_what_cannot_be_compared_is_refused(ours, theirs):
    with pytest.raises(ValueError, match=r"cases|number"):
        paired_difference(np.array(ours), np.array(theirs))
