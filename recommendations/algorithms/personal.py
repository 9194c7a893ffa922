"""Buy again: how often, and how lately, this shopper took each item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommendations.algorithms.interactions import (
    BoolArray,
    FloatArray,
    IntArray,
    Interactions,
    decay,
)


@dataclass(frozen=True, slots=True)
class History:
    """One shopper's events: item indices, ages in days, weights; items may repeat."""

    items: IntArray
    ages: FloatArray
    weights: FloatArray

    def __len__(self) -> int:
        return len(self.items)

    @classmethod
    def of(
        cls, items: Sequence[int] | IntArray, ages: Sequence[float] | FloatArray = ()
    ) -> History:
        """Events of weight 1, all of age 0 unless `ages` are given."""
        indices = np.asarray(items, dtype=np.int32)
        known = (
            np.asarray(ages, dtype=np.float32) if len(ages) else np.zeros(len(indices), np.float32)
        )
        return cls(indices, known, np.ones(len(indices), np.float32))

    def where(self, mask: BoolArray) -> History:
        """The events where `mask` holds."""
        return History(self.items[mask], self.ages[mask], self.weights[mask])

    def decayed(self, half_life_days: float | None) -> FloatArray:
        """Weight of every event after decay by its age."""
        return self.weights * decay(self.ages, half_life_days)

    def seeds(self, half_life_days: float | None, *, at_most: int) -> tuple[IntArray, FloatArray]:
        """Distinct items with their strongest decayed weight, of the `at_most` latest items."""
        # Latest first; among equals the stronger, so that the first of an item is its best.
        order = np.lexsort((-self.weights, self.ages))
        items = self.items[order]
        distinct, first, inverse = np.unique(items, return_index=True, return_inverse=True)
        strongest = np.zeros(len(distinct), np.float32)
        np.maximum.at(strongest, inverse, self.decayed(half_life_days)[order])
        latest = np.argsort(first, kind="stable")[:at_most]
        return distinct[latest], strongest[latest]


class Histories:
    """Every user's events of one `Interactions`, looked up in constant time."""

    def __init__(self, interactions: Interactions, *, now: int) -> None:
        known = interactions.select(interactions.users >= 0)
        order = np.argsort(known.users, kind="stable")
        self._items = known.items[order]
        self._ages = known.ages(now)[order]
        self._weights = known.weights[order]
        self._starts = np.searchsorted(known.users[order], np.arange(known.n_users + 1))

    def of(self, user: int) -> History:
        """The history of one user, empty when there is none."""
        events = slice(self._starts[user], self._starts[user + 1])
        return History(self._items[events], self._ages[events], self._weights[events])


def purchase_frequency(
    history: History, *, n_items: int, half_life_days: float | None = None
) -> FloatArray:
    """Decayed count of this shopper's events for every item, float32 [n_items]."""
    counts = np.bincount(history.items, weights=history.decayed(half_life_days), minlength=n_items)
    return counts.astype(np.float32)
