"""The plan of a year: what two years teach is used, what nobody can know is told as unsure."""

from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.algorithms.yearly import year_plan

FIRST = date(2023, 1, 1)
LEVELS = np.array([400.0, 120.0, 30.0, 6.0])


def _demand(seed, days):
    """Four categories with the shop's winter, a summer of the third's own, and a level that
    wanders."""
    rng = np.random.default_rng(seed)
    day = np.arange(days)
    moment = 2 * np.pi * (day - 350) / 365.25
    shop = np.exp(0.4 * np.cos(moment) + np.cumsum(rng.normal(0, 0.012, days)))
    own = np.ones((4, days))
    own[2] = np.exp(-0.5 * np.cos(moment))
    return rng.poisson(LEVELS[:, None] * shop * own * rng.gamma(20, 1 / 20, (4, days))).astype(
        float
    )


def _sums(units, first, months):
    ends = [*months[1:], (months[-1] + timedelta(days=32)).replace(day=1)]
    return np.stack(
        [
            units[:, (begin - first).days : (end - first).days].sum(axis=1)
            for begin, end in zip(months, ends, strict=True)
        ],
        axis=1,
    )


@pytest.mark.parametrize("history", [365 + 31, 730])
def test_the_plan_beats_what_sold_lately_and_its_bands_hold(history):
    ours, lately, inside, wide = 0.0, 0.0, [], []
    for seed in range(8):
        units = _demand(seed, history + 400)
        plan = year_plan(units[:, :history], first=FIRST)
        truth = _sums(units, FIRST, plan.months)
        flat = units[:, history - 56 : history].mean(axis=1, keepdims=True) * 30.4
        ours += np.abs(plan.mean - truth).sum()
        lately += np.abs(flat - truth).sum()
        inside.append((truth >= plan.quantiles[..., 1]) & (truth <= plan.quantiles[..., 3]))
        wide.append((truth >= plan.quantiles[..., 0]) & (truth <= plan.quantiles[..., 4]))
    assert ours < 0.85 * lately
    assert 0.68 <= np.mean(inside) <= 0.95
    assert np.mean(wide) >= 0.88


def test_months_are_whole_and_to_come_and_the_shop_is_their_sum():
    units = _demand(1, 400)  # until 4 February 2024
    plan = year_plan(units, first=FIRST)
    assert plan.months[0] == date(2024, 3, 1)
    assert plan.months[-1] == date(2025, 2, 1)
    np.testing.assert_allclose(plan.shop_mean, plan.mean.sum(axis=0))
    assert (np.diff(plan.quantiles, axis=-1) >= 0).all()
    assert (np.diff(plan.shop_quantiles, axis=-1) > 0).all()
    np.testing.assert_allclose(plan.shop_quantiles[:, 2], plan.shop_mean)


def test_a_category_of_which_little_is_known_follows_the_shop_s_year():
    units = _demand(2, 730)
    units[3, :-40] = np.nan
    plan = year_plan(units, first=FIRST)
    young, shop = plan.mean[3] / plan.mean[3].mean(), plan.shop_mean / plan.shop_mean.mean()
    assert np.corrcoef(young, shop)[0, 1] > 0.8
    unsure = plan.quantiles[3, :, 3] / plan.mean[3]
    assert unsure.mean() > (plan.quantiles[0, :, 3] / plan.mean[0]).mean()


def test_bands_are_wider_of_months_that_were_never_seen():
    units = _demand(3, 730)
    half = year_plan(units[:, 730 - 181 :], first=FIRST + timedelta(days=730 - 181))
    both = year_plan(units, first=FIRST)
    assert half.months == both.months
    width = half.shop_quantiles[:, 3] / half.shop_mean
    assert (width > both.shop_quantiles[:, 3] / both.shop_mean).all()
    never_seen = slice(1, 6)
    assert width[never_seen].mean() > width[0]


@pytest.mark.parametrize("days", [1, 3, 20, 45])
def test_however_short_a_history_the_plan_is_finite(days):
    units = _demand(4, days)
    units[3] = 0
    plan = year_plan(units, first=FIRST)
    assert plan.mean.shape == (4, 12)
    assert np.isfinite(plan.quantiles).all()
    assert (plan.mean[3] == 0).all()
    assert (plan.quantiles[3] == 0).all()
    if days >= 20:
        assert plan.shop_mean.sum() / 365 == pytest.approx(units.sum(axis=0).mean(), rel=0.3)


def test_without_a_day_there_is_no_plan():
    with pytest.raises(ValueError, match="one day"):
        year_plan(np.zeros((2, 0)), first=FIRST)
