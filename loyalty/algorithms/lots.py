"""Which points expire: what came in leaves again in the order in which it would have expired.

A balance is made of lots, each good until a day. What goes out is taken from the lot whose day is
nearest, so that nobody loses points to the calendar that they could have spent first (first
expiring, first out; among lots of one day, and among those that never expire, first in).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Final

NEVER: Final = 2**31
"""The day of points that do not expire: later than any."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Points in (positive, good until the end of ``last_day``) or out (negative).

    Days are ordinals, of which only the order counts; ``last_day`` of what goes out is ignored.
    """

    amount: int
    last_day: int = NEVER


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of what came in."""

    left: int
    last_day: int


def lots_left(movements: Iterable[Movement]) -> list[Lot]:
    """The lots that movements, the oldest first, leave behind: the next to expire first.

    Raises:
        ValueError: more went out than had come in by then.
    """
    waiting: list[tuple[int, int, int]] = []
    turn = count()
    for movement in movements:
        if movement.amount > 0:
            heapq.heappush(waiting, (movement.last_day, next(turn), movement.amount))
        else:
            _take(waiting, -movement.amount)
    return [Lot(left, last_day) for last_day, _turn, left in sorted(waiting)]


def expired(lots: Iterable[Lot], *, today: int) -> int:
    """The points whose last day is over."""
    return sum(lot.left for lot in lots if lot.last_day < today)


def next_to_expire(lots: Iterable[Lot], *, today: int) -> Lot | None:
    """All points of the nearest last day that is not over yet; None where none expires."""
    days = [lot for lot in lots if today <= lot.last_day < NEVER]
    if not days:
        return None
    nearest = min(lot.last_day for lot in days)
    return Lot(sum(lot.left for lot in days if lot.last_day == nearest), nearest)


def _take(waiting: list[tuple[int, int, int]], amount: int) -> None:
    while amount > 0:
        if not waiting:
            raise ValueError("more went out than had come in")
        last_day, turn, left = waiting[0]
        taken = min(left, amount)
        amount -= taken
        if taken == left:
            heapq.heappop(waiting)
        else:
            heapq.heapreplace(waiting, (last_day, turn, left - taken))
