"""How a message ended: sent, not sent after all, or failed. Each said once; a repeat is nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from foundation import clock
from marketing.contact.caps import give_back
from marketing.kinds import MessageState, Reason
from marketing.models import Message


@transaction.atomic
def note_sent(*, message_id: UUID, at: datetime | None = None) -> bool:
    """It went out; tells whether that is new."""
    return bool(
        _queued(message_id).update(state=MessageState.SENT, sent_at=at or clock.now(), reason="")
    )


def note_skipped(*, message_id: UUID, reason: Reason) -> bool:
    """It may not or need not go out any more: its contact counts no more against the caps."""
    return _end_unsent(message_id, MessageState.SKIPPED, reason)


def note_failed(*, message_id: UUID) -> bool:
    """It could not be sent: its contact counts no more against the caps."""
    return _end_unsent(message_id, MessageState.FAILED, Reason.FAILED)


@transaction.atomic
def _end_unsent(message_id: UUID, state: MessageState, reason: Reason) -> bool:
    if not _queued(message_id).update(state=state, reason=reason):
        return False
    message = Message.objects.select_related("contact").get(pk=message_id)
    if message.contact is not None:
        give_back(contact=message.contact)
    return True


def _queued(message_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(pk=message_id, state=MessageState.QUEUED)
