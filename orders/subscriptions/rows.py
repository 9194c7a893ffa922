"""The rows of a subscription, locked, and the days that follow from them."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from foundation import clock
from orders.models import (
    OPEN_RENEWALS,
    Interval,
    Renewal,
    RenewalState,
    Subscription,
)
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.intervals import day_after


def locked(pk: int) -> Subscription:
    """The subscription as it is now, locked: before renewals, orders and carts.

    Raises:
        SubscriptionRefused: there is none any more.
    """
    rows = Subscription.objects.select_for_update(of=("self",)).select_related(
        "customer__company", "customer__group", "mandate", "first_order"
    )
    row = rows.filter(pk=pk).first()
    if row is None:
        raise SubscriptionRefused(_("There is no such subscription any more."))
    return row


def language_of(subscription: Subscription) -> str:
    """In which its buyer reads what becomes of it."""
    return subscription.language or str(settings.LANGUAGE_CODE)


def open_renewal(subscription: Subscription) -> Renewal | None:
    """The one that is due next, once it is planned."""
    return subscription.renewals.filter(state__in=OPEN_RENEWALS).first()


def movable_renewal(subscription: Subscription) -> Renewal | None:
    """The one that is due next, where it can still be changed.

    Raises:
        SubscriptionRefused: it is being ordered just now.
    """
    renewal = open_renewal(subscription)
    if renewal is not None and renewal.state == RenewalState.PLACING:
        raise SubscriptionRefused(_("It is being ordered just now. Try again in a moment."))
    return renewal


def shut(renewal: Renewal, state: RenewalState, *, message: str = "", at: datetime | None) -> None:
    """End a renewal."""
    renewal.state, renewal.message = state, message[:300]
    renewal.closed_at = at or clock.now()
    renewal.save(update_fields=["state", "message", "closed_at", "order"])


def next_day(subscription: Subscription, today: date) -> date:
    """The next day of its rhythm that is neither over nor one that something came of already."""
    latest = subscription.renewals.aggregate(latest=Max("due_on"))["latest"]
    after = max(today, latest) if latest else today
    return day_after(subscription.anchor_on, Interval(subscription.interval), after)
