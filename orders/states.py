"""How far an order's money and goods are: derived from its rows, and written here alone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, Sum

from orders.models import (
    FulfilmentState,
    Order,
    OrderLine,
    OrderPaymentState,
    PaymentState,
    RefundState,
)


def refresh_states(order: Order) -> Order:
    """Derive both states of an order anew and write them; the caller holds the order's row."""
    order.payment_state = _payment_state(order)
    order.fulfilment_state = fulfilment_state(list(order.lines.all()))
    order.save(update_fields=["payment_state", "fulfilment_state"])
    return order


def _payment_state(order: Order) -> OrderPaymentState:
    payments = order.payments.aggregate(
        paid=Sum("amount_minor", filter=Q(state=PaymentState.PAID)),
        due=Sum("amount_minor", filter=Q(state=PaymentState.DUE)),
    )
    returned = order.payments.aggregate(
        minor=Sum("refunds__amount_minor", filter=Q(refunds__state=RefundState.DONE))
    )
    return payment_state(
        paid=payments["paid"],
        due=payments["due"] or 0,
        refunded=returned["minor"] or 0,
        total=order.total_minor,
    )


def payment_state(
    *, paid: int | None, due: int = 0, refunded: int = 0, total: int | None = None
) -> OrderPaymentState:
    """From sums in minor units; ``paid`` is None where no payment arrived.

    What was paid beyond the ``total`` of the order and went back (two payments for one order)
    is no refund of the order.
    """
    if paid is None:
        return OrderPaymentState.DUE if due else OrderPaymentState.UNPAID
    surplus = max(paid - total, 0) if total is not None else 0
    if refunded <= surplus and (refunded == 0 or refunded < paid):
        return OrderPaymentState.PAID
    return OrderPaymentState.REFUNDED if refunded >= paid else OrderPaymentState.PARTLY_REFUNDED


def fulfilment_state(lines: Sequence[OrderLine]) -> FulfilmentState:
    """From the units of an order's lines."""
    return fulfilment_of_units(
        wanted=sum(line.quantity - line.cancelled for line in lines),
        shipped=sum(line.shipped for line in lines),
        returned=sum(line.returned for line in lines),
    )


def fulfilment_of_units(*, wanted: int, shipped: int, returned: int) -> FulfilmentState:
    """From sums of units; ``wanted`` is without what was cancelled, which needs no sending."""
    if shipped and returned:
        return FulfilmentState.RETURNED if returned == shipped else FulfilmentState.PARTLY_RETURNED
    if not shipped:
        return FulfilmentState.UNFULFILLED
    return FulfilmentState.FULFILLED if shipped >= wanted else FulfilmentState.PARTIAL
