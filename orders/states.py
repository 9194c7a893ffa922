"""How far an order's money and goods are: derived from its rows, and written here alone."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, Sum

from events.outbox import publish
from orders.models import (
    FulfilmentState,
    Order,
    OrderLine,
    OrderPaymentState,
    Payment,
    PaymentState,
    RefundState,
)


def refresh_states(
    order: Order,
    *,
    lines: Sequence[OrderLine] | None = None,
    payments: Sequence[Payment] | None = None,
    also: Sequence[str] = (),
) -> Order:
    """Derive both states of an order anew and write them; the caller holds the order's row.

    ``lines`` and ``payments``, of which nothing was refunded, save reading them again; ``also``
    names changed fields to be saved with the states.
    """
    was_paid = order.payment_state == OrderPaymentState.PAID
    order.payment_state = _payment_state(order, payments)
    order.fulfilment_state = fulfilment_state(list(order.lines.all()) if lines is None else lines)
    order.save(update_fields=["payment_state", "fulfilment_state", *also])
    if order.payment_state == OrderPaymentState.PAID and not was_paid:
        publish("order.paid", {"order": order.pk})
    return order


def _payment_state(order: Order, payments: Sequence[Payment] | None) -> OrderPaymentState:
    amounts: dict[str, int] = {}
    refunded = 0
    for state, minor, given_back in (
        _amounts(order)
        if payments is None
        else [(payment.state, payment.amount_minor, 0) for payment in payments]
    ):
        amounts[state] = amounts.get(state, 0) + minor
        refunded += given_back or 0
    return payment_state(
        paid=amounts.get(PaymentState.PAID),
        due=amounts.get(PaymentState.DUE, 0),
        refunded=refunded,
        total=order.total_minor,
    )


def _amounts(order: Order) -> list[tuple[str, int, int | None]]:
    """Of each payment: its state, its amount and what went back of it."""
    done = Sum("refunds__amount_minor", filter=Q(refunds__state=RefundState.DONE))
    rows = order.payments.annotate(given_back=done).order_by("pk")
    return list(rows.values_list("state", "amount_minor", "given_back"))


def payment_state(
    *, paid: int | None, due: int = 0, refunded: int = 0, total: int | None = None
) -> OrderPaymentState:
    """From sums in minor units; ``paid`` is None where no payment arrived.

    What was paid beyond the ``total`` of the order and went back (two payments for one order)
    is no refund of the order. Where an invoice is open, whatever else was paid, it is due.
    """
    if due:
        return OrderPaymentState.DUE
    if paid is None:
        return OrderPaymentState.UNPAID
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
    if not shipped:
        return FulfilmentState.UNFULFILLED
    if shipped < wanted:  # whatever came back: something is still to be sent
        return FulfilmentState.PARTIAL
    if not returned:
        return FulfilmentState.FULFILLED
    return FulfilmentState.RETURNED if returned == shipped else FulfilmentState.PARTLY_RETURNED
