"""The periodic jobs of the ledger that are ours."""

from typing import Any

from events import jobs
from mlops.training import Report, train
from recommendations.drift import look_for_drift
from recommendations.rules.facts import write_facts
from recommendations.shadow import shadow_yesterday
from recommendations.training import NAME


@jobs.handles("recommendations.train")
def train_nightly(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    version = train(NAME, report)
    return {"version": version.version if version else None}


@jobs.handles("recommendations.drift")
def look_daily(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    """Runs again without harm: a day's reports replace each other."""
    found = look_for_drift(NAME)
    return {"shifted": [entry.figure for entry in found if entry.is_alarm]}


@jobs.handles("recommendations.shadow")
def ask_the_shadow(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    """Yesterday's requests, put to the shadow; runs again without harm."""
    found = shadow_yesterday(NAME)
    return {"requests": found.requests if found else 0}


@jobs.handles("recommendations.facts")
def tell_all_processes(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    """Runs again without harm: the newest facts replace those of before."""
    return {"products": write_facts()}
