"""Elasticities from sales with planted truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pricing.algorithms.elasticity import (
    fit_elasticities,
    least_squares,
    pooled,
    pooled_least_squares,
)
from pricing.algorithms.panel import Sales, arrange
from pricing.tests.elasticity_markets import LIFT, Market, market


def mean_squared(estimate, truth):
    return float(np.nanmean((estimate - truth) ** 2))


@pytest.fixture(scope="module")
def markets() -> list[Market]:
    return [market(seed) for seed in range(8)]


@pytest.fixture(scope="module")
def fits(markets):
    return [fit_elasticities(one.sales, groups=one.group) for one in markets]


def test_an_interval_holds_the_truth_as_often_as_it_says(markets, fits):
    for level, lowest, highest in ((0.80, 0.74, 0.86), (0.95, 0.92, 0.98)):
        held = []
        for one, fit in zip(markets, fits, strict=True):
            low, high = fit.interval(level)
            held.append((low <= one.elasticity) & (one.elasticity <= high))
        assert lowest <= np.mean(held) <= highest


def test_shrinking_beats_one_slope_for_all_and_that_each_product_alone(markets, fits):
    shrunk, pooled_error, alone = [], [], []
    for one, fit in zip(markets, fits, strict=True):
        shrunk.append(mean_squared(fit.mean, one.elasticity))
        pooled_error.append(mean_squared(pooled(one.sales).mean, one.elasticity))
        alone.append(mean_squared(least_squares(one.sales)[0], one.elasticity))
    assert np.mean(shrunk) < 0.9 * np.mean(pooled_error)
    assert np.mean(pooled_error) < 0.5 * np.mean(alone)


def test_one_slope_for_all_is_found_within_its_error():
    one = market(3, spread=0.0, groups=1, products=300)
    found = pooled(one.sales)
    assert abs(found.mean - one.elasticity[0]) < 3 * found.sd
    assert found.sd < 0.2


def test_a_promotion_is_told_apart_from_its_price(fits):
    assert np.mean([fit.lift for fit in fits]) == pytest.approx(LIFT, abs=0.06)


def test_promotions_that_nobody_noted_would_look_like_steep_demand():
    one = market(5, products=300, promotions=0.15)
    known = fit_elasticities(one.sales, groups=one.group)
    blind = fit_elasticities(replace(one.sales, promoted=None), groups=one.group)
    truth = one.elasticity.mean()
    assert blind.mean.mean() < truth - 0.4
    assert abs(known.mean.mean() - truth) < 0.25


def test_stock_outs_do_not_pass_for_weak_demand():
    one = market(6, products=200, promotions=0.0, stock_outs=0.0)
    # Whatever was cheap sold out early: half of what would have been sold was there to be sold.
    cheap = one.sales.price < 9.5
    units = np.where(cheap, np.floor(one.sales.units * 0.6), one.sales.units)
    censored = replace(one.sales, units=units, in_stock=np.where(cheap, 0.6, 1.0))
    blind = fit_elasticities(replace(censored, in_stock=None), groups=one.group)
    known = fit_elasticities(censored, groups=one.group)
    truth = one.elasticity.mean()
    assert blind.mean.mean() > truth + 1.0
    assert abs(known.mean.mean() - truth) < 0.3


def test_weeks_without_sales_bend_logarithms_but_not_the_likelihood():
    one = market(7, products=600, typical_units=0.8, promotions=0.0, stock_outs=0.0, spread=0.0)
    truth = one.elasticity.mean()
    found, naive = pooled(one.sales), pooled_least_squares(one.sales)
    assert (one.sales.units == 0).mean() > 0.3
    assert abs(found.mean - truth) < 3 * found.sd
    assert naive.mean > truth + 0.5


def test_a_price_that_never_varied_says_nothing_and_gets_its_groups_mean():
    one = market(8)
    still = one.sales.product < 5
    price = np.where(still, 10.0, one.sales.price)
    fit = fit_elasticities(replace(one.sales, price=price, promoted=None), groups=one.group)
    assert np.isnan(fit.own[:5]).all()
    assert np.isinf(fit.own_sd[:5]).all()
    assert fit.variation[:5].max() < 1e-9
    for product in range(5):
        of_group = fit.mean[fit.group == fit.group[product]]
        assert fit.mean[product] == pytest.approx(of_group.mean(), abs=0.25)
    assert fit.sd[:5].min() > np.median(fit.sd[5:])
    assert fit.sd[:5].min() > 0.4


def test_rows_without_numbers_and_empty_shelves_are_not_seen():
    one = market(9, products=40)
    broken = np.arange(len(one.sales.units)) % 7
    units = np.where(broken == 0, np.nan, one.sales.units)
    price = np.where(broken == 1, np.nan, np.where(broken == 2, 0.0, one.sales.price))
    kept = broken > 2
    fit = fit_elasticities(replace(one.sales, units=units, price=price), groups=one.group)
    short = Sales(
        one.sales.product[kept],
        one.sales.week[kept],
        one.sales.units[kept],
        one.sales.price[kept],
        one.sales.promoted[kept],
        one.sales.in_stock[kept],
    )
    np.testing.assert_allclose(fit.mean, fit_elasticities(short, groups=one.group).mean)
    assert np.isfinite(fit.mean).all()


def test_a_product_that_sold_nothing_is_answered_for_by_its_group():
    one = market(10, products=60)
    units = np.where(one.sales.product == 3, 0.0, one.sales.units)
    fit = fit_elasticities(replace(one.sales, units=units), groups=one.group)
    assert np.isnan(fit.own[3])
    assert -4 < fit.mean[3] < 0
    assert fit.sd[3] >= np.median(fit.sd)


def test_a_product_alone_cannot_be_told_from_its_weeks():
    one = market(11, products=1, groups=1, promotions=0.0)
    fit = fit_elasticities(one.sales, groups=one.group)
    assert fit.sd[0] > 1.0


def test_the_answer_does_not_depend_on_the_order_of_rows_or_the_currency():
    one = market(12, products=40)
    order = np.random.default_rng(1).permutation(len(one.sales.product))
    turned = Sales(
        one.sales.product[order],
        one.sales.week[order] + 700,
        one.sales.units[order],
        one.sales.price[order] * 117.0,
        one.sales.promoted[order],
        one.sales.in_stock[order],
    )
    np.testing.assert_allclose(
        fit_elasticities(turned, groups=one.group).mean,
        fit_elasticities(one.sales, groups=one.group).mean,
        atol=1e-4,
    )


def test_columns_of_unlike_length_and_a_product_twice_in_a_week_are_refused():
    two = np.zeros(2, dtype=np.int64)
    with pytest.raises(ValueError, match="as many rows"):
        Sales(two, two, np.ones(3), np.ones(2))
    with pytest.raises(ValueError, match="one row a week"):
        Sales(two, two, np.ones(2), np.ones(2))
    one = market(1, products=4)
    with pytest.raises(ValueError, match="group of each product"):
        fit_elasticities(one.sales, groups=np.zeros(3, dtype=np.int64))


def test_an_empty_shop_has_no_elasticities_and_says_so_without_failing():
    none = np.zeros(0, dtype=np.int64)
    fit = fit_elasticities(Sales(none, none, np.zeros(0), np.zeros(0)), groups=none)
    assert len(fit.mean) == 0
    assert fit.shop_sd > 1.0
    assert len(arrange(Sales(none, none, np.zeros(0), np.zeros(0))).product) == 0
