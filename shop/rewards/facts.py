"""What loyalty asks about orders: how much of each was kept, whether it left, and who has it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import Prefetch

from catalog.models import ProductKind
from loyalty.points.earning import OrderFacts
from orders.building import in_base
from orders.models import (
    DisputeState,
    FulfilmentState,
    Order,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    RefundState,
)

POINTS: Final = "points"
"""The provider of payments that points made: nobody earns points by spending them."""
_HAS_LEFT: Final = {
    FulfilmentState.FULFILLED,
    FulfilmentState.PARTLY_RETURNED,
    FulfilmentState.RETURNED,
}
_THERE: Final = {PaymentState.PAID, PaymentState.DUE}


def facts_of_orders(keys: Collection[int]) -> list[OrderFacts]:
    """What is true now of orders by primary key, customer by customer.

    Guests have nobody to keep points for, nor has who was erased, whose orders stay for the books;
    companies have terms and prices of their own.
    """
    orders = Order.objects.filter(
        pk__in=keys,
        customer__isnull=False,
        customer__erased_at__isnull=True,
        company__isnull=True,
    )
    told = orders.select_related("customer").prefetch_related(
        Prefetch("lines", OrderLine.objects.order_by("pk")),
        Prefetch("payments", Payment.objects.prefetch_related("refunds", "disputes")),
        "shipments",
    )
    return [facts_of_order(order) for order in told.order_by("customer_id", "pk")]


def facts_of_order(order: Order) -> OrderFacts:
    """The same of one that has a customer, read with its lines, payments and shipments."""
    payments = [payment for payment in order.payments.all() if payment.state in _THERE]
    if order.customer is None:
        raise ValueError("nobody earns points by a guest's order")
    return OrderFacts(
        ref=order.public_id,
        number=order.number or order.public_id,
        customer=order.customer,
        kept_minor=_kept(order, payments),
        left_at=_left_at(order),
        is_paid=all(_is_settled(payment) for payment in payments),
    )


def _kept(order: Order, payments: list[Payment]) -> int:
    """The goods' share of what was paid with money and did not go back, in the base currency.

    Gift cards are left out: who spends one earns the points.
    """
    if order.state != OrderState.PLACED or not order.total_minor:
        return 0
    money = sum(_stays(payment) for payment in payments if payment.provider != POINTS)
    goods = sum(
        line.total_minor for line in order.lines.all() if line.kind != ProductKind.GIFT_CARD
    )
    kept = goods * min(money, order.total_minor) // order.total_minor
    return int(in_base(kept, order).get("base", kept))


def _stays(payment: Payment) -> int:
    """What of a payment neither went back nor was lost to the payer's bank."""
    back = sum(row.amount_minor for row in payment.refunds.all() if row.state == RefundState.DONE)
    lost = sum(row.amount_minor for row in payment.disputes.all() if row.state == DisputeState.LOST)
    return max(payment.amount_minor - back - lost, 0)


def _is_settled(payment: Payment) -> bool:
    """It arrived, and no bank is asking for it back."""
    disputed = any(row.state == DisputeState.OPEN for row in payment.disputes.all())
    return payment.state == PaymentState.PAID and not disputed


def _left_at(order: Order) -> datetime | None:
    """When the last of it left; for what went by e-mail, when it was placed."""
    if order.state != OrderState.PLACED or order.fulfilment_state not in _HAS_LEFT:
        return None
    left = [shipment.shipped_at for shipment in order.shipments.all()]
    return max(left, default=order.placed_at)
