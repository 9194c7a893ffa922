"""Who tells loyalty of orders: consumers of the outbox, called at least once and in batches."""

from __future__ import annotations

from collections.abc import Iterable

from events.outbox import Payload, subscribe
from loyalty.friends import note_first_order, tellers
from loyalty.points.earning import note_left, settle
from shop.rewards.facts import facts_of_orders
from shop.rewards.friends import facts_of_friend

CONSUMER = "loyalty"


def connect() -> None:
    """Called once, when the shop starts."""
    tellers.register(CONSUMER, facts_of_friend)
    subscribe("order.placed", CONSUMER, hear_left)
    subscribe("order.shipped", CONSUMER, hear_left)
    subscribe("order.delivered_by_email", CONSUMER, hear_left)
    # Where what was to be sent yet is cancelled, the rest has left in full.
    subscribe("order.cancelled", CONSUMER, hear_left)
    subscribe("order.refunded", CONSUMER, hear_given_back)
    subscribe("order.disputed", CONSUMER, hear_given_back)


def hear_left(payloads: list[Payload]) -> None:
    """An order was placed, sent or cancelled, in whole or in part."""
    for facts in facts_of_orders(_orders(payloads)):
        note_left(facts=facts)
        note_first_order(facts=facts)


def hear_given_back(payloads: list[Payload]) -> None:
    """Money of an order went back, or its bank took it."""
    for facts in facts_of_orders(_orders(payloads)):
        settle(facts=facts)


def _orders(payloads: Iterable[Payload]) -> set[int]:
    return {payload["order"] for payload in payloads}
