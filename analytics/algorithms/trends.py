"""Rising and falling shares: counts of the last weeks beside what past and season expect.

Everything is a share of the whole (of the shop's orders, of its searches), so that a busy month
lifts nobody. What a subject's own season makes of its share is learned from the same weeks of the
year before and drawn towards none by how little seasons move the whole family (empirical Bayes:
DerSimonian and Laird 1986). Counts are spread more widely than Poisson's: the spread of the
reference, in stretches as long as the window, widens the test (quasi-likelihood: McCullagh and
Nelder 1989, chapter 9). Few counts are made even by Anscombe's square root (1948).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from analytics.algorithms.discoveries import q_values

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

WEEKS_A_YEAR = 52
REFERENCE_WEEKS = 26
FEWEST_REFERENCE_WEEKS = 8
FEWEST_COUNTS = 10.0
"""Expected or counted: under so many in a window nothing can be told, and nothing is asked."""
POOL_STRETCHES = 12.0
"""As many stretches does the family's spread weigh in that of one subject."""
STRETCHES_AT_LEAST = 2.0
"""So few the shortest history has: with them go the degrees of freedom of every test."""
CONFIDENCE = 0.9


class Season(StrEnum):
    """What is known of the time of the year."""

    SHOP = "shop"
    """The shop's own alone: there is no year of history."""
    YEAR = "year"
    """The same weeks a year ago beside the year since: what rose all year counts as risen."""
    OWN = "own"
    """The same weeks a year ago beside the half year before them."""


@dataclass(frozen=True, slots=True)
class Trends:
    """What became of each subject, float64 [n] each; ``low`` to ``high`` holds the ratio at 90 %.

    ``ratio`` is ``count`` over ``expected``. ``q`` is 1 where too few are counted to be asked, and
    of what ``is_new``: it was first counted so lately that it cannot rise yet.
    """

    count: FloatArray
    expected: FloatArray
    ratio: FloatArray
    low: FloatArray
    high: FloatArray
    p: FloatArray
    q: FloatArray
    seasonal: FloatArray
    spread: FloatArray
    is_new: BoolArray
    season: Season


@dataclass(frozen=True, slots=True)
class _Past:
    """The weeks that tell what to expect: columns of the reference and of the year before."""

    reference: slice
    year_ago: slice | None
    around_it: slice | None
    season: Season


def find_trends(counts: FloatArray, totals: FloatArray, *, window: int = 4) -> Trends | None:
    """Test each subject's last ``window`` weeks; None where the past is too short to tell.

    Args:
        counts: what was counted of each subject and week, float64 [n_subjects, n_weeks], the
            latest week last. A subject may overlap with another.
        totals: the whole of each week, float64 [n_weeks].

    Raises:
        ValueError: shapes that do not fit, or a count below zero.
    """
    if counts.ndim != 2 or counts.shape[1:] != totals.shape:
        raise ValueError(f"{counts.shape} counts and {totals.shape} totals")
    if (counts < 0).any() or (totals < 0).any():
        raise ValueError("a count below zero")
    past = _past(len(totals), window)
    if past is None or not totals[past.reference].sum() or not totals[-window:].sum():
        return None
    since = _since(counts)
    there = np.arange(len(totals)) >= since[:, None]
    before = (counts * there)[:, past.reference].sum(axis=1)
    whole = (totals * there)[:, past.reference].sum(axis=1)
    spread = _spread(counts[:, past.reference], totals[past.reference], window, past.season)
    season, doubt = _season(counts, totals, past, spread, since)
    expected = before / np.maximum(whole, 1.0) * season * totals[-window:].sum()
    is_new = since > len(totals) - window - FEWEST_REFERENCE_WEEKS
    now = counts[:, -window:].sum(axis=1)
    return _tested(now, expected, before, season, doubt, spread, is_new, past.season)


def _since(counts: FloatArray) -> npt.NDArray[np.int64]:
    """From which week on each subject is there: after its first count, as that is never none."""
    counted = counts > 0
    first = np.where(counted.any(axis=1), counted.argmax(axis=1), counts.shape[1])
    return np.where(first > 0, np.minimum(first + 1, counts.shape[1]), 0)


def _past(weeks: int, window: int) -> _Past | None:
    """What there is to compare with, by the length of the history."""
    half = slice(weeks - window - REFERENCE_WEEKS, weeks - window)
    if (first := half.start - WEEKS_A_YEAR) >= 0:
        began = weeks - window - WEEKS_A_YEAR
        return _Past(half, _around(began, window), slice(first, began), Season.OWN)
    if (first := weeks - window - WEEKS_A_YEAR) >= 0:
        year = slice(first, weeks - window)
        return _Past(year, _around(first, window), year, Season.YEAR)
    if weeks - window < FEWEST_REFERENCE_WEEKS:
        return None
    return _Past(slice(max(half.start, 0), weeks - window), None, None, Season.SHOP)


def _around(began: int, window: int) -> slice:
    """A window a year ago with half of one on each side: seasons are broad, and counts are few."""
    margin = window // 2
    return slice(max(began - margin, 0), began + window + margin)


def _spread(counts: FloatArray, totals: FloatArray, window: int, season: Season) -> FloatArray:
    """Variance over Poisson's of sums of ``window`` weeks, at least 1.

    Where the season is known it is measured from stretch to next stretch: neighbours share their
    season, so that it does not pass for spread (von Neumann 1941). Else about the mean: a season
    that cannot be told from chance has to pass for it. A subject has few stretches, so its
    spread is drawn to the family's.
    """
    stretches = counts.shape[1] // window
    first = counts.shape[1] - stretches * window
    seen = counts[:, first:].reshape(len(counts), stretches, window).sum(axis=2)
    whole = totals[first:].reshape(stretches, window).sum(axis=1)
    seen, whole = seen[:, whole > 0], whole[whole > 0]
    if season is Season.SHOP:
        expected = seen.sum(axis=1, keepdims=True) / whole.sum() * whole
        gaps, freedom = seen - expected, max(len(whole) - 1, 1)
    else:
        shares = (seen[:, 1:] + seen[:, :-1]) / (whole[1:] + whole[:-1])
        gaps = np.diff(seen / whole, axis=1)
        expected, freedom = shares * (1 / whole[1:] + 1 / whole[:-1]), max(len(whole) - 1, 1)
    known = np.broadcast_to(expected > 0, gaps.shape)
    pearson = np.divide(gaps**2, expected, out=np.zeros(gaps.shape), where=known).sum(axis=1)
    asked = seen.sum(axis=1) >= FEWEST_COUNTS
    family = float(pearson[asked].mean()) / freedom if asked.any() else 1.0
    own = np.where(asked, pearson, freedom * family)
    return np.maximum((own + POOL_STRETCHES * family) / (freedom + POOL_STRETCHES), 1.0)


def _season(
    counts: FloatArray,
    totals: FloatArray,
    past: _Past,
    spread: FloatArray,
    since: npt.NDArray[np.int64],
) -> tuple[FloatArray, FloatArray]:
    """By how much the time of the year moves each share, and the variance of its logarithm.

    Of what was not there yet nothing is known.
    """
    none = np.ones(len(counts)), np.zeros(len(counts))
    if past.year_ago is None or past.around_it is None:
        return none
    then, whole_then = counts[:, past.year_ago].sum(axis=1), totals[past.year_ago].sum()
    around, whole_around = counts[:, past.around_it].sum(axis=1), totals[past.around_it].sum()
    if not whole_then or not whole_around:
        return none
    moved = np.log((then + 0.5) / (whole_then + 1)) - np.log((around + 0.5) / (whole_around + 1))
    noise = spread * (1 / (then + 0.5) + 1 / (around + 0.5))
    known = (around >= FEWEST_COUNTS) & (since <= min(past.year_ago.start, past.around_it.start))
    tau = _between(moved[known], noise[known])
    weight = np.where(known, tau / (tau + noise), 0.0)
    return np.exp(weight * moved), weight * noise


def _between(effects: FloatArray, variances: FloatArray) -> float:
    """The variance of true effects about zero, by the method of moments (DerSimonian, Laird)."""
    if not len(effects):
        return 0.0
    weights = 1 / variances
    surplus = float((weights * effects**2).sum()) - len(effects)
    return max(surplus / float(weights.sum()), 0.0)


def _tested(
    now: FloatArray,
    expected: FloatArray,
    before: FloatArray,
    seasonal: FloatArray,
    doubt: FloatArray,
    spread: FloatArray,
    is_new: BoolArray,
    season: Season,
) -> Trends:
    """Two-sided tests on Anscombe's scale, and intervals of the ratios."""
    doubt_of_share = spread / np.maximum(before, 0.5) + doubt
    # Of a square root the variance is a quarter of the relative one times the mean.
    deviation = np.sqrt(spread / 4 + expected * doubt_of_share / 4)
    gap = np.sqrt(now + 0.375) - np.sqrt(expected + 0.375)
    asked = np.maximum(now, expected) >= FEWEST_COUNTS
    freedom = POOL_STRETCHES + STRETCHES_AT_LEAST
    p = np.where(asked, 2 * student.sf(np.abs(gap) / deviation, freedom), 1.0)
    q = np.ones(len(p))
    q[asked] = q_values(p[asked])
    half = student.ppf((1 + CONFIDENCE) / 2, freedom) * deviation
    middle = np.sqrt(now + 0.375)
    low = np.maximum(middle - half, 0.0) ** 2
    high = (middle + half) ** 2
    floor = np.maximum(expected, 0.5)
    return Trends(
        count=now,
        expected=expected,
        ratio=now / floor,
        low=np.maximum(low - 0.375, 0.0) / floor,
        high=np.maximum(high - 0.375, 0.0) / floor,
        p=p,
        q=q,
        seasonal=seasonal,
        spread=spread,
        is_new=is_new,
        season=season,
    )
