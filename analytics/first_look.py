"""The first look at a shop's past: what the nights would have learned of it, made at once.

A new shop has no past and needs none of this. The demo store and an imported one have: their last
weeks are summed while they are built, so that dashboards open with something, and the worker
learns the customers, sums all days and looks at the journeys.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from analytics.customers.profiles import write_profiles
from analytics.customers.serving import CHURN, VALUE
from analytics.journeys.jobs import look_nightly
from analytics.mail.days import count_lately
from analytics.models import CustomerProfile, DailySales
from analytics.operations.days import sum_up_lately
from analytics.rollups.days import known_span, rebuild
from events import jobs
from mlops.quality.services import check_all
from mlops.selectors import champion
from mlops.training import train
from orders.models import Order

NAME = "analytics.first_look"
AT_ONCE = timedelta(days=60)


def sum_where_missing() -> int:
    """Sum the last weeks of the past where no day was summed yet; returns how many days."""
    span = known_span()
    if span is None or DailySales.objects.exists():
        return 0
    return rebuild(first=max(span.first, span.last - AT_ONCE), last=span.last)


def ask_where_missing() -> None:
    """Have the worker learn customers and journeys where nobody was learned yet."""
    if Order.objects.exists() and not CustomerProfile.objects.exists():
        jobs.enqueue(NAME, key=f"{NAME}@first")


@jobs.handles(NAME)
def look_first(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """What the nightly jobs do, in their order. Runs again without harm: it finds the same."""
    for name in (CHURN, VALUE):
        if champion(name) is None:
            train(name, report)
    written = write_profiles(report=report)
    report("days")
    days = rebuild()  # also those summed before: now it is known of which segment each buyer is
    sum_up_lately()
    count_lately()
    look_nightly({}, report)
    check_all(report=report)
    return {"days": days, "profiles": written.profiles}
