"""Asking the provider about every payment that hangs."""

from __future__ import annotations

import logging
from datetime import timedelta

from foundation import clock
from orders.checkout.complete import complete_order, decline_order
from orders.models import OrderState, Payment, PaymentState
from orders.payments.base import Outcome, ProviderUnreachable, providers

logger = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=2)


def reconcile_payments(*, patience: timedelta = PATIENCE) -> int:
    """Settle the payments that have waited longer than ``patience``; returns how many.

    A process that died after the charge left a pending payment: the provider knows what became
    of it. One that the provider never heard of was never charged, and the cart goes back.
    """
    hanging = Payment.objects.filter(
        state=PaymentState.PENDING,
        order__state=OrderState.PENDING,
        created_at__lt=clock.now() - patience,
    ).order_by("created_at")
    settled = 0
    for payment in hanging:
        settled += _settle(payment)
    return settled


def _settle(payment: Payment) -> int:
    provider = providers.get(payment.provider)
    if provider is None:
        logger.error("payment %s: no provider %r", payment.public_id, payment.provider)
        return 0
    try:
        result = provider.look_up(payment.key)
    except ProviderUnreachable as error:
        logger.warning("payment %s: %s", payment.public_id, error)
        return 0
    if result is not None and result.outcome == Outcome.PAID:
        complete_order(order_id=payment.order_id, provider_ref=result.reference)
    else:
        decline_order(order_id=payment.order_id, message=result.message if result else "")
    return 1
