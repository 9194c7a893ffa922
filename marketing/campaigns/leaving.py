"""Leaving a campaign before its end: at an order, and with whoever is forgotten.

Consent that is taken back, and an unsubscription, end it at the next step: the gate is asked there,
and once more when what was queued is sent.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from events.outbox import Payload, subscribe
from foundation import clock
from marketing.kinds import EnrolmentState, Reason
from marketing.models import Enrolment
from orders.models import Order


def subscribe_all() -> None:
    """Called when the app is ready."""
    subscribe("order.placed", "marketing", leave_who_ordered)


def leave_who_ordered(payloads: list[Payload]) -> None:
    """Whoever ordered after entering leaves the campaigns that end with an order."""
    orders = Order.objects.filter(
        pk__in=[payload["order"] for payload in payloads], placed_at__isnull=False
    )
    for customer, placed_at in orders.values_list("customer_id", "placed_at"):
        if customer is not None:
            leave(
                _active([customer]).filter(campaign__stops_at_order=True, entered_at__lt=placed_at),
                reason=Reason.ORDERED,
                at=placed_at,
            )


def leave(enrolments: QuerySet[Enrolment], *, reason: Reason, at: datetime | None = None) -> int:
    """End enrolments that are on the way; returns how many."""
    return enrolments.filter(state=EnrolmentState.ACTIVE).update(
        state=EnrolmentState.LEFT, reason=reason, due_at=None, ended_at=at or clock.now()
    )


def _active(customer_ids: Collection[int]) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(customer__in=customer_ids, state=EnrolmentState.ACTIVE)
