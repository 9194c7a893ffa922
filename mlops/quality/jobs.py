"""The night's look at all data."""

from __future__ import annotations

from typing import Any

from events import jobs
from foundation import clock
from mlops.quality.services import check_all, failed_count

JOB = "mlops.quality"


@jobs.handles(JOB)
def check_nightly(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Doing it again replaces what the day said so far."""
    checks = check_all(report=report)
    return {"checks": len(checks), "failed": failed_count(checks)}


def ask_for_checks() -> bool:
    """Have all data looked at now; False where that is asked for already, within a minute."""
    minute = f"{clock.now():%Y-%m-%dT%H:%MZ}"
    return jobs.enqueue(JOB, key=f"{JOB}:asked@{minute}") is not None
