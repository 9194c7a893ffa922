"""Intents on the ledger: learned once a week where staff taught something, watched daily."""

from __future__ import annotations

from typing import Any

from assistant.models import Example
from assistant.understanding.drift import look_for_drift
from assistant.understanding.serving import NAME
from assistant.understanding.training import train_intents
from events import jobs
from mlops.selectors import champion
from mlops.training import Report, train, trainers

TRAIN_JOB, DRIFT_JOB = "assistant.train", "assistant.drift"


def register() -> None:
    """Called when the app is ready."""
    trainers.register(NAME, train_intents)


@jobs.handles(TRAIN_JOB)
def _train(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    version = train(NAME, report) if _has_news() else None
    return {"version": version.version if version else None}


@jobs.handles(DRIFT_JOB)
def _drift(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    reports = look_for_drift()
    return {"figures": len(reports), "alarms": sum(one.is_alarm for one in reports)}


def _has_news() -> bool:
    """Whether examples are others than the champion learned from."""
    version = champion(NAME)
    active = Example.objects.filter(is_active=True)
    if version is None:
        return active.exists()
    newest = active.order_by("-created_at").first()
    learned = version.trained_on
    is_newer = newest is not None and newest.created_at.isoformat() != learned.get("until")
    return is_newer or active.count() != learned.get("examples")
