"""Products under eight weeks old: told by their group, and more and more by themselves."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forecasting.algorithms.cold_start import group_share, is_new
from forecasting.algorithms.panel import Panel, Period

FIRST = date(2025, 1, 6)
WEEKS = 60
LAUNCHES_FADE, LAUNCHES_GROW = 0, 1


def _curve(group, age):
    """Launches of one group fade to what is usual, those of the other grow to it."""
    return 1 + 2 * np.exp(-age / 4) if group == LAUNCHES_FADE else 1 - 0.8 * np.exp(-age / 4)


def _market(seed=0, products=120):
    """Weekly means of products in two groups, half of them launched on the way; a busy winter."""
    rng = np.random.default_rng(seed)
    groups = np.arange(products) % 2
    begins = np.where(np.arange(products) < products // 2, 0, rng.integers(5, 58, products))
    age = np.arange(WEEKS + 8) - begins[:, None]
    season = 1 + 0.5 * (np.arange(WEEKS + 8) > 40)
    launched = np.where(begins[:, None] > 0, 1, 0)
    fade = np.where(
        groups[:, None] == LAUNCHES_FADE,
        _curve(LAUNCHES_FADE, np.maximum(age, 0)),
        _curve(LAUNCHES_GROW, np.maximum(age, 0)),
    )
    level = np.where(groups == LAUNCHES_FADE, 20.0, 60.0)[:, None] * rng.gamma(
        4, 0.25, (products, 1)
    )
    mean = level * season * np.where(launched, fade, 1.0)
    units = np.where(age >= 0, rng.poisson(mean), np.nan).astype(float)
    return _panel(units[:, :WEEKS], groups), mean[:, WEEKS:], age[:, WEEKS - 1]


def _panel(units, groups, period=Period.WEEK):
    return Panel(np.arange(len(units)), period, FIRST, units, np.asarray(groups))


def _own_mean(panel):
    return np.nan_to_num(np.nanmean(panel.units, axis=1))[:, None].repeat(8, axis=1)


def _missed(told, truth, rows):
    return np.abs(told - truth)[rows].sum() / truth[rows].sum()


def test_new_products_are_told_better_than_by_their_own_mean_or_their_group_s():
    ours, own, group = [], [], []
    for seed in range(5):
        panel, truth, _ = _market(seed)
        rows = np.flatnonzero(is_new(panel) & (panel.lengths > 0))
        established = ~is_new(panel)
        recent = panel.units[:, -8:].mean(axis=1)
        usual = np.array([recent[established & (panel.groups == one)].mean() for one in (0, 1)])
        ours.append(_missed(group_share(panel, 8), truth, rows))
        own.append(_missed(_own_mean(panel), truth, rows))
        group.append(_missed(usual[panel.groups][:, None].repeat(8, axis=1), truth, rows))
    assert np.mean(ours) < 0.8 * min(np.mean(own), np.mean(group))


def test_a_launch_follows_its_group_s_curve():
    panel, _, _ = _market(products=800)
    fresh = np.full((2, WEEKS), np.nan)
    told = group_share(
        _panel(
            np.concatenate([panel.units, fresh]),
            [*panel.groups, LAUNCHES_FADE, LAUNCHES_GROW],
        ),
        20,
    )[-2:]
    assert told[0, 0] > 1.5 * told[0, -1]
    assert told[1, 0] < 0.7 * told[1, -1]
    assert told[1, -1] > told[0, -1], "groups sell at their own level"


@pytest.mark.parametrize("weeks", [1, 3, 7])
def test_own_sales_count_more_the_longer_they_are_known(weeks):
    panel, _, _ = _market()
    seven = np.full(WEEKS, np.nan)
    seven[-weeks:] = 0.0
    nothing = np.append(panel.units, [seven], axis=0)
    told = group_share(_panel(nothing, [*panel.groups, LAUNCHES_GROW]), 4)[-1].sum()
    seven[-weeks:] = 150.0
    much = group_share(
        _panel(np.append(panel.units, [seven], axis=0), [*panel.groups, LAUNCHES_GROW]), 4
    )[-1].sum()
    assert told < much
    assert much > 2 * told
    if weeks == 7:
        assert told < 0.15 * much


def test_one_enormous_first_order_is_no_promise():
    panel, _, _ = _market()
    enormous = np.full(WEEKS, np.nan)
    enormous[-1] = 5_000
    told = group_share(
        _panel(np.append(panel.units, [enormous], axis=0), [*panel.groups, LAUNCHES_FADE]), 8
    )[-1]
    assert told.max() < 500


def test_days_have_their_week():
    rng = np.random.default_rng(2)
    days = np.arange(280)
    mean = np.where(days % 7 == 5, 9.0, 3.0)
    units = rng.poisson(mean, (30, 280)).astype(float)
    units[0, :-10] = np.nan
    panel = _panel(units, np.zeros(30, dtype=int), Period.DAY)
    assert is_new(panel).tolist() == [True] + [False] * 29
    told = group_share(panel, 15)
    assert told.shape == (30, 15)
    assert (np.argmax(told[0, :7]), np.argmax(told[0, 7:14])) == (5, 5)
    assert told[0, :14].sum() == pytest.approx(2 * 27, rel=0.4)


@pytest.mark.parametrize("series", [1, 3])
def test_a_shop_of_new_products_only_tells_something_finite(series):
    units = np.full((series, 10), np.nan)
    units[0, -3:] = [4, 6, 5]
    told = group_share(_panel(units, np.zeros(series, dtype=int)), 6)
    assert np.isfinite(told).all()
    assert told[0].mean() == pytest.approx(5, rel=0.5)


def test_a_market_without_any_sale_tells_none():
    panel, _, _ = _market()
    silent = replace(panel, units=np.where(panel.known, 0.0, np.nan))
    assert group_share(silent, 8).max() < 1e-6
