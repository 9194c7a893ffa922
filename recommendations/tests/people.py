"""Shoppers who agreed to be remembered, and what they do, written into the log."""

from datetime import timedelta
from uuid import uuid4

from catalog.models import Product
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from foundation import clock


def person() -> EventContext:
    """Somebody whom nobody knows yet."""
    return EventContext(visitor=uuid4(), customer=uuid4(), consent=Consent.PERSONALISATION)


def buy(who: EventContext, order: str, *products: Product, days_ago: float = 0) -> None:
    at = clock.now() - timedelta(days=days_ago)
    for product in products:
        fact = Fact(
            EventName.PRODUCT_PURCHASED, product_id=product.pk, order_ref=order, quantity=1, at=at
        )
        record(fact, context=who)


def look(who: EventContext, product: Product, *, minutes_ago: float = 0) -> None:
    at = clock.now() - timedelta(minutes=minutes_ago)
    record(Fact(EventName.PRODUCT_VIEWED, product_id=product.pk, at=at), context=who)
