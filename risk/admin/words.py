"""Attempts and held ones as staff read them: titles, amounts, scores, when something is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from foundation.admin import label, money_text
from risk.algorithms.vocabulary import Mark, Outcome, Verdict
from risk.decisions import Reason
from risk.kinds import MARKS, VERDICTS, CaseState
from risk.models import Assessment, Case

OUTCOME_COLOURS: dict[str, str] = {
    Outcome.ALLOW: "success",
    Outcome.STEP_UP: "info",
    Outcome.HOLD: "warning",
    Outcome.REFUSE: "danger",
}
STATE_COLOURS: dict[str, str] = {
    CaseState.OPEN: "warning",
    CaseState.RELEASED: "success",
    CaseState.REFUSED: "danger",
    CaseState.LAPSED: "info",
}
VERDICT_COLOURS: dict[str, str] = {Verdict.FRAUD: "danger", Verdict.LEGITIMATE: "success"}
_MARK_NAMES = dict(MARKS)
_VERDICT_NAMES = dict(VERDICTS)


def base_money(minor: int) -> str:
    """An amount in the base currency."""
    return money_text(minor, settings.SHOP_BASE_CURRENCY) or "–"


def attempt_title(attempt: Assessment) -> str:
    """``Checkout · €50.00``: the door, and the amount where there is one."""
    amount = base_money(attempt.amount_minor) if attempt.amount_minor else ""
    return " · ".join(part for part in (attempt.get_door_display(), amount) if part)


def mark_name(mark: Mark) -> str | Promise:
    return _MARK_NAMES[mark.value]


def verdict_name(verdict: Verdict) -> str | Promise:
    return _VERDICT_NAMES[verdict.value]


def marks_text(marks: Iterable[Mark]) -> str:
    """``Card, Browser``."""
    return ", ".join(str(mark_name(mark)) for mark in marks)


def outcome_label(attempt: Assessment) -> SafeString:
    return label(attempt.get_outcome_display(), OUTCOME_COLOURS.get(attempt.outcome, ""))


def state_label_of(case: Case) -> SafeString:
    return label(case.get_state_display(), STATE_COLOURS.get(case.state, ""))


def verdict_label(verdict: Verdict | None) -> SafeString | str:
    return label(verdict_name(verdict), VERDICT_COLOURS[verdict]) if verdict else ""


def score_text(score: float | None) -> str:
    """Of 0 to 100; a dash where the scorer gave none."""
    return "–" if score is None else number_format(score, 0)


def points_text(points: float) -> str:
    """``+12``, with a true minus."""
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return f"{sign}{number_format(abs(points), 0)}"


def moment_text(moment: datetime | None) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else "–"


def due_text(case: Case, *, at: datetime) -> str:
    """How long there is still, or by how much it is late."""
    if case.due_at < at:
        return _("overdue by %(time)s") % {"time": timesince(case.due_at, at, depth=1)}
    return _("in %(time)s") % {"time": timesince(at, case.due_at, depth=1)}


def person(user: User | None) -> str:
    """The name of a member of staff; empty where there is none."""
    return user.get_full_name() if user else ""


def reasons_of(attempt: Assessment) -> list[Reason]:
    """What was kept of the reasons, the weightiest first."""
    told = [
        Reason(str(row["code"]), row.get("value"), float(row.get("weight") or 0.0))
        for row in attempt.reasons
        if isinstance(row, dict) and row.get("code")
    ]
    return sorted(told, key=lambda reason: -abs(reason.weight))
