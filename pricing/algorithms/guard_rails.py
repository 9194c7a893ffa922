"""Rules that no price of the optimiser may break: in whole numbers, applied last.

Shares are basis points and prices minor units, so that every comparison is exact: a price on the
edge is on the right side of it. The present price is always allowed, whatever rule it breaks: a
rail stops changes, it does not make any.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from inventory.algorithms.arrays import BoolArray, IntArray, require
from pricing.algorithms.endings import Ending, has_ending

WHOLE = 10_000
"""Basis points of one."""
NONE = 0
"""Stands where there is no competitor's, minimum advertised or lowest price; no family, ladder."""


class Rule(IntEnum):
    """What kept a price from the one that the goal alone would have chosen."""

    NOTHING = 0
    DAYS_BETWEEN = 1
    MARGIN_FLOOR = 2
    MINIMUM_ADVERTISED = 3
    LARGEST_CHANGE = 4
    COMPETITOR_BAND = 5
    LOWEST_PRICE = 6
    ENDING = 7
    FAMILY = 8
    LADDER = 9
    UNCERTAIN = 10
    """The gain does not hold across the interval of the elasticity: no rail, but a reason."""
    RISK_BUDGET = 11
    """Sure enough by itself, but the budget of risk earns more elsewhere: no rail either."""
    REJECTED = 12
    """Staff said no to such a price."""


@dataclass(frozen=True, slots=True)
class GuardRails:
    """A policy's hard rules; None or nothing where a rule is off.

    ``margin_floor``: least margin as a share of the net price; ``largest_change``: of the present
    price, either way; ``days_between`` changes; ``competitor_band``: least and largest share of a
    competitor's price; ``ladder_gap``: how much dearer the next tier is at least, all shares in
    basis points. ``endings`` with the currency's ``digits``. ``announces_reductions``: a lower
    price is shown as a reduction, so it must be below the lowest of the last 30 days (Directive
    98/6/EC, article 6a). A minimum advertised price holds wherever there is one.

    Raises:
        ValueError: shares that no price can keep to.
    """

    margin_floor: int | None = None
    largest_change: int | None = None
    days_between: int = 0
    competitor_band: tuple[int, int] | None = None
    endings: tuple[Ending, ...] = ()
    digits: int = 2
    announces_reductions: bool = False
    ladder_gap: int = 0

    def __post_init__(self) -> None:
        require(self.margin_floor is None or self.margin_floor < WHOLE, "a margin is below one")
        require(self.largest_change is None or self.largest_change >= 0, "a change is a size")
        require(self.days_between >= 0 and self.ladder_gap >= 0, "days and gaps are not negative")
        require(self.competitor_band is None or _ordered(self.competitor_band), "a band has ends")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rails ask of n products, each (n,) whole numbers; ``NONE`` where there is none.

    Prices and costs in minor units (prices with tax, costs without), ``tax`` in basis points of
    the net price. Products of one ``family`` move together; in a ``ladder`` those of a higher
    ``tier`` cost more. Staff want no price below ``least`` or above ``most``.

    Raises:
        ValueError: a present price that is not above zero, a cost or tax below.
    """

    price: IntArray
    cost: IntArray
    tax: IntArray
    days_since_change: IntArray
    competitor: IntArray
    minimum_advertised: IntArray
    lowest_price: IntArray
    family: IntArray
    ladder: IntArray
    tier: IntArray
    least: IntArray
    most: IntArray

    def __post_init__(self) -> None:
        require(self.price > 0, "present prices are above zero")
        require((self.cost >= 0) & (self.tax >= 0), "costs and taxes are not negative")

    @classmethod
    def of(cls, price: IntArray, cost: IntArray, **others: IntArray) -> Facts:
        """Facts of which those not given are ``NONE``, and last changes long ago."""
        nothing = np.zeros(price.shape, dtype=np.int64)
        known = {name: others.get(name, nothing) for name in cls.__slots__[2:]}
        known["days_since_change"] = others.get("days_since_change", nothing + WHOLE)
        return cls(price=price, cost=cost, **known)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which candidate prices (n, k) may be asked, and the first rule against each other one."""

    mask: BoolArray
    rule: IntArray


def apply(rails: GuardRails, facts: Facts, prices: IntArray) -> Allowed:
    """Hold candidate prices (n, k) against the rules of one product alone.

    Families and ladders join several products' prices: see ``pricing.algorithms.families``.
    """
    rule = np.zeros(prices.shape, dtype=np.int64)
    for name, broken in _verdicts(rails, facts, prices):
        rule[broken & (rule == Rule.NOTHING)] = name
    rule[prices == facts.price[:, None]] = Rule.NOTHING
    return Allowed(mask=rule == Rule.NOTHING, rule=rule)


def _verdicts(rails: GuardRails, facts: Facts, prices: IntArray) -> list[tuple[Rule, BoolArray]]:
    """Which candidates break which rule, in the order in which a reason is named."""
    present = facts.price[:, None]
    return [
        (Rule.DAYS_BETWEEN, _too_soon(rails, facts, prices)),
        (Rule.MARGIN_FLOOR, _below_floor(rails, facts, prices)),
        (Rule.MINIMUM_ADVERTISED, prices < facts.minimum_advertised[:, None]),
        (Rule.LARGEST_CHANGE, _too_far(rails, present, prices)),
        (Rule.COMPETITOR_BAND, _outside_band(rails, facts, prices)),
        (Rule.LOWEST_PRICE, _no_reduction(rails, facts, prices)),
        (Rule.REJECTED, _unwanted(facts, prices)),
        (Rule.ENDING, ~has_ending(prices, rails.endings, digits=rails.digits)),
    ]


def _too_soon(rails: GuardRails, facts: Facts, prices: IntArray) -> BoolArray:
    soon = facts.days_since_change < rails.days_between
    return np.broadcast_to(soon[:, None], prices.shape)


def _below_floor(rails: GuardRails, facts: Facts, prices: IntArray) -> BoolArray:
    """net (1 - floor) < cost, with net = price / (1 + tax), multiplied out; never at a loss of all.

    A price has to be above zero even where no floor is set.
    """
    if rails.margin_floor is None:
        return prices <= 0
    keeps = prices * (WHOLE - rails.margin_floor)
    below: BoolArray = keeps < (facts.cost * (WHOLE + facts.tax))[:, None]
    return below | (prices <= 0)


def _too_far(rails: GuardRails, present: IntArray, prices: IntArray) -> BoolArray:
    if rails.largest_change is None:
        return np.zeros(prices.shape, dtype=np.bool_)
    far: BoolArray = np.abs(prices - present) * WHOLE > rails.largest_change * present
    return far


def _outside_band(rails: GuardRails, facts: Facts, prices: IntArray) -> BoolArray:
    if rails.competitor_band is None:
        return np.zeros(prices.shape, dtype=np.bool_)
    least, most = rails.competitor_band
    theirs = facts.competitor[:, None]
    outside = (prices * WHOLE < theirs * least) | (prices * WHOLE > theirs * most)
    return outside & (theirs != NONE)


def _no_reduction(rails: GuardRails, facts: Facts, prices: IntArray) -> BoolArray:
    """Lower than now, yet not lower than in the last 30 days: raised first to be reduced."""
    if not rails.announces_reductions:
        return np.zeros(prices.shape, dtype=np.bool_)
    lowest = facts.lowest_price[:, None]
    return (prices < facts.price[:, None]) & (prices >= lowest) & (lowest != NONE)


def _unwanted(facts: Facts, prices: IntArray) -> BoolArray:
    most = facts.most[:, None]
    too_high: BoolArray = (prices > most) & (most != NONE)
    return too_high | (prices < facts.least[:, None])


def _ordered(band: tuple[int, int]) -> bool:
    return 0 <= band[0] <= band[1]
