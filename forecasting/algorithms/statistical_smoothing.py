"""Exponential smoothing of all series at once: one pass over time, arrays over series.

Hyndman, Koehler, Ord and Snyder (2008), "Forecasting with Exponential Smoothing": the additive
forms ETS(A,N,N), ETS(A,Ad,N) and ETS(A,N,A), written as error corrections. Weights are taken from a
grid, the best for each series, rather than found by a search for each: 10,000 series of a year of
weeks take a second, and a series has the same answer in whichever shard it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.algorithms.panel import FloatArray


@dataclass(frozen=True, slots=True)
class Weights:
    """How much of each error the level, the trend and the season take; ``damping`` of the trend."""

    level: float
    trend: float = 0.0
    season: float = 0.0
    damping: float = 1.0


@dataclass(frozen=True, slots=True)
class Smoothed:
    """What is known of n series at their end.

    Attributes:
        level: shape (n,).
        trend: shape (n,), change of the level by period; zero without a trend.
        season: shape (n, m), what each of the next m periods adds; zeros without a season.
        damping: shape (n,).
        error: shape (n,), mean of the squared errors one period ahead; NaN below two periods.
    """

    level: FloatArray
    trend: FloatArray
    season: FloatArray
    damping: FloatArray
    error: FloatArray

    def ahead(self, horizon: int) -> FloatArray:
        """Shape (n, H), as the model says it: it may lie below zero."""
        steps = np.arange(1, horizon + 1)
        powers = self.damping[:, None] ** steps
        m = self.season.shape[1]
        return (
            self.level[:, None]
            + self.trend[:, None] * np.cumsum(powers, axis=1)
            + self.season[:, np.arange(horizon) % m]
        )


def smooth(units: FloatArray, weights: Weights, *, season: int = 1) -> Smoothed:
    """One pass with the same weights for every series.

    Args:
        units: shape (n, T); NaN before a series began and nowhere after.
        weights: of level, trend and season.
        season: m, the length of a season; 1 for none.
    """
    n, periods = units.shape
    level, ring = _beginning(units, season)
    trend = np.zeros(n)
    squares, times = np.zeros(n), np.zeros(n)
    known = ~np.isnan(units)
    started = np.zeros(n, dtype=bool)
    for column in range(periods):
        here, place = known[:, column], column % season
        ahead = level + weights.damping * trend
        error = np.where(here, units[:, column] - ahead - ring[:, place], 0.0)
        level = np.where(here, ahead + weights.level * error, level)
        trend = np.where(here, weights.damping * trend + weights.trend * error, trend)
        ring[:, place] += weights.season * error
        squares += np.where(started, error**2, 0.0)
        times += started
        started |= here
    mean_square = np.where(times > 0, squares / np.maximum(times, 1), np.nan)
    turned = np.roll(ring, -(periods % season), axis=1)
    return Smoothed(level, trend, turned, np.full(n, weights.damping), mean_square)


def best_of(units: FloatArray, grid: Sequence[Weights], *, season: int = 1) -> Smoothed:
    """Each series with those weights of a grid that had the smallest squared errors."""
    best = smooth(units, grid[0], season=season)
    for weights in grid[1:]:
        other = smooth(units, weights, season=season)
        better = np.nan_to_num(other.error, nan=np.inf) < np.nan_to_num(best.error, nan=np.inf)
        best = Smoothed(
            level=np.where(better, other.level, best.level),
            trend=np.where(better, other.trend, best.trend),
            season=np.where(better[:, None], other.season, best.season),
            damping=np.where(better, other.damping, best.damping),
            error=np.where(better, other.error, best.error),
        )
    return best


def _beginning(units: FloatArray, season: int) -> tuple[FloatArray, FloatArray]:
    """Level and season before the first period: those of the first few periods."""
    known = ~np.isnan(units)
    early = known & (np.cumsum(known, axis=1) <= max(8, 4 * season))
    level = _mean(units, early)
    ring = np.zeros((len(units), season))
    if season == 1:
        return level, ring
    for place in range(season):
        at = np.zeros(units.shape[1], dtype=bool)
        at[place::season] = True
        ring[:, place] = _mean(units, early & at, otherwise=level) - level
    return level, ring - ring.mean(axis=1, keepdims=True)


def _mean(
    units: FloatArray,
    where: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    *,
    otherwise: FloatArray | float = 0.0,
) -> FloatArray:
    times = where.sum(axis=1)
    total = np.where(where, units, 0.0).sum(axis=1)
    return np.where(times > 0, total / np.maximum(times, 1), otherwise)
