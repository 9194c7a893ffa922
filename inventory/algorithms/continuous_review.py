"""(r, Q): whenever stock with what is on its way falls to r, order Q.

Unmet demand waits (backorders). Rates are per the same time as the lead time; costs likewise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import optimize, stats

from inventory.algorithms.arrays import require
from inventory.algorithms.eoq import economic_order_quantity
from inventory.algorithms.newsvendor import critical_ratio, poisson_shortage
from inventory.algorithms.safety_stock import unit_loss

ROUNDS = 1_000
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class ReorderQuantity:
    """Order ``quantity`` at ``reorder_at``; ``cost`` is per unit of time, None where not told."""

    reorder_at: float
    quantity: float
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """``order``: an order; ``holding``: a unit for a unit of time; ``shortage``: a unit short.

    What is short costs once, or for each unit of time that it waits: the function says which.
    """

    order: float
    holding: float
    shortage: float

    def __post_init__(self) -> None:
        require(
            min(self.order, self.holding, self.shortage) > 0,
            "ordering, holding and being short cost something",
        )


def reorder_quantity_poisson(*, costs: Costs, demand: float, lead_time: float) -> ReorderQuantity:
    """The best (r, Q) of all for Poisson demand (Federgruen and Zheng, 1992, "An efficient
    algorithm for computing an optimal (r, Q) policy in continuous review stochastic systems").

    ``costs.shortage`` is for each unit and unit of time that it waits. The inventory position is
    uniform over r + 1 … r + Q, so Q grows by whichever neighbour costs less, until neither lowers
    the average.

    Raises:
        ValueError: demand or lead time not above zero.
    """
    require(demand > 0 and lead_time > 0, "demand and lead time are above zero")
    mean = demand * lead_time

    def rate(position: int) -> float:
        missing = poisson_shortage(position, mean) if position >= 0 else mean - position
        return costs.holding * (position - mean + missing) + costs.shortage * missing

    ratio = critical_ratio(overage_cost=costs.holding, underage_cost=costs.shortage)
    reorder_at, quantity = int(stats.poisson.ppf(ratio, mean)) - 1, 1
    total = costs.order * demand + rate(reorder_at + 1)
    while True:
        below, above = rate(reorder_at), rate(reorder_at + quantity + 1)
        if min(below, above) >= total / quantity:
            return ReorderQuantity(reorder_at, quantity, total / quantity)
        total += min(below, above)
        quantity += 1
        if below <= above:
            reorder_at -= 1


def reorder_quantity_normal(
    *, costs: Costs, demand: float, demand_sd: float, lead_time: float
) -> ReorderQuantity:
    """Normal demand by turns: Q for the shortages of r, r for the risk of Q (Whitin, 1957;
    Hadley and Whitin, 1963, the "expected inventory level" approximation).

    ``costs.shortage`` is for each unit that is short. Good where shortages are rare.

    Raises:
        ValueError: demand, spread or lead time not above zero, or holding so dear that there is no
            reorder point.
    """
    mean, sd = _lead_time_moments(demand, demand_sd, lead_time)
    quantity = _economic(costs, demand)
    reorder_at = mean
    for _ in range(ROUNDS):
        risk = quantity * costs.holding / (costs.shortage * demand)
        require(risk < 1, "being short costs more than a cycle's holding")
        reorder_at = mean + float(stats.norm.isf(risk)) * sd
        missing = _missing(reorder_at, mean, sd)
        better = math.sqrt(2 * demand * (costs.order + costs.shortage * missing) / costs.holding)
        if abs(better - quantity) < CLOSE * quantity:
            break
        quantity = better
    holding = costs.holding * (reorder_at - mean + quantity / 2)
    short = (costs.order + costs.shortage * missing) * demand / quantity
    return ReorderQuantity(reorder_at, quantity, holding + short)


def reorder_quantity_by_eoq(
    *, costs: Costs, demand: float, demand_sd: float, lead_time: float
) -> ReorderQuantity:
    """The economic order quantity, and r of the newsvendor's ratio (Snyder and Shen, 5.3.3).

    ``costs.shortage`` is for each unit and unit of time that it waits.

    Raises:
        ValueError: demand, spread or lead time not above zero.
    """
    mean, sd = _lead_time_moments(demand, demand_sd, lead_time)
    ratio = critical_ratio(overage_cost=costs.holding, underage_cost=costs.shortage)
    return ReorderQuantity(mean + float(stats.norm.ppf(ratio)) * sd, _economic(costs, demand))


def reorder_quantity_by_backorders(
    *, costs: Costs, demand: float, demand_sd: float, lead_time: float
) -> ReorderQuantity:
    """The order quantity with backorders, and the r that is best for it: g(r) = g(r + Q).

    Zheng (1992), "On properties of stochastic inventory systems": its cost is never more than an
    eighth above the best. ``costs.shortage`` is for each unit and unit of time that it waits.

    Raises:
        ValueError: demand, spread or lead time not above zero.
    """
    mean, sd = _lead_time_moments(demand, demand_sd, lead_time)
    stretch = math.sqrt((costs.holding + costs.shortage) / costs.shortage)
    quantity = _economic(costs, demand) * stretch

    def rate(position: float) -> float:
        missing = _missing(position, mean, sd)
        return costs.holding * (position - mean + missing) + costs.shortage * missing

    reorder_at = optimize.brentq(
        lambda level: rate(level) - rate(level + quantity),
        mean - quantity - 10 * sd,
        mean + 10 * sd,
    )
    return ReorderQuantity(float(reorder_at), quantity)


def _economic(costs: Costs, demand: float) -> float:
    return economic_order_quantity(
        order_cost=costs.order, holding_cost=costs.holding, demand=demand
    ).quantity


def _missing(level: float, mean: float, sd: float) -> float:
    return sd * float(unit_loss((level - mean) / sd))


def _lead_time_moments(demand: float, demand_sd: float, lead_time: float) -> tuple[float, float]:
    require(min(demand, demand_sd, lead_time) > 0, "demand, spread and lead time are above zero")
    return demand * lead_time, demand_sd * math.sqrt(lead_time)
