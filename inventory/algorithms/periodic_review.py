"""Stock that is looked at once a period: (s, S), and up to a level at each review.

Costs and demand are per period. Unmet demand waits (backorders).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from inventory.algorithms.arrays import FloatArray, Numbers, as_floats, require
from inventory.algorithms.continuous_review import Costs
from inventory.algorithms.newsvendor import critical_ratio, poisson_shortage
from inventory.algorithms.safety_stock import reorder_level

LARGE_LOT = 1.5
"""Q over mean demand from which the power approximation leaves its levels as they are."""


@dataclass(frozen=True, slots=True)
class OrderLevels:
    """At or below ``order_at``, order up to ``up_to``; ``cost`` a period, None where not told."""

    order_at: float
    up_to: float
    cost: float | None = None


def order_levels_poisson(*, costs: Costs, demand: float, lead_periods: int = 0) -> OrderLevels:
    """The best (s, S) of all for Poisson demand (Zheng and Federgruen, 1991, "Finding optimal
    (s, S) policies is about as simple as evaluating a single policy").

    Args:
        costs: ``shortage`` is for each unit and period that it waits.
        demand: mean of a period.
        lead_periods: whole periods between an order and its arrival.

    Raises:
        ValueError: demand not above zero, or a negative lead time.
    """
    require(demand > 0 and lead_periods >= 0, "demand is above zero, lead times not below")
    renewal = _Renewal(costs, demand, (lead_periods + 1) * demand)
    best = renewal.cheapest_level
    order_at = best - 1
    while renewal.cost(order_at, best) > renewal.rate(order_at):
        order_at -= 1
    up_to, cost = best, renewal.cost(order_at, best)
    level = best + 1
    while renewal.rate(level) <= cost:
        if renewal.cost(order_at, level) < cost:
            up_to = level
            while renewal.cost(order_at, level) <= renewal.rate(order_at + 1):
                order_at += 1
            cost = renewal.cost(order_at, level)
        level += 1
    return OrderLevels(order_at, up_to, cost)


class _Renewal:
    """Costs of (s, S) from how long the stock lasts above s: memoised, grown as it is asked."""

    def __init__(self, costs: Costs, demand: float, exposed: float) -> None:
        self._costs, self._demand, self._exposed = costs, demand, exposed
        self._visits = [1 / (1 - math.exp(-demand))]
        self._rates: dict[int, float] = {}
        ratio = critical_ratio(overage_cost=costs.holding, underage_cost=costs.shortage)
        self.cheapest_level = int(stats.poisson.ppf(ratio, exposed))

    def rate(self, position: int) -> float:
        """What a period costs that begins with so much in stock and on its way."""
        if position not in self._rates:
            mean = self._exposed
            missing = poisson_shortage(position, mean) if position >= 0 else mean - position
            held = position - mean + missing
            self._rates[position] = self._costs.holding * held + self._costs.shortage * missing
        return self._rates[position]

    def cost(self, order_at: int, up_to: int) -> float:
        """Cost a period: that of a cycle over how many periods it lasts."""
        visits = self._visits_below(up_to - order_at)
        rates = np.array([self.rate(up_to - used) for used in range(up_to - order_at)])
        return float((self._costs.order + visits @ rates) / visits.sum())

    def _visits_below(self, count: int) -> FloatArray:
        """Expected periods of a cycle in which 0, 1 … units have been used."""
        while len(self._visits) < count:
            used = len(self._visits)
            chances = stats.poisson.pmf(np.arange(1, used + 1), self._demand)
            before = np.array(self._visits[::-1])
            self._visits.append(float(chances @ before) * self._visits[0])
        return np.array(self._visits[:count])


def order_levels_by_power(
    *,
    costs: Costs,
    demand: float,
    demand_sd: float,
    lead_periods: float = 0,
    cap_small_lots: bool = True,
) -> OrderLevels:
    """(s, S) from two moments in one line: the revised power approximation (Ehrhardt and Mosier,
    1984, "A revision of the power approximation for computing (s, S) policies").

    Args:
        cap_small_lots: where a lot is so small that every period orders, neither level lies above
            what a period needs. Textbooks that leave this out keep a lot too much.

    Raises:
        ValueError: demand or spread not above zero, or a negative lead time.
    """
    require(demand > 0 and demand_sd > 0 and lead_periods >= 0, "demand and spread are above zero")
    mean, sd = demand * (lead_periods + 1), demand_sd * math.sqrt(lead_periods + 1)
    relative_cost = costs.order / costs.holding
    lot = 1.30 * demand**0.494 * relative_cost**0.506 * (1 + (sd / demand) ** 2) ** 0.116
    z = math.sqrt(lot * costs.holding / (sd * costs.shortage))
    order_at = 0.973 * mean + sd * (0.183 / z + 1.063 - 2.192 * z)
    if not cap_small_lots or lot / demand > LARGE_LOT:
        return OrderLevels(order_at, order_at + lot)
    ratio = critical_ratio(overage_cost=costs.holding, underage_cost=costs.shortage)
    ceiling = mean + float(stats.norm.ppf(ratio)) * sd
    return OrderLevels(min(order_at, ceiling), min(order_at + lot, ceiling))


def order_up_to_level(
    mean_demand: Numbers,
    sd_demand: Numbers,
    lead_mean: Numbers,
    lead_sd: Numbers,
    review_days: Numbers,
    service_level: Numbers,
) -> FloatArray:
    """(R, S): what to have in stock and on its way after each review, R days apart.

    An order of today must last until the next one has arrived, so demand is over L + R days
    (Silver, Pyke and Thomas, 2017, 6.10).

    Raises:
        ValueError: a negative number, or a service level outside (0, 1).
    """
    exposed = as_floats(lead_mean) + as_floats(review_days)
    return reorder_level(mean_demand, sd_demand, exposed, lead_sd, service_level)
