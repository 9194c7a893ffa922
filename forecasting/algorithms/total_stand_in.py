"""A total by its weekdays: what stands in where Prophet has too little to go by, or fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.stats import norm

from forecasting.algorithms.forecast import QUANTILES
from forecasting.algorithms.panel import FloatArray

WEEKS = 8
WEEK = 7
PRIOR_DAYS = 2.0
"""Weekdays are drawn towards the mean of all days as if that had been seen so often."""


@dataclass(frozen=True, slots=True)
class WeekdayMean:
    """Mean units of each weekday (Monday first), and how far single days stray from it."""

    weekdays: tuple[float, ...]
    spread: float

    @property
    def level(self) -> float:
        """Units of an average day."""
        return float(np.mean(self.weekdays))

    def mean(self, first: date, horizon: int) -> FloatArray:
        """Shape (H,): units of each day from ``first`` on."""
        weekdays = (first.weekday() + np.arange(horizon)) % WEEK
        return np.asarray(self.weekdays)[weekdays]

    def quantiles(self, first: date, horizon: int) -> FloatArray:
        """Shape (H, 5): a normal band that widens as the level may wander, never below zero."""
        mean = self.mean(first, horizon)
        spread = self.spread * np.sqrt(1 + np.arange(horizon) / (WEEKS * WEEK))
        band: FloatArray = mean[:, None] + spread[:, None] * norm.ppf(QUANTILES)
        return np.maximum(band, 0)


def weekday_mean(units: FloatArray, first: date) -> WeekdayMean:
    """The mean of each weekday over the last eight weeks; NaN days count for nothing."""
    last = units[-WEEKS * WEEK :]
    begins = first + timedelta(days=len(units) - len(last))
    known = ~np.isnan(last)
    if not known.any():
        return WeekdayMean((0.0,) * WEEK, 0.0)
    weekday = (begins.weekday() + np.arange(len(last)))[known] % WEEK
    told = last[known]
    overall = told.mean()
    sums = np.bincount(weekday, weights=told, minlength=WEEK) + PRIOR_DAYS * overall
    means = sums / (np.bincount(weekday, minlength=WEEK) + PRIOR_DAYS)
    spread = np.sqrt(np.mean((told - means[weekday]) ** 2))
    return WeekdayMean(tuple(np.maximum(means, 0).tolist()), float(spread))
