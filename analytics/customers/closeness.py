"""Engagement of customers: orders of all, visits, interest and mail of those who agreed."""

from __future__ import annotations

import numpy as np

from analytics.algorithms.behaviour import Behaviour
from analytics.algorithms.engagement import Part, engagement, faded
from analytics.algorithms.purchases import FloatArray, IntArray, Purchases
from analytics.customers.groups import places
from events.names import EventName

_DEEDS: dict[Part, dict[EventName, float]] = {
    Part.VISITS: {
        EventName.PRODUCT_VIEWED: 1.0,
        EventName.LIST_VIEWED: 1.0,
        EventName.SEARCH_PERFORMED: 1.0,
    },
    Part.INTEREST: {
        EventName.WISH_ADDED: 1.0,
        EventName.REVIEW_WRITTEN: 1.0,
        EventName.CART_ITEM_ADDED: 0.5,
        EventName.CHECKOUT_STARTED: 0.5,
    },
    Part.MAIL: {EventName.MAIL_OPENED: 0.5, EventName.MAIL_CLICKED: 1.0},
}


def closeness(people: IntArray, purchases: Purchases, behaviour: Behaviour) -> FloatArray:
    """The engagement of each of ``people`` (numbers, ascending), 0 to 100."""
    buyer, is_buyer = places(purchases.customers, people)
    ordered = is_buyer[purchases.customer]
    orders = faded(
        Part.ORDERS,
        customer=buyer[purchases.customer[ordered]],
        age=purchases.until - purchases.day[ordered],
        weights=np.ones(int(ordered.sum())),
        customers=len(people),
    )
    watched, is_watched = places(behaviour.customers, people)
    # Of who got no mail it is not known whether they would read it.
    unwritten = behaviour.counts(EventName.MAIL_SENT) == 0
    deeds = {Part.ORDERS: orders}
    for part in _DEEDS:
        sums = _faded(part, behaviour)
        if part is Part.MAIL:
            sums[unwritten] = np.nan
        deeds[part] = np.full(len(people), np.nan)
        deeds[part][watched[is_watched]] = sums[is_watched]
    return engagement(deeds)


def _faded(part: Part, behaviour: Behaviour) -> FloatArray:
    """Each kind of deed once a day and customer: ten pages of one visit are one visit."""
    worth = np.array([_DEEDS[part].get(EventName(name), 0.0) for name in behaviour.kinds])
    weights = worth[behaviour.kind] if len(behaviour) else np.zeros(0)
    counted = weights > 0
    kind = np.zeros_like(behaviour.kind) if part is Part.VISITS else behaviour.kind
    deeds = np.column_stack([behaviour.customer, behaviour.day, kind])[counted]
    _unique, first = np.unique(deeds, axis=0, return_index=True)
    customer, day = deeds[first, 0], deeds[first, 1]
    return faded(
        part, customer=customer, age=behaviour.until - day, weights=weights[counted][first],
        customers=len(behaviour.customers),
    )  # fmt: skip
