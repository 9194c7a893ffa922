"""What promotions and the archive of the log ask about those who buy."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Min

from orders.models import Order, OrderState

AT_ONCE = 500


def has_ordered(customer_id: int) -> Exists:
    """Whether a customer has placed an order that stands, to be asked within another query."""
    standing = Order.objects.filter(customer=customer_id, placed_at__isnull=False)
    return Exists(standing.exclude(state=OrderState.CANCELLED))


def first_orders(pseudonyms: Collection[UUID]) -> dict[UUID, datetime]:
    """When customers placed their first order, by pseudonym; cancelled ones count as well."""
    return dict(_first_orders(list(pseudonyms)))


def _first_orders(pseudonyms: list[UUID]) -> Iterator[tuple[UUID, datetime]]:
    placed = Order.objects.filter(placed_at__isnull=False).order_by()
    for start in range(0, len(pseudonyms), AT_ONCE):
        some = placed.filter(customer__pseudonym__in=pseudonyms[start : start + AT_ONCE])
        yield from some.values_list("customer__pseudonym").annotate(Min("placed_at"))
