"""What promotions ask about those who buy."""

from __future__ import annotations

from django.db.models import Exists

from orders.models import Order, OrderState


def has_ordered(customer_id: int) -> Exists:
    """Whether a customer has placed an order that stands, to be asked within another query."""
    standing = Order.objects.filter(customer=customer_id, placed_at__isnull=False)
    return Exists(standing.exclude(state=OrderState.CANCELLED))
