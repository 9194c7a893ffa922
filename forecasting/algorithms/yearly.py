"""A plan of the next twelve months for categories and the shop, with how sure it is.

Logarithms of what a month sold a day are a Gaussian process (Rasmussen and Williams 2006, chapters
2 and 5): a level that wanders, a slope, and a year that comes again. The shop is told first, then
each category's share of it, so that categories of which little is known follow the shop's year.
A month that was never seen is told without a season, and with a band that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from scipy.stats import norm

from forecasting.algorithms.forecast import QUANTILES
from forecasting.algorithms.panel import FloatArray

MONTHS = 12
FEWEST_DAYS = 7
"""A month of which fewer days are known says nothing."""
SMALLEST_NOISE = 0.03**2
HALF_A_UNIT = 0.5


@dataclass(frozen=True, slots=True)
class Course:
    """What is thought of a course before it is seen, as standard deviations of its logarithm.

    ``wander`` is by month, ``slope`` by year; ``year`` is a smooth season, ``month`` what single
    months have to themselves. ``level`` is next to no opinion.
    """

    level: float = 3.0
    wander: float = 0.12
    slope: float = 0.25
    year: float = 0.3
    month: float = 0.1
    smoothness: float = 0.8

    def covariance(self, ones: FloatArray, others: FloatArray) -> FloatArray:
        """Shape (a, b): between months, counted from the first of the history."""
        apart = ones[:, None] - others[None, :]
        smooth = np.exp(-2 * np.sin(np.pi * apart / MONTHS) ** 2 / self.smoothness**2)
        told: FloatArray = (
            self.level**2
            + self.wander**2 * np.minimum(ones[:, None], others[None, :])
            + (self.slope / MONTHS) ** 2 * ones[:, None] * others[None, :]
            + self.year**2 * smooth
            + self.month**2 * (np.round(apart) % MONTHS == 0)
        )
        return told


WANDERING, SLOPES = (0.03, 0.06, 0.12, 0.2), (0.05, 0.25)
SHOPS = tuple(Course(wander=a_month, slope=a_year) for a_month in WANDERING for a_year in SLOPES)
SHARES = tuple(replace(course, year=0.12, month=0.08) for course in SHOPS)
"""What a shop, and a category's share of it, may be like; the history tells how likely each is."""


@dataclass(frozen=True, slots=True)
class YearPlan:
    """Units of k groups and the shop in calendar months to come.

    Attributes:
        months: the first day of each; the first is the first month that has not begun.
        mean: shape (k, 12), the middle course.
        quantiles: shape (k, 12, len(QUANTILES)), ascending.
        shop_mean: shape (12,), the sum of the groups.
        shop_quantiles: shape (12, len(QUANTILES)).
    """

    months: tuple[date, ...]
    mean: FloatArray
    quantiles: FloatArray
    shop_mean: FloatArray
    shop_quantiles: FloatArray


@dataclass(frozen=True, slots=True)
class _Months:
    """What was sold a day by month, as logarithms: ``rate`` and the variance of its ``noise``,
    shape (k, M); NaN where not known."""

    rate: FloatArray
    noise: FloatArray


@dataclass(frozen=True, slots=True)
class _Told:
    """Logarithms of months to come: ``mean`` and ``variance``, shape (12,)."""

    mean: FloatArray
    variance: FloatArray


def year_plan(units: FloatArray, *, first: date, months: int = MONTHS) -> YearPlan:
    """Months to come of groups and of the shop that they make up.

    Args:
        units: shape (k, T), units a day of each group from ``first`` on; NaN where not known. Of
            less than a year the year cannot be known: the bands are wide then.
        first: the day of the first column.

    Raises:
        ValueError: there is not one day.
    """
    if units.ndim != 2 or units.shape[1] == 0:
        raise ValueError("a plan needs at least one day of history")
    begins = _months_of(first, units.shape[1])
    coming = _months_after(first + timedelta(days=units.shape[1] - 1), months)
    ahead = _count(first, coming[0]) + np.arange(months, dtype=np.float64)
    shop = _by_month(np.nansum(units, axis=0, keepdims=True), begins)
    groups = _by_month(units, begins)
    days = np.array([(_next_month(month) - month).days for month in coming], dtype=float)
    (whole,) = _look_ahead(shop, SHOPS, ahead)
    shares = _Months(groups.rate - shop.rate, groups.noise)
    told = _look_ahead(shares, SHARES, ahead)
    sold = np.nansum(units, axis=1) > 0
    rates = np.array([np.exp(whole.mean + one.mean) for one in told]).reshape(-1, months)
    mean = rates * days * sold[:, None]
    variance = np.array([whole.variance + one.variance for one in told]).reshape(-1, months)
    shop_mean = mean.sum(axis=0)
    return YearPlan(
        months=tuple(coming),
        mean=mean,
        quantiles=_band(mean, variance),
        shop_mean=shop_mean,
        shop_quantiles=_band(shop_mean, whole.variance),
    )


def _look_ahead(months: _Months, courses: Sequence[Course], ahead: FloatArray) -> list[_Told]:
    """Each row under every course, mixed by how likely a course makes what was seen of all rows."""
    evidence = np.array([_evidence(course, months) for course in courses])
    weights = np.exp(evidence - evidence.max())
    weights /= weights.sum()
    told = []
    for rate, noise in zip(months.rate, months.noise, strict=True):
        each = [_under(course, rate, noise, ahead) for course in courses]
        means = np.stack([one.mean for one in each])
        mean = weights @ means
        variance = weights @ (np.stack([one.variance for one in each]) + (means - mean) ** 2)
        told.append(_Told(mean, variance))
    return told


def _evidence(course: Course, months: _Months) -> float:
    told = 0.0
    for rate, noise in zip(months.rate, months.noise, strict=True):
        known = np.flatnonzero(~np.isnan(rate))
        if len(known) < 2:
            continue
        seen = course.covariance(known.astype(float), known.astype(float)) + np.diag(noise[known])
        strays = rate[known] - rate[known].mean()
        told -= 0.5 * float(strays @ np.linalg.solve(seen, strays))
        told -= 0.5 * float(np.linalg.slogdet(seen)[1])
    return told


def _under(course: Course, rate: FloatArray, noise: FloatArray, ahead: FloatArray) -> _Told:
    """A course given what is known of it: shape (12,) each."""
    known = np.flatnonzero(~np.isnan(rate))
    here = known.astype(float)
    centre = float(rate[known].mean()) if len(known) else 0.0
    between = course.covariance(ahead, here)
    seen = course.covariance(here, here) + np.diag(noise[known])
    variance = np.diag(course.covariance(ahead, ahead))
    if not len(known):
        return _Told(np.full(len(ahead), centre), variance)
    mean = centre + between @ np.linalg.solve(seen, rate[known] - centre)
    left = variance - np.sum(between * np.linalg.solve(seen, between.T).T, axis=1)
    # A month to come is scattered about its course as those that went by were about theirs.
    scatter = float(np.median(noise[known]))
    return _Told(mean, np.maximum(left, 0) + scatter)


def _band(mean: FloatArray, variance: FloatArray) -> FloatArray:
    spread = np.sqrt(variance)[..., None] * norm.ppf(QUANTILES)
    told: FloatArray = mean[..., None] * np.exp(spread)
    return told


def _by_month(units: FloatArray, begins: Sequence[int]) -> _Months:
    """Logarithm of the mean day of each month, and how far it may be off by the days' scatter."""
    rates, noises = [], []
    for begin, end in pairwise(begins):
        days = units[:, begin:end]
        known = (~np.isnan(days)).sum(axis=1)
        times = np.maximum(known, 1)
        sold = np.nansum(days, axis=1)
        mean = (sold + HALF_A_UNIT) / times
        squared = np.nansum((days - (sold / times)[:, None]) ** 2, axis=1) / times
        noise = np.maximum(squared / times / mean**2, 1 / (sold + HALF_A_UNIT)) + SMALLEST_NOISE
        enough = known >= FEWEST_DAYS
        rates.append(np.where(enough, np.log(mean), np.nan))
        noises.append(np.where(enough, noise, np.nan))
    return _Months(np.stack(rates, axis=1), np.stack(noises, axis=1))


def _months_of(first: date, days: int) -> list[int]:
    """Columns at which months begin, the first and the end included."""
    columns = [0]
    month = _next_month(first)
    while (month - first).days < days:
        columns.append((month - first).days)
        month = _next_month(month)
    return [*columns, days]


def _months_after(last: date, months: int) -> list[date]:
    coming = [_next_month(last)]
    while len(coming) < months:
        coming.append(_next_month(coming[-1]))
    return coming


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _count(first: date, month: date) -> int:
    """Months from the month of ``first`` to another."""
    return (month.year - first.year) * MONTHS + month.month - first.month
