"""What points pay: whole points on one side, minor units of a currency on the other.

``each`` is what one point pays, in minor units; it may be a fraction where a currency is
converted. Rounding is never for more money than the points are worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal


@dataclass(frozen=True, slots=True)
class Use:
    """So many points pay so much, in minor units."""

    points: int
    minor: int


def paid_by(points: int, each: Decimal) -> int:
    """What points pay, in minor units, rounded down."""
    return int((points * each).to_integral_value(ROUND_FLOOR))


def needed_for(minor: int, each: Decimal) -> int:
    """The fewest points that pay so much, in minor units.

    Raises:
        ValueError: a point is worth nothing.
    """
    if each <= 0:
        raise ValueError("a point must be worth something")
    points = int((Decimal(minor) / each).to_integral_value(ROUND_CEILING))
    # The quotient was rounded to so many digits: it may lie a hair beside a whole number.
    while points > 0 and paid_by(points - 1, each) >= minor:
        points -= 1
    while paid_by(points, each) < minor:
        points += 1
    return points


def most_use(*, free: int, open_minor: int, each: Decimal) -> Use:
    """As many of the free points as an open amount takes, and no point for nothing."""
    if free <= 0 or open_minor <= 0:
        return Use(0, 0)
    minor = min(open_minor, paid_by(free, each))
    return Use(needed_for(minor, each), minor) if minor else Use(0, 0)


def points_given_back(points: int, *, paid: int, before: int, back: int) -> int:
    """The points that go back with ``back`` of ``paid`` minor units, after ``before`` of them.

    However it is parted, the parts of all that was paid sum to ``points``.

    Raises:
        ValueError: more than was paid.
    """
    if before < 0 or back < 0 or before + back > paid:
        raise ValueError("more than was paid")
    return points * (before + back) // paid - points * before // paid
