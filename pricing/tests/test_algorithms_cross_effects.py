"""Cross-price effects where the data bear them, and none where they do not."""

from __future__ import annotations

import numpy as np
import pytest

from pricing.algorithms.cross_effects import fit_cross_effects
from pricing.algorithms.panel import Sales


def categories(seed, cross, *, each=8, weeks=80, favourite=None):
    """One category for each effect; prices are changed at random, demand is noisy."""
    rng = np.random.default_rng(seed)
    products = len(cross) * each
    group = np.repeat(np.arange(len(cross)), each)
    log_price = np.repeat(rng.normal(0, 0.12, (products, weeks // 4)), 4, axis=1)
    log_rate = rng.normal(3.5, 0.5, (products, 1)) - 2.0 * log_price
    for number, effect in enumerate(cross):
        members = np.flatnonzero(group == number)
        for one in members:
            others = members[members != one]
            moved = log_price[others].mean(axis=0)
            if favourite is not None:
                moved = log_price[others[favourite]]
            log_rate[one] += effect * moved
    log_rate += 0.2 * np.sin(np.arange(weeks) / 6)
    units = rng.poisson(np.exp(log_rate) * rng.gamma(10.0, 0.1, log_rate.shape)).astype(float)
    product, week = np.indices(units.shape)
    sales = Sales(
        product.ravel().astype(np.int64),
        week.ravel().astype(np.int64),
        units.ravel(),
        np.exp(log_price).ravel(),
    )
    return sales, group


def fitted(sales_and_groups):
    sales, groups = sales_and_groups
    return fit_cross_effects(sales, groups=groups)


def test_effects_are_found_where_they_are_and_only_there():
    planted = (1.2, 0.0, 0.0, 1.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    found = fitted(categories(1, planted))
    assert found.borne.tolist() == [effect > 0 for effect in planted]
    assert found.mean[found.borne] == pytest.approx([1.2, 1.2], abs=0.35)


def test_where_there_is_none_hardly_any_is_borne():
    false = [fitted(categories(seed, (0.0,) * 10)).borne.any() for seed in range(12)]
    assert np.mean(false) <= 0.25


def test_errors_are_as_large_as_they_say():
    scores = []
    for seed in range(8):
        found = fitted(categories(seed, (0.0,) * 10))
        scores.append(found.mean / found.sd)
    assert 0.75 < np.std(scores) < 1.3


def test_what_is_not_borne_is_zero_in_the_matrix_and_none_reaches_another_category():
    sales, group = categories(2, (1.5, 0.0, 0.0, 0.0, 0.0, 0.0))
    found = fit_cross_effects(sales, groups=group)
    assert found.matrix[:8, :8].sum() > 0
    assert (found.matrix[8:] == 0).all()
    assert (found.matrix[:, 8:] == 0).all()
    assert (np.diag(found.matrix) == 0).all()


def test_effects_of_a_row_sum_to_about_the_common_slope():
    sales, group = categories(3, (1.5, 0.0, 0.0, 0.0, 0.0, 0.0))
    found = fit_cross_effects(sales, groups=group)
    assert np.mean(found.matrix[:8].sum(axis=1)) == pytest.approx(found.mean[0], abs=0.5)


def test_a_favourite_neighbour_stands_out():
    sales, group = categories(4, (1.5, 0.0, 0.0, 0.0, 0.0, 0.0), favourite=0)
    found = fit_cross_effects(sales, groups=group)
    favourites, rest = found.matrix[1:8, 0], found.matrix[1:8, 1:8]
    assert favourites.mean() > 0.7
    assert abs(rest.sum() / 42) < 0.2


def test_categories_of_two_and_prices_that_never_moved_say_nothing():
    sales, group = categories(5, (1.0,), each=2)
    pair = fit_cross_effects(sales, groups=group)
    assert (pair.p_value[0], pair.borne[0]) == (1.0, False)
    still = Sales(sales.product, sales.week, sales.units, np.full(len(sales.price), 5.0))
    assert not fit_cross_effects(still, groups=group).borne.any()


def test_groups_of_another_length_are_refused():
    sales, group = categories(6, (0.0,))
    with pytest.raises(ValueError, match="category of each product"):
        fit_cross_effects(sales, groups=group[1:])
