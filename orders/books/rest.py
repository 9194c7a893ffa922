"""What must not be left lying: coupons, carts, reservations, messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q

from events.models import OutboxMessage
from foundation import clock
from inventory.services import live_reservations
from orders.books.finding import Book, Finding
from orders.models import Cart, CartState, Order, OrderState
from pricing.selectors import coupon_differences

OVERDUE = timedelta(minutes=15)


def check_coupons() -> Iterator[Finding]:
    """Whether coupons count what was redeemed."""
    for one in coupon_differences():
        yield Finding(
            Book.COUPONS, one.code, f"counts {one.uses} uses, {one.redemptions} redemptions stand"
        )


def check_carts() -> Iterator[Finding]:
    """Whether each cart in checkout has an order that waits, and each ordered one has its order."""
    stuck = Cart.objects.filter(
        Q(state=CartState.CLAIMED) & ~Q(order__state=OrderState.PENDING)
        | Q(state=CartState.ORDERED, order__isnull=True)
    ).values_list("pk", "state")
    for pk, state in stuck:
        yield Finding(Book.CARTS, f"cart {pk}", f"is {state}, but has no such order")


def check_reservations() -> Iterator[Finding]:
    """Whether all that is reserved is reserved for an order that waits for its payment."""
    waiting = Order.objects.filter(state=OrderState.PENDING).values("public_id")
    rows = live_reservations().exclude(key__in=waiting).values_list("key", "variant_id", "quantity")
    for key, variant, quantity in rows:
        yield Finding(
            Book.RESERVATIONS, key, f"{quantity} of variant {variant} are reserved for nobody"
        )


def check_outbox() -> Iterator[Finding]:
    """Whether messages were delivered, or are due just now."""
    rows = OutboxMessage.objects.filter(delivered_at__isnull=True).filter(
        Q(attempts__gt=0) | Q(due_at__lt=clock.now() - OVERDUE)
    )
    for topic, consumer, attempts, error in rows.values_list(
        "topic", "consumer", "attempts", "error"
    ):
        yield Finding(
            Book.OUTBOX, f"{topic} to {consumer}", f"{attempts} attempts, not delivered {error}"
        )
