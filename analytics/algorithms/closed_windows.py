"""Windows of the past that are over: what was known before each, and what came of it.

A model learns from windows that ended before the morning on which it is asked, so that no outcome
reaches into what it is told by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.algorithms.behaviour import Behaviour
from analytics.algorithms.buying_rhythm import BuyingRhythm, Rhythm, fit_rhythm, rhythm_of
from analytics.algorithms.customer_facts import Facts, average_orders, facts_of
from analytics.algorithms.purchases import FloatArray, IntArray, Purchases
from analytics.algorithms.spending import Spending, fit_spending

BoolArray = npt.NDArray[np.bool_]
LEAST_HISTORY = 60
"""Days of the shop's orders before a window: with less nobody has a rhythm yet."""
STEP = 14
MOST_WINDOWS = 12
MOST_FITTED = 6_000
"""Customers that BG/NBD is fitted to; more change its four figures by nothing."""
SEED = 7


@dataclass(frozen=True, slots=True)
class Outcome:
    """What customers did in the days after a morning; each of shape (n,).

    Attributes:
        orders: placed.
        revenue: paid for them, in minor units.
        days_to_next: until the next order, infinite where none came in time.
    """

    orders: FloatArray
    revenue: FloatArray
    days_to_next: FloatArray

    @property
    def stayed_away(self) -> FloatArray:
        """1 for those who did not order."""
        return (self.orders == 0).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Window:
    """Facts on the morning ``begins`` and what came in the ``days`` after it."""

    begins: int
    days: int
    facts: Facts
    outcome: Outcome

    def __len__(self) -> int:
        return len(self.facts)


@dataclass(frozen=True, slots=True)
class Habits:
    """BG/NBD and Gamma-Gamma of a shop, as of one morning."""

    buying: BuyingRhythm
    spending: Spending


def fit_habits(past: Purchases) -> Habits | None:
    """None where too few came twice."""
    seen, random = rhythm_of(past), np.random.default_rng(SEED)
    if len(seen) > MOST_FITTED:
        drawn = random.choice(len(seen), MOST_FITTED, replace=False)
        seen = Rhythm(seen.repeats[drawn], seen.last[drawn], seen.age[drawn])
    buying, spending = fit_rhythm(seen), fit_spending(*average_orders(past))
    return Habits(buying, spending) if buying and spending else None


def begins_of(first: int, last: int) -> list[int]:
    """The mornings of windows, latest first: evenly over the past, a fortnight apart at least."""
    earliest = first + LEAST_HISTORY
    if last < earliest:
        return []
    step = max(STEP, -(-(last - earliest) // (MOST_WINDOWS - 1)))
    return list(range(last, earliest - 1, -step))


def closed_windows(
    purchases: Purchases, behaviour: Behaviour | None, *, begins: Sequence[int], days: int
) -> list[Window]:
    """The windows that begin on these mornings and last so many days; those that tell nothing yet
    are left out."""
    found = (window(purchases, behaviour, begins=morning, days=days) for morning in begins)
    return [each for each in found if each is not None]


def window(
    purchases: Purchases, behaviour: Behaviour | None, *, begins: int, days: int
) -> Window | None:
    """One window; None where the orders before it show no habits.

    Raises:
        ValueError: it is not over yet.
    """
    if begins + days > purchases.until:
        raise ValueError("a window that is not over")
    past = purchases.before(begins)
    habits = fit_habits(past)
    if habits is None:
        return None
    facts = facts_of(past, behaviour, habits.buying, habits.spending)
    outcome = outcome_of(past.customers, purchases, begins, begins + days)
    return Window(begins, days, facts, outcome)


def outcome_of(customers: IntArray, purchases: Purchases, first: int, end: int) -> Outcome:
    """What these customers did from ``first`` on and before ``end``."""
    within = (purchases.day >= first) & (purchases.day < end)
    number = purchases.customers[purchases.customer[within]]
    place = np.minimum(np.searchsorted(customers, number), max(len(customers) - 1, 0))
    known = customers[place] == number if len(customers) else np.zeros(len(number), np.bool_)
    place, day = place[known], purchases.day[within][known]
    size = len(customers)
    waited = np.full(size, np.inf)
    np.minimum.at(waited, place, (day - first).astype(np.float64))
    return Outcome(
        orders=np.bincount(place, minlength=size).astype(np.float64),
        revenue=np.bincount(place, purchases.revenue[within][known], size).astype(np.float64),
        days_to_next=waited,
    )


@dataclass(frozen=True, slots=True)
class Cases:
    """Windows one under the other: facts, outcomes, whose they are and when each began."""

    facts: FloatArray
    outcome: Outcome
    customers: IntArray
    begins: IntArray


def joined(windows: Sequence[Window]) -> Cases:
    """All cases of some windows.

    Raises:
        ValueError: there are no windows.
    """
    orders, revenue, waited = (
        np.concatenate([getattr(each.outcome, name) for each in windows])
        for name in ("orders", "revenue", "days_to_next")
    )
    return Cases(
        facts=np.concatenate([each.facts.values for each in windows]),
        outcome=Outcome(orders, revenue, waited),
        customers=np.concatenate([each.facts.customers for each in windows]),
        begins=np.repeat([each.begins for each in windows], [len(each) for each in windows]),
    )


def halves(customers: IntArray) -> Iterator[tuple[BoolArray, BoolArray]]:
    """Which cases learn and which are asked, twice: nobody is in both, whatever the window."""
    # Mixed (Knuth's multiplicative hash), for the numbers may all be multiples of something.
    is_one = (customers.astype(np.uint64) * np.uint64(2654435761) >> np.uint64(16)) % 2 == 1
    for learns in (is_one, ~is_one):
        if learns.any() and not learns.all():
            yield learns, ~learns


def independent_windows(windows: Sequence[Window]) -> float:
    """How many windows that do not overlap as much time would hold."""
    begins = [each.begins for each in windows]
    return 1 + (max(begins) - min(begins)) / max(windows[0].days, 1) if begins else 0.0
