"""When somebody may want the same again: by their own rhythm. Pure arithmetic.

Of an item taken at least twice the mean pause between purchases is known, and the wish grows from
nothing just after a purchase to its full strength when that pause is over; long after it, it
fades, since the habit may have ended. The rhythm of an item taken once is unknown: it waits for a
month and counts half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations.algorithms.interactions import FloatArray, IntArray

UNKNOWN_RHYTHM_DAYS = 30.0
TOO_SOON = 0.7
"""The share of the pause before which nothing is offered again."""
LAPSED = 3.0
SHORTEST_PAUSE_DAYS = 1.0


@dataclass(frozen=True, slots=True)
class Repeats:
    """Items that are due, the most wanted first; ``is_habit`` where they were taken twice."""

    items: IntArray
    wishes: FloatArray
    is_habit: FloatArray


def due_again(items: IntArray, ages: FloatArray, weights: FloatArray) -> Repeats:
    """Which of one shopper's purchases are due.

    Args:
        items: the item of each purchase.
        ages: days since each.
        weights: what each still counts; of what was sent back hardly anything.
    """
    distinct, inverse = np.unique(items, return_inverse=True)
    size = len(distinct)
    if not size:
        return Repeats(distinct, np.empty(0, np.float32), np.empty(0, np.float32))
    times = np.bincount(inverse, weights=weights, minlength=size)
    last = np.full(size, np.inf)
    np.minimum.at(last, inverse, ages)
    first = np.zeros(size)
    np.maximum.at(first, inverse, ages)
    pauses = np.bincount(inverse, minlength=size) - 1
    is_habit = (pauses > 0) & (first - last >= SHORTEST_PAUSE_DAYS)
    rhythm = np.where(is_habit, (first - last) / np.maximum(pauses, 1), UNKNOWN_RHYTHM_DAYS)
    share = last / np.maximum(rhythm, SHORTEST_PAUSE_DAYS)
    timing = np.where(share < TOO_SOON, 0.0, np.minimum(1.0, LAPSED / np.maximum(share, LAPSED)))
    wishes = np.log1p(times) * timing * np.where(is_habit, 1.0, 0.5)
    order = np.argsort(-wishes, kind="stable")
    order = order[wishes[order] > 0.05]
    return Repeats(
        distinct[order].astype(np.int32),
        wishes[order].astype(np.float32),
        is_habit[order].astype(np.float32),
    )
