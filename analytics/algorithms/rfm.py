"""Recency, frequency and money as scores of 1 to 5, and the eleven segments that they name.

The scores are quintiles (Hughes, "Strategic Database Marketing", 1994), the segments the usual
grid over recency and the mean of frequency and money, as shop and mailing software publishes it;
two rules make both stand in real shops:

- Most customers of most shops ordered once. They all have frequency 1, and quartiles part those
  who came again; customers who did the same never differ in a score.
- Quintiles always put a fifth at the bottom. Whoever ordered in the last month is no lost
  customer, and whoever did not for a year no champion, however the others are. Of fewer than
  ``FEWEST_TO_RANK`` customers nobody is ranked: fixed marks score them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

BEST = 5
FEWEST_TO_RANK = 25
FRESH_DAYS = 30
FRESH_AT_LEAST = 3
OLD_DAYS = 365
OLD_AT_MOST = 2
RECENCY_MARKS = (30.0, 90.0, 180.0, 365.0)
"""Days; the first mark ends the best score. Used where there are too few to rank."""
FREQUENCY_MARKS = (2.0, 3.0, 5.0, 10.0)
MONEY_MARKS = (0.5, 0.8, 1.25, 2.0)
"""Of the median customer's money."""


class Group(StrEnum):
    """The eleven segments, best first."""

    CHAMPIONS = "champions"
    LOYAL = "loyal"
    POTENTIAL_LOYALISTS = "potential_loyalists"
    NEW = "new"
    PROMISING = "promising"
    NEED_ATTENTION = "need_attention"
    ABOUT_TO_SLEEP = "about_to_sleep"
    AT_RISK = "at_risk"
    CANNOT_LOSE = "cannot_lose"
    HIBERNATING = "hibernating"
    LOST = "lost"


_GRID: tuple[tuple[Group, ...], ...] = (
    # Worth (mean of frequency and money) 1, 2, 3, 4, 5; recency 1 first.
    (Group.LOST, Group.LOST, Group.AT_RISK, Group.AT_RISK, Group.CANNOT_LOSE),
    (Group.HIBERNATING, Group.HIBERNATING, Group.AT_RISK, Group.AT_RISK, Group.CANNOT_LOSE),
    (Group.ABOUT_TO_SLEEP, Group.ABOUT_TO_SLEEP, Group.NEED_ATTENTION, Group.LOYAL, Group.LOYAL),
    (Group.PROMISING, Group.POTENTIAL_LOYALISTS, Group.POTENTIAL_LOYALISTS, Group.LOYAL,
     Group.LOYAL),
    (Group.NEW, Group.POTENTIAL_LOYALISTS, Group.POTENTIAL_LOYALISTS, Group.CHAMPIONS,
     Group.CHAMPIONS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of 1 (worst) to 5 (best), each of shape (customers,)."""

    recency: IntArray
    frequency: IntArray
    money: IntArray

    @property
    def worth(self) -> IntArray:
        """The mean of frequency and money, half up; 1 for who ordered once, however much."""
        mean = (self.frequency + self.money + 1) // 2
        return np.where(self.frequency == 1, 1, mean).astype(np.int64)

    def rows(self, chosen: slice) -> Scores:
        return Scores(self.recency[chosen], self.frequency[chosen], self.money[chosen])


def score(days_since: FloatArray, orders: FloatArray, money: FloatArray) -> Scores:
    """Scores of customers with an order at least.

    Args:
        days_since: days since the last order, of shape (customers,).
        orders: how many orders, at least 1.
        money: what they paid, in any unit.

    Raises:
        ValueError: the shapes differ, or somebody has no order.
    """
    if not days_since.shape == orders.shape == money.shape:
        raise ValueError("the arrays are of different customers")
    if len(orders) and orders.min() < 1:
        raise ValueError("a customer without an order has no scores")
    if len(orders) < FEWEST_TO_RANK:
        return _marked(days_since, orders, money)
    recency = np.ceil(BEST * _share_up_to(-days_since)).astype(np.int64)
    recency = np.where(days_since <= FRESH_DAYS, np.maximum(recency, FRESH_AT_LEAST), recency)
    recency = np.where(days_since > OLD_DAYS, np.minimum(recency, OLD_AT_MOST), recency)
    return Scores(recency, _frequency(orders), _middle_quintile(money))


def segments_of(scores: Scores) -> npt.NDArray[np.str_]:
    """The name of each customer's segment (a value of ``Group``)."""
    grid = np.array([[group.value for group in row] for row in _GRID])
    return np.asarray(grid[scores.recency - 1, scores.worth - 1], np.str_)


def _share_up_to(values: FloatArray) -> FloatArray:
    """Which share of all is as low or lower: ties share the better place."""
    return np.searchsorted(np.sort(values), values, side="right") / len(values)


def _frequency(orders: FloatArray) -> IntArray:
    """1 for one order; the others by quartiles, ties sharing the lower place."""
    found = np.ones(len(orders), np.int64)
    again = orders > 1
    ranked = np.sort(orders[again])
    below = np.searchsorted(ranked, orders[again], side="left") / max(len(ranked), 1)
    found[again] = 2 + np.floor((BEST - 1) * below).astype(np.int64)
    return found


def _middle_quintile(values: FloatArray) -> IntArray:
    """Quintiles in which ties share the middle of their places."""
    ranked = np.sort(values)
    low = np.searchsorted(ranked, values, side="left")
    high = np.searchsorted(ranked, values, side="right")
    middle = (low + high) / (2 * len(values))
    return np.minimum(np.floor(BEST * middle).astype(np.int64) + 1, BEST)


def _marked(days_since: FloatArray, orders: FloatArray, money: FloatArray) -> Scores:
    """By fixed marks: a handful of customers has no quintiles."""
    middle = float(np.median(money)) if len(money) else 0.0
    relative = money / middle if middle > 0 else np.ones(len(money))
    return Scores(
        recency=BEST - np.searchsorted(RECENCY_MARKS, days_since, side="left"),
        frequency=1 + np.searchsorted(FREQUENCY_MARKS, orders, side="right"),
        money=1 + np.searchsorted(MONEY_MARKS, relative, side="right"),
    )
