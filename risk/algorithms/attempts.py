"""What comes to a door, and what is remembered of what came before: plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from risk.algorithms.vocabulary import Door, Mark, Result, Signal

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

DOORS = tuple(Door)
MARKS = tuple(Mark)
RESULTS = tuple(Result)
SIGNALS = tuple(Signal)
SIGNALS_VERSION = 1
"""Raise it when a signal is defined anew: what was stored before is not learned from then."""
ABSENT = 0
"""Stands for a mark that an attempt does not have."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody at a door.

    ``at`` in seconds since 1970, ``marks`` as signed 64-bit keys, ``facts`` what the door itself
    knows (the first block of ``Signal``).
    """

    door: Door
    at: float
    marks: Mapping[Mark, int] = field(default_factory=dict)
    facts: Mapping[Signal, float] = field(default_factory=dict)
    result: Result = Result.OPEN


@dataclass(frozen=True, slots=True)
class History:
    """Earlier attempts that share a mark, one row each, in any order; n rows.

    ``door`` and ``result`` are places in ``DOORS`` and ``RESULTS``; ``verdict`` is 1 for
    confirmed fraud, -1 for confirmed honesty, 0 where nobody said; ``facts`` holds, of
    each, the few facts that later attempts are measured by.
    """

    door: IntArray
    at: FloatArray
    marks: IntArray
    """(n, len(MARKS)), ``ABSENT`` where it has none."""
    amount: FloatArray
    result: IntArray
    verdict: IntArray
    is_worn: npt.NDArray[np.bool_]
    is_unverified: npt.NDArray[np.bool_]
    is_strange: npt.NDArray[np.bool_]
    """Came from a device and a network that were new to its customer."""

    def __len__(self) -> int:
        return len(self.at)

    @classmethod
    def empty(cls) -> History:
        whole, real = np.empty(0, np.int64), np.empty(0, np.float64)
        flags = np.empty(0, np.bool_)
        marks = np.empty((0, len(MARKS)), np.int64)
        return cls(whole, real, marks, real, whole, whole, flags, flags, flags)


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in the shop: medians of amounts by door, in major units; 0 where unknown."""

    amounts: Mapping[Door, float] = field(default_factory=dict)
