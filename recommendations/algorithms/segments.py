"""How often somebody has bought: by this lists, weights and price bands may differ."""

from __future__ import annotations

from enum import StrEnum


class Segment(StrEnum):
    """A shopper's place between a first visit and a habit."""

    NEW = "new"
    OCCASIONAL = "occasional"
    REGULAR = "regular"
    POWER = "power"


_FROM_ORDERS = ((10, Segment.POWER), (3, Segment.REGULAR), (1, Segment.OCCASIONAL))


def segment_of(orders: int) -> Segment:
    """The segment of somebody with so many orders: 0, 1 to 2, 3 to 9, 10 and more."""
    return next((segment for least, segment in _FROM_ORDERS if orders >= least), Segment.NEW)
