"""Whether a customer bought something: what makes a review that of a verified purchase."""

from __future__ import annotations

from accounts.models import Customer
from orders.models import OrderLine, OrderState


def has_bought(*, customer: Customer, product_id: int) -> bool:
    """Whether an order of theirs that stands holds the product."""
    lines = OrderLine.objects.filter(
        order__customer=customer, order__placed_at__isnull=False, product_id_then=product_id
    )
    return lines.exclude(order__state=OrderState.CANCELLED).exists()
