"""When to order for demand that is known and uneven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.algorithms.arrays import require


@dataclass(frozen=True, slots=True)
class LotPlan:
    """Units to order at the start of each period, and what ordering and holding cost in all."""

    quantities: tuple[float, ...]
    cost: float


def wagner_whitin(*, order_cost: float, holding_cost: float, demand: Sequence[float]) -> LotPlan:
    """The cheapest plan for demand known by period (Wagner and Whitin, 1958), in O(T²).

    Args:
        order_cost: what an order costs however large.
        holding_cost: to hold a unit from one period into the next.
        demand: units of each period, not negative.

    Raises:
        ValueError: negative costs or demand.
    """
    require(order_cost >= 0 and holding_cost >= 0, "costs are not negative")
    require(all(units >= 0 for units in demand), "demand is not negative")
    periods = len(demand)
    cheapest = [0.0] * (periods + 1)
    ordered_until = list(range(1, periods + 2))
    for start in reversed(range(periods)):
        if demand[start] == 0:
            cheapest[start] = cheapest[start + 1]
            continue
        cheapest[start] = float("inf")
        holding = 0.0
        for end in range(start, periods):
            holding += holding_cost * (end - start) * demand[end]
            cost = order_cost + holding + cheapest[end + 1]
            if cost < cheapest[start]:
                cheapest[start], ordered_until[start] = cost, end + 1
    return LotPlan(_orders(demand, ordered_until), cheapest[0])


def _orders(demand: Sequence[float], ordered_until: Sequence[int]) -> tuple[float, ...]:
    orders = [0.0] * len(demand)
    period = 0
    while period < len(demand):
        end = ordered_until[period]
        orders[period] = float(sum(demand[period:end]))
        period = end
    return tuple(orders)
