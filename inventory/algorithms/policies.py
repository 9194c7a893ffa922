"""Rules that say each day what to order, by the stock at hand with what is on its way.

The names are the field's: (r, Q), (s, S), (R, S), min-max and just in time (Silver, Pyke and
Thomas, "Inventory and Production Management in Supply Chains", 4th ed., 2017, chapter 6). Every
number may be one for all goods or an array with one for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from inventory.algorithms.arrays import FloatArray, Numbers, as_floats, require


class Policy(Protocol):
    """What to order of each good, given its inventory position (on hand and on its way)."""

    def order(self, position: FloatArray, day: int) -> FloatArray:
        """Units to order, not negative, of the shape of ``position``."""
        ...

    @property
    def opening(self) -> FloatArray:
        """The stock with which a replay begins where nobody says another."""
        ...


@dataclass(frozen=True, slots=True)
class ReorderPoint:
    """(r, nQ): at or below ``point``, the fewest lots of ``quantity`` that lift it above."""

    point: Numbers
    quantity: Numbers

    def order(self, position: FloatArray, day: int) -> FloatArray:
        lot, point = as_floats(self.quantity), as_floats(self.point)
        require(lot > 0, "a lot is above zero")
        lots = np.floor((point - position) / lot) + 1
        return as_floats(np.where(position <= point, lots * lot, 0.0))

    @property
    def opening(self) -> FloatArray:
        return as_floats(self.point) + as_floats(self.quantity)


@dataclass(frozen=True, slots=True)
class OrderUpTo:
    """(s, S): at or below ``order_at``, up to ``up_to``."""

    order_at: Numbers
    up_to: Numbers

    def order(self, position: FloatArray, day: int) -> FloatArray:
        missing = np.maximum(as_floats(self.up_to) - position, 0.0)
        return as_floats(np.where(position <= as_floats(self.order_at), missing, 0.0))

    @property
    def opening(self) -> FloatArray:
        return as_floats(self.up_to)


@dataclass(frozen=True, slots=True)
class PeriodicReview:
    """(R, s, S): looked at every ``every`` days alone; without ``order_at`` always up to ``up_to``.

    ``first`` is the day of the first look.
    """

    up_to: Numbers
    every: int
    order_at: Numbers | None = None
    first: int = 0

    def order(self, position: FloatArray, day: int) -> FloatArray:
        if (day - self.first) % self.every:
            return np.zeros_like(position)
        order_at = self.up_to if self.order_at is None else self.order_at
        return OrderUpTo(order_at, self.up_to).order(position, day)

    @property
    def opening(self) -> FloatArray:
        return as_floats(self.up_to)


@dataclass(frozen=True, slots=True)
class MinMax:
    """Below ``minimum``, up to ``maximum``: (s, S) as shops say it, with s = minimum - 1 unit."""

    minimum: Numbers
    maximum: Numbers

    def order(self, position: FloatArray, day: int) -> FloatArray:
        missing = np.maximum(as_floats(self.maximum) - position, 0.0)
        return as_floats(np.where(position < as_floats(self.minimum), missing, 0.0))

    @property
    def opening(self) -> FloatArray:
        return as_floats(self.maximum)


@dataclass(frozen=True, slots=True)
class JustInTime:
    """Kanban: a card for each full container; an emptied container's card orders the next one."""

    cards: Numbers
    container: Numbers

    def order(self, position: FloatArray, day: int) -> FloatArray:
        size = as_floats(self.container)
        require(size > 0, "a container holds something")
        emptied = np.floor((self.opening - position) / size)
        return as_floats(np.maximum(emptied, 0.0) * size)

    @property
    def opening(self) -> FloatArray:
        return as_floats(self.cards) * as_floats(self.container)


def min_max(
    reorder_at: Numbers, *, daily_demand: Numbers, cover_days: Numbers, minimum: Numbers = 1
) -> MinMax:
    """Minimum from the reorder level; maximum so many days of demand above it, or a unit at least.

    Raises:
        ValueError: negative demand or cover.
    """
    demand, cover = as_floats(daily_demand), as_floats(cover_days)
    require((demand >= 0) & (cover >= 0), "demand and cover are not negative")
    least = np.maximum(np.floor(as_floats(reorder_at)) + 1, 0)
    return MinMax(least, least + np.maximum(np.ceil(demand * cover), as_floats(minimum)))


def kanban_cards(
    *, daily_demand: Numbers, lead_days: Numbers, container: Numbers, safety: Numbers = 0.1
) -> FloatArray:
    """Cards of a kanban loop: ceil(D L (1 + alpha) / C) (Monden, "Toyota Production System", 1983).

    Args:
        safety: alpha, the share added for what goes wrong.

    Raises:
        ValueError: a negative number, or a container not above zero.
    """
    demand, lead, more = as_floats(daily_demand), as_floats(lead_days), as_floats(safety)
    require((demand >= 0) & (lead >= 0) & (more >= 0), "demand, times and safety are not negative")
    require(as_floats(container) > 0, "a container holds something")
    return np.ceil(demand * lead * (1 + more) / as_floats(container) - 1e-9)
