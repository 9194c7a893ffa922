"""The first look at a shop's past: what the nights would have learned of it, made at once.

A new shop has no past and needs none of this. The demo store and an imported one have: their days
are summed while they are built, which every dashboard reads, and the worker learns the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analytics.customers.profiles import write_profiles
from analytics.customers.serving import CHURN, VALUE
from analytics.journeys.jobs import look_at_journeys
from analytics.models import CustomerProfile, DailySales
from analytics.rollups.days import rebuild
from events import jobs
from mlops.selectors import champion
from mlops.training import train
from orders.models import Order

NAME = "analytics.first_look"


def sum_where_missing(advance: Callable[[int], None] | None = None) -> int:
    """Sum all days of the past where none was summed yet; returns how many."""
    return 0 if DailySales.objects.exists() else rebuild(advance=advance)


def ask_where_missing() -> None:
    """Have the worker learn customers and journeys where nobody was learned yet."""
    if Order.objects.exists() and not CustomerProfile.objects.exists():
        jobs.enqueue(NAME, key=f"{NAME}@first")


@jobs.handles(NAME)
def look_first(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Models, profiles, journeys. Runs again without harm: what is there already is kept."""
    report("days")
    days = sum_where_missing()
    for name in (CHURN, VALUE):
        if champion(name) is None:
            train(name, report)
    written = write_profiles(report=report)
    look_at_journeys(report, whole=True)
    return {"days": days, "profiles": written.profiles}
