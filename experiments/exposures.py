"""Who has seen which arm: noted once a subject, and forgotten with the person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from experiments.models import Exposure
from foundation import clock


def expose(*, experiment_id: int, arm_id: int, subject: UUID, at: datetime | None = None) -> None:
    """Note that somebody sees an arm; only the first time counts, however many say so at once."""
    row = Exposure(
        experiment_id=experiment_id, arm_id=arm_id, subject=subject, first_at=at or clock.now()
    )
    Exposure.objects.bulk_create([row], ignore_conflicts=True)


def exposures_of(*, subjects: Sequence[UUID]) -> list[dict[str, object]]:
    """Which arms of which experiments some ids have seen, ready for JSON, oldest first."""
    rows = (
        Exposure.objects.filter(subject__in=list(subjects))
        .order_by("first_at", "pk")
        .values_list("experiment__name", "arm__slug", "first_at")
    )
    return [
        {"what": "experiment", "name": name, "arm": arm, "first_seen": first}
        for name, arm, first in rows
    ]


def erase_subjects(*, subjects: Sequence[UUID]) -> int:
    """Forget which experiments some people were in; returns the number of rows.

    They leave the count of their arm and its outcomes alike, so that no arm is favoured.
    """
    return Exposure.objects.filter(subject__in=list(subjects)).delete()[0]
