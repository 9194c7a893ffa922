"""What a change did: sales of what was changed, before and after, against like goods left alone.

Had nothing been done, the changed goods would have gone the way of the others: that is the one
assumption, and the course before the change is where it can be doubted (the pre-trend check).
Counts are small, so the ratio of ratios is reckoned as of Poisson counts, and how much more than
such counts the changed goods' share of all wandered before says how wide the interval must be.

Ashenfelter and Card 1985 (Review of Economics and Statistics 67); for ratios of counts Gart and
Zweifel 1967 (Biometrika 54); the trend test is Cochran's and Armitage's (Biometrics 11, 1955).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import chi2
from scipy.stats import t as student

from pricing.algorithms.panel import BoolArray, FloatArray, IntArray

LEVEL = 0.80
WEEK = 7
FEWEST_WINDOWS = 4
LEAST_EXPECTED = 3.0
"""Units to be expected without the change, below which nothing can be told of it."""
LEAST_KNOWN = 0.5
TREND_SEEN = 0.05
OTHER_COURSE = 0.01
PRIOR_WINDOWS = 1.0
"""How many windows' worth it is believed beforehand that shares wander as counts do."""
CONTINUITY = 0.5
MOST_CONTROLS = 200


class Untold(StrEnum):
    """Why an effect cannot be told."""

    NO_CONTROLS = "no_controls"
    SHORT_PAST = "short_past"
    TOO_FEW_UNITS = "too_few_units"
    OTHER_TREND = "other_trend"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change did to the units sold of some goods together.

    Attributes:
        lift: units as a share of what there would have been, less one: 0.25 is a quarter more.
        low, high: its interval, 80 % unless asked otherwise.
        units: more (or fewer) units over all of ``after``; units_low, units_high: its interval.
        expected: units that there would have been.
        per_week: ``units`` a week.
        treated, matched: goods whose change was measured, and goods they were held against.
        pre_trend_p: chance of so unlike a course before, had both gone the same way.
        log_lift, log_sd: logarithm of one plus the lift, and its standard error.
        untold: why no one should act on it; None where it can be told.
    """

    lift: float
    low: float
    high: float
    units: float
    units_low: float
    units_high: float
    expected: float
    per_week: float
    treated: int
    matched: int
    pre_trend_p: float
    log_lift: float
    log_sd: float
    untold: Untold | None = None


@dataclass(frozen=True, slots=True)
class _Course:
    """Sums by window of the goods that count: of the treated and of the controls, (k,) each."""

    treated: FloatArray
    controls: FloatArray

    @property
    def share(self) -> float:
        together = float(self.treated.sum() + self.controls.sum())
        return float(self.treated.sum()) / together if together > 0 else 0.0


def effect(
    treated: FloatArray,
    controls: FloatArray,
    *,
    before: slice,
    after: slice,
    level: float = LEVEL,
) -> Effect:
    """The effect of a change on the units of the treated goods, against controls.

    Args:
        treated: shape (n, T), units a day of the goods that were changed; NaN: not for sale.
        controls: shape (m, T), of goods left alone over both spans (`match` chooses them).
        before, after: columns of the days before the change and under it.
        level: chance with which the interval is to hold the effect.

    Raises:
        ValueError: panels of unlike length, no day after, a level not between 0 and 1.
    """
    _check(treated, controls, after, level)
    treated, controls = _known(treated, before, after), _known(controls, before, after)
    course = _course(treated[:, before], controls[:, before], _length(after, treated))
    days = (treated[:, before].shape[1], treated[:, after].shape[1])
    units = float(treated[:, after].sum())
    sums = np.array(
        [units, treated[:, before].sum(), controls[:, after].sum(), controls[:, before].sum()]
    )
    log_lift = float(np.array([1.0, -1.0, -1.0, 1.0]) @ np.log(sums + CONTINUITY))
    noise, freedom = _noise(course)
    log_sd = float(np.sqrt(noise * (1.0 / (sums + CONTINUITY)).sum()))
    reach = float(student.ppf(0.5 + level / 2, freedom)) * log_sd
    expected = float(sums[1]) * float(sums[2]) / max(float(sums[3]), CONTINUITY)
    low, lift, high = np.expm1([log_lift - reach, log_lift, log_lift + reach]).tolist()
    return Effect(
        lift=lift,
        low=low,
        high=high,
        units=units - units / (1.0 + lift),
        units_low=units - units / (1.0 + low),
        units_high=units - units / (1.0 + high),
        expected=expected,
        per_week=(units - units / (1.0 + lift)) * WEEK / days[1],
        treated=len(treated),
        matched=len(controls),
        pre_trend_p=(p_value := _trend(course)),
        log_lift=log_lift,
        log_sd=log_sd,
        untold=_untold(treated, controls, course, expected, p_value),
    )


def match(
    treated: FloatArray,
    candidates: FloatArray,
    *,
    before: slice,
    groups: IntArray | None = None,
    most: int = MOST_CONTROLS,
) -> IntArray:
    """Rows of the candidates that went the way of the treated goods before the change.

    Single goods sell too little for a course to be read from them, so it is not the nearest that
    are looked for: out go those whose own course, or whose group's, is not that of the treated
    (chi-squared over windows, one in a hundred); of the rest the best sellers stay, for they say
    most. To choose by likeness of noise would only have them go apart again afterwards.

    Args:
        treated, candidates: shape (n, T) and (m, T), units a day; NaN: not for sale.
        groups: shape (m,), such as the category of each candidate.
        most: how many to choose.

    Returns:
        Rows of ``candidates``, ascending.
    """
    past, others = treated[:, before], candidates[:, before]
    known = np.isfinite(others).sum(axis=1) >= LEAST_KNOWN * others.shape[1]
    shape = _windows(_filled(past).sum(axis=0, keepdims=True), WEEK)[0]
    courses = _windows(_filled(others), WEEK)
    fits = known & _same_course(courses, shape)
    if groups is not None:
        for group in np.unique(groups):
            members = groups == group
            whole = courses[members & known].sum(axis=0, keepdims=True)
            fits[members] &= bool(_same_course(whole, shape)[0])
    rows = np.flatnonzero(fits)
    best = rows[np.argsort(-courses[rows].sum(axis=1), kind="stable")[:most]]
    return np.sort(best).astype(np.int64)


def at_usual_price(
    units: FloatArray,
    price: FloatArray,
    elasticity: FloatArray,
    *,
    usual: slice,
    days: slice,
) -> FloatArray:
    """Units (n, T) as they would have been at the mean ``price`` (n, T) of the ``usual`` days.

    By each good's ``elasticity`` (n,), for the ``days`` alone: a list price that moved on its own
    is neither what was done nor what everybody went through. Where no price is known, units stay.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        log_price = np.log(price)
    known = np.isfinite(log_price)
    part = known[:, usual]
    mean = np.where(part, log_price[:, usual], 0.0).sum(axis=1) / np.maximum(part.sum(axis=1), 1)
    moves = known & (part.sum(axis=1) > 0)[:, None]
    moved = np.where(moves, log_price - mean[:, None], 0.0)
    adjusted = units.copy()
    adjusted[:, days] *= np.exp(-elasticity[:, None] * moved)[:, days]
    return adjusted


def _check(treated: FloatArray, controls: FloatArray, after: slice, level: float) -> None:
    if treated.shape[1] != controls.shape[1]:
        raise ValueError("Both panels cover the same days.")
    if not _length(after, treated):
        raise ValueError("There are days to measure.")
    if not 0.0 < level < 1.0:
        raise ValueError("The chance of an interval lies between 0 and 1.")


def _length(span: slice, panel: FloatArray) -> int:
    return len(range(*span.indices(panel.shape[1])))


def _known(panel: FloatArray, before: slice, after: slice) -> FloatArray:
    """Goods that were for sale half of both spans at least, with the gaps of each span filled."""
    stays = np.ones(len(panel), dtype=np.bool_)
    filled = panel.copy()
    for span in (before, after) if _length(before, panel) else (after,):
        stays &= np.isfinite(panel[:, span]).mean(axis=1) >= LEAST_KNOWN
        filled[:, span] = _filled(panel[:, span])
    return filled[stays]


def _filled(panel: FloatArray) -> FloatArray:
    """Days that are not known at the mean of those that are; zero where none is."""
    known = np.isfinite(panel)
    mean = np.where(known, panel, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.where(known, panel, mean[:, None])


def _windows(panel: FloatArray, length: int) -> FloatArray:
    """Sums of whole windows, the last ending with the last day; (n, T) to (n, k)."""
    count = panel.shape[1] // length
    cut = panel[:, panel.shape[1] - count * length :]
    return np.asarray(cut.reshape(len(panel), count, length).sum(axis=2))


def _course(treated: FloatArray, controls: FloatArray, after: int) -> _Course:
    """Windows as long as the change lasted, whole weeks at least; shorter where the past is."""
    length = min(max(after, WEEK), max(treated.shape[1] // FEWEST_WINDOWS, 1))
    return _Course(
        _windows(treated.sum(axis=0, keepdims=True), length)[0],
        _windows(controls.sum(axis=0, keepdims=True), length)[0],
    )


def _noise(course: _Course) -> tuple[float, float]:
    """Variance of the treated goods' share as a multiple of that of counts, and its freedom.

    Pearson's statistic of the windows, drawn towards one; never below it.
    """
    freedom = max(len(course.treated) - 1, 0)
    chi = _pearson(course)
    noise = (chi + PRIOR_WINDOWS) / (freedom + PRIOR_WINDOWS)
    return max(noise, 1.0), freedom + PRIOR_WINDOWS


def _pearson(course: _Course) -> float:
    share, total = course.share, course.treated + course.controls
    spread = total * share * (1.0 - share)
    gaps = (course.treated - share * total) ** 2
    return float(np.divide(gaps, spread, out=np.zeros_like(gaps), where=spread > 0).sum())


def _trend(course: _Course) -> float:
    """p-value of no trend in the treated goods' share before the change."""
    count = len(course.treated)
    share, total = course.share, course.treated + course.controls
    if count < FEWEST_WINDOWS or not 0.0 < share < 1.0:
        return 1.0
    place = np.arange(count) - (np.arange(count) @ total) / total.sum()
    variance = share * (1.0 - share) * float(total @ place**2)
    square = float(place @ (course.treated - share * total)) ** 2 / variance
    freedom = count - 2 + PRIOR_WINDOWS
    noise = max((max(_pearson(course) - square, 0.0) + PRIOR_WINDOWS) / freedom, 1.0)
    return float(2 * student.sf(np.sqrt(square / noise), freedom))


def _untold(
    treated: FloatArray, controls: FloatArray, course: _Course, expected: float, p_value: float
) -> Untold | None:
    if not len(controls) or not controls.sum():
        return Untold.NO_CONTROLS
    if len(course.treated) < FEWEST_WINDOWS:
        return Untold.SHORT_PAST
    if not len(treated) or expected < LEAST_EXPECTED:
        return Untold.TOO_FEW_UNITS
    if p_value < TREND_SEEN:
        return Untold.OTHER_TREND
    return None


def _same_course(courses: FloatArray, shape: FloatArray) -> BoolArray:
    """Whether counts by window (m, k) may be of the shape (k,), itself a count; shape (m,)."""
    count = courses.shape[1]
    if count < FEWEST_WINDOWS or not shape.sum():
        return np.ones(len(courses), dtype=np.bool_)
    total = courses + shape
    share = courses.sum(axis=1, keepdims=True) / np.maximum(total.sum(axis=1, keepdims=True), 1e-9)
    spread = total * share * (1.0 - share)
    gaps = (courses - share * total) ** 2
    chi = np.divide(gaps, spread, out=np.zeros_like(gaps), where=spread > 0).sum(axis=1)
    return np.asarray(chi2.sf(chi, count - 1) >= OTHER_COURSE, dtype=np.bool_)
