"""Products under eight weeks old: what products of their group sold at that age.

How well a product sells is told as a multiple of what an established product of its group sold at
the same time, so that a launch before Christmas does not teach that launches sell well. The
multiples by week of age make a curve; a new product's own sales move it up or down that curve, as
far as they can be trusted (gamma-Poisson, Gelman and others 2013, chapter 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.algorithms.panel import NO_PLANS, BoolArray, FloatArray, IntArray, Panel, Plans

WEEK = 7
NEW_BELOW_WEEKS = 8
BEST, LEAST_BEST = 0.99, 3.0


@dataclass(frozen=True, slots=True)
class ColdStartSettings:
    """What is tuned.

    A launch is a series that began ``launch_seen_weeks`` after the panel. ``level_weeks`` tell how
    a group sells now. A group's curve is drawn towards everybody's as if that had been seen on
    ``group_belief`` products. ``least_likeness`` and ``most_likeness`` bound how alike products of
    a group are taken to be: the shape of a gamma, 1 being as unlike as an exponential.
    """

    launch_seen_weeks: int = 4
    level_weeks: int = 4
    oldest_weeks: int = 26
    group_belief: float = 100.0
    least_likeness: float = 0.3
    most_likeness: float = 4.0
    most_dispersion: float = 60.0


STANDARD = ColdStartSettings()


@dataclass(frozen=True, slots=True)
class _Market:
    """Weeks of all groups: ``rate`` (g, W) units an established product; ``group`` (n,) rows of
    it; ``units`` (n, W), NaN before a series began; ``age`` (n, W) whole weeks since then."""

    rate: FloatArray
    group: IntArray
    units: FloatArray
    age: IntArray


def is_new(panel: Panel) -> BoolArray:
    """Shape (n,): which series are younger than eight weeks; one that never sold is."""
    young: BoolArray = panel.lengths < NEW_BELOW_WEEKS * WEEK // panel.period.days
    return young


def group_share(
    panel: Panel,
    horizon: int,
    plans: Plans = NO_PLANS,
    *,
    settings: ColdStartSettings = STANDARD,
) -> FloatArray:
    """Shape (n, H): units of every series by its age; meant for those that are new.

    Args:
        panel: new series and the established ones of their groups, or there is nothing to learn
            from: then a new series' own mean is told.
        plans: not looked at; here because every forecaster is asked alike.
    """
    market = _market(panel)
    curves = _curves(market, settings)
    weeks_ahead = -(-horizon * panel.period.days // WEEK)
    now = np.nanmax(np.where(np.isnan(market.units), -1, market.age), axis=1).astype(np.int64)
    ages = np.clip(now[:, None] + 1 + np.arange(weeks_ahead), 0, settings.oldest_weeks)
    rate = market.rate[:, -settings.level_weeks :].mean(axis=1)
    usual = curves[market.group[:, None], ages] * rate[market.group][:, None]
    weekly = usual * _multiples(market, curves, settings)[:, None]
    return _by_period(panel, weekly, horizon)


def _market(panel: Panel) -> _Market:
    units = _whole_weeks(panel)
    known = ~np.isnan(units)
    age = np.cumsum(known, axis=1) - 1
    present, group = np.unique(panel.groups, return_inverse=True)
    # What a log begins with is of unknown age, and so established.
    old = known & ((age >= NEW_BELOW_WEEKS) | known[:, :1])
    everybody = _rate(units, old, np.zeros(len(units), dtype=np.int64), 1)
    if not old.any():
        everybody = np.nan_to_num(_rate(units, known, np.zeros(len(units), dtype=np.int64), 1))
    rate = _rate(units, old, group, len(present))
    rate = np.where(np.isnan(rate), np.nan_to_num(everybody), rate)
    return _Market(rate, group, units, age)


def _whole_weeks(panel: Panel) -> FloatArray:
    """Shape (n, W): sums of weeks that end with the panel's end; a week begun late is scaled up.

    Of a daily panel the first days that make no week are left out.
    """
    days = WEEK // panel.period.days
    whole = panel.periods // days * days
    blocks = panel.units[:, panel.periods - whole :].reshape(len(panel), -1, days)
    told = (~np.isnan(blocks)).sum(axis=2)
    sums = np.nansum(blocks, axis=2) * days / np.maximum(told, 1)
    return np.where(told > 0, sums, np.nan)


def _rate(units: FloatArray, counted: BoolArray, group: IntArray, groups: int) -> FloatArray:
    """Shape (g, W): mean units of the series counted; NaN where there is none."""
    sold = np.zeros((groups, units.shape[1]))
    series = np.zeros_like(sold)
    np.add.at(sold, group, np.where(counted, units, 0.0))
    np.add.at(series, group, counted.astype(float))
    return np.where(series > 0, sold / np.maximum(series, 1), np.nan)


def _launches(market: _Market, settings: ColdStartSettings) -> npt.NDArray[np.bool_]:
    """Shape (n, W): weeks of series whose beginning was seen, while they are told by age."""
    begun = ~np.isnan(market.units)
    unseen = begun[:, : settings.launch_seen_weeks].any(axis=1, keepdims=True)
    told: npt.NDArray[np.bool_] = begun & ~unseen & (market.age <= settings.oldest_weeks)
    return told


def _curves(market: _Market, settings: ColdStartSettings) -> FloatArray:
    """Shape (g, oldest + 1): what a product of so many weeks sells, an established one being 1."""
    rows, weeks = np.nonzero(_launches(market, settings))
    groups, width = len(market.rate), settings.oldest_weeks + 1
    sold, usual = np.zeros((groups, width)), np.zeros((groups, width))
    place = (market.group[rows], market.age[rows, weeks])
    np.add.at(sold, place, market.units[rows, weeks])
    np.add.at(usual, place, market.rate[market.group[rows], weeks])
    # Established products are as good a guide to a curve's far end as the few that were followed.
    belief = settings.group_belief * float(market.rate.mean()) or 1.0
    common = (_smooth(sold.sum(axis=0)) + belief) / (_smooth(usual.sum(axis=0)) + belief)
    belief_of = settings.group_belief * market.rate.mean(axis=1, keepdims=True)
    bottom = _smooth(usual) + belief_of
    drawn = (_smooth(sold) + belief_of * common) / np.where(bottom > 0, bottom, 1)
    return np.where(bottom > 0, drawn, 1.0)


def _smooth(told: FloatArray) -> FloatArray:
    """Sums over an age and its neighbours, but for the first weeks, which are unlike all others."""
    around = told.copy()
    around[..., 2:-1] = told[..., 1:-2] + told[..., 2:-1] + told[..., 3:]
    return around


def _multiples(market: _Market, curves: FloatArray, settings: ColdStartSettings) -> FloatArray:
    """Shape (n,): how much better than usual each series sells, drawn towards 1."""
    known = ~np.isnan(market.units)
    ages = np.clip(market.age, 0, settings.oldest_weeks)
    usual = np.where(known, curves[market.group[:, None], ages] * market.rate[market.group], 0.0)
    sold, expected = np.nansum(market.units, axis=1), usual.sum(axis=1)
    dispersion = _dispersion(market.units, settings)
    likeness = _likeness(sold, expected, dispersion, settings)
    told = (likeness + sold / dispersion) / (likeness + expected / dispersion)
    multiples = np.where(expected > 0, told, 1.0)
    followed = known.sum(axis=1) >= NEW_BELOW_WEEKS
    # One order of thousands in a first week is no promise: no launch is believed to beat the best.
    best = float(np.quantile(multiples[followed], BEST)) if followed.any() else 1.0
    return np.minimum(multiples, max(best, LEAST_BEST))


def _dispersion(units: FloatArray, settings: ColdStartSettings) -> float:
    """Variance over mean of a series' weeks, as the median of series: 1 would be Poisson."""
    enough = (~np.isnan(units)).sum(axis=1) >= NEW_BELOW_WEEKS
    mean = np.nanmean(units[enough], axis=1) if enough.any() else np.zeros(0)
    if not (mean > 0).any():
        return 1.0
    ratio = np.nanvar(units[enough][mean > 0], axis=1) / mean[mean > 0]
    return float(np.clip(np.median(ratio), 1.0, settings.most_dispersion))


def _likeness(
    sold: FloatArray, expected: FloatArray, dispersion: float, settings: ColdStartSettings
) -> float:
    """Shape of the gamma that products' multiples follow, by moments, noise taken out."""
    asked = expected > 0
    if asked.sum() < 10:
        return 1.0
    multiples = sold[asked] / expected[asked]
    noise = np.median(dispersion * multiples / expected[asked])
    spread = float(np.var(np.minimum(multiples, np.quantile(multiples, 0.98))) - noise)
    mean = float(multiples.mean())
    likeness = mean**2 / spread if spread > 0 else settings.most_likeness
    return float(np.clip(likeness, settings.least_likeness, settings.most_likeness))


def _by_period(panel: Panel, weekly: FloatArray, horizon: int) -> FloatArray:
    """Weeks as weeks, or as days by what share of a week each weekday of all series has."""
    days = WEEK // panel.period.days
    if days == 1:
        return weekly[:, :horizon]
    recent = np.nansum(panel.units[:, -NEW_BELOW_WEEKS * WEEK :], axis=0)
    place = (np.arange(len(recent)) - len(recent)) % days
    of_weekday = np.bincount(place, weights=recent, minlength=days)
    times = np.maximum(np.bincount(place, minlength=days), 1)
    means = of_weekday / times
    shares = means / means.sum() if means.sum() > 0 else np.full(days, 1 / days)
    told: FloatArray = (weekly[:, :, None] * shares).reshape(len(panel), -1)[:, :horizon]
    return told
