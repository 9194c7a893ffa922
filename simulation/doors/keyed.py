"""Chances that belong to somebody or something: the same for the same keys, whenever asked.

No generator moves on, so what is drawn here shifts no number that is drawn elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.columns import FloatArray, IntArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class About(IntEnum):
    """What a chance is about; each has numbers of its own."""

    PRIVATE_WINDOW = 1
    NEW_PHONE = 2
    SHARED_TABLET = 3
    TABLET_TODAY = 4
    AWAY = 5
    HOTEL = 6
    ABROAD = 7
    ON_THE_MOVE = 8
    CARRIER = 9
    STREET = 10
    BIG_OFFICE = 11
    FAMILY_CARD = 12
    USES_FAMILY_CARD = 13
    PICK_UP = 14
    PICK_UP_POINT = 15
    BILLED_ELSEWHERE = 16
    THROW_AWAY_MAIL = 17
    DECLINED = 18
    OTHER_CARD = 19
    FORGOT = 20
    WORN = 21
    SENDS_MUCH_BACK = 22
    ROTATES_NETWORK = 30
    ROTATES_DEVICE = 31
    PROXY = 32
    CAREFUL = 33
    KNOWS_PASSWORD = 34
    RING_IN_DISGUISE = 35
    RING_SPREADS_ADDRESSES = 36
    RING_TAGS_MAIL = 37
    SPAM_IN_DISGUISE = 38
    SPAM_WORDS = 39
    ONE_MAIL = 40


@dataclass(frozen=True, slots=True)
class Chances:
    """Uniform numbers by purpose and key (splitmix64: Steele, Lea and Flood 2014)."""

    seed: int

    def uniform(self, about: About, *keys: ArrayLike) -> FloatArray:
        """(n,) in [0, 1) for keys of shape (n,) each; the same for the same keys."""
        state = np.asarray([self.seed * 1009 + int(about)]).astype(np.uint64)
        for key in keys:
            whole = np.asarray(key, dtype=np.int64).astype(np.uint64)
            state = _mixed(state * _GOLDEN + whole)
        return np.asarray((_mixed(state) >> np.uint64(11)) * 2.0**-53)

    def below(self, chance: float, about: About, *keys: ArrayLike) -> NDArray[np.bool_]:
        """(n,) true with this chance."""
        return np.asarray(self.uniform(about, *keys) < chance)

    def one_of(self, count: int, about: About, *keys: ArrayLike) -> IntArray:
        """(n,) in 0 to ``count`` - 1."""
        return np.asarray(self.uniform(about, *keys) * count, dtype=np.int64)


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = state + _GOLDEN
    state = (state ^ (state >> np.uint64(30))) * _FIRST
    state = (state ^ (state >> np.uint64(27))) * _SECOND
    return np.asarray(state ^ (state >> np.uint64(31)))
