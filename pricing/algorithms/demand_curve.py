"""Demand of constant elasticity, and what a price is worth under it while stock lasts.

q(p) = q0 (p / p0)^beta; of what is wanted only what is there can be sold. A unit that is not sold
is worth something as well: what it costs to buy where it would be bought again, its salvage value
where it is overstock. So scarcity raises the price and overstock lowers it without a rule for
either (Phillips 2005, "Pricing and Revenue Optimization", chapter 5).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from inventory.algorithms.arrays import FloatArray, IntArray, require


class Goal(StrEnum):
    """What prices are to maximise."""

    MARGIN = "margin"
    REVENUE = "revenue"
    SELL_THROUGH = "sell_through"


@dataclass(frozen=True, slots=True)
class Demand:
    """What is known of the demand for n products, each (n,).

    ``units``: expected at the present price until the horizon ends; ``stock``: units there are to
    sell until then (infinite where more comes in time); ``elasticity`` and ``elasticity_sd``: of
    the posterior; ``unit_value``: worth of a unit that is not sold, in minor units without tax.
    """

    units: FloatArray
    stock: FloatArray
    elasticity: FloatArray
    elasticity_sd: FloatArray
    unit_value: FloatArray

    def __post_init__(self) -> None:
        require(self.units >= 0, "demand is not negative")
        require(self.stock >= 0, "stock is not negative")
        require(np.isfinite(self.elasticity), "elasticities are finite")
        require(self.elasticity_sd >= 0, "a spread is not negative")


def units_sold(
    demand: Demand, *, prices: IntArray, present: IntArray, elasticity: FloatArray
) -> FloatArray:
    """Units sold at candidate prices (n, k), for elasticities (n, 1) or (n, k)."""
    wanted = demand.units[:, None] * np.exp(elasticity * np.log(prices / present[:, None]))
    return np.minimum(wanted, demand.stock[:, None])


def worth(
    demand: Demand,
    goal: Goal,
    *,
    prices: IntArray,
    present: IntArray,
    net_share: FloatArray,
    elasticity: FloatArray,
) -> FloatArray:
    """What the goal counts at candidate prices: minor units without tax, or units sold; (n, k).

    ``net_share`` (n,) is the part of a price that is not tax.
    """
    sold = units_sold(demand, prices=prices, present=present, elasticity=elasticity)
    if goal is Goal.SELL_THROUGH:
        return sold
    net = prices * net_share[:, None]
    if goal is Goal.REVENUE:
        return net * sold
    margin: FloatArray = (net - demand.unit_value[:, None]) * sold
    return margin
