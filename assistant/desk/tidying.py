"""Conversations that end by themselves: silent ones are closed, old ones are deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from assistant.desk.policy import current_policy
from assistant.kinds import ConversationState
from assistant.models import Conversation
from events import jobs
from foundation import clock

JOB: Final = "assistant.tidy"
AT_ONCE: Final = 500
"""Conversations that one transaction deletes, with all that was said in them."""


@dataclass(frozen=True, slots=True)
class Tidied:
    closed: int
    deleted: int


def tidy(*, at: datetime | None = None) -> Tidied:
    """Close what has been silent, delete what nobody needs to keep.

    Whoever waits for an answer waits on: what staff owe is never closed by time.
    """
    now = at or clock.now()
    return Tidied(closed=close_silent(at=now), deleted=delete_old(at=now))


@transaction.atomic
def close_silent(*, at: datetime) -> int:
    """Close what was said last so many days ago as the policy says; returns how many."""
    limit = at - timedelta(days=current_policy().close_after_days)
    open_states = (ConversationState.WITH_ASSISTANT, ConversationState.ANSWERED)
    silent = Conversation.objects.filter(state__in=open_states, last_at__lt=limit)
    return silent.update(state=ConversationState.CLOSED, closed_at=at, due_at=None)


def delete_old(*, at: datetime) -> int:
    """Delete conversations without a message for as long as they are kept; returns how many."""
    limit = at - timedelta(days=current_policy().keep_days)
    deleted = 0
    while True:
        old = Conversation.objects.filter(last_at__lt=limit).order_by("last_at", "pk")
        with transaction.atomic():
            chosen = list(old.values_list("pk", flat=True)[:AT_ONCE])
            Conversation.objects.filter(pk__in=chosen, last_at__lt=limit).delete()
        deleted += len(chosen)
        if len(chosen) < AT_ONCE:
            return deleted


@jobs.handles(JOB)
def tidy_nightly(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    done = tidy()
    return {"closed": done.closed, "deleted": done.deleted}
