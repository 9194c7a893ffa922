"""How well elasticities foretell the weeks that they were not fitted to.

A rival's slopes and lift are held; each product's level comes from the weeks before, the weeks' own
effects from the weeks told (the same for all rivals, who differ in how prices move units alone).
What is left is judged by the deviance of a Poisson law over the product's noise: twice the log
likelihood that is missing against telling every week right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from pricing.algorithms.elasticity_errors import TINY
from pricing.algorithms.panel import BoolArray, FloatArray, Table

ROUNDS, TOLERANCE = 200, 1e-6
TYPICAL_UNITS = 1.0
"""Units of its share that a product's level is drawn by: one that never sold may yet sell."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is believed of n products: slopes of shape (n,) and the lift of a promotion."""

    slope: FloatArray
    lift: float = 0.0


def deviances(table: Table, answers: Answers, *, told: int, noise: FloatArray) -> FloatArray:
    """Deviance of each product over the last weeks, foretold from those before, shape (n,).

    Args:
        table: all weeks, in the order of ``answers``.
        answers: slopes must be finite.
        told: how many weeks at the end are told.
        noise: shape (n,), variance of a week's units as a multiple of their mean.

    NaN for products that are not seen both before and in the weeks told.

    Raises:
        ValueError: no week is told, or none is left before.
    """
    if not 0 < told < table.seen.shape[1]:
        raise ValueError("Some weeks are told, and some stand before them.")
    move = table.log_exposure + answers.slope[:, None] * table.log_price
    move = move + answers.lift * table.promoted
    before = np.zeros(table.seen.shape, dtype=np.bool_)
    before[:, :-told] = table.seen[:, :-told]
    after = table.seen & ~before
    weight = 1.0 / noise[:, None]
    level = _levels(table.units, move, before, weight)
    rate = np.where(after, np.exp(level[:, None] + move), 0.0)
    week = (weight * np.where(after, table.units, 0.0)).sum(axis=0)
    due = (weight * rate).sum(axis=0)
    expected = rate * np.where(due > TINY, week / np.maximum(due, TINY), 0.0)
    lost = _unit_deviance(table.units, expected)
    asked = before.any(axis=1) & after.any(axis=1)
    total = np.where(after, lost, 0.0).sum(axis=1) / noise
    return np.asarray(np.where(asked, total, np.nan), dtype=np.float64)


def _levels(units: FloatArray, move: FloatArray, seen: BoolArray, weight: FloatArray) -> FloatArray:
    """Logarithm of each product's pace, week effects taken out by turns."""
    sold = np.where(seen, units, 0.0)
    rate = np.where(seen, np.exp(move), 0.0)
    overall = sold.sum() / max(float(rate.sum()), TINY)
    week = np.ones(units.shape[1])
    level = np.full(len(units), max(overall, TINY))
    for _ in range(ROUNDS):
        due = (rate * week).sum(axis=1)
        updated = (sold.sum(axis=1) + TYPICAL_UNITS) / (due + TYPICAL_UNITS / max(overall, TINY))
        by_week = (weight * rate * updated[:, None]).sum(axis=0)
        of_week = (weight * sold).sum(axis=0)
        week = np.where(of_week > 0, of_week / np.maximum(by_week, TINY), TINY)
        moved, level = np.abs(np.log(updated / level)).max(initial=0.0), updated
        if moved < TOLERANCE:
            break
    return np.asarray(np.log(level), dtype=np.float64)


def _unit_deviance(units: FloatArray, expected: FloatArray) -> FloatArray:
    """Of a Poisson law: 2 (y log(y / m) − y + m)."""
    floor = np.maximum(expected, TINY)
    return np.asarray(2.0 * (xlogy(units, units / floor) - units + expected))
