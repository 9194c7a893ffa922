"""How much to have for one period of uncertain demand.

Arrow, Harris and Marschak (1951), "Optimal inventory policy"; Snyder and Shen (2019), chapter 4:
have the smallest S with F(S) >= p / (p + h), where h is what a unit too many costs and p a unit
too few.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from inventory.algorithms.arrays import as_floats, require


@dataclass(frozen=True, slots=True)
class StockLevel:
    """Units to have before demand comes, and the expected cost of too many and too few."""

    units: float
    cost: float


def critical_ratio(*, overage_cost: float, underage_cost: float) -> float:
    """The share of periods in which there should be enough.

    Raises:
        ValueError: a negative cost, or both zero.
    """
    require(overage_cost >= 0 and underage_cost >= 0, "costs are not negative")
    require(overage_cost + underage_cost > 0, "too many or too few costs something")
    return underage_cost / (overage_cost + underage_cost)


def newsvendor_normal(
    *, overage_cost: float, underage_cost: float, mean: float, sd: float
) -> StockLevel:
    """Normal demand: S = mu + z sigma at a cost of (h + p) phi(z) sigma.

    Raises:
        ValueError: costs as for ``critical_ratio``, or a negative ``sd``.
    """
    require(sd >= 0, "a spread is not negative")
    ratio = critical_ratio(overage_cost=overage_cost, underage_cost=underage_cost)
    z = float(stats.norm.ppf(ratio))
    cost = (overage_cost + underage_cost) * float(stats.norm.pdf(z)) * sd
    return StockLevel(mean + z * sd if sd else mean, cost)


def newsvendor_poisson(*, overage_cost: float, underage_cost: float, mean: float) -> StockLevel:
    """Poisson demand: whole units.

    Raises:
        ValueError: costs as for ``critical_ratio``, or a negative mean.
    """
    require(mean >= 0, "demand is not negative")
    ratio = critical_ratio(overage_cost=overage_cost, underage_cost=underage_cost)
    units = float(stats.poisson.ppf(ratio, mean)) if mean else 0.0
    missing = poisson_shortage(units, mean)
    cost = overage_cost * (units - mean + missing) + underage_cost * missing
    return StockLevel(units, cost)


def newsvendor_lognormal(
    *, overage_cost: float, underage_cost: float, log_mean: float, log_sd: float
) -> StockLevel:
    """Demand whose logarithm is normal, by its closed partial expectation.

    Raises:
        ValueError: costs as for ``critical_ratio``, or a spread not above zero.
    """
    require(log_sd > 0, "the spread is above zero")
    ratio = critical_ratio(overage_cost=overage_cost, underage_cost=underage_cost)
    z = float(stats.norm.ppf(ratio))
    units, mean = math.exp(log_mean + log_sd * z), math.exp(log_mean + log_sd**2 / 2)
    missing = mean * float(stats.norm.cdf(log_sd - z)) - units * (1 - ratio)
    cost = overage_cost * (units - mean + missing) + underage_cost * missing
    return StockLevel(units, cost)


def newsvendor_empirical(
    *, overage_cost: float, underage_cost: float, seen: Sequence[float]
) -> StockLevel:
    """Demand as it was seen, each value as likely: the smallest one that covers the ratio.

    Also known as sample average approximation (Levi, Perakis and Uichanco, 2015).

    Raises:
        ValueError: costs as for ``critical_ratio``, or nothing seen.
    """
    demand = np.sort(as_floats(seen))
    require(demand.size > 0, "some demand was seen")
    ratio = critical_ratio(overage_cost=overage_cost, underage_cost=underage_cost)
    place = max(math.ceil(ratio * demand.size - 1e-9) - 1, 0)
    units = float(demand[place])
    too_many, too_few = np.maximum(units - demand, 0), np.maximum(demand - units, 0)
    return StockLevel(units, float((overage_cost * too_many + underage_cost * too_few).mean()))


def poisson_shortage(units: float, mean: float) -> float:
    """Units of Poisson demand that a whole number of units does not cover, on average.

    E[(D - S)+] = mu P(D >= S) - S P(D > S).
    """
    return float(mean * stats.poisson.sf(units - 1, mean) - units * stats.poisson.sf(units, mean))
