"""Doors hear what was decided: right after the decision, else by a job, until they heard it.

A door may hear the same decision twice (its ``Keeper`` stands the repeat), but never another one:
what was decided is read from the row. What nobody decided is decided by the door's policy at its
deadline, so that nothing is held for ever.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from events import audit
from foundation import clock
from foundation.failpoints import fail_point
from risk.algorithms.vocabulary import Outcome
from risk.decisions import Keeper, keepers
from risk.kinds import AtDeadline, CaseState, FraudKind
from risk.models import Case, DoorPolicy

logger = logging.getLogger(__name__)

A_ROUND: Final = 100
LONGEST_ERROR: Final = 300
OUTCOME_AT_DEADLINE: Final = {
    AtDeadline.RELEASE: Outcome.ALLOW,
    AtDeadline.REFUSE: Outcome.REFUSE,
}


def carry_out(case_id: int, *, at: datetime | None = None) -> bool:
    """Tell the door what was decided; whether it heard it now. What went wrong is kept."""
    case = (
        Case.objects.select_related("assessment")
        .exclude(outcome="")
        .filter(pk=case_id, carried_out_at=None)
        .first()
    )
    if case is None:
        return False
    fail_point("risk.decided")
    keeper = keepers.get(case.assessment.door)
    try:
        _tell(keeper, case, at)
    except Exception as error:  # whatever it is, the others are not kept waiting by it
        logger.exception("held attempt %s was not carried out", case.public_id)
        told = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        Case.objects.filter(pk=case.pk).update(attempts=F("attempts") + 1, error=told)
        return False
    fail_point("risk.carried")
    done = Case.objects.filter(pk=case.pk, carried_out_at=None).update(
        carried_out_at=at or clock.now(), attempts=F("attempts") + 1, error=""
    )
    return bool(done)


def tell_again(case_id: int, *, at: datetime | None = None) -> bool:
    """Tell the door once more what was decided, such as of what it holds only since; whether it
    heard it now. Who dies in between leaves it to ``carry_out_due``."""
    Case.objects.filter(pk=case_id).exclude(outcome="").update(carried_out_at=None)
    return carry_out(case_id, at=at)


def carry_out_due(*, at: datetime | None = None) -> int:
    """Tell the doors what they have not heard yet; how many did now.

    The least often tried come first, so that one that cannot be carried out holds up no other.
    """
    waiting = Case.objects.exclude(outcome="").filter(carried_out_at=None)
    due = waiting.order_by("attempts", "decided_at", "pk").values_list("pk", flat=True)[:A_ROUND]
    return sum(carry_out(case_id, at=at) for case_id in list(due))


def lapse_due(*, at: datetime | None = None) -> int:
    """Decide by policy what nobody decided in time; how many. ``carry_out_due`` tells the doors."""
    now = at or clock.now()
    late = Case.objects.filter(state=CaseState.OPEN, due_at__lte=now)
    due = late.order_by("due_at", "pk").values_list("pk", flat=True)[:A_ROUND]
    return sum(_lapse(case_id, now) for case_id in list(due))


def _tell(keeper: Keeper | None, case: Case, at: datetime | None) -> None:
    subject = case.assessment.subject
    if keeper is None:
        raise LookupError(f"nobody keeps what is held at the door {case.assessment.door!r}")
    if case.outcome == Outcome.ALLOW:
        keeper.release(subject, at=at)
    else:
        keeper.refuse(subject, kind=FraudKind(case.kind), at=at)


@transaction.atomic
def _lapse(case_id: int, now: datetime) -> int:
    rows = Case.objects.select_for_update(of=("self",), no_key=True)
    case = rows.select_related("assessment").get(pk=case_id)
    if case.state != CaseState.OPEN or case.due_at > now:
        return 0
    door = case.assessment.door
    policy = DoorPolicy.objects.filter(door=door).first() or DoorPolicy(door=door)
    case.state, case.decided_at = CaseState.LAPSED, now
    case.outcome = OUTCOME_AT_DEADLINE[AtDeadline(policy.at_deadline)]
    case.save(update_fields=["state", "decided_at", "outcome"])
    changes = {"outcome": str(case.outcome)}
    audit.write(actor=None, action="case.lapsed", target=case, changes=changes, at=now)
    return 1
