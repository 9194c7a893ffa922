"""Reads of subscriptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer
from foundation import clock
from foundation.money import Money
from orders.models import (
    Interval,
    Mandate,
    PauseReason,
    Renewal,
    RenewalState,
    Subscription,
    SubscriptionLine,
    SubscriptionState,
)

MOST_PAST = 24
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A subscription as its buyer sees it: ``coming`` is the renewal that is announced.

    ``past`` is what came of its last due days, newest first.
    """

    subscription: Subscription
    lines: tuple[SubscriptionLine, ...]
    coming: Renewal | None
    past: tuple[Renewal, ...]

    @property
    def id(self) -> str:
        return self.subscription.public_id

    @property
    def state(self) -> str:
        return str(self.subscription.state)

    @property
    def how_often(self) -> str:
        return str(Interval(self.subscription.interval).label)

    @property
    def goods(self) -> str:
        return ", ".join(f"{line.quantity} × {line.name}" for line in self.lines)

    @property
    def next_on(self) -> date | None:
        """The day on which it is ordered next."""
        if self.subscription.state != SubscriptionState.ACTIVE:
            return None
        if self.coming is None:
            return self.subscription.next_on
        return max(self.coming.try_on, self.coming.due_on)

    @property
    def told(self) -> Money | None:
        """What the next one will cost, where that was told already."""
        if self.coming is None or self.coming.told_minor is None:
            return None
        return Money(self.coming.told_minor, self.coming.currency)

    @property
    def news(self) -> str:
        """Why nothing comes, or comes later; empty where all goes its way."""
        return _why_paused(self.subscription) or _why_late(self.coming)


def _why_paused(row: Subscription) -> str:
    if row.state != SubscriptionState.PAUSED:
        return ""
    return {
        PauseReason.PAYMENT: _("The payment failed several times. Choose another card to go on."),
        PauseReason.ORDER: _("It could not be ordered as it is."),
        PauseReason.STAFF: _("We have paused it. Please ask us."),
    }.get(PauseReason(row.pause_reason), _("You have paused it: nothing is ordered."))


def _why_late(renewal: Renewal | None) -> str:
    if renewal is None:
        return ""
    return {
        RenewalState.PLACING: _("It is being ordered just now."),
        RenewalState.DECLINED: _("The payment did not go through. We try it again."),
        RenewalState.WAITING: _("Not all of it can be had today. We order as soon as it can."),
    }.get(RenewalState(renewal.state), "")


def subscriptions_of(customer: Customer) -> QuerySet[Subscription]:
    """A buyer's subscriptions, newest first, without those whose first order is not placed."""
    return (
        Subscription.objects.filter(customer=customer)
        .exclude(state=SubscriptionState.STARTING)
        .select_related("mandate", "customer")
        .prefetch_related("lines__variant__product", "renewals__order")
    )


def view_of(subscription: Subscription) -> SubscriptionView:
    """What is shown of one of ``subscriptions_of``."""
    renewals = list(subscription.renewals.all())
    return SubscriptionView(
        subscription,
        tuple(subscription.lines.all()),
        coming=next((row for row in renewals if row.is_open), None),
        past=tuple(row for row in renewals if not row.is_open)[:MOST_PAST],
    )


def in_trouble() -> QuerySet[Renewal]:
    """Renewals that a look may help: declined, waiting for stock, or given up lately."""
    lately = clock.now() - LATELY
    waiting = Q(state__in=[RenewalState.DECLINED, RenewalState.WAITING])
    given_up = Q(
        state=RenewalState.FAILED,
        closed_at__gt=lately,
        subscription__state=SubscriptionState.PAUSED,
    )
    return Renewal.objects.filter(waiting | given_up)


def means_of(customer: Customer) -> QuerySet[Mandate]:
    """The means of payment that a customer agreed to have kept."""
    return Mandate.objects.filter(customer=customer, ended_at=None)
