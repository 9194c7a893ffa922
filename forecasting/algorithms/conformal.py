"""Intervals from what was wrong before: pooled split-conformal.

Vovk, Gammerman and Shafer (2005); for forecasts of many series Stankevičiūtė, Alaa and van der
Schaar (2021). Errors of inner rolling origins, each divided by how far its series usually strays,
are pooled over series of a kind and over origins; their empirical quantiles, times the stray of a
series today, are the ends of its intervals. Nothing is assumed of their shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.algorithms.classes import DemandClass
from forecasting.algorithms.forecast import QUANTILES
from forecasting.algorithms.panel import BoolArray, FloatArray, IntArray, Panel

SUM_DAYS = (7, 14, 28, 56, 91)
RECENT_DAYS = 182
KINDS = 3
"""Often sold evenly, often sold in lumps, seldom sold: what errors are pooled by."""
FEWEST_ERRORS = 100
"""A kind with fewer is told by the errors of all."""
LONGEST_TAIL = 0.995
"""Errors of sums are cut here on both sides: one wholesale order is no spread."""


@dataclass(frozen=True, slots=True)
class SumSpread:
    """How uncertain demand over the next days is in sum: what a reorder point is made of.

    Attributes:
        days: windows from tomorrow on, ascending.
        sd: shape (n, len(days)), standard deviation of the error of the sum, in units.
    """

    days: tuple[int, ...]
    sd: FloatArray


@dataclass(frozen=True, slots=True)
class Spread:
    """Pooled errors, in multiples of a series' stray.

    Attributes:
        steps: shape (KINDS, H, len(QUANTILES)), ascending in the last axis.
        sums: shape (KINDS, len(SUM_DAYS)), root of the mean squared error of sums.
        errors: how many errors it was learned from.
    """

    steps: FloatArray
    sums: FloatArray
    errors: int

    def quantiles(self, mean: FloatArray, stray: FloatArray, kinds: IntArray) -> FloatArray:
        """Shape (n, H, len(QUANTILES)); periods past those learned are as uncertain as the last."""
        horizon = mean.shape[1]
        steps = np.minimum(np.arange(horizon), self.steps.shape[1] - 1)
        errors = self.steps[:, steps][kinds]
        told = mean[:, :, None] + stray[:, None, None] * errors
        return np.asarray(np.maximum.accumulate(np.maximum(told, 0.0), axis=2))

    def of_sums(self, stray: FloatArray, kinds: IntArray) -> SumSpread:
        """The spread of sums, growing with the window."""
        sd = np.maximum.accumulate(self.sums[kinds] * stray[:, None], axis=1)
        return SumSpread(SUM_DAYS, np.asarray(sd))


@dataclass(frozen=True, slots=True)
class Errors:
    """What one inner origin taught: actual demand beside the mean that was told.

    Attributes:
        actual: shape (n, H); NaN where nobody knows.
        mean: shape (n, H).
        stray: shape (n,), as known at the origin.
        kinds: shape (n,).
    """

    actual: FloatArray
    mean: FloatArray
    stray: FloatArray
    kinds: IntArray


def kinds_of(classes: npt.NDArray[np.int8]) -> IntArray:
    """Which errors belong together, by class."""
    seldom = np.isin(classes, (DemandClass.INTERMITTENT, DemandClass.LUMPY, DemandClass.NONE))
    uneven = np.isin(classes, (DemandClass.ERRATIC, DemandClass.NEW))
    return np.where(seldom, 2, np.where(uneven, 1, 0)).astype(np.int64)


def stray_of(panel: Panel, mean: FloatArray) -> FloatArray:
    """Shape (n,): how far a period usually lies from its series' level, in units; above zero.

    The mean absolute deviation of the last half year, half and half with what a series that sells
    that much usually strays (the root of its mean is the least that chance alone does).
    """
    recent = panel.units[:, -(RECENT_DAYS // panel.period.days) :]
    known = ~np.isnan(recent)
    times = np.maximum(known.sum(axis=1), 1)
    filled = np.where(known, recent, 0.0)
    level = filled.sum(axis=1) / times
    own = np.where(known, np.abs(recent - level[:, None]), 0.0).sum(axis=1) / times
    told = mean.mean(axis=1) if mean.shape[1] else np.zeros(len(panel))
    expected = np.maximum(told, np.sqrt(told))
    return np.asarray(np.maximum(0.5 * own + 0.5 * expected, 0.05))


def learn_spread(origins: Sequence[Errors], *, period_days: int) -> Spread | None:
    """Pool the errors of all origins; None where there are too few to say anything."""
    horizon = max((one.actual.shape[1] for one in origins), default=0)
    errors = [_scaled(one, horizon) for one in origins]
    if not errors or not np.isfinite(pooled := np.concatenate(errors)).any():
        return None
    kinds = np.concatenate([one.kinds for one in origins])
    if int(np.isfinite(pooled).sum()) < FEWEST_ERRORS:
        return None
    return Spread(
        steps=_tables(pooled, kinds),
        sums=_sum_table(origins, period_days),
        errors=int(np.isfinite(pooled).sum()),
    )


def _scaled(one: Errors, horizon: int) -> FloatArray:
    errors = np.full((len(one.actual), horizon), np.nan)
    errors[:, : one.actual.shape[1]] = (one.actual - one.mean) / one.stray[:, None]
    return errors


def _tables(errors: FloatArray, kinds: IntArray) -> FloatArray:
    """Quantiles by kind and step, each step pooled with its neighbours."""
    horizon = errors.shape[1]
    table = np.zeros((KINDS, horizon, len(QUANTILES)))
    for kind in range(KINDS):
        own = errors[kinds == kind]
        rows = own if np.isfinite(own).sum() >= FEWEST_ERRORS else errors
        for step in range(horizon):
            near = _near(rows, step)
            table[kind, step] = np.quantile(near, _levels(len(near)), method="linear")
    return np.maximum.accumulate(table, axis=2)


def _near(rows: FloatArray, step: int) -> FloatArray:
    """Errors of a step and its neighbours, as wide as it needs to be many enough."""
    horizon = rows.shape[1]
    for reach in range(max(1, horizon // 8), horizon + 1):
        near = rows[:, max(0, step - reach) : step + reach + 1]
        near = near[np.isfinite(near)]
        if len(near) >= FEWEST_ERRORS:
            return np.asarray(near)
    return np.asarray(rows[np.isfinite(rows)])


def _levels(count: int) -> FloatArray:
    """The levels, moved outwards for the finite sample: (n + 1) / n of them."""
    levels = np.asarray(QUANTILES)
    outward = np.where(levels > 0.5, levels * (count + 1) / count, levels)
    inward = np.where(levels < 0.5, 1.0 - (1.0 - levels) * (count + 1) / count, outward)
    return np.clip(inward, 0.0, 1.0)


def _sum_table(origins: Sequence[Errors], period_days: int) -> FloatArray:
    """Spread of sums; a window past what was tried grows as independent periods would."""
    table = np.full((KINDS, len(SUM_DAYS)), np.nan)
    everyone = np.full(len(SUM_DAYS), np.nan)
    for place, days in enumerate(SUM_DAYS):
        width = max(1, round(days / period_days))
        errors, kinds = _sum_errors(origins, width)
        everyone[place] = _root_mean_square(errors)
        for kind in range(KINDS):
            table[kind, place] = _root_mean_square(errors[kinds == kind])
    table = np.where(np.isnan(table), everyone, table)
    for place in range(1, len(SUM_DAYS)):
        grown = table[:, place - 1] * np.sqrt(SUM_DAYS[place] / SUM_DAYS[place - 1])
        table[:, place] = np.where(np.isnan(table[:, place]), grown, table[:, place])
    return np.nan_to_num(table, nan=1.0)


def _sum_errors(origins: Sequence[Errors], width: int) -> tuple[FloatArray, IntArray]:
    errors, kinds = [], []
    for one in origins:
        if one.actual.shape[1] < width:
            continue
        sums = (one.actual - one.mean)[:, :width].sum(axis=1) / one.stray
        whole: BoolArray = np.isfinite(sums)
        errors.append(sums[whole])
        kinds.append(one.kinds[whole])
    if not errors:
        return np.zeros(0), np.zeros(0, dtype=np.int64)
    return np.concatenate(errors), np.concatenate(kinds)


def _root_mean_square(errors: FloatArray) -> float:
    if len(errors) < FEWEST_ERRORS:
        return float("nan")
    low, high = np.quantile(errors, (1.0 - LONGEST_TAIL, LONGEST_TAIL))
    return float(np.sqrt(np.mean(np.clip(errors, low, high) ** 2)))
