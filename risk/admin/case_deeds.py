"""What reviewers do on the pages of the desk; each deed is one service."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.roles import staff_of
from foundation.refusals import Refusal
from risk.admin.case_forms import DecideForm, LabelForm
from risk.algorithms.vocabulary import Door, Outcome, Verdict
from risk.kinds import FraudKind, LabelSource
from risk.models import Assessment, Case
from risk.reviewing import services

Deed = Callable[[HttpRequest, Case], None]


def decide(request: HttpRequest, case: Case, outcome: Outcome) -> DecideForm | None:
    """Decide as the pressed button says; the form where something in it stands in the way.

    Raises:
        Overtaken: a colleague was quicker.
    """
    form = DecideForm(request.POST, auto_id="id_decide_%s")
    if not form.is_valid():
        return form
    told = form.cleaned_data
    try:
        decided = services.decide(
            case=case,
            outcome=outcome,
            by=staff_of(request),
            kind=FraudKind(told["kind"]),
            note=told["note"],
            is_known=not told["doubt"],
        )
    except services.Overtaken:
        raise
    except Refusal as refusal:
        form.add_error(refusal.field or None, refusal.message)
        form.fields["kind"].widget.attrs["autofocus"] = True
        return form
    _tell(request, decided)
    return None


def say_what_it_was(request: HttpRequest, attempt: Assessment) -> LabelForm | None:
    """Keep the reader's word on an attempt; the form where something is missing."""
    form = LabelForm(request.POST, auto_id="id_label_%s")
    if not form.is_valid():
        return form
    services.label(
        door=Door(attempt.door),
        subject=attempt.subject,
        verdict=Verdict(form.cleaned_data["verdict"]),
        kind=FraudKind(form.cleaned_data["kind"]),
        source=LabelSource.REVIEWER,
        note=form.cleaned_data["note"],
        by=staff_of(request),
    )
    messages.success(request, _("Kept. The next training learns from it."))
    return None


def take(request: HttpRequest, case: Case) -> None:
    services.take(case=case, by=staff_of(request))
    messages.success(request, _("It is yours."))


def take_over(request: HttpRequest, case: Case) -> None:
    services.take(case=case, by=staff_of(request), over=True)
    messages.success(request, _("It is yours."))


def untake(request: HttpRequest, case: Case) -> None:
    services.untake(case=case, by=staff_of(request))
    messages.success(request, _("It is back in the queue."))


DEEDS: dict[str, Deed] = {"take": take, "take_over": take_over, "untake": untake}
OUTCOMES = {"release": Outcome.ALLOW, "refuse": Outcome.REFUSE}


def _tell(request: HttpRequest, decided: Case) -> None:
    decided.refresh_from_db()
    words = (
        _("Let through: it goes its way.")
        if decided.outcome == Outcome.ALLOW
        else _("Refused: it is undone, and what was paid goes back.")
    )
    messages.success(request, words)
    if decided.carried_out_at is None:
        messages.warning(
            request, _("That has not reached its door yet; it is told again every minute.")
        )
