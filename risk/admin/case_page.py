"""The page of a held attempt: what it is, why it is held, what it shares, and the decision."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation import clock
from risk.admin.attempt_page import attempt_context
from risk.admin.case_forms import DecideForm
from risk.admin.words import (
    attempt_title,
    base_money,
    due_text,
    moment_text,
    person,
    state_label_of,
)
from risk.algorithms.vocabulary import Door
from risk.kinds import CaseState
from risk.models import Case

MAY_DECIDE: Final = "risk.decide_assessment"
WHAT_FOLLOWS: Final = {
    Door.CHECKOUT: _(
        "Let through, the order is sent as usual. Refused, it is cancelled and what was paid goes"
        " back: that cannot be undone."
    ),
    Door.LOGIN: _("Refused, the account is closed to whoever logged in, until its owner is back."),
    Door.REVIEW: _("Let through, the review waits for its moderation. Refused, it is not shown."),
    Door.RETURN: _("Let through, the return goes on. Refused, the goods stay with the buyer."),
    Door.COUPON: _("Refused, the code stays without effect."),
}


def case_title(case: Case) -> str:
    return attempt_title(case.assessment)


def case_context(
    request: HttpRequest, case: Case, *, form: DecideForm | None = None
) -> dict[str, Any]:
    """What ``case.html`` shows; a form that was refused stands in it as it was filled."""
    now, reader = clock.now(), request.user
    is_open = case.state == CaseState.OPEN
    shown = attempt_context(request, case.assessment)
    has_other = case.taken_by_id is not None and case.taken_by_id != reader.pk
    may_decide = reader.has_perm(MAY_DECIDE) and is_open
    return {
        **shown,
        "case": case,
        "state": state_label_of(case),
        "is_open": is_open,
        "is_over": is_open and shown["dossier"] is not None and not shown["dossier"].is_open,
        "due": due_text(case, at=now) if is_open else "",
        "is_overdue": is_open and case.due_at < now,
        "at_stake": base_money(case.at_stake_minor) if case.at_stake_minor else "",
        "taken_by": person(case.taken_by),
        "is_mine": case.taken_by_id == reader.pk,
        "has_other": has_other,
        "may_decide": may_decide,
        "form": form or DecideForm(auto_id="id_decide_%s"),
        "what_follows": WHAT_FOLLOWS[Door(case.assessment.door)],
        "decided_by": person(case.decided_by),
        "decided_at": moment_text(case.decided_at),
        "is_unheard": bool(case.outcome) and case.carried_out_at is None,
        "do_url": reverse("admin:risk_case_do", args=[case.pk]),
    }
