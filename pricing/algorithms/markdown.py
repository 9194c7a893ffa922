"""Markdown paths: what to ask each remaining week for stock that has to go, by dynamic programming.

A season has T weeks left and a finite stock; what is left at the end brings its salvage value. Each
week one of J prices is asked, never one above the week before; demand is Poisson around the demand
curve. The value of s units before week t at price level i is

    V(t, i, s) = max over j >= i of  E[p_j min(D, s) + V(t + 1, j, s - min(D, s))] - cost if j != i

(Gallego and van Ryzin 1994, "Optimal dynamic pricing of inventories", Management Science 40; the
rule that prices never rise is theirs to lift, and every shopper's to expect). An elasticity that is
not sure is drawn anew each week from three points of its law: what a week teaches is used by
planning again, not within a plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import poisson

from inventory.algorithms.arrays import FloatArray, IntArray, require

POINTS = ((-(3**0.5), 1 / 6), (0.0, 2 / 3), (3**0.5, 1 / 6))
"""Standard deviations and weights of Gauss-Hermite quadrature with three points."""


class Law(StrEnum):
    """How a week's demand falls around its expectation."""

    POISSON = "poisson"
    DETERMINISTIC = "deterministic"


@dataclass(frozen=True, slots=True)
class Season:
    """The rest of a season of one product.

    ``prices`` (J,): what may be asked, falling, in minor units with tax, the present one first;
    ``weekly`` (T,): units expected in each week at the present price; ``stock``: whole units;
    ``salvage``: worth of a unit left, in minor units without tax; ``net_share``: of a price that
    is not tax; ``change_cost``: of one markdown.

    Raises:
        ValueError: prices that do not fall or are not above zero, a demand or stock below zero.
    """

    prices: IntArray
    weekly: FloatArray
    stock: int
    elasticity: float
    elasticity_sd: float = 0.0
    salvage: float = 0.0
    net_share: float = 1.0
    change_cost: float = 0.0

    def __post_init__(self) -> None:
        require(self.prices.size > 0 and np.all(self.prices > 0), "prices are above zero")
        require(np.diff(self.prices) < 0, "prices fall")
        require(self.weekly >= 0, "demand is not negative")
        require(self.stock >= 0 and self.elasticity_sd >= 0, "stock and spread are not negative")
        require(self.change_cost >= 0, "a change costs something or nothing")


@dataclass(frozen=True, slots=True)
class Markdowns:
    """A policy: ``level`` (T, J, S + 1) is the price to ask before week t, now at level i, of s
    units; ``value`` (T + 1, J, S + 1) what is earned from there on, in minor units without tax.
    """

    season: Season
    level: IntArray
    value: FloatArray

    def price(self, week: int, stock: int, level: int) -> int:
        """The price to ask in a week (0 is the next) with that much stock, now at a level."""
        return int(self.season.prices[self.level[week, level, stock]])

    def path(self) -> IntArray:
        """Levels (T,) week by week if as much is sold as is expected: the plan as it is shown."""
        levels = np.zeros(self.season.weekly.size, dtype=np.int64)
        stock, level = float(self.season.stock), 0
        for week in range(levels.size):
            level = int(self.level[week, level, round(stock)])
            levels[week] = level
            stock = max(stock - expected_units(self.season)[week, level], 0.0)
        return levels

    @property
    def expected(self) -> float:
        """What the rest of the season earns on average, salvage included."""
        return float(self.value[0, 0, self.season.stock])


def expected_units(season: Season) -> FloatArray:
    """Units wanted in each week at each price (T, J), at the elasticity's mean."""
    return _wanted(season, season.elasticity)


def plan_markdowns(season: Season, *, law: Law = Law.POISSON) -> Markdowns:
    """The policy that earns most on average; O(T J S^2 + T J^2 S)."""
    weeks, count, size = season.weekly.size, season.prices.size, season.stock + 1
    value = np.empty((weeks + 1, count, size))
    level = np.zeros((weeks, count, size), dtype=np.int64)
    value[weeks] = season.salvage * np.arange(size)
    cost = season.change_cost * (np.arange(count)[None, :] != np.arange(count)[:, None])
    for week in reversed(range(weeks)):
        asked = np.stack(
            [_week(season, week, j, value[week + 1, j], law=law) for j in range(count)]
        )
        for i in range(count):
            worth = asked[i:] - cost[i, i:, None]
            # The first of equals: the highest price.
            best = worth.argmax(axis=0)
            level[week, i] = i + best
            value[week, i] = np.take_along_axis(worth, best[None], axis=0)[0]
    return Markdowns(season=season, level=level, value=value)


def fixed_value(season: Season, level: int, *, law: Law = Law.POISSON) -> float:
    """What the rest of the season earns on average at one price to the end, salvage included."""
    value = season.salvage * np.arange(season.stock + 1, dtype=np.float64)
    for week in reversed(range(season.weekly.size)):
        value = _week(season, week, level, value, law=law)
    return float(value[season.stock]) - season.change_cost * (level != 0)


def best_fixed(season: Season, *, law: Law = Law.POISSON) -> int:
    """The level of the one price that earns most to the end."""
    return int(np.argmax([fixed_value(season, j, law=law) for j in range(season.prices.size)]))


def _week(season: Season, week: int, level: int, after: FloatArray, *, law: Law) -> FloatArray:
    """Value (S + 1,) of each stock when a level is asked this week and ``after`` (S + 1,) holds."""
    net = float(season.prices[level]) * season.net_share
    points = POINTS if season.elasticity_sd else ((0.0, 1.0),)
    shares = np.array([share for _, share in points])
    slopes = [season.elasticity + away * season.elasticity_sd for away, _ in points]
    means = np.array([_wanted(season, slope)[week, level] for slope in slopes])
    if law is Law.POISSON:
        return _random_week(shares, means, net, after)
    certain = [_certain_week(mean, net, after) for mean in means]
    return np.asarray(shares @ np.stack(certain), dtype=np.float64)


def _random_week(
    shares: FloatArray, means: FloatArray, net: float, after: FloatArray
) -> FloatArray:
    """E[net min(D, s) + after(s - min(D, s))] for every s, D a mixture of Poisson laws."""
    units = np.arange(after.size)
    chance = shares @ poisson.pmf(units, means[:, None])
    beyond = shares @ poisson.sf(units, means[:, None])
    served = np.cumsum(chance * net * units) + np.convolve(chance, after)[: after.size]
    return np.asarray(served + beyond * (net * units + after[0]), dtype=np.float64)


def _certain_week(mean: float, net: float, after: FloatArray) -> FloatArray:
    """The same when exactly the expected number is wanted; stock between two whole numbers."""
    stock = np.arange(after.size, dtype=np.float64)
    sold = np.minimum(mean, stock)
    return net * sold + np.interp(stock - sold, stock, after)


def _wanted(season: Season, elasticity: float) -> FloatArray:
    ratio = season.prices / season.prices[0]
    return season.weekly[:, None] * ratio[None, :] ** elasticity
