"""How subscriptions begin: drafted with an order, active once that is placed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from events.outbox import Payload, publish
from foundation import clock
from orders.building import line_name
from orders.checkout.wish import Wish
from orders.models import (
    Interval,
    Order,
    OrderState,
    Subscription,
    SubscriptionLine,
    SubscriptionState,
)
from orders.quoting import CartLineView, CartSummary
from orders.subscriptions.details import kept
from orders.subscriptions.ending import close
from orders.subscriptions.intervals import day_after


def write_subscriptions(*, order: Order, summary: CartSummary, wish: Wish) -> None:
    """Draft what comes again of an order, one subscription for each interval.

    In the caller's transaction. They wait until the order is placed.
    """
    lines: dict[Interval, list[CartLineView]] = defaultdict(list)
    for line in summary.lines:
        if line.interval:
            lines[Interval(line.interval)].append(line)
    for interval, chosen in lines.items():
        subscription = Subscription.objects.create(
            customer=order.customer,
            interval=interval,
            anchor_on=clock.business_day(order.created_at),
            currency=order.currency,
            language=order.language,
            details=kept(wish.details),
            shipping_code=order.shipping_code,
            provider=wish.provider.name,
            first_order=order,
            created_at=order.created_at,
        )
        SubscriptionLine.objects.bulk_create(_line(subscription, line) for line in chosen)


def _line(subscription: Subscription, line: CartLineView) -> SubscriptionLine:
    return SubscriptionLine(
        subscription=subscription,
        variant_id=line.variant_id,
        sku=line.sku,
        name=line_name(line.name, line.options),
        quantity=line.quantity,
        basis_points=line.basis_points,
    )


def begin_placed(payloads: list[Payload]) -> None:
    """Start what orders that were placed began; told again it changes nothing."""
    begin(Order.objects.filter(pk__in={payload["order"] for payload in payloads}))


@transaction.atomic
def begin(orders: Iterable[Order]) -> int:
    """Start the subscriptions of placed orders; returns how many."""
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("first_order")
    waiting = rows.filter(
        first_order__in=[order.pk for order in orders],
        first_order__state=OrderState.PLACED,
        state=SubscriptionState.STARTING,
    )
    begun = 0
    for row in waiting.order_by("pk"):
        placed_at = row.first_order.placed_at if row.first_order else None
        row.anchor_on = clock.business_day(placed_at or row.created_at)
        row.next_on = day_after(row.anchor_on, Interval(row.interval), row.anchor_on)
        row.state = SubscriptionState.ACTIVE
        row.save(update_fields=["anchor_on", "next_on", "state"])
        publish("subscription.begun", {"subscription": row.pk})
        begun += 1
    return begun


def end_cancelled(payloads: list[Payload]) -> None:
    """End what began with an order that was called off: nobody is charged for it again."""
    keys = {payload["order"] for payload in payloads}
    cancelled = Order.objects.filter(pk__in=keys, state=OrderState.CANCELLED)
    rows = Subscription.objects.select_for_update().filter(first_order__in=cancelled)
    for row in rows.exclude(state=SubscriptionState.ENDED).order_by("pk"):
        close(row, at=clock.now())


@transaction.atomic
def forget_unplaced(*, at: datetime | None = None) -> int:
    """Drop what was drafted with orders that were never placed, and start what was overlooked.

    Returns how many rows were dropped.
    """
    waiting = Subscription.objects.filter(state=SubscriptionState.STARTING)
    begin(Order.objects.filter(state=OrderState.PLACED, subscriptions__in=waiting))
    never = waiting.filter(first_order__state=OrderState.CANCELLED)
    return never.delete()[0]
