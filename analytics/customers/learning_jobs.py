"""The periodic jobs of the models of customers: learning anew each week, and watching for drift."""

from __future__ import annotations

from typing import Any

from analytics.customers.drift import look_for_drift
from analytics.customers.serving import CHURN, VALUE
from events import jobs
from mlops.training import train_where_due


@jobs.handles("analytics.customers.train")
def learn_where_due(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Each night it is looked whether a week has passed, or whether the books suffice by now."""
    versions = {name: train_where_due(name, report) for name in (CHURN, VALUE)}
    return {name: version.version if version else None for name, version in versions.items()}


@jobs.handles("analytics.customers.drift")
def look_daily(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Runs again without harm: a day's reports replace each other."""
    found = look_for_drift()
    return {"shifted": [f"{each.name} {each.figure}" for each in found if each.is_alarm]}
