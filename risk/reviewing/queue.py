"""What is held, in the order in which it should be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import User
from risk.algorithms.vocabulary import Door
from risk.kinds import CaseState
from risk.models import Case

DECIDED: Final = (CaseState.RELEASED, CaseState.REFUSED, CaseState.LAPSED, CaseState.GONE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits, how much of it too long, what is at stake; ``unheard``: decided, but its
    door has not heard it in spite of a try."""

    waiting: int = 0
    overdue: int = 0
    at_stake_minor: int = 0
    unheard: int = 0


def cases() -> QuerySet[Case]:
    """Held attempts with all that a line of the queue shows."""
    return Case.objects.select_related("assessment", "taken_by", "decided_by")


def in_turn(rows: QuerySet[Case]) -> QuerySet[Case]:
    """What has most at stake first; of the same stake, such as none, what is due first."""
    return rows.order_by("-at_stake_minor", "due_at", "pk")


def latest_first(rows: QuerySet[Case]) -> QuerySet[Case]:
    """What was decided last first."""
    return rows.order_by("-decided_at", "-pk")


def waiting(*, at: datetime) -> Waiting:
    """What waits at ``at``, in one query."""
    is_open = Q(state=CaseState.OPEN)
    counted = Case.objects.aggregate(
        waiting=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & Q(due_at__lt=at)),
        at_stake_minor=Sum("at_stake_minor", filter=is_open, default=0),
        unheard=Count("pk", filter=~Q(outcome="") & Q(carried_out_at=None, attempts__gt=0)),
    )
    return Waiting(**counted)


def next_for(staff: User, *, after: Case, door: Door | None = None) -> Case | None:
    """What a reviewer should look at next: nobody else has it."""
    free = Case.objects.filter(state=CaseState.OPEN).exclude(pk=after.pk)
    free = free.filter(Q(taken_by=None) | Q(taken_by=staff))
    if door is not None:
        free = free.filter(assessment__door=door)
    return in_turn(free).first()
