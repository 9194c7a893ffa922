"""Forecasts of each series from itself alone: ``Forecaster``s, never negative, finite.

All read a panel of demand (``censoring.uncensored``), whatever its length: a series that never
began is told as zero. They work on all series at once, at some tens of microseconds a series.
"""

from __future__ import annotations

import numpy as np

from forecasting.algorithms.panel import NO_PLANS, FloatArray, Panel, Period, Plans
from forecasting.algorithms.statistical_smoothing import Weights, best_of, smooth

LEVELS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6)
PLAIN = tuple(Weights(level) for level in LEVELS)
TRENDED = tuple(Weights(level, trend=level * 0.2, damping=0.9) for level in (0.05, 0.1, 0.2, 0.4))
SEASONAL = tuple(
    Weights(level, season=season) for level in (0.02, 0.05, 0.1, 0.2) for season in (0.01, 0.05)
)
TSB_SIZE, TSB_CHANCE = 0.2, 0.2


def seasonal_naive(panel: Panel, horizon: int, plans: Plans = NO_PLANS) -> FloatArray:
    """The last season again: the last seven days, or the last week; zero where nobody knows."""
    season = panel.period.season
    last = np.zeros((len(panel), season))
    held = np.nan_to_num(panel.units[:, -season:])
    if held.shape[1]:
        last[:, -held.shape[1] :] = held
    return np.maximum(last[:, np.arange(horizon) % season], 0.0)


def moving_average(panel: Panel, horizon: int, plans: Plans = NO_PLANS) -> FloatArray:
    """The mean of the last eight weeks, for days by weekday."""
    season = panel.period.season
    recent = panel.units[:, -56 // panel.period.days :]
    means = np.zeros((len(panel), season))
    for place in range(season):
        same = recent[:, ::-1][:, place::season]
        known = ~np.isnan(same)
        total = np.where(known, same, 0.0).sum(axis=1)
        means[:, season - 1 - place] = total / np.maximum(known.sum(axis=1), 1)
    return np.maximum(means[:, np.arange(horizon) % season], 0.0)


def ets(panel: Panel, horizon: int, plans: Plans = NO_PLANS) -> FloatArray:
    """Exponential smoothing: weeks with or without a damped trend, days with a weekly season."""
    if panel.period is Period.WEEK:
        return _sane(best_of(panel.units, PLAIN + TRENDED).ahead(horizon))
    return _sane(best_of(panel.units, SEASONAL, season=panel.period.season).ahead(horizon))


def theta(panel: Panel, horizon: int, plans: Plans = NO_PLANS) -> FloatArray:
    """Simple smoothing and half the slope of the line through the series.

    Assimakopoulos and Nikolopoulos (2000), in the form of Hyndman and Billah (2003). Days are
    smoothed with their season.
    """
    season = panel.period.season
    grid = PLAIN if season == 1 else SEASONAL
    level = best_of(panel.units, grid, season=season).ahead(horizon)
    return _sane(level + 0.5 * _slope(panel.units)[:, None] * np.arange(1, horizon + 1))


def tsb(panel: Panel, horizon: int, plans: Plans = NO_PLANS) -> FloatArray:
    """Teunter, Syntetos and Babai (2011): chance of a sale times its size, smoothed apart."""
    sold = np.where(np.isnan(panel.units), np.nan, (panel.units > 0).astype(np.float64))
    sizes = np.where(panel.units > 0, panel.units, np.nan)
    chance = smooth(sold, Weights(TSB_CHANCE)).level
    size = smooth(sizes, Weights(TSB_SIZE)).level
    return _sane(np.repeat((chance * size)[:, None], horizon, axis=1))


def imapa(panel: Panel, horizon: int, plans: Plans = NO_PLANS) -> FloatArray:
    """The mean of simple smoothing over sums of 1, 2, 4 ... periods.

    Petropoulos and Kourentzes (2015), "Forecast combinations for intermittent demand". A level of
    sums is asked only where it leaves eight of them.
    """
    total, times = np.zeros(len(panel)), np.zeros(len(panel))
    width = 1
    while width == 1 or (panel.periods >= 8 * width and width <= 8):
        sums = _sums(panel.units, width)
        enough = (~np.isnan(sums)).sum(axis=1) >= (1 if width == 1 else 8)
        level = best_of(sums, PLAIN).level / width
        total += np.where(enough, level, 0.0)
        times += enough
        width *= 2
    mean = total / np.maximum(times, 1)
    return _sane(np.repeat(mean[:, None], horizon, axis=1))


def _sums(units: FloatArray, width: int) -> FloatArray:
    """Sums of whole blocks, the last ending with the data; NaN where one was not wholly known."""
    kept = units[:, units.shape[1] % width :]
    blocks = kept.reshape(len(units), kept.shape[1] // width, width)
    return np.asarray(blocks.sum(axis=2), dtype=np.float64)


def _slope(units: FloatArray) -> FloatArray:
    """Shape (n,): least squares over the known periods; zero below two."""
    known = ~np.isnan(units)
    time = np.arange(units.shape[1], dtype=np.float64)[None, :]
    times = np.maximum(known.sum(axis=1), 1)
    filled = np.where(known, units, 0.0)
    centre = (known * time).sum(axis=1) / times
    spread = np.where(known, (time - centre[:, None]) ** 2, 0.0).sum(axis=1)
    together = (filled * np.where(known, time - centre[:, None], 0.0)).sum(axis=1)
    return np.divide(together, spread, out=np.zeros(len(units)), where=spread > 0)


def _sane(told: FloatArray) -> FloatArray:
    return np.maximum(np.nan_to_num(told, nan=0.0, posinf=0.0, neginf=0.0), 0.0)
