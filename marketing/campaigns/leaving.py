"""Leaving a campaign before its end: at an order, by a holdout that grew, and when forgotten.

Consent that is taken back, and an unsubscription, end it at the next step: the gate is asked there,
and once more when what was queued is sent.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from events.outbox import Payload, subscribe
from foundation import clock
from marketing.campaigns.holdouts import is_held_out_of_everything
from marketing.kinds import EnrolmentState, MessageState, Reason
from marketing.models import ContactPolicy, Enrolment, Message
from orders.models import Order

AT_ONCE = 5_000


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
                Enrolment.objects.filter(
                    customer=customer, campaign__stops_at_order=True, entered_at__lt=placed_at
                ),
                reason=Reason.ORDERED,
                at=placed_at,
            )


def leave_who_is_held_out(rules: ContactPolicy, *, at: datetime) -> int:
    """A larger holdout of everything: those whom it takes in are spoken to no more.

    They count as entered, as what was said to them is part of what was tried. Returns how many.
    """
    on_the_way = Enrolment.objects.filter(_is_to_hear_more()).order_by()
    people = dict(on_the_way.values_list("customer", "customer__pseudonym"))
    held_out = [pk for pk, name in people.items() if is_held_out_of_everything(name, rules)]
    parts = (held_out[start : start + AT_ONCE] for start in range(0, len(held_out), AT_ONCE))
    return sum(
        leave(Enrolment.objects.filter(customer__in=part), reason=Reason.HELD_OUT, at=at)
        for part in parts
    )


def leave(enrolments: QuerySet[Enrolment], *, reason: Reason, at: datetime | None = None) -> int:
    """End enrolments that are on the way; what is queued for them is not sent. Returns how many."""
    return enrolments.filter(_is_to_hear_more()).update(
        state=EnrolmentState.LEFT, reason=reason, due_at=None, ended_at=at or clock.now()
    )


def _is_to_hear_more() -> Q:
    """On the way, or through while the last message still waits to be sent."""
    queued = Message.objects.filter(enrolment=OuterRef("pk"), state=MessageState.QUEUED)
    return Q(state=EnrolmentState.ACTIVE) | Q(Exists(queued), state=EnrolmentState.DONE)
