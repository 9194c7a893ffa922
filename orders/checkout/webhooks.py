"""What providers tell by themselves: verified, kept once, acted on once.

The event's id is inserted first, in a transaction of its own: a repeat finds it and does nothing.
Acting comes after. It asks the provider what became of the payment, so that neither the order of
events nor their content can mislead; when it fails, a job tries again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from foundation import clock
from foundation.failpoints import fail_point
from orders.checkout.pay import settle
from orders.disputes import note_dispute
from orders.models import Payment, Refund, RefundState, WebhookEvent
from orders.payments.base import (
    PaymentProvider,
    ProviderEvent,
    ProviderUnreachable,
    WebhookRefused,
    providers,
)
from orders.refunds.carry_out import take_refund_back

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)
KEEP_HANDLED = timedelta(days=90)


def receive(*, provider: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Keep what a message says and act on it; returns how many of its events were new.

    Raises:
        WebhookRefused: no such provider, or not a message of theirs.
    """
    teller = providers.get(provider)
    if teller is None:
        raise WebhookRefused(f"no provider {provider!r}")
    new = [
        kept
        for event in teller.verify_webhook(body, headers)
        if (kept := _keep(teller.name, event)) is not None
    ]
    fail_point("webhook.kept")
    for event in new:
        act(event)
    return len(new)


def act_on_due(*, limit: int = 100) -> int:
    """Act on events that nobody has acted on yet; returns how many are done now."""
    due = WebhookEvent.objects.filter(
        handled_at__isnull=True, due_at__lte=clock.now(), attempts__lt=MOST_ATTEMPTS
    ).order_by("received_at", "pk")
    return sum(act(event) for event in due[:limit])


def sweep_webhooks() -> int:
    """Forget events of long ago; returns how many."""
    old = WebhookEvent.objects.filter(handled_at__lt=clock.now() - KEEP_HANDLED)
    return old.delete()[0]


def act(event: WebhookEvent) -> bool:
    """Do what an event is for; whether it is done. Doing it twice is as doing it once."""
    try:
        _act(event)
    except Exception as error:  # whatever it is, the event is kept and tried again
        logger.exception("webhook %s %s", event.provider, event.event_id)
        _postpone(event, repr(error))
        return False
    WebhookEvent.objects.filter(pk=event.pk).update(handled_at=clock.now(), error="")
    return True


def _keep(provider: str, event: ProviderEvent) -> WebhookEvent | None:
    """The event's row, with time for us to act before the job does; None for a repeat."""
    now = clock.now()
    with transaction.atomic():
        kept, created = WebhookEvent.objects.get_or_create(
            provider=provider,
            event_id=event.id[:120],
            defaults={
                "type": event.type[:60],
                "payload": {"key": event.key, "dispute": event.dispute, **event.payload},
                "received_at": now,
                "due_at": now + timedelta(minutes=1),
            },
        )
    return kept if created else None


def _act(event: WebhookEvent) -> None:
    provider = providers.get(event.provider)
    if provider is None:
        raise LookupError(f"no provider {event.provider!r}")
    if dispute := event.payload.get("dispute"):
        _note_dispute(provider, dispute)
    elif payment := _payment_of(event):
        _settle_by(provider, payment)
    elif refund := _refund_of(event):
        _look_at(provider, refund)
    else:
        logger.info("webhook %s: about nothing of ours", event.event_id)


def _settle_by(provider: PaymentProvider, payment: Payment) -> None:
    result = provider.look_up(payment.key, reference=payment.provider_ref)
    if result is None:
        raise ProviderUnreachable(f"{provider.name} tells of {payment.key} and does not know it")
    settle(payment, result)


def _look_at(provider: PaymentProvider, refund: Refund) -> None:
    if refund.state == RefundState.DONE and (
        problem := provider.refund_problem(refund.provider_ref)
    ):
        take_refund_back(refund_id=refund.pk, message=problem)


def _note_dispute(provider: PaymentProvider, reference: str) -> None:
    """What the provider says of a dispute now, whatever the message said of it."""
    news = provider.look_up_dispute(reference)
    if news is None:
        raise ProviderUnreachable(f"{provider.name} tells of {reference} and does not know it")
    payment = Payment.objects.filter(provider=provider.name, key=news.key).first()
    if payment is None:
        logger.warning("dispute %s: about no payment of ours", reference)
        return
    note_dispute(payment=payment, news=news)


def _payment_of(event: WebhookEvent) -> Payment | None:
    key = event.payload.get("key", "")
    if not key:
        return None
    return Payment.objects.filter(provider=event.provider, key=key).first()


def _refund_of(event: WebhookEvent) -> Refund | None:
    key = event.payload.get("key", "")
    if not key:
        return None
    return Refund.objects.filter(payment__provider=event.provider, key=key).first()


def _postpone(event: WebhookEvent, error: str) -> None:
    wait = min(timedelta(minutes=2 ** min(event.attempts, 10)), LONGEST_WAIT)
    WebhookEvent.objects.filter(pk=event.pk).update(
        attempts=event.attempts + 1, due_at=clock.now() + wait, error=error[:300]
    )
