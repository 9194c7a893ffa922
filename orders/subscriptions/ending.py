"""How subscriptions rest and end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events.outbox import publish
from foundation import clock
from orders.models import (
    PauseReason,
    RenewalState,
    Subscription,
    SubscriptionState,
)
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.mandates import let_go
from orders.subscriptions.rows import locked, movable_renewal, next_day, open_renewal, shut


@transaction.atomic
def end(*, subscription: Subscription, at: datetime | None = None) -> Subscription:
    """End it at once and for good; ended again it stays so.

    Nothing stands in the way: what is being ordered at this moment is an order like any other,
    which can be cancelled and sent back.
    """
    row = locked(subscription.pk)
    if row.state != SubscriptionState.ENDED:
        close(row, at=at)
    return row


def close(row: Subscription, *, at: datetime | None = None) -> None:
    """End a locked subscription, with what is planned of it, and tell its buyer.

    With their last one goes the means that it was paid with.
    """
    renewal = open_renewal(row)
    if renewal is not None and renewal.state != RenewalState.PLACING:
        shut(renewal, RenewalState.SKIPPED, at=at)
    row.state, row.next_on = SubscriptionState.ENDED, None
    row.pause_reason, row.ended_at = PauseReason.NONE, at or clock.now()
    row.save(update_fields=["state", "next_on", "pause_reason", "ended_at"])
    let_go(row.customer, at=at)
    publish("subscription.ended", {"subscription": row.pk})


@transaction.atomic
def pause(
    *, subscription: Subscription, reason: PauseReason, at: datetime | None = None
) -> Subscription:
    """Order nothing until it is resumed; what is planned is skipped.

    Raises:
        SubscriptionRefused: it is not active, or is being ordered just now.
    """
    row = locked(subscription.pk)
    if row.state != SubscriptionState.ACTIVE:
        raise SubscriptionRefused(_("Only an active subscription can be paused."))
    renewal = movable_renewal(row)
    if renewal is not None:
        shut(renewal, RenewalState.SKIPPED, at=at)
    rest(row, reason, at=at)
    return row


def rest(row: Subscription, reason: PauseReason, *, at: datetime | None) -> None:
    """Have a locked subscription wait for somebody to resume it."""
    row.state, row.pause_reason = SubscriptionState.PAUSED, reason
    row.paused_at, row.next_on = at or clock.now(), None
    row.save(update_fields=["state", "pause_reason", "paused_at", "next_on"])


@transaction.atomic
def resume(
    *, subscription: Subscription, by_staff: bool = False, at: datetime | None = None
) -> Subscription:
    """Go on, in the same rhythm as before.

    Raises:
        SubscriptionRefused: it is not paused, its buyer asks while staff have it rest, or what it
            is paid with is gone.
    """
    row = locked(subscription.pk)
    if row.state != SubscriptionState.PAUSED:
        raise SubscriptionRefused(_("Only a paused subscription can go on."))
    if row.pause_reason == PauseReason.STAFF and not by_staff:
        raise SubscriptionRefused(_("We have paused it. Please ask us."))
    if row.pause_reason == PauseReason.PAYMENT and not _can_be_charged(row, at):
        raise SubscriptionRefused(_("Choose another means of payment first."), field="means")
    row.state, row.pause_reason, row.paused_at = SubscriptionState.ACTIVE, PauseReason.NONE, None
    row.next_on = next_day(row, clock.business_day(at))
    row.save(update_fields=["state", "pause_reason", "paused_at", "next_on"])
    return row


def _can_be_charged(row: Subscription, at: datetime | None) -> bool:
    """Whether its card is there and has not expired; an invoice is always sent."""
    if row.mandate is None:
        return row.provider == "invoice"
    if row.mandate.ended_at is not None:
        return False
    last = row.mandate.expires_on
    return last is None or last >= clock.business_day(at)
