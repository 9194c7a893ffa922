"""What a customer will spend in some days to come: BG/NBD with Gamma-Gamma, and boosted trees.

Three views of the same money, by their geometric mean: what BG/NBD and Gamma-Gamma expect; the
chance of ordering times what is spent then, by trees; the mean of logarithms, by trees, which puts
customers in order best. What the mean is worth in money, and how far it may miss, is read from
windows that are over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from analytics.algorithms.boosting import Aim, Text, answer, grow
from analytics.algorithms.closed_windows import Window, halves, joined
from analytics.algorithms.customer_facts import COLUMN, Fact
from analytics.algorithms.purchases import FloatArray

COVERED = 0.8
"""Share of customers whose spending lies between low and high."""
GROUPS = 10
FEWEST_SPENDERS = 50
FEWEST_IN_GROUP = 30
UNIT = 10_000.0
"""Minor units in which logarithms are taken: differences below a hundredth of it tell little."""
LEAST = 1e-3
WHALES = 0.999
"""What is spent above this quantile teaches as much as the quantile: one order is no rule."""


@dataclass(frozen=True, slots=True)
class Views:
    """Trees of the chance of ordering, of the logarithm of what is spent then, and of the
    logarithm of one and what is spent at all."""

    chance: Text
    amount: Text
    logs: Text

    def mean(self, facts: FloatArray) -> FloatArray:
        """Logarithm of the geometric mean of all views in ``UNIT``, shape (n,)."""
        expected = np.log(np.maximum(facts[:, COLUMN[Fact.EXPECTED_REVENUE]] / UNIT, LEAST))
        ordering = np.log(np.maximum(answer(self.chance, facts), LEAST))
        logs = np.log(np.maximum(answer(self.logs, facts), LEAST))
        return (expected + ordering + answer(self.amount, facts) + logs) / 3


@dataclass(frozen=True, slots=True)
class Spread:
    """How far money misses: ends of the interval in multiples of it, by groups of like money.

    Attributes:
        at: shape (groups,), logarithm of money in the middle of each group, ascending.
        low, high: shape (groups,).
    """

    at: FloatArray
    low: FloatArray
    high: FloatArray

    def ends(self, money: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Between which ends ``COVERED`` of customers of this value lay, shape (n,) each."""
        logs = np.log(np.maximum(money, LEAST))
        low, high = (np.interp(logs, self.at, each) for each in (self.low, self.high))
        return money * low, money * high


@dataclass(frozen=True, slots=True)
class Spend:
    """What customers spend in ``days``; money is ``exp(level)`` times views to the ``slope``."""

    days: int
    views: Views
    level: float
    slope: float
    spread: Spread

    def money(self, facts: FloatArray) -> FloatArray:
        """Mean of what each spends, in minor units, shape (n,)."""
        return UNIT * np.exp(self.level + self.slope * self.views.mean(facts))


def fit_spend(windows: Sequence[Window]) -> Spend:
    """Learn from windows that are over; all of the same length.

    Level and spread are read from what each half of the customers was told by the other half.

    Raises:
        ValueError: too few spent anything to learn from.
    """
    cases = joined(windows)
    spent = _without_whales(cases.outcome.revenue) / UNIT
    views = np.zeros(len(spent))
    for learns, asked in halves(cases.customers):
        if min((spent[learns] > 0).sum(), (spent[asked] > 0).sum()) < FEWEST_SPENDERS:
            raise ValueError("too few spent anything")
        views[asked] = _grow(cases.facts[learns], spent[learns]).mean(cases.facts[asked])
    level, slope = _level(views, spent)
    return Spend(
        days=windows[0].days,
        views=_grow(cases.facts, spent),
        level=level,
        slope=slope,
        spread=_spread(UNIT * np.exp(level + slope * views), cases.outcome.revenue),
    )


def _grow(facts: FloatArray, spent: FloatArray) -> Views:
    paid = spent > 0
    return Views(
        chance=grow(facts, paid.astype(np.float64), aim=Aim.CHANCE),
        amount=grow(facts[paid], np.log(spent[paid]), aim=Aim.MEAN),
        logs=grow(facts, np.log1p(spent), aim=Aim.MEAN),
    )


def _level(views: FloatArray, spent: FloatArray) -> tuple[float, float]:
    """Quasi-Poisson with a logarithmic link: what is told sums to what was spent."""

    def loss(parameters: FloatArray) -> float:
        logs = parameters[0] + parameters[1] * views
        return float((np.exp(np.minimum(logs, 50.0)) - spent * logs).mean())

    found = optimize.minimize(loss, (0.0, 1.0), method="BFGS")
    level, slope = found.x.tolist()
    if slope > 0:
        return level, slope
    # What is told is not worth its order: at least its sum is right.
    return float(np.log(spent.mean() / np.exp(views).mean())), 1.0


def _spread(money: FloatArray, spent: FloatArray) -> Spread:
    groups = max(1, min(GROUPS, len(money) // FEWEST_IN_GROUP))
    parts = np.array_split(np.argsort(money, kind="stable"), groups)
    ratios = [_ends(spent[part] / money[part]) for part in parts]
    at = np.array([np.median(np.log(np.maximum(money[part], LEAST))) for part in parts])
    low, high = np.array(ratios).T
    # Groups of equal money would leave nothing to interpolate between.
    at, first = np.unique(at, return_index=True)
    return Spread(at, low[first], high[first])


def _ends(ratios: FloatArray) -> tuple[float, float]:
    """Where more than the lowest part spent nothing, all that is outside lies above."""
    outside = (1 - COVERED) / 2
    low, high = np.quantile(ratios, (outside, 1 - outside))
    return (float(low), float(high)) if low > 0 else (0.0, float(np.quantile(ratios, COVERED)))


def _without_whales(revenue: FloatArray) -> FloatArray:
    paid = np.maximum(revenue, 0.0)
    some = paid[paid > 0]
    return np.minimum(paid, np.quantile(some, WHALES)) if len(some) else paid
