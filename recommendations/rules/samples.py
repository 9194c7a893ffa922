"""Shoppers of late without a name, so that a rule can be tried on somebody like them."""

from __future__ import annotations

from uuid import UUID

from events.names import EventName
from events.selectors import latest_people
from recommendations.rules.book import Segment, segment_of

LOOKED_AT = 5_000
PURCHASES_LOOKED_AT = 20_000
"""Events that are read: of them a shopper of each segment should be found."""


def somebody_of(segment: Segment) -> UUID | None:
    """The latest shopper of a segment who agreed to be remembered; None where there is none.

    Orders are counted among the latest events only, so that this stays quick in a large log.
    """
    names, limit = [EventName.PRODUCT_PURCHASED], PURCHASES_LOOKED_AT
    if segment is Segment.NEW:
        names, limit = [*names, EventName.PRODUCT_VIEWED], LOOKED_AT
    orders: dict[UUID, set[str]] = {}
    for person, order_ref in latest_people(names, limit=limit):
        own = orders.setdefault(person, set())
        if order_ref:
            own.add(order_ref)
    return next((who for who, own in orders.items() if segment_of(len(own)) is segment), None)
