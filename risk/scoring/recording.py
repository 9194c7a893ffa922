"""Attempts as rows: each subject once, however often and by how many at once it is asked about.

Everything here is called inside a transaction of ``scoring.serving``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, cast

from django.db import IntegrityError, transaction
from django.db.models import OneToOneRel, QuerySet

from foundation.ids import new_public_id
from foundation.money import Money
from foundation.prepared import PreparedQuery
from risk.algorithms.attempts import ABSENT, MARKS, SIGNALS_VERSION
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal, gravest
from risk.decisions import Decision, Knock, Reason
from risk.kinds import CaseState, DecidedBy, Failure
from risk.models import Assessment, DoorPolicy
from risk.reviewing.services import open_case
from risk.scoring.weighing import HOLDING_DOORS, Weighed

Fields = dict[str, Any]
_CASE: Final = cast(OneToOneRel, Assessment._meta.get_field("case"))
_SIGNALS: Final = frozenset(signal.value for signal in Signal)


def _of_subject(door: Any, subject: Any) -> QuerySet[Assessment, Assessment]:
    return Assessment.objects.select_related("case").filter(door=door, subject=subject)


_STANDING: Final = PreparedQuery(_of_subject)
_LOCKED: Final = PreparedQuery(
    lambda door, subject: _of_subject(door, subject).select_for_update(of=("self",), no_key=True)
)


def fields_of_knock(knock: Knock) -> Fields:
    """What the door told."""
    amount = knock.amount
    told = {signal.value: value for signal, value in knock.facts.items() if math.isfinite(value)}
    return {
        **{f"{mark}_key": knock.marks.get(mark, ABSENT) or None for mark in MARKS},
        "customer_id_then": knock.customer_id,
        "amount_minor": amount.minor if amount else 0,
        "currency": amount.currency if amount else "",
        "facts": told,
        "is_worn": told.get(Signal.REASON_WORN, 0) > 0,
        "is_unverified": told.get(Signal.UNVERIFIED, 0) > 0,
    }


def fields_of_weighed(weighed: Weighed, *, is_strange: bool, milliseconds: float) -> Fields:
    """What was thought of it."""
    return {
        "signals": weighed.signals,
        "signals_version": SIGNALS_VERSION,
        "is_strange": is_strange,
        "score": weighed.score,
        "parts": weighed.parts,
        "reasons": [asdict(reason) for reason in weighed.reasons],
        "rules": list(weighed.rules),
        "outcome": weighed.outcome,
        "would_be": weighed.would_be or "",
        "decided_by": weighed.decided_by,
        "failure": "",
        "model_version": weighed.version,
        "milliseconds": round(milliseconds, 2),
    }


def fields_of_failure(decision: Decision) -> Fields:
    """What the policy said where nothing could be thought of it."""
    nothing: Fields = {"signals": {}, "score": None, "parts": {}, "rules": [], "would_be": ""}
    return nothing | {
        "model_version": "",
        "milliseconds": None,
        "outcome": decision.outcome,
        "decided_by": decision.decided_by,
        "reasons": [asdict(reason) for reason in decision.reasons],
        "failure": decision.failure or "",
    }


def record(knock: Knock, judged: Fields, *, policy: DoorPolicy, at: datetime) -> Assessment:
    """Write down an attempt and what is done with it; a held one goes into the queue.

    A subject that is known keeps what was decided, unless its last try failed or was refused: then
    this is another one, judged for itself, and the one before stays in the history beside it.
    """
    fields = {**fields_of_knock(knock), **judged, "occurred_at": at}
    try:
        with transaction.atomic():
            kept = Assessment.objects.create(door=knock.door, subject=knock.subject, **fields)
        _CASE.set_cached_value(kept, None)  # a new one has none: nobody need ask
    except IntegrityError:
        kept = locked(knock.door, knock.subject)
        if not _came_to_nothing(kept):
            return kept
        set_aside(kept)
        outcome = gravest(Outcome(fields.get("outcome", Outcome.ALLOW)), _held(kept))
        update(kept, **{"result": Result.OPEN, "settled_at": None, **fields, "outcome": outcome})
    _queue(kept, policy, at)
    return kept


def record_again(
    kept: Assessment, knock: Knock, judged: Fields, *, result: Result, policy: DoorPolicy,
    at: datetime,
) -> None:  # fmt: skip
    """Write down what is thought once more is known; what was decided never becomes milder."""
    before, after = Outcome(kept.outcome), _after_money(Outcome(judged["outcome"]))
    fields = {**fields_of_knock(knock), "signals": judged["signals"]}
    if after.gravity >= before.gravity or kept.score is None:
        fields |= judged
    update(kept, **{**fields, **settled(kept, result, at), "outcome": gravest(before, after)})
    _queue(kept, policy, at)


def is_news(kept: Assessment, marks: Mapping[Mark, int], facts: Mapping[Signal, float]) -> bool:
    """Whether something is told that the row does not say yet."""
    is_new_mark = any(key != getattr(kept, f"{mark}_key") for mark, key in marks.items() if key)
    return is_new_mark or any(kept.facts.get(signal) != value for signal, value in facts.items())


def note(
    kept: Assessment,
    *,
    result: Result,
    marks: Mapping[Mark, int],
    facts: Mapping[Signal, float],
    at: datetime,
) -> None:
    """What became of an attempt and is known of it since, its judgement untouched."""
    card = marks.get(Mark.CARD)
    if kept.result == result == Result.FAILED and card and kept.card_key not in (None, card):
        set_aside(kept)
        update(kept, occurred_at=at)
    knock = knock_of(kept, marks=marks, facts=facts, at=at)
    update(kept, **fields_of_knock(knock), **settled(kept, result, at))


def settled(kept: Assessment, result: Result, at: datetime) -> Fields:
    """What became of it; once it went through, a late word of failure changes nothing."""
    if result == Result.OPEN or kept.result == Result.PASSED:
        return {}
    return {"result": result, "settled_at": at}


def set_aside(kept: Assessment) -> None:
    """Leave a try that came to nothing in the history when another takes over its subject."""
    values = {
        field.attname: getattr(kept, field.attname)
        for field in Assessment._meta.concrete_fields
        if not field.primary_key
    }
    Assessment.objects.create(**{**values, "subject": "", "public_id": new_public_id()})


def update(kept: Assessment, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(fields))


def standing(door: Door, subject: str) -> Assessment:
    """The row of a subject as it stands.

    Raises:
        Assessment.DoesNotExist: it was never judged.
    """
    return _only(_STANDING(door=door.value, subject=subject))


def locked(door: Door, subject: str) -> Assessment:
    """The row of a subject, kept from others until the transaction ends.

    Raises:
        Assessment.DoesNotExist: it was never judged.
    """
    return _only(_LOCKED(door=door.value, subject=subject))


def _only(rows: list[Assessment]) -> Assessment:
    if not rows:
        raise Assessment.DoesNotExist
    return rows[0]


def knock_of(
    kept: Assessment, *, marks: Mapping[Mark, int], facts: Mapping[Signal, float], at: datetime
) -> Knock:
    """The attempt as it was told, with what is known of it since."""
    before = {mark: getattr(kept, f"{mark}_key") or ABSENT for mark in MARKS}
    told = {Signal(name): value for name, value in kept.facts.items() if name in _SIGNALS}
    since = {mark: key for mark, key in marks.items() if key != ABSENT}
    return Knock(
        door=Door(kept.door),
        subject=kept.subject,
        marks={**before, **since},
        facts={**told, **facts},
        amount=Money(kept.amount_minor, kept.currency) if kept.currency else None,
        customer_id=kept.customer_id_then,
        at=at,
    )


def decision_of(kept: Assessment, *, is_paid: bool = False) -> Decision:
    """What was decided of a subject, by a reviewer where one has looked.

    ``is_paid``: money came in, so that it can only be let through or held.
    """
    case = getattr(kept, "case", None)
    outcome = Outcome((case.outcome if case else "") or kept.outcome)
    return Decision(
        outcome=_after_money(outcome) if is_paid else outcome,
        score=kept.score,
        decided_by=DecidedBy(kept.decided_by),
        reasons=tuple(Reason(**reason) for reason in kept.reasons),
        failure=Failure(kept.failure) if kept.failure else None,
        assessment_id=kept.pk,
    )


def _came_to_nothing(kept: Assessment) -> bool:
    """Declined by the bank or refused by us: whoever tries again is not told the same for ever."""
    is_refused = kept.outcome == Outcome.REFUSE and kept.result == Result.OPEN
    return is_refused or kept.result == Result.FAILED


def _held(kept: Assessment) -> Outcome:
    """What waits in the queue goes on waiting, however its next try looks."""
    case = getattr(kept, "case", None)
    is_waiting = case is not None and case.state == CaseState.OPEN
    return Outcome.HOLD if is_waiting else Outcome.ALLOW


def _after_money(outcome: Outcome) -> Outcome:
    return Outcome.HOLD if outcome.gravity >= Outcome.HOLD.gravity else Outcome.ALLOW


def _queue(kept: Assessment, policy: DoorPolicy, at: datetime) -> None:
    if kept.outcome == Outcome.HOLD and kept.subject and kept.door in HOLDING_DOORS:
        open_case(assessment=kept, policy=policy, at=at)
