"""What a customer group bought and was quoted, read from the log.

The log names people by pseudonyms, and only those who agreed to be known; the rest of a group's
lines are not seen. What is read is put together by group: nothing leaves here about one buyer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Customer, CustomerGroup
from catalog.models import Variant
from events.context import NOBODY, EventContext
from events.models import Event
from events.names import EventName
from events.services import Fact, record
from foundation import clock
from foundation.money import Money

MOST_LINES = 200_000
MOST_QUOTES = 5_000
LISTED = "listed_minor"
GROUP = "group"


@dataclass(slots=True)
class Bought:
    """A group's lines of one variant: units of each, and how many different buyers."""

    quantities: list[int] = field(default_factory=list)
    buyers: set[Any] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes of a group: quoted over usual price, and whether each was taken."""

    ratios: tuple[float, ...]
    won: tuple[bool, ...]


def bought_by(group: CustomerGroup, *, days: int, at: datetime | None = None) -> dict[int, Bought]:
    """What the members of a group bought in the last days, by variant."""
    now = at or clock.now()
    members = Customer.objects.filter(group=group).values("pseudonym")
    rows = (
        Event.objects.filter(
            name=EventName.PRODUCT_PURCHASED,
            customer__in=members,
            occurred_at__gte=now - timedelta(days=days),
            occurred_at__lt=now,
            variant_id__isnull=False,
            quantity__gt=0,
        )
        .order_by("-occurred_at")
        .values_list("variant_id", "quantity", "customer")
    )
    found: dict[int, Bought] = {}
    for variant_id, quantity, customer in rows[:MOST_LINES].iterator(5_000):
        bought = found.setdefault(variant_id or 0, Bought())
        bought.quantities.append(quantity or 0)
        bought.buyers.add(customer)
    return found


def quotes_of(group: CustomerGroup, *, days: int, at: datetime | None = None) -> Quotes:
    """Quotes to a group in the last days, won and lost."""
    now = at or clock.now()
    rows = Event.objects.filter(
        name__in=(EventName.QUOTE_WON, EventName.QUOTE_LOST),
        occurred_at__gte=now - timedelta(days=days),
        occurred_at__lt=now,
        value_minor__gt=0,
        payload__group=group.code,
    ).order_by("-occurred_at")
    told = [
        (value / payload[LISTED], name == EventName.QUOTE_WON)
        for name, value, payload in rows.values_list("name", "value_minor", "payload")[:MOST_QUOTES]
        if isinstance(payload.get(LISTED), int) and payload[LISTED] > 0
    ]
    return Quotes(tuple(ratio for ratio, _won in told), tuple(won for _ratio, won in told))


def record_quote(
    *,
    variant: Variant,
    group: CustomerGroup,
    quantity: int,
    unit_price: Money,
    listed: Money,
    won: bool,
    context: EventContext = NOBODY,
    at: datetime | None = None,
) -> Event:
    """Log that a quote to a member of a group was taken or turned down.

    ``orders.quotes`` tells it of each line. ``listed`` is the usual unit price on that day, in the
    currency of ``unit_price``.
    """
    return record(
        Fact(
            name=EventName.QUOTE_WON if won else EventName.QUOTE_LOST,
            product_id=variant.product_id,
            variant_id=variant.pk,
            quantity=quantity,
            value=unit_price,
            payload={GROUP: group.code, LISTED: listed.minor},
            at=at,
        ),
        context=context,
    )
