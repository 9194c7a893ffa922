"""Marks are forgotten: of everybody after ``RISK_KEEP_DAYS``, of one person when they ask for it.

What stays are numbers that lead to nobody: models go on learning from them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction

from events import jobs
from foundation import clock
from risk.algorithms.attempts import MARKS
from risk.models import Assessment

JOB: Final = "risk.forget"
A_ROUND: Final = 500
NOTHING_KNOWN: Final[dict[str, None]] = {
    **{f"{mark}_key": None for mark in MARKS},
    "customer_id_then": None,
}


@jobs.handles(JOB)
def forget_old(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Repeated, it finds nothing left to forget."""
    return {"forgotten": forget_marks()}


def forget_marks(*, at: datetime | None = None) -> int:
    """Forget whose card, address or browser came to a door so long ago; how many attempts."""
    limit = (at or clock.now()) - timedelta(days=settings.RISK_KEEP_DAYS)
    return sum(_forget_by(name, limit) for name in NOTHING_KNOWN)


@transaction.atomic
def forget(attempts: models.QuerySet[Assessment]) -> int:
    """Forget whom some attempts were of."""
    return attempts.update(**NOTHING_KNOWN)


def _forget_by(name: str, limit: datetime) -> int:
    """A column at a time, since each has an index of the rows that still say something."""
    forgotten = 0
    while True:
        old = Assessment.objects.filter(**{f"{name}__isnull": False}, occurred_at__lt=limit)
        ids = list(old.values_list("pk", flat=True)[:A_ROUND])
        if not ids:
            return forgotten
        forgotten += forget(Assessment.objects.filter(pk__in=ids))
