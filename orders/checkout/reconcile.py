"""Asking the provider about every payment that hangs."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Q

from foundation import clock
from orders.checkout.complete import WAITING, decline_order
from orders.checkout.pay import settle
from orders.models import Payment, PaymentState
from orders.payments.base import (
    ChargeResult,
    Outcome,
    PaymentProvider,
    ProviderUnreachable,
    providers,
)

logger = logging.getLogger(__name__)
PATIENCE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)
MOST_SILENCES = 3
GIVEN_UP_AFTER = timedelta(days=7)


def reconcile_payments(*, patience: timedelta = PATIENCE, limit: int = 500) -> int:
    """Settle the payments that have waited longer than ``patience``; returns how many.

    A process that died after the charge left a pending payment: the provider knows what became
    of it. One that the provider never heard of was never charged, and the cart goes back. Where
    there is no end yet it is asked again, each time after twice the wait; a shopper's step that
    was not taken in time, and money that never came, are called off at the provider first. A
    provider that does not answer several times is left alone until the next run.
    """
    now = clock.now()
    hanging = (
        Payment.objects.filter(
            Q(ask_at__isnull=True) | Q(ask_at__lte=now),
            state__in=WAITING,
            provider__in=providers.names(),
            created_at__lt=now - patience,
        )
        .select_related("order")
        .order_by("created_at")
    )
    settled, silences = 0, Counter[str]()
    for payment in hanging[:limit]:
        if silences[payment.provider] < MOST_SILENCES:
            settled += _reconcile(payment, now, silences)
    return settled + _give_up_orphans(now, limit)


def _give_up_orphans(now: datetime, limit: int) -> int:
    """Payments of providers that the shop no longer has: nobody can be asked, the cart goes back.

    Should their money come after all, it is given back as any that comes too late.
    """
    old = Payment.objects.filter(state__in=WAITING, created_at__lt=now - GIVEN_UP_AFTER)
    orphans = list(old.exclude(provider__in=providers.names()).order_by("created_at")[:limit])
    for payment in orphans:
        logger.error("payment %s: no provider %r", payment.public_id, payment.provider)
        decline_order(order_id=payment.order_id, payment_id=payment.pk)
    return len(orphans)


def refresh_payment(payment: Payment) -> bool:
    """Ask at once, since the shopper came back from the provider; whether it has ended."""
    provider = providers.get(payment.provider)
    if provider is None or payment.state not in WAITING:
        return False
    try:
        result = provider.look_up(payment.key, reference=payment.provider_ref)
    except ProviderUnreachable as error:
        logger.warning("payment %s: %s", payment.public_id, error)
        return False
    return settle(payment, result) if result is not None else False


def _reconcile(payment: Payment, now: datetime, silences: Counter[str]) -> int:
    provider = providers.get(payment.provider)
    if provider is None:
        logger.error("payment %s: no provider %r", payment.public_id, payment.provider)
        return 0
    try:
        if _ask_and_settle(provider, payment, now):
            return 1
    except ProviderUnreachable as error:
        logger.warning("payment %s: %s", payment.public_id, error)
        silences[payment.provider] += 1
    except Exception:  # whatever it is, the others are not kept waiting by it
        logger.exception("payment %s", payment.public_id)
    _postpone(payment, now)
    return 0


def _ask_and_settle(provider: PaymentProvider, payment: Payment, now: datetime) -> bool:
    """Whether the payment has ended now."""
    result = _ask(provider, payment, now)
    if result is not None:
        return settle(payment, result)
    # Never heard of: the process died before it asked.
    decline_order(order_id=payment.order_id, payment_id=payment.pk)
    return True


def _ask(provider: PaymentProvider, payment: Payment, now: datetime) -> ChargeResult | None:
    """What the provider says; first it is told to take nothing more where time is over.

    None where it never heard of the payment, or never would: where nothing was left to pay.
    """
    if payment.amount_minor == 0:
        return None
    result = provider.look_up(payment.key, reference=payment.provider_ref)
    if result is None or result.outcome not in (Outcome.PENDING, Outcome.ACTION_REQUIRED):
        return result
    if not _is_over(payment, now):
        return result
    ended = provider.cancel(payment.key, reference=payment.provider_ref)
    return ended or result


def _is_over(payment: Payment, now: datetime) -> bool:
    if payment.state == PaymentState.ACTION_REQUIRED and payment.expires_at is not None:
        return payment.expires_at <= now
    return payment.created_at + GIVEN_UP_AFTER <= now


def _postpone(payment: Payment, now: datetime) -> None:
    wait = min(PATIENCE * 2 ** min(payment.attempts, 10), LONGEST_WAIT)
    if payment.expires_at is not None and payment.expires_at > now:
        wait = min(wait, payment.expires_at - now)
    Payment.objects.filter(pk=payment.pk).update(
        asked_at=now, ask_at=now + wait, attempts=payment.attempts + 1
    )
