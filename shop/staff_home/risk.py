"""The panel of the staff home that says what is held for review, what has most at stake first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from risk.admin.words import attempt_title, due_text
from risk.kinds import CaseState
from risk.models import Case
from risk.reviewing.queue import Waiting, cases, in_turn, waiting

MOST_LINES = 4


def held(at: datetime) -> Mapping[str, Any]:
    """How much is held, how much of it too long, what no door has heard, and what is next."""
    rows = in_turn(cases().filter(state=CaseState.OPEN))
    return {
        "chores": _chores(waiting(at=at)),
        "lines": [_line(case, at) for case in rows[:MOST_LINES]],
    }


def _line(case: Case, at: datetime) -> dict[str, Any]:
    return {
        "url": reverse("admin:risk_case_change", args=[case.pk]),
        "subject": attempt_title(case.assessment),
        "due": due_text(case, at=at),
        "is_overdue": case.due_at < at,
    }


def _chores(counts: Waiting) -> list[dict[str, Any]]:
    desk = reverse("admin:risk_case_desk")
    told = (
        (
            counts.waiting,
            ngettext("is held for review", "are held for review", counts.waiting),
            "policy",
            desk,
            "risk",
        ),
        (
            counts.overdue,
            ngettext("review is overdue", "reviews are overdue", counts.overdue),
            "alarm",
            f"{desk}?overdue=1",
            "job",
        ),
        (
            counts.unheard,
            ngettext(
                "decision was not carried out", "decisions were not carried out", counts.unheard
            ),
            "sync_problem",
            f"{desk}?show=decided",
            "job",
        ),
    )
    return [
        {"count": count, "words": words, "icon": icon, "url": url, "kind": kind}
        for count, words, icon, url, kind in told
        if count
    ]
