"""What becomes of points whose order was given back: never below nothing, and nothing forgotten."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Taken:
    """Points off the balance, and those that were spent already: a shortfall."""

    from_balance: int
    shortfall: int


def take_back(lost: int, *, free: int) -> Taken:
    """Of ``lost`` points, those that are free are taken, the rest is owed.

    Raises:
        ValueError: a number is negative.
    """
    if lost < 0 or free < 0:
        raise ValueError("neither can be negative")
    taken = min(lost, free)
    return Taken(taken, lost - taken)


def make_good(shortfall: int, *, free: int) -> Taken:
    """What free points fill of a shortfall, and what is owed afterwards."""
    return take_back(shortfall, free=free)
