"""From whom to buy a good: all that a supplier costs, not the price alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from inventory.algorithms.arrays import require
from inventory.algorithms.packs import whole_order
from inventory.algorithms.safety_stock import lead_time_demand, safety_factor, unit_loss

DAYS_A_YEAR = 365.0


@dataclass(frozen=True, slots=True)
class Offer:
    """What a supplier asks and how they deliver.

    Attributes:
        unit_cost: of a unit. order_cost: of an order, whatever it holds.
        lead_days, lead_sd: days from order to receipt.
        reliability: share of the units ordered that arrives, above 0 and up to 1.
        minimum, pack: units of the smallest order and of a pack.
    """

    unit_cost: float
    lead_days: float
    lead_sd: float = 0.0
    reliability: float = 1.0
    order_cost: float = 0.0
    minimum: float = 1.0
    pack: float = 1.0

    def __post_init__(self) -> None:
        require(self.unit_cost >= 0 and self.order_cost >= 0, "costs are not negative")
        require(self.lead_days >= 0 and self.lead_sd >= 0, "times are not negative")
        require(0 < self.reliability <= 1, "some of what is ordered arrives")
        require(self.minimum >= 0 and self.pack > 0, "packs are above zero")


@dataclass(frozen=True, slots=True)
class Need:
    """What is bought for.

    Attributes:
        daily_demand, daily_sd: units a day and the spread of their forecast.
        holding_rate: share of its cost that holding a unit for a year takes.
        shortage_cost: what a unit costs that a customer did not get (its margin, say).
        service_level: share of order cycles without a stock-out.
        most_days: no more is bought at a time than these days sell, but for minimum and pack.
    """

    daily_demand: float
    daily_sd: float
    holding_rate: float = 0.2
    shortage_cost: float = 0.0
    service_level: float = 0.95
    most_days: float = 180.0

    def __post_init__(self) -> None:
        require(self.daily_demand >= 0 and self.daily_sd >= 0, "demand is not negative")
        require(self.holding_rate >= 0 and self.shortage_cost >= 0, "costs are not negative")
        require(self.most_days > 0, "a lot sells some days")


@dataclass(frozen=True, slots=True)
class SupplierCost:
    """Cost a year of buying by an offer, in its parts; ``offer`` is its place in the list."""

    offer: int
    quantity: float
    reorder_at: float
    goods: float
    ordering: float
    holding: float
    shortage: float

    @property
    def total(self) -> float:
        return self.goods + self.ordering + self.holding + self.shortage


def choose_supplier(offers: Sequence[Offer], need: Need) -> list[SupplierCost]:
    """All offers, the cheapest first, by their total cost a year.

    Goods, orders, the stock of half a lot with the safety that slow or fickle deliveries ask for,
    and the shortages that remain (after Tersine, 1994, and the total cost of ownership of Ellram,
    1995). Where deliveries fall short, more is ordered for as much to arrive, and the spread of
    what arrives adds to that of lead-time demand (Silver, 1976, "Establishing the order quantity
    when the amount received is uncertain": each unit arrives or not for itself).

    Raises:
        ValueError: no offers, or a service level outside (0, 1).
    """
    require(len(offers) > 0, "somebody sells the good")
    costs = [_cost(at, offer, need) for at, offer in enumerate(offers)]
    return sorted(costs, key=lambda cost: (cost.total, cost.offer))


def lot_of(offer: Offer, need: Need) -> float:
    """The economic quantity, within so many days of demand, as the supplier sells it."""
    yearly = need.daily_demand * DAYS_A_YEAR
    holding = need.holding_rate * offer.unit_cost
    most = need.daily_demand * need.most_days
    economic = math.sqrt(2 * offer.order_cost * yearly / holding) if holding else most
    wanted = max(min(economic, most), need.daily_demand) / offer.reliability
    return float(whole_order(wanted, minimum=offer.minimum, pack=offer.pack))


def _cost(at: int, offer: Offer, need: Need) -> SupplierCost:
    yearly = need.daily_demand * DAYS_A_YEAR
    quantity = lot_of(offer, need)
    arriving = quantity * offer.reliability
    demand = lead_time_demand(need.daily_demand, need.daily_sd, offer.lead_days, offer.lead_sd)
    spread = math.hypot(
        float(demand.sd), math.sqrt(quantity * offer.reliability * (1 - offer.reliability))
    )
    factor = max(float(safety_factor(need.service_level)), 0.0)
    orders = yearly / arriving if arriving else 0.0
    return SupplierCost(
        offer=at,
        quantity=quantity,
        reorder_at=float(demand.mean) + factor * spread,
        goods=yearly * offer.unit_cost,
        ordering=orders * offer.order_cost,
        holding=need.holding_rate * offer.unit_cost * (arriving / 2 + factor * spread),
        shortage=orders * need.shortage_cost * spread * float(unit_loss(factor)),
    )
