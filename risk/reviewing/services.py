"""Every write of the review desk: what is held waits in a queue until somebody decided it.

A decision is written first, with its label, and told to the door right after; a door that does
not hear it is told again by a job (``risk.reviewing.carrying_out``).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit
from foundation import clock
from foundation.refusals import Refusal
from risk.algorithms.vocabulary import Door, Outcome, Verdict
from risk.kinds import CaseState, FraudKind, LabelSource
from risk.models import Assessment, Case, DoorPolicy
from risk.reviewing.carrying_out import carry_out
from risk.reviewing.labels import label

__all__ = ["Overtaken", "decide", "label", "open_case", "take", "untake", "withdraw"]

FULL_SCORE: Final = 100.0
STATE_OF: Final = {Outcome.ALLOW: CaseState.RELEASED, Outcome.REFUSE: CaseState.REFUSED}
NOT_DECIDED: Final = {
    "state": CaseState.OPEN, "decided_at": None, "carried_out_at": None, "attempts": 0,
    "taken_by": None, "taken_at": None,
}  # fmt: skip


class Overtaken(Refusal):
    """A colleague was quicker."""


@transaction.atomic
def open_case(*, assessment: Assessment, policy: DoorPolicy, at: datetime | None = None) -> Case:
    """Put a held attempt into the queue, due by the door's policy. Twice is once.

    One that had gone comes back: an order whose card was declined, and that is paid by another.

    What is at stake is the amount times the score; without a score as if it had only just been
    held by one.
    """
    now = at or clock.now()
    score = policy.hold_from if assessment.score is None else assessment.score
    stake = round(assessment.amount_minor * min(score, FULL_SCORE) / FULL_SCORE)
    due_at = now + timedelta(hours=policy.hold_hours)
    fresh = {"at_stake_minor": stake, "opened_at": now, "due_at": due_at}
    case, is_new = Case.objects.get_or_create(assessment=assessment, defaults=fresh)
    if is_new or case.state not in (CaseState.OPEN, CaseState.GONE):
        return case
    changed: dict[str, object] = {"at_stake_minor": stake}
    if case.state == CaseState.GONE:
        changed = {**fresh, **NOT_DECIDED}
    for name, value in changed.items():
        setattr(case, name, value)
    case.save(update_fields=list(changed))
    return case


@transaction.atomic
def take(*, case: Case, by: User, over: bool = False, at: datetime | None = None) -> Case:
    """Say that one looks at it, so that no colleague does the same.

    Args:
        over: take it from the colleague who looks at it.

    Raises:
        Overtaken: it is decided, or a colleague has it.
    """
    kept = _waiting(case)
    if not over:
        _ensure_free(kept, by)
    if kept.taken_by_id == by.pk:
        return kept
    kept.taken_by, kept.taken_at = by, at or clock.now()
    kept.save(update_fields=["taken_by", "taken_at"])
    return kept


@transaction.atomic
def untake(*, case: Case, by: User) -> Case:
    """Give it back to the queue; what a colleague has, or what is decided, stays as it is."""
    kept = _locked(case)
    if kept.state == CaseState.OPEN and kept.taken_by_id == by.pk:
        kept.taken_by = kept.taken_at = None
        kept.save(update_fields=["taken_by", "taken_at"])
    return kept


@transaction.atomic
def decide(
    *,
    case: Case,
    outcome: Outcome,
    by: User,
    kind: FraudKind = FraudKind.NONE,
    note: str = "",
    is_known: bool = True,
    at: datetime | None = None,
) -> Case:
    """Let it through or refuse it; the door hears of it once this is written.

    Args:
        outcome: ``ALLOW`` or ``REFUSE``.
        kind: what the fraud was, where it is refused.
        is_known: whether the reviewer says what it was; else nothing is learned from it.

    Raises:
        Overtaken: it is decided otherwise already, or a colleague looks at it.
        Refusal: it is refused as fraud without a kind.
    """
    now = at or clock.now()
    kept = _locked_with_attempt(case)
    if kept.state != CaseState.OPEN and (kept.outcome, kept.decided_by_id) == (outcome, by.pk):
        return kept  # a button that was pressed twice
    _ensure_waiting(kept)
    _ensure_free(kept, by)
    is_fraud = outcome == Outcome.REFUSE
    if is_fraud and is_known and kind == FraudKind.NONE:
        raise Refusal(_("Say what kind of fraud it was."), field="kind")
    kept.state, kept.outcome = STATE_OF[outcome], outcome
    kept.kind = kind if is_fraud else FraudKind.NONE
    kept.note = note.replace("\x00", "").strip()
    kept.decided_by, kept.decided_at = by, now
    kept.save()
    if is_known:
        _label(kept, by=by, at=now)
    told = {"outcome": str(outcome), "kind": str(kept.kind)}
    audit.write(actor=by, action="case.decided", target=kept, changes=told, at=now)
    transaction.on_commit(partial(carry_out, kept.pk, at=at), robust=True)
    return kept


@transaction.atomic
def withdraw(*, door: Door, subject: str, at: datetime | None = None) -> bool:
    """There is nothing left to decide, such as of an order that its buyer cancelled.

    Returns whether it waited.
    """
    found = Case.objects.filter(assessment__door=door, assessment__subject=subject).first()
    if found is None:
        return False
    kept = _locked(found)
    if kept.state != CaseState.OPEN:
        return False
    now = at or clock.now()
    kept.state = CaseState.GONE
    kept.decided_at = kept.carried_out_at = now
    kept.save(update_fields=["state", "decided_at", "carried_out_at"])
    return True


def _label(case: Case, *, by: User, at: datetime) -> None:
    is_fraud = case.outcome == Outcome.REFUSE
    label(
        door=Door(case.assessment.door),
        subject=case.assessment.subject,
        verdict=Verdict.FRAUD if is_fraud else Verdict.LEGITIMATE,
        kind=FraudKind(case.kind),
        source=LabelSource.REVIEWER,
        by=by,
        note=case.note,
        at=at,
    )


def _locked(case: Case) -> Case:
    """The held attempt as it stands, kept from others until the transaction ends."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("assessment").get(pk=case.pk)


def _locked_with_attempt(case: Case) -> Case:
    """The attempt is locked before the case, as judging takes them."""
    Assessment.objects.select_for_update(no_key=True).get(pk=case.assessment_id)
    return _locked(case)


def _waiting(case: Case) -> Case:
    kept = _locked(case)
    _ensure_waiting(kept)
    return kept


def _ensure_waiting(case: Case) -> None:
    if case.state == CaseState.OPEN:
        return
    if case.decided_by is None:
        raise Overtaken(_("There is nothing left to decide: %(state)s.") % {"state": _state(case)})
    raise Overtaken(
        _("%(name)s has decided it already: %(state)s.")
        % {"name": case.decided_by.get_full_name(), "state": _state(case)}
    )


def _ensure_free(case: Case, by: User) -> None:
    if case.taken_by_id not in (None, by.pk):
        raise Overtaken(_taken_words(case))


def _state(case: Case) -> str:
    return str(CaseState(case.state).label)


def _taken_words(case: Case) -> str:
    holder, since = case.taken_by, case.taken_at
    when = formats.time_format(localtime(since), "TIME_FORMAT") if since else ""
    name = holder.get_full_name() if holder else ""
    return _("%(name)s looks at it since %(time)s.") % {"name": name, "time": when}
