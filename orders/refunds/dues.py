"""Invoices that are still to be paid: what they ask for, and that they were paid."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.money import Money
from orders.errors import NotPossible
from orders.models import Order, Payment, PaymentState
from orders.states import refresh_states


@transaction.atomic
def mark_paid(*, payment: Payment, reference: str = "", at: datetime | None = None) -> Payment:
    """The money of an open invoice arrived.

    Raises:
        NotPossible: it is not open.
    """
    order = Order.objects.select_for_update().get(pk=payment.order_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.state != PaymentState.DUE:
        raise NotPossible(_("Only an open invoice can be marked as paid."))
    payment.state, payment.settled_at = PaymentState.PAID, at or clock.now()
    if reference:
        payment.provider_ref = reference[:120]
    payment.save(update_fields=["state", "settled_at", "provider_ref"])
    refresh_states(order)
    return payment


def reduce_dues(*, order: Order, amount: Money) -> Money:
    """Ask for less on the open invoices of an order; returns what they could not take.

    The caller holds the order's row.
    """
    left = amount.minor
    for payment in _dues(order):
        share = min(left, payment.amount_minor)
        payment.amount_minor -= share
        left -= share
        if payment.amount_minor == 0:
            payment.state, payment.message = PaymentState.DECLINED, _("Nothing is left to be paid.")
        payment.save(update_fields=["amount_minor", "state", "message"])
    return Money(left, order.currency)


def void_dues(*, order: Order) -> Money:
    """Ask for nothing more: the order was cancelled. Returns what is not asked for any more."""
    voided = 0
    for payment in _dues(order):
        voided += payment.amount_minor
        payment.state, payment.message = PaymentState.DECLINED, _("The order was cancelled.")
        payment.save(update_fields=["state", "message"])
    return Money(voided, order.currency)


def _dues(order: Order) -> list[Payment]:
    return list(
        Payment.objects.select_for_update()
        .filter(order=order, state=PaymentState.DUE)
        .order_by("pk")
    )
