"""Who foretells the last weeks better is told apart; levels and seasons are nobody's merit."""

import numpy as np
import pytest

from pricing.algorithms.elasticity import pooled
from pricing.algorithms.elasticity_scores import Answers, deviances
from pricing.algorithms.panel import Sales, arrange
from pricing.tests.elasticity_markets import LIFT, market


def _score(table, slope, lift=LIFT):
    noise = np.ones(len(table.product))
    return np.nanmean(deviances(table, Answers(slope, lift), told=12, noise=noise))


def test_the_truth_foretells_better_than_one_slope_and_that_better_than_none():
    planted = market(4, typical_units=60.0)
    table = arrange(planted.sales)
    one = np.full(len(table.product), pooled(planted.sales).mean)
    truth, common, nothing = (
        _score(table, slope) for slope in (planted.elasticity, one, np.zeros_like(one))
    )
    assert truth < common < nothing


def test_a_product_that_sells_ten_times_as_much_in_all_weeks_is_foretold_as_well():
    sales = _two_products(units=(5.0, 50.0))
    found = deviances(arrange(sales), Answers(np.zeros(2)), told=4, noise=np.ones(2))
    assert found == pytest.approx([0.0, 0.0], abs=0.2)


def test_weeks_that_are_good_for_all_count_for_nobody():
    steady, lively = _two_products(units=(20.0, 20.0)), _two_products(units=(20.0, 20.0), boom=3.0)
    for sales in (steady, lively):
        found = deviances(arrange(sales), Answers(np.zeros(2)), told=4, noise=np.ones(2))
        assert found == pytest.approx([0.0, 0.0], abs=1e-3)


def test_who_is_not_seen_in_the_weeks_told_is_not_judged():
    sales = _two_products(units=(5.0, 50.0), gone=True)
    found = deviances(arrange(sales), Answers(np.zeros(2)), told=4, noise=np.ones(2))
    assert np.isnan(found).tolist() == [False, True]


@pytest.mark.parametrize("told", [0, 12])
def test_weeks_have_to_be_told_and_left(told):
    table = arrange(_two_products(units=(5.0, 5.0)))
    with pytest.raises(ValueError, match="weeks are told"):
        deviances(table, Answers(np.zeros(2)), told=told, noise=np.ones(2))


def _two_products(*, units, boom=1.0, gone=False, weeks=12):
    week = np.tile(np.arange(weeks), 2)
    product = np.repeat([1, 2], weeks)
    level = np.repeat(np.array(units), weeks) * np.where(week >= 8, boom, 1.0)
    if gone:
        level[(product == 2) & (week >= 8)] = np.nan
    return Sales(product, week, level, np.full(2 * weeks, 10.0))
