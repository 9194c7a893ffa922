"""What a price test would teach, reckoned before and seen after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.algorithms.elasticity import fit_elasticities
from pricing.algorithms.panel import Sales
from pricing.algorithms.price_tests import PriceTest, plan_price_test
from pricing.tests.elasticity_markets import market

TEN_PER_CENT = PriceTest((-0.1, 0.1), weeks=12)
SMALL = market(21, products=6, weeks=20)
KNOWN = fit_elasticities(SMALL.sales, groups=SMALL.group)


@pytest.fixture(scope="module")
def known():
    one = market(20, promotions=0.0)
    still = one.sales.product < 75
    price = np.where(still, 10.0, one.sales.price)
    return fit_elasticities(replace(one.sales, price=price), groups=one.group)


def test_products_whose_price_never_moved_are_those_that_need_a_test(known):
    plan = plan_price_test(known, TEN_PER_CENT, wanted_sd=0.5)
    assert plan.needed[:75].mean() > 0.9
    assert plan.needed[75:].mean() < 0.1
    assert (plan.worth_it <= plan.needed).all()


def test_a_test_teaches_as_much_as_was_reckoned():
    """Half of the products alternate their price, the other half tell what the weeks did."""
    rng = np.random.default_rng(2)
    products, weeks, truth = 400, 24, -1.8
    product, week = np.indices((products, weeks))
    log_price = np.where(product < 200, np.log1p(np.where(week % 2, 0.1, -0.1)), 0.0)
    log_price += np.where(product >= 200, rng.normal(0, 1e-9, product.shape), 0.0)
    rate = 20.0 * np.exp(truth * log_price)
    units = rng.poisson(rate * rng.gamma(4.0, 0.25, rate.shape)).astype(float)
    seen = Sales(
        product.ravel().astype(np.int64),
        week.ravel().astype(np.int64),
        units.ravel(),
        np.exp(log_price).ravel(),
    )
    fit = fit_elasticities(seen, groups=np.zeros(products, dtype=np.int64))
    # All price steps fall together, so that all slopes share the error of the weeks' contrast.
    spread_of_slopes = np.std(fit.own[:200])
    before = replace(fit, sd=np.full(products, 1e6), mean=np.full(products, truth))
    plan = plan_price_test(before, PriceTest((-0.1, 0.1), weeks=weeks), share_tested=0.0)
    assert np.median(plan.sd_after[:200]) == pytest.approx(spread_of_slopes, rel=0.2)


@given(st.floats(0.02, 0.3), st.integers(2, 40))
def test_larger_steps_and_more_weeks_teach_more(step, weeks):
    plan = plan_price_test(KNOWN, PriceTest((-step, step), weeks))
    wider = plan_price_test(KNOWN, PriceTest((-step * 1.2, step * 1.2), weeks))
    longer = plan_price_test(KNOWN, PriceTest((-step, step), weeks * 2))
    assert (wider.sd_after < plan.sd_after).all()
    assert (longer.sd_after < plan.sd_after).all()
    assert (plan.sd_after < plan.sd).all()


def test_the_weeks_told_reach_the_sd_wanted(known):
    plan = plan_price_test(known, TEN_PER_CENT, wanted_sd=0.5)
    reached = np.flatnonzero(np.isfinite(plan.weeks) & (plan.weeks >= 2) & (plan.weeks % 2 == 0))
    assert len(reached) > 5
    for one in reached[:20]:
        weeks = int(plan.weeks[one])
        assert plan_price_test(known, PriceTest((-0.1, 0.1), weeks)).sd_after[one] <= 0.5 + 1e-9


def test_a_slow_seller_cannot_be_learned_in_a_year(known):
    slow = replace(known, weekly_units=np.full(len(known.product), 0.05))
    plan = plan_price_test(slow, TEN_PER_CENT, wanted_sd=0.1)
    assert np.isnan(plan.weeks).all()
    assert not plan.worth_it.any()


@pytest.mark.parametrize(
    ("steps", "weeks"), [((0.1,), 4), ((0.1, 0.1), 4), ((-1.0, 0.0), 4), ((-0.1, 0.0, 0.1), 2)]
)
def test_a_test_that_could_teach_nothing_is_refused(steps, weeks):
    with pytest.raises(ValueError, match="test"):
        PriceTest(steps, weeks)


def test_an_sd_of_nothing_and_a_whole_shop_under_test_are_refused(known):
    with pytest.raises(ValueError, match="sd wanted"):
        plan_price_test(known, TEN_PER_CENT, wanted_sd=0.0)
    with pytest.raises(ValueError, match="share tested"):
        plan_price_test(known, TEN_PER_CENT, share_tested=1.0)
