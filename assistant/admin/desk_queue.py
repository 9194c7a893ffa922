"""The inbox of the desk: what waits, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import staff_of
from assistant.admin.desk_words import priority_label, shopper_name, state_label_of
from assistant.desk.selectors import found_by, in_turn, spoken, waiting
from assistant.kinds import ConversationState, Priority
from assistant.models import Conversation, Tag
from foundation import clock

A_PAGE: Final = 25
LONGEST_WORDS: Final = 120
TABS: Final = {
    "waiting": gettext_lazy("Waiting"),
    "mine": gettext_lazy("Mine"),
    "answered": gettext_lazy("Answered"),
    "assistant": gettext_lazy("With the assistant"),
    "closed": gettext_lazy("Closed"),
}
_STATES: Final = {
    "waiting": (ConversationState.WAITING,),
    "mine": (ConversationState.WAITING, ConversationState.ANSWERED),
    "answered": (ConversationState.ANSWERED,),
    "assistant": (ConversationState.WITH_ASSISTANT,),
    "closed": (ConversationState.CLOSED,),
}


@dataclass(frozen=True, slots=True)
class QueueLook:
    """What the address asks for; whatever it says that is none of this is left out."""

    show: str = "waiting"
    q: str = ""
    priority: str = ""
    tag: str = ""
    overdue: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> QueueLook:
        show, tag = asked.get("show", ""), asked.get("tag", "")
        priority = asked.get("priority", "")
        return cls(
            show=show if show in TABS else "waiting",
            q=asked.get("q", "").replace("\x00", "").strip()[:80],
            priority=priority if priority in Priority.values else "",
            tag=tag[:9] if tag.isascii() and tag.isdigit() else "",
            overdue="1" if asked.get("overdue") == "1" else "",
        )

    def rows(self, staff: User, *, at: datetime) -> QuerySet[Conversation]:
        found = spoken().filter(state__in=_STATES[self.show])
        if self.show == "mine":
            found = found.filter(assigned_to=staff)
        if self.priority:
            found = found.filter(priority=self.priority)
        if self.tag:
            found = found.filter(tags=int(self.tag))
        if self.overdue:
            found = found.filter(due_at__lt=at)
        if self.q:
            found = found_by(found, self.q)
        return in_turn(found)

    def address(self, **changed: object) -> str:
        """The query of this look with some of it changed; what is as usual is left out."""
        asked = {
            "show": "" if self.show == "waiting" else self.show,
            "q": self.q,
            "priority": self.priority,
            "tag": self.tag,
            "overdue": self.overdue,
            **changed,
        }
        if asked["show"] == "waiting":
            asked["show"] = ""
        return urlencode({name: value for name, value in asked.items() if value})


def queue_context(request: HttpRequest) -> dict[str, Any]:
    """A page of the inbox, as the address asks for it."""
    now, look = clock.now(), QueueLook.of(request.GET)
    page = Paginator(look.rows(staff_of(request), at=now), A_PAGE).get_page(request.GET.get("page"))
    return {
        "look": look,
        "tabs": _tabs(look, at=now),
        "filters": _filters(look),
        "page": page,
        "pages": _pages(look, page),
        "rows": [queue_row(talk, at=now) for talk in page],
        "counts": waiting(at=now),
        "overdue_url": f"?{look.address(overdue='' if look.overdue else '1')}",
    }


def queue_row(talk: Any, *, at: datetime) -> dict[str, Any]:
    """One line of the inbox; ``talk`` comes from ``spoken``."""
    words, subject = " ".join(talk.newest.split()), talk.subject or str(talk)
    return {
        "talk": talk,
        "url": reverse("admin:assistant_conversation_change", args=[talk.pk]),
        "subject": subject,
        "newest": "" if words.startswith(subject) else _shortened(words),
        "who": shopper_name(talk),
        "priority": priority_label(talk),
        "state": state_label_of(talk),
        "due": due_words(talk, at=at),
        "is_overdue": talk.due_at is not None and talk.due_at < at,
        "reason": talk.get_reason_display() if talk.reason else "",
        "ago": timesince(talk.last_at, at, depth=1),
        "tags": list(talk.tags.all()),
        "assigned_to": talk.assigned_to.get_full_name() if talk.assigned_to else "",
    }


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS].rstrip()}…"


def due_words(talk: Conversation, *, at: datetime) -> str:
    """How long there is still, or how much too late it is; empty where nothing is due."""
    if talk.due_at is None:
        return ""
    if talk.due_at < at:
        return _("overdue by %(time)s") % {"time": timesince(talk.due_at, at, depth=1)}
    return _("in %(time)s") % {"time": timesince(at, talk.due_at, depth=1)}


def _tabs(look: QueueLook, *, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "url": f"?{look.address(show=name, overdue='')}",
            "is_on": name == look.show,
        }
        for name, title in TABS.items()
    ]


def _filters(look: QueueLook) -> list[dict[str, Any]]:
    told = (
        ("priority", _("Priority"), Priority.choices),
        ("tag", _("Tag"), list(Tag.objects.values_list("pk", "name"))),
    )
    return [
        {
            "name": name,
            "label": title,
            "choices": [
                {"value": value, "text": text, "is_on": str(value) == getattr(look, name)}
                for value, text in choices
            ],
        }
        for name, title, choices in told
    ]


def _pages(look: QueueLook, page: Page[Conversation]) -> list[dict[str, Any]]:
    if page.paginator.num_pages < 2:
        return []
    return [
        {
            "text": number,
            "url": f"?{look.address(page=number)}" if isinstance(number, int) else "",
            "is_on": number == page.number,
        }
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2)
    ]
