"""Telling buyers what comes: some days before, what it will cost and how to skip it."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.utils import translation

from events.outbox import Payload, publish
from foundation import clock
from foundation.money import Money
from foundation.transactions import retry_once
from orders.models import (
    OPEN_RENEWALS,
    PauseReason,
    Renewal,
    RenewalState,
    Subscription,
    SubscriptionState,
)
from orders.subscriptions.ending import rest
from orders.subscriptions.errors import SubscriptionRefused, Unpriced
from orders.subscriptions.reckoning import reckon
from orders.subscriptions.rows import language_of, locked, next_day, open_renewal

logger = logging.getLogger(__name__)


def notice() -> timedelta:
    """How long before a renewal its buyer is told what it will cost."""
    return timedelta(days=settings.RENEWAL_NOTICE_DAYS)


def plan_renewals(*, at: datetime | None = None, limit: int = 1_000) -> int:
    """Plan what is due soon and tell its buyers, each once; returns how many were planned.

    What cannot be delivered any more is paused, and its buyer told why. One that fails in a way
    nobody foresaw is logged and tried in the next run; the others go on.
    """
    soon = clock.business_day(at) + notice()
    due = Subscription.objects.filter(state=SubscriptionState.ACTIVE, next_on__lte=soon)
    keys = due.exclude(renewals__state__in=OPEN_RENEWALS).order_by("next_on", "pk")
    pks = list(keys.values_list("pk", flat=True)[:limit])
    planned = 0
    for pk in pks:
        try:
            planned += retry_once(partial(_plan, pk, at))
        except Exception:  # whatever it is, the others are not kept waiting by it
            logger.exception("subscription %s", pk)
    return planned


def _plan(pk: int, at: datetime | None) -> int:
    row, today = locked(pk), clock.business_day(at)
    if row.state != SubscriptionState.ACTIVE or row.next_on is None or open_renewal(row):
        return 0
    total, unpriced = None, ""
    try:
        with translation.override(language_of(row)):
            total = reckon(row, at=at).summary.total
    except Unpriced as missing:
        unpriced = missing.message
    except SubscriptionRefused as refusal:
        stop(row, refusal.message, at=at)
        return 0
    if row.next_on < today:  # nobody looked for a while: one is enough
        row.next_on = next_day(row, today - timedelta(days=1))
        row.save(update_fields=["next_on"])
    renewal = Renewal(
        subscription=row,
        due_on=row.next_on,
        currency=row.currency,
        created_at=at or clock.now(),
    )
    if total is None:
        wait_for_price(renewal, unpriced, today=today)
    else:
        tell_price(renewal, total, today=today)
    return 1


def wait_for_price(renewal: Renewal, why: str, *, today: date) -> None:
    """Look again tomorrow. Its mail has a key of the renewal: the buyer is told once."""
    renewal.state, renewal.message = RenewalState.WAITING, why[:300]
    renewal.try_on = today + timedelta(days=1)
    renewal.save()
    publish(
        "subscription.unpriced",
        {"subscription": renewal.subscription_id, "renewal": renewal.pk, "why": renewal.message},
    )


def tell_price(renewal: Renewal, total: Money, *, today: date) -> None:
    """Tell the buyer what a renewal will cost; it is ordered when they had time to skip it."""
    renewal.state, renewal.told_minor = RenewalState.PLANNED, total.minor
    renewal.try_on = max(renewal.due_on, today + notice())
    renewal.rounds += 1
    renewal.save()
    publish(
        "subscription.coming",
        {"subscription": renewal.subscription_id, "renewal": renewal.pk, "round": renewal.rounds},
    )


def _stopped(row: Subscription, why: str, at: datetime | None) -> Payload:
    """What is told of it; the moment tells one from another, later."""
    return {"subscription": row.pk, "why": why[:300], "at": (at or clock.now()).isoformat()}


def stop(row: Subscription, why: str, *, at: datetime | None) -> None:
    """Pause what cannot be ordered as it is, and tell its buyer why."""
    rest(row, PauseReason.ORDER, at=at)
    publish("subscription.stopped", _stopped(row, why, at))
