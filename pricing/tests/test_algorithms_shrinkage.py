"""Estimates drawn towards their groups."""

from __future__ import annotations

from itertools import product as combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from pricing.algorithms.elasticity import shrunk
from pricing.algorithms.shrinkage import SPREADS, Prior, shrink

WIDTHS = dict(zip(SPREADS, np.gradient(SPREADS) * np.where(SPREADS == 0, 0.5, 1.0), strict=True))


def planted(seed, *, groups=12, brands=4, each=10):
    rng = np.random.default_rng(seed)
    category = np.repeat(np.arange(groups), brands * each)
    brand = np.tile(np.repeat(np.arange(brands), each), groups)
    of_category = rng.normal(-2.0, 0.5, groups)
    of_brand = rng.normal(0.0, 0.3, (groups, brands))
    truth = of_category[category] + of_brand[category, brand]
    truth = truth + rng.normal(0.0, 0.4, len(category))
    sd = rng.uniform(0.3, 1.5, len(category))
    return category, brand, truth, rng.normal(truth, sd), sd


def test_intervals_hold_the_truth_as_often_as_they_say():
    held = []
    for seed in range(3):
        category, brand, truth, estimate, sd = planted(seed)
        drawn = shrink(estimate, sd**2, [category, brand])
        held.append(np.abs(truth - drawn.mean) <= 1.2816 * drawn.sd)
    assert 0.77 <= np.mean(held) <= 0.83


def test_each_level_that_is_there_brings_the_mean_nearer_to_the_truth():
    errors = np.zeros(4)
    for seed in range(3):
        category, brand, truth, estimate, sd = planted(seed)
        ways = ([], [category], [category, brand])
        drawn = [estimate, *(shrink(estimate, sd**2, levels).mean for levels in ways)]
        errors += [np.mean((one - truth) ** 2) for one in drawn]
    assert errors[0] > errors[1] > errors[2] > errors[3]


def test_spreads_are_found():
    category, brand, _, estimate, sd = planted(2, groups=30)
    spreads = shrink(estimate, sd**2, [category, brand]).spreads
    assert spreads == pytest.approx((0.5, 0.3, 0.4), abs=0.15)


def test_messages_in_the_tree_say_what_the_whole_covariance_says():
    rng = np.random.default_rng(4)
    category, brand = np.repeat([0, 1, 2], 4), np.tile([0, 0, 1, 1], 3)
    estimate, sd = rng.normal(-2, 1, 12), rng.uniform(0.2, 1.0, 12)
    drawn = shrink(estimate, sd**2, [category, brand], prior=Prior(-1.5, 1.2))
    alike = (category[:, None] == category).astype(float)
    same_brand = alike * (brand[:, None] == brand)
    weights, means, variances = [], [], []
    for spreads in combinations(SPREADS, repeat=3):
        truth = 1.2**2 + spreads[0] ** 2 * alike + spreads[1] ** 2 * same_brand
        truth = truth + spreads[2] ** 2 * np.eye(12)
        seen = truth + np.diag(sd**2)
        gain = np.linalg.solve(seen, truth).T
        means.append(-1.5 + gain @ (estimate + 1.5))
        variances.append(np.diag(truth - gain @ truth))
        width = np.prod([WIDTHS[value] for value in spreads])
        prior = width * np.exp(-0.5 * np.sum(np.square(spreads)))
        weights.append(prior * multivariate_normal(np.full(12, -1.5), seen).pdf(estimate))
    weights = np.array(weights) / np.sum(weights)
    mean = weights @ np.array(means)
    variance = weights @ (np.array(variances) + np.array(means) ** 2) - mean**2
    # Spreads less likely than one in ten thousand of the likeliest are left out.
    np.testing.assert_allclose(drawn.mean, mean, atol=2e-3)
    np.testing.assert_allclose(drawn.sd, np.sqrt(variance), atol=2e-3)


def test_a_group_alone_is_the_same_as_no_group():
    _, _, _, estimate, sd = planted(5)
    without = shrink(estimate, sd**2)
    within = shrink(estimate, sd**2, [np.full(len(sd), 7)])
    np.testing.assert_array_equal(within.mean, without.mean)
    assert len(within.spreads) == 1


def test_a_brand_of_two_categories_is_two_brands():
    category = np.repeat([0, 1], 50)
    brand = np.zeros(100, dtype=np.int64)
    rng = np.random.default_rng(3)
    estimate = np.where(category == 0, -1.0, -3.0) + rng.normal(0, 0.3, 100)
    drawn = shrink(estimate, np.full(100, 1.0), [category, brand])
    assert drawn.mean[:50].mean() == pytest.approx(-1.0, abs=0.2)
    assert drawn.mean[50:].mean() == pytest.approx(-3.0, abs=0.2)


def test_where_nothing_is_known_the_prior_answers():
    drawn = shrink(np.full(3, np.nan), np.full(3, np.inf), [np.arange(3)], prior=Prior(-1.7, 0.9))
    np.testing.assert_allclose(drawn.mean, -1.7)
    assert drawn.sd.min() > 0.9


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-8, 4), st.floats(0.05, 10) | st.just(float("inf")), st.integers(0, 3)),
        min_size=1,
        max_size=20,
    )
)
def test_a_mean_lies_between_estimates_and_prior_and_is_never_certain(rows):
    estimate, sd, group = (np.array(column) for column in zip(*rows, strict=True))
    mean, left = shrunk(estimate, sd, group)
    assert (left > 0).all()
    assert np.isfinite(left).all()
    known = np.append(estimate[np.isfinite(sd)], Prior().mean)
    assert (mean >= known.min() - 1e-9).all()
    assert (mean <= known.max() + 1e-9).all()


def test_a_variance_of_zero_and_levels_of_another_length_are_refused():
    with pytest.raises(ValueError, match="above zero"):
        shrink(np.zeros(2), np.array([1.0, 0.0]))
    with pytest.raises(ValueError, match="names a group"):
        shrink(np.zeros(2), np.ones(2), [np.zeros(3, dtype=np.int64)])
