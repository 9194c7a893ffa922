"""What a policy would have done: stock of many goods replayed over days of known demand.

Each day: what is due arrives, customers take what there is and the rest of their demand is lost,
then the policy orders; a lead time that was drawn beforehand says when that order arrives. No more
is assumed (after the protocol of the Online Retail simulation in ``docs/inventory-decisions.md``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from inventory.algorithms.arrays import BoolArray, FloatArray, IntArray, Numbers, as_floats, require
from inventory.algorithms.packs import whole_order
from inventory.algorithms.policies import Policy

Reviewer = Callable[[int, FloatArray], Policy]
"""Given a day (a column) and demand before it, shape (n, day): the policy from that day on."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What goods cost and how they are sold to us: a number for all, or shape (n,).

    Attributes:
        price: what a customer pays a unit; a unit that is lost is lost revenue of so much.
        cost: what a unit costs.
        holding_rate: share of its cost that holding a unit for a year takes.
        minimum, pack: as the supplier sells; None orders fractions as they come.
    """

    price: Numbers = 1.0
    cost: Numbers = 1.0
    holding_rate: Numbers = 0.2
    minimum: Numbers | None = None
    pack: Numbers | None = None

    def taken(self, quantity: FloatArray) -> FloatArray:
        """What the supplier delivers when so much is wanted."""
        if self.minimum is None and self.pack is None:
            return quantity
        return whole_order(
            quantity,
            minimum=0 if self.minimum is None else self.minimum,
            pack=1 if self.pack is None else self.pack,
        )


@dataclass(frozen=True, slots=True)
class Replay:
    """What happened, for each of n goods over ``days`` days.

    Attributes:
        demand, sold: units.
        stock_out_days: days on which a customer did not get all.
        demand_days: days on which anything was wanted.
        mean_stock: units at the end of a day, on average.
        orders: how many orders were placed. ordered: their units.
        stock: shape (n, days), units at the end of each day, where it was asked for.
    """

    days: int
    demand: FloatArray
    sold: FloatArray
    stock_out_days: IntArray
    demand_days: IntArray
    mean_stock: FloatArray
    orders: IntArray
    ordered: FloatArray
    terms: Terms
    stock: FloatArray | None = field(default=None, repr=False)

    @property
    def fill_rate(self) -> float:
        """Share of the units wanted that were there; one where nothing was wanted."""
        wanted = float(self.demand.sum())
        return float(self.sold.sum()) / wanted if wanted else 1.0

    @property
    def fill_rates(self) -> FloatArray:
        """Shape (n,): each good's own."""
        wanted = self.demand > 0
        return np.where(wanted, self.sold / np.where(wanted, self.demand, 1.0), 1.0)

    @property
    def stock_out_share(self) -> float:
        """Share of the days with demand on which some of it was lost."""
        return float(self.stock_out_days.sum()) / max(int(self.demand_days.sum()), 1)

    @property
    def lost_revenue(self) -> float:
        return float(((self.demand - self.sold) * as_floats(self.terms.price)).sum())

    @property
    def revenue(self) -> float:
        return float((self.sold * as_floats(self.terms.price)).sum())

    @property
    def stock_value(self) -> float:
        """What was in stock at cost, on average over the days."""
        return float((self.mean_stock * as_floats(self.terms.cost)).sum())

    @property
    def holding_cost(self) -> float:
        """What holding that stock cost over the days that were replayed."""
        rate = as_floats(self.terms.holding_rate) * self.days / 365
        return float((self.mean_stock * as_floats(self.terms.cost) * rate).sum())


def replay(
    demand: Numbers,
    policy: Policy | Reviewer,
    lead_times: Numbers,
    *,
    start: int = 0,
    review_on: BoolArray | None = None,
    opening: Numbers | None = None,
    terms: Terms = Terms(),
    keep_stock: bool = False,
) -> Replay:
    """Replay a policy over the columns of ``demand`` from ``start`` on.

    Args:
        demand: units wanted, shape (n, T), not negative. What lies before ``start`` is history.
        policy: one for all days, or what makes one from the history at each review.
        lead_times: whole days at least 1 that an order of a day takes: a number, or shape (n, T).
        review_on: shape (T,), on which days the policy is made anew; None every seventh. The first
            day always is one.
        opening: units on hand at the start; None as the first policy says.
        keep_stock: keep the stock of each day and good, for a picture.

    Raises:
        ValueError: demand below zero, a start outside of it, lead times below a day.
    """
    wanted = np.atleast_2d(as_floats(demand))
    n, end = wanted.shape
    require(wanted >= 0, "demand is not negative")
    require(0 <= start < end, "a replay starts within its demand")
    lead = np.broadcast_to(as_floats(lead_times).astype(np.int64), (n, end))
    require(lead >= 1, "what is ordered today arrives tomorrow at the earliest")
    if review_on is None:
        review_on = (np.arange(end) - start) % 7 == 0
    books = _Books(n, end, int(lead.max()), end - start if keep_stock else 0)
    rule: Policy | None = None
    for day in range(start, end):
        if rule is None or (callable(policy) and review_on[day]):
            rule = policy(day, wanted[:, :day]) if callable(policy) else policy
        if day == start:
            books.on_hand += rule.opening if opening is None else as_floats(opening)
        books.serve(day, wanted[:, day], at=day - start)
        books.order(day, terms.taken(rule.order(books.position, day)), lead[:, day])
    return books.closed(wanted[:, start:], terms)


class _Books:
    """The running figures of a replay."""

    def __init__(self, n: int, end: int, longest: int, kept: int) -> None:
        self.on_hand = np.zeros(n)
        self.on_order = np.zeros(n)
        self._arriving = np.zeros((n, end + longest + 1))
        self._rows = np.arange(n)
        self._sold, self._held, self._ordered = np.zeros(n), np.zeros(n), np.zeros(n)
        self._short = np.zeros(n, dtype=np.int64)
        self._orders = np.zeros(n, dtype=np.int64)
        self._stock = np.zeros((n, kept)) if kept else None

    @property
    def position(self) -> FloatArray:
        return self.on_hand + self.on_order

    def serve(self, day: int, wanted: FloatArray, *, at: int) -> None:
        """What is due arrives, and customers take what there is."""
        arrived = self._arriving[:, day]
        self.on_hand = self.on_hand + arrived
        self.on_order = self.on_order - arrived
        sold = np.minimum(self.on_hand, wanted)
        self.on_hand = self.on_hand - sold
        self._sold += sold
        self._short += wanted > sold
        self._held += self.on_hand
        if self._stock is not None:
            self._stock[:, at] = self.on_hand

    def order(self, day: int, quantity: FloatArray, lead: IntArray) -> None:
        self._arriving[self._rows, day + lead] += quantity
        self.on_order = self.on_order + quantity
        self._orders += quantity > 0
        self._ordered += quantity

    def closed(self, wanted: FloatArray, terms: Terms) -> Replay:
        return Replay(
            days=wanted.shape[1],
            demand=wanted.sum(axis=1),
            sold=self._sold,
            stock_out_days=self._short,
            demand_days=(wanted > 0).sum(axis=1),
            mean_stock=self._held / wanted.shape[1],
            orders=self._orders,
            ordered=self._ordered,
            terms=terms,
            stock=self._stock,
        )
