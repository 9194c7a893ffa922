"""The queue of the review desk: what is held, what has most at stake first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import staff_of
from foundation import clock
from risk.admin.words import (
    attempt_title,
    base_money,
    due_text,
    moment_text,
    person,
    reasons_of,
    score_text,
    state_label_of,
)
from risk.algorithms.vocabulary import Door
from risk.kinds import DOORS, CaseState
from risk.models import Case
from risk.reviewing.queue import DECIDED, cases, in_turn, latest_first, waiting
from risk.wording import reason_words

A_PAGE: Final = 25
MOST_REASONS: Final = 3
TABS: Final = {
    "waiting": gettext_lazy("Waiting"),
    "mine": gettext_lazy("Mine"),
    "decided": gettext_lazy("Decided"),
}


@dataclass(frozen=True, slots=True)
class QueueLook:
    """What the address asks for; whatever it says that is none of this is left out."""

    show: str = "waiting"
    door: str = ""
    overdue: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> QueueLook:
        show, door = asked.get("show", ""), asked.get("door", "")
        return cls(
            show=show if show in TABS else "waiting",
            door=door if door in {each.value for each in Door} else "",
            overdue="1" if asked.get("overdue") == "1" else "",
        )

    def rows(self, staff: User, *, at: datetime) -> QuerySet[Case]:
        found = cases()
        if self.door:
            found = found.filter(assessment__door=self.door)
        if self.show == "decided":
            return latest_first(found.filter(state__in=DECIDED))
        found = found.filter(state=CaseState.OPEN)
        if self.show == "mine":
            found = found.filter(taken_by=staff)
        if self.overdue:
            found = found.filter(due_at__lt=at)
        return in_turn(found)

    def address(self, **changed: object) -> str:
        """The query of this look with some of it changed; what is as usual is left out."""
        asked = {"show": self.show, "door": self.door, "overdue": self.overdue, **changed}
        if asked["show"] == "waiting":
            asked["show"] = ""
        return urlencode({name: value for name, value in asked.items() if value})


def queue_context(request: HttpRequest) -> dict[str, Any]:
    """A page of the queue, as the address asks for it."""
    now, look = clock.now(), QueueLook.of(request.GET)
    page = Paginator(look.rows(staff_of(request), at=now), A_PAGE).get_page(request.GET.get("page"))
    counts = waiting(at=now)
    return {
        "look": look,
        "tabs": [
            {"title": title, "url": f"?{look.address(show=name, overdue='')}",
             "is_on": name == look.show}
            for name, title in TABS.items()
        ],
        "doors": [
            {"value": value, "text": text, "is_on": value == look.door} for value, text in DOORS
        ],
        "page": page,
        "pages": _pages(look, page),
        "rows": [_row(case, at=now) for case in page],
        "counts": counts,
        "at_stake": base_money(counts.at_stake_minor),
        "overdue_url": f"?{look.address(overdue='' if look.overdue else '1')}",
    }  # fmt: skip


def _weightiest(case: Case) -> list[str]:
    """What speaks against it most, in words."""
    against = [reason for reason in reasons_of(case.assessment) if reason.weight >= 0]
    return [reason_words(reason) for reason in against[:MOST_REASONS]]


def _row(case: Case, *, at: datetime) -> dict[str, Any]:
    """One line of the queue."""
    attempt, is_open = case.assessment, case.state == CaseState.OPEN
    return {
        "case": case,
        "url": reverse("admin:risk_case_change", args=[case.pk]),
        "title": attempt_title(attempt),
        "came": moment_text(attempt.occurred_at),
        "reasons": _weightiest(case),
        "score": score_text(attempt.score),
        "at_stake": base_money(case.at_stake_minor) if case.at_stake_minor else "–",
        "state": state_label_of(case),
        "due": due_text(case, at=at) if is_open else moment_text(case.decided_at),
        "is_open": is_open,
        "is_overdue": is_open and case.due_at < at,
        "who": person(case.taken_by if is_open else case.decided_by),
        "is_unheard": bool(case.error),
    }


def _pages(look: QueueLook, page: Page[Case]) -> list[dict[str, Any]]:
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
