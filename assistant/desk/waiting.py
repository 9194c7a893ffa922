"""Since when somebody waits for the staff, and who of the staff looks at it now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from accounts.models import User
from assistant.kinds import Author
from assistant.models import Conversation
from foundation import clock

LOOKS_FOR: Final = timedelta(minutes=2)
"""How long somebody who opened a page is taken to look at it, without another sign."""


def waiting_since(conversation: Conversation) -> datetime | None:
    """When the oldest message was written that no member of staff answered; None where none is.

    Before the first answer that is when it was handed over: what was said to the assistant does
    not wait.
    """
    answered = conversation.turns.filter(author=Author.STAFF).order_by("-pk").first()
    if answered is None:
        return conversation.handed_over_at
    unanswered = conversation.turns.filter(author=Author.SHOPPER, pk__gt=answered.pk)
    return unanswered.order_by("pk").values_list("at", flat=True).first()


def look(*, conversation: Conversation, staff: User, at: datetime | None = None) -> User | None:
    """Note that ``staff`` looks at it; who else does already, or None.

    One statement, so that of two who open it at once one is told of the other.
    """
    now = at or clock.now()
    is_free = Q(read_by=None) | Q(read_by=staff) | Q(read_at=None) | Q(read_at__lt=now - LOOKS_FOR)
    row = Conversation.objects.filter(pk=conversation.pk)
    if row.filter(is_free).update(read_by=staff, read_at=now):
        return None
    other: User | None = row.select_related("read_by").get().read_by
    return other
