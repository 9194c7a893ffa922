"""How a push ended, and with the last of them its message."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from marketing.campaigns import messages
from marketing.kinds import MessageState, Reason
from marketing.models import PushDelivery


@transaction.atomic
def note_sent(delivery: PushDelivery, *, at: datetime) -> None:
    """The push service took it. The first browser that it goes to makes the message sent."""
    PushDelivery.objects.filter(pk=delivery.pk).update(
        state=MessageState.SENT, sent_at=at, lease_until=None, error=""
    )
    messages.note_sent(message_id=delivery.message_id, at=at)


@transaction.atomic
def note_skipped(delivery: PushDelivery, *, reason: Reason) -> None:
    """It is not to be sent any more, to none of the browsers."""
    PushDelivery.objects.filter(message=delivery.message_id, state=MessageState.QUEUED).update(
        state=MessageState.SKIPPED, lease_until=None
    )
    messages.note_skipped(message_id=delivery.message_id, reason=reason)


@transaction.atomic
def give_up(delivery: PushDelivery, *, error: str) -> None:
    """This browser cannot be reached; others may be on their way."""
    PushDelivery.objects.filter(pk=delivery.pk).update(
        state=MessageState.FAILED, lease_until=None, error=error[:300]
    )
    if not is_on_its_way(delivery.message_id):
        messages.note_failed(message_id=delivery.message_id)


@transaction.atomic
def forget_browser(delivery: PushDelivery) -> None:
    """The browser is gone for good, and with it all that was on its way there.

    What else was only on its way there is closed by the next look of ``send_due``.
    """
    message_id = delivery.message_id
    delivery.subscription.delete()
    if not is_on_its_way(message_id):
        messages.note_skipped(message_id=message_id, reason=Reason.NO_ADDRESS)


def is_on_its_way(message_id: UUID) -> bool:
    return PushDelivery.objects.filter(message=message_id, state=MessageState.QUEUED).exists()
