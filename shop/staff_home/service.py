"""The panel of the staff home that says who waits for an answer, the most pressing first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from assistant.admin.desk_queue import due_words
from assistant.admin.desk_words import shopper_name
from assistant.desk.selectors import in_turn, spoken, waiting
from assistant.kinds import ConversationState
from assistant.models import Conversation

MOST_LINES = 4


def service(at: datetime) -> Mapping[str, Any]:
    """How many wait, how many longer than was promised, and who is next."""
    counts = waiting(at=at)
    rows = in_turn(spoken().filter(state=ConversationState.WAITING)).prefetch_related(None)
    return {
        "chores": _chores(counts.waiting, counts.overdue),
        "lines": [_line(talk, at) for talk in rows[:MOST_LINES]],
    }


def _line(talk: Conversation, at: datetime) -> dict[str, Any]:
    return {
        "url": reverse("admin:assistant_conversation_change", args=[talk.pk]),
        "subject": str(talk),
        "who": shopper_name(talk),
        "due": due_words(talk, at=at),
        "is_overdue": talk.due_at is not None and talk.due_at < at,
    }


def _chores(waiting: int, overdue: int) -> list[dict[str, Any]]:
    desk = reverse("admin:assistant_conversation_desk")
    told = (
        (
            waiting,
            ngettext("shopper waits for an answer", "shoppers wait for an answer", waiting),
            "forum",
            desk,
            "service",
        ),
        (
            overdue,
            ngettext("answer is overdue", "answers are overdue", overdue),
            "alarm",
            f"{desk}?overdue=1",
            "job",
        ),
    )
    return [
        {"count": count, "words": words, "icon": icon, "url": url, "kind": kind}
        for count, words, icon, url, kind in told
        if count
    ]
