"""The nightly job of the customers, and asking for it in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from analytics.customers.profiles import write_profiles
from events import jobs
from events.models import Job, JobState
from foundation import clock

NAME = "analytics.customers"
SOON = timedelta(minutes=10)


@jobs.handles(NAME)
def write_nightly(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Every profile anew; whoever repeats it finds the same."""
    written = write_profiles(report=report)
    return {
        "profiles": written.profiles,
        "features": written.features,
        "companies": written.companies,
        "alarms": written.alarms,
        "clusters": written.cluster_version,
    }


def ask_for_profiles() -> Job | None:
    """Have the profiles written now; None where a run is waiting or under way."""
    running = Job.objects.filter(name=NAME, state__in=(JobState.QUEUED, JobState.RUNNING))
    if running.filter(due_at__lte=clock.now() + SOON).exists():
        return None
    return jobs.enqueue(NAME, key=f"{NAME}@{clock.now():%Y-%m-%dT%H:%M:%S}")
