"""Endings of prices (.99, .95, .00) in whole minor units, by the digits of the currency.

Endings are of a hundred in currencies without smaller coins: 1,599 yen.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from inventory.algorithms.arrays import BoolArray, IntArray, require


class Ending(StrEnum):
    """What a price may end in."""

    NINETY_NINE = "99"
    NINETY_FIVE = "95"
    WHOLE = "00"


def has_ending(prices: IntArray, endings: Sequence[Ending], *, digits: int) -> BoolArray:
    """Which prices, in minor units of any shape, end as they may; all do where none is asked for.

    Raises:
        ValueError: a currency with fewer than no digits.
    """
    allowed = np.full(prices.shape, not endings)
    for ending in endings:
        step, start = _grid(ending, digits)
        allowed |= prices % step == start
    return allowed


def nearest_ending(prices: IntArray, endings: Sequence[Ending], *, digits: int) -> IntArray:
    """The nearest price above zero with an ending that is allowed; the higher of two as near.

    Raises:
        ValueError: a currency with fewer than no digits.
    """
    if not endings:
        return np.maximum(prices, 1)
    rounded = np.stack([_rounded(prices, *_grid(ending, digits)) for ending in endings])
    # The highest first: argmin takes the first of those that are as near.
    rounded = -np.sort(-rounded, axis=0)
    nearest = np.abs(rounded - prices).argmin(axis=0)
    return np.take_along_axis(rounded, nearest[None], axis=0)[0]


def _rounded(prices: IntArray, step: int, start: int) -> IntArray:
    rounded = (2 * (prices - start) + step) // (2 * step) * step + start
    return np.where(rounded > 0, rounded, start or step)


def _grid(ending: Ending, digits: int) -> tuple[int, int]:
    """How far apart the allowed prices are and where they start, in minor units."""
    require(digits >= 0, "a currency has no digits or some")
    hundred = 10 ** max(digits, 2)
    return {
        Ending.NINETY_NINE: (hundred, hundred * 99 // 100),
        Ending.NINETY_FIVE: (hundred, hundred * 95 // 100),
        Ending.WHOLE: (10**digits, 0),
    }[ending]
