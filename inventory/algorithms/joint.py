"""Orders of many goods from one supplier: what is ordered together pays the order once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from inventory.algorithms.arrays import require


@dataclass(frozen=True, slots=True)
class Family:
    """Goods that one order can hold.

    Attributes:
        order_cost: of an order, whatever it holds.
        item_costs: added by each good that it holds.
        holding_costs: of a unit of each good for a unit of time.
    """

    order_cost: float
    item_costs: Sequence[float]
    holding_costs: Sequence[float]

    def __post_init__(self) -> None:
        require(len(self.item_costs) == len(self.holding_costs), "each good has both costs")
        require(len(self.item_costs) > 0, "a family has goods")
        require(self.order_cost >= 0, "orders cost no less than nothing")
        require(all(cost > 0 for cost in self.item_costs), "each good's part of an order costs")
        require(all(cost > 0 for cost in self.holding_costs), "holding costs something")


@dataclass(frozen=True, slots=True)
class JointCycle:
    """An order each ``cycle``; good i is in each ``multiples[i]``-th of them.

    ``quantities`` are the units of each good when it is ordered; ``cost`` is per unit of time.
    """

    cycle: float
    multiples: tuple[int, ...]
    quantities: tuple[float, ...]
    cost: float


def joint_replenishment(family: Family, *, demand: Sequence[float]) -> JointCycle:
    """Silver's heuristic (1976, "A simple method of determining order quantities in joint
    replenishments under deterministic demand"): the good with the least a_i / (h_i D_i) is in every
    order, every other one at the whole multiple nearest to what its own costs ask for. Where that
    comes out dearer than one common cycle, as it can by a hair, the common cycle is answered.

    Args:
        demand: units of each good a unit of time, above zero.

    Raises:
        ValueError: demand not above zero, or not one for each good.
    """
    _require_demand(family, demand)
    ratios = [
        cost / (holding * units)
        for cost, holding, units in zip(
            family.item_costs, family.holding_costs, demand, strict=True
        )
    ]
    base = min(range(len(ratios)), key=ratios.__getitem__)
    both = family.order_cost + family.item_costs[base]
    scale = family.holding_costs[base] * demand[base] / both
    multiples = tuple(
        1 if at == base else _nearest_multiple(ratio * scale) for at, ratio in enumerate(ratios)
    )
    silver = _joint(family, demand, _best_cycle(family, demand, multiples), multiples)
    return min(silver, common_cycle(family, demand=demand), key=lambda joint: joint.cost)


def common_cycle(family: Family, *, demand: Sequence[float]) -> JointCycle:
    """Every good in every order (Silver, Pyke and Thomas, 2017, 10.4 with all multiples one).

    Raises:
        ValueError: as ``joint_replenishment``.
    """
    _require_demand(family, demand)
    multiples = (1,) * len(demand)
    return _joint(family, demand, _best_cycle(family, demand, multiples), multiples)


def _nearest_multiple(squared: float) -> int:
    """The m with (m - 1) m < squared <= m (m + 1): either neighbour would cost more."""
    multiple = max(math.ceil((math.sqrt(1 + 4 * squared) - 1) / 2 - 1e-12), 1)
    return int(multiple)


def _best_cycle(family: Family, demand: Sequence[float], multiples: Sequence[int]) -> float:
    ordering = family.order_cost + sum(
        cost / m for cost, m in zip(family.item_costs, multiples, strict=True)
    )
    holding = sum(
        cost * units * m
        for cost, units, m in zip(family.holding_costs, demand, multiples, strict=True)
    )
    return math.sqrt(2 * ordering / holding)


def _joint(
    family: Family, demand: Sequence[float], cycle: float, multiples: tuple[int, ...]
) -> JointCycle:
    quantities = tuple(units * m * cycle for units, m in zip(demand, multiples, strict=True))
    ordering = family.order_cost + sum(
        cost / m for cost, m in zip(family.item_costs, multiples, strict=True)
    )
    holding = sum(
        cost * units / 2 for cost, units in zip(family.holding_costs, quantities, strict=True)
    )
    return JointCycle(cycle, multiples, quantities, ordering / cycle + holding)


def _require_demand(family: Family, demand: Sequence[float]) -> None:
    require(len(demand) == len(family.item_costs), "each good has a demand")
    require(all(units > 0 for units in demand), "demand is above zero")
