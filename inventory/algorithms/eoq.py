"""How much to order at a time when demand is even: the economic order quantity and its kin.

Harris (1913), "How many parts to make at once"; the variants as in Snyder and Shen, "Fundamentals
of Supply Chain Theory" (2nd ed., 2019), chapter 3. Demand and holding cost are per the same time
(a year, say), and so is the cost that is answered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from inventory.algorithms.arrays import require


@dataclass(frozen=True, slots=True)
class Lot:
    """Units to order at a time, and what ordering and holding then cost for each unit of time."""

    quantity: float
    cost: float


@dataclass(frozen=True, slots=True)
class BackorderLot:
    """As ``Lot``, with the share of demand that waits for the next delivery."""

    quantity: float
    waiting: float
    cost: float


@dataclass(frozen=True, slots=True)
class DiscountLot:
    """As ``Lot``, with the cost of the goods in ``cost`` and the price step that is bought at."""

    quantity: float
    step: int
    cost: float


@dataclass(frozen=True, slots=True)
class PriceStep:
    """From ``minimum`` units a lot on, a unit costs ``unit_cost``."""

    minimum: float
    unit_cost: float


def economic_order_quantity(*, order_cost: float, holding_cost: float, demand: float) -> Lot:
    """Q = sqrt(2 K D / h), at a cost of sqrt(2 K D h).

    Args:
        order_cost: K, what an order costs however large.
        holding_cost: h, to hold a unit for a unit of time.
        demand: D, units a unit of time.

    Raises:
        ValueError: costs not above zero, or negative demand.
    """
    _require_sane(order_cost, holding_cost, demand)
    quantity = math.sqrt(2 * order_cost * demand / holding_cost)
    return Lot(quantity, quantity * holding_cost)


def order_quantity_with_backorders(
    *, order_cost: float, holding_cost: float, backorder_cost: float, demand: float
) -> BackorderLot:
    """Customers wait, at a cost p a unit and unit of time: Q = EOQ sqrt((h + p) / p).

    The share h / (h + p) of each lot is promised before it arrives.

    Raises:
        ValueError: costs not above zero, or negative demand.
    """
    _require_sane(order_cost, holding_cost, demand)
    require(backorder_cost > 0, "waiting costs something")
    both = holding_cost + backorder_cost
    quantity = math.sqrt(2 * order_cost * demand * both / (holding_cost * backorder_cost))
    cost = math.sqrt(2 * order_cost * demand * holding_cost * backorder_cost / both)
    return BackorderLot(quantity, holding_cost / both, cost)


def economic_production_quantity(
    *, order_cost: float, holding_cost: float, demand: float, production_rate: float
) -> Lot:
    """A lot that comes in at a rate, not at once: h shrinks by 1 - D / rate (Taft, 1918).

    Raises:
        ValueError: as for the plain quantity, or a rate that does not exceed demand.
    """
    require(production_rate > demand, "production outruns demand")
    slowed = holding_cost * (1 - demand / production_rate)
    return economic_order_quantity(order_cost=order_cost, holding_cost=slowed, demand=demand)


def all_units_discount(
    *, order_cost: float, holding_rate: float, demand: float, steps: Sequence[PriceStep]
) -> DiscountLot:
    """The price of the step holds for the whole lot.

    Each step's own quantity, moved to the step's start where it lies below, is a candidate; the
    cheapest one wins (Hadley and Whitin, 1963).

    Args:
        holding_rate: share of a unit's cost that holding it for a unit of time takes.
        steps: ascending by ``minimum``, descending by ``unit_cost``, from 0 or 1 units on.

    Raises:
        ValueError: no steps, steps out of order, costs not above zero, negative demand.
    """
    _require_steps(steps)
    lots = []
    for at, step in enumerate(steps):
        holding = holding_rate * step.unit_cost
        free = economic_order_quantity(order_cost=order_cost, holding_cost=holding, demand=demand)
        quantity = max(free.quantity, step.minimum)
        if at + 1 < len(steps) and quantity >= steps[at + 1].minimum:
            continue
        cost = step.unit_cost * demand + _ordering_and_holding(
            quantity, order_cost, holding, demand
        )
        lots.append(DiscountLot(quantity, at, cost))
    return min(lots, key=lambda lot: lot.cost)


def incremental_discount(
    *, order_cost: float, holding_rate: float, demand: float, steps: Sequence[PriceStep]
) -> DiscountLot:
    """Each unit of a lot costs what its own step says (Hadley and Whitin, 1963).

    What the dearer first units cost more is paid once a lot, as if it were part of the order cost.

    Raises:
        ValueError: as for ``all_units_discount``.
    """
    _require_steps(steps)
    lots = []
    surcharge = 0.0
    for at, step in enumerate(steps):
        if at:
            surcharge += (steps[at - 1].unit_cost - step.unit_cost) * step.minimum
        holding = holding_rate * step.unit_cost
        free = economic_order_quantity(
            order_cost=order_cost + surcharge, holding_cost=holding, demand=demand
        )
        end = steps[at + 1].minimum if at + 1 < len(steps) else math.inf
        if not step.minimum <= free.quantity < end:
            continue
        cost = step.unit_cost * demand + holding_rate * surcharge / 2 + free.cost
        lots.append(DiscountLot(free.quantity, at, cost))
    return min(lots, key=lambda lot: lot.cost)


def _ordering_and_holding(
    quantity: float, order_cost: float, holding_cost: float, demand: float
) -> float:
    if quantity <= 0:
        return 0.0
    return order_cost * demand / quantity + holding_cost * quantity / 2


def _require_sane(order_cost: float, holding_cost: float, demand: float) -> None:
    require(order_cost > 0 and holding_cost > 0, "ordering and holding cost something")
    require(demand >= 0, "demand is not negative")


def _require_steps(steps: Sequence[PriceStep]) -> None:
    require(len(steps) > 0, "there is a price")
    minimums = [step.minimum for step in steps]
    costs = [step.unit_cost for step in steps]
    require(minimums == sorted(set(minimums)), "price steps ascend")
    require(costs == sorted(costs, reverse=True), "larger lots cost no more a unit")
