"""Models on the ledger: first learned within an hour of enough attempts, later night by night."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from events import jobs
from mlops.panels import panels
from mlops.selectors import champion
from mlops.training import Report, train, train_where_due, trainers
from risk.algorithms.isolation import FEWEST_ATTEMPTS
from risk.learning.drift import look_for_drift
from risk.learning.pictures import weeks_panel
from risk.learning.serving import NAME, scorers_of
from risk.learning.training import train_risk
from risk.models import Assessment

FIRST_TRAINING = "risk.first_training"
NEARLY_A_DAY = timedelta(hours=20)


def register() -> None:
    """Called when the app is ready."""
    trainers.register(NAME, train_risk)
    panels.register(NAME, weeks_panel)


def ask_where_missing() -> None:
    """Have models learned where none serves: the worker's first work in a shop with a past."""
    if not scorers_of(champion(NAME)):
        jobs.enqueue(FIRST_TRAINING, key=f"{FIRST_TRAINING}@first")


@jobs.handles(FIRST_TRAINING)
def learn_first(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    """Learns where nothing serves and there is something to learn from; else it does nothing."""
    version = None
    if not scorers_of(champion(NAME)) and _are_enough():
        version = train(NAME, report)
    return {"version": version.version if version else None}


@jobs.handles("risk.train")
def learn_nightly(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    version = train_where_due(NAME, report, every=NEARLY_A_DAY)
    return {"version": version.version if version else None}


@jobs.handles("risk.drift")
def look_daily(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    """Runs again without harm: a day's reports replace each other."""
    reports = look_for_drift()
    return {"figures": len(reports), "alarms": sum(one.is_alarm for one in reports)}


def _are_enough() -> bool:
    """Stops counting at enough."""
    scored = Assessment.objects.filter(score__isnull=False)
    return len(scored.values_list("pk")[:FEWEST_ATTEMPTS]) == FEWEST_ATTEMPTS
