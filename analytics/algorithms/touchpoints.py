"""From visits and orders of people to journeys: which visits led to which order, and which to none.

An order's journey are the visits of the same person since their order before, as long as they are
no older than the look-back. Visits that led to no order within it are journeys that ended in
nothing; a pause longer than the look-back parts two of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.algorithms.paths import Courses, courses_of

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

SPAN = 2**32
"""More than the seconds of any moment until 2106: with them a person makes one ascending number."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits in any order; arrays of shape (n,): who, when in seconds, and by what channel."""

    person: IntArray
    began: IntArray
    channel: IntArray


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders in any order; arrays of shape (m,): the row of the visit, when, and for how much."""

    visit: IntArray
    at: IntArray
    worth: IntArray


@dataclass(frozen=True, slots=True)
class Journeys:
    """Journeys with their channels in the order of the visits; arrays of shape (j,).

    Attributes:
        channels: the course of each.
        person: whose it is.
        ended: seconds of the order, or of the last visit where there was none.
        ordered: whether it ended in an order.
        worth: what that order was worth; 0 where there was none.
    """

    channels: Courses
    person: IntArray
    ended: IntArray
    ordered: BoolArray
    worth: IntArray

    def __len__(self) -> int:
        return len(self.person)

    def rows(self, chosen: BoolArray) -> Journeys:
        """Those of which ``chosen``, bool [j], is true."""
        return Journeys(
            channels=self.channels.rows(chosen),
            person=self.person[chosen],
            ended=self.ended[chosen],
            ordered=self.ordered[chosen],
            worth=self.worth[chosen],
        )


def journeys_of(visits: Visits, orders: Orders, *, look_back: int) -> Journeys:
    """Part visits into journeys; ``look_back`` is in seconds.

    An order whose visit led to an order before it already has that visit alone.
    """
    orders = _by_person(visits, orders)
    buyer = visits.person[orders.visit]
    keys = buyer * SPAN + orders.at
    visit = np.lexsort((visits.began, visits.person))
    person, began = visits.person[visit], visits.began[visit]
    following = np.searchsorted(keys, person * SPAN + began, side="left")
    known = np.minimum(following, max(len(keys) - 1, 0))
    leads = np.zeros(len(visit), np.bool_)
    if len(keys):
        leads = (
            (following < len(keys))
            & (buyer[known] == person)
            & (orders.at[known] - began <= look_back)
        )
    without = np.setdiff1d(np.arange(len(keys)), known[leads])
    touches_of_orders = np.concatenate([visit[leads], orders.visit[without]])
    order = np.concatenate([known[leads], without])
    lost = visit[~leads]
    stretch = _stretches(person[~leads], began[~leads], following[~leads], look_back)
    return _together(visits, orders, touches_of_orders, order, lost, stretch)


def _by_person(visits: Visits, orders: Orders) -> Orders:
    sort = np.lexsort((orders.at, visits.person[orders.visit]))
    return Orders(orders.visit[sort], orders.at[sort], orders.worth[sort])


def _stretches(person: IntArray, began: IntArray, following: IntArray, look_back: int) -> IntArray:
    """The number of the journey without an order that each such visit belongs to, ascending."""
    parts = np.zeros(len(person), np.int64)
    if len(person):
        parts[1:] = (
            (person[1:] != person[:-1])
            | (following[1:] != following[:-1])
            | (began[1:] - began[:-1] > look_back)
        )
    return np.cumsum(parts)


def _together(
    visits: Visits,
    orders: Orders,
    touches: IntArray,
    order: IntArray,
    lost: IntArray,
    stretch: IntArray,
) -> Journeys:
    """Journeys of orders first, in the order of ``orders``, then those that ended in nothing."""
    bought = len(orders.at)
    count = bought + (int(stretch[-1]) + 1 if len(stretch) else 0)
    journey = np.concatenate([order, bought + stretch])
    visit = np.concatenate([touches, lost])
    sort = np.lexsort((visits.began[visit], journey))
    journey, visit = journey[sort], visit[sort]
    lasts = np.searchsorted(journey, np.arange(count), side="right") - 1
    ended = visits.began[visit[lasts]]
    ended[:bought] = orders.at
    worth = np.zeros(count, np.int64)
    worth[:bought] = orders.worth
    return Journeys(
        channels=courses_of(journey, visits.channel[visit], count),
        person=visits.person[visit[lasts]],
        ended=ended,
        ordered=np.arange(count) < bought,
        worth=worth,
    )
