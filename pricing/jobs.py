"""Elasticities on the ledger: learned once a week, watched daily, kept as the champion says."""

from __future__ import annotations

from typing import Any

from events import jobs
from mlops.training import Report, train
from pricing.drift import look_for_drift
from pricing.models import ElasticityEstimate
from pricing.services.elasticities import follow_champion
from pricing.serving import NAME

TRAIN_JOB, DRIFT_JOB = "pricing.train", "pricing.drift"


def ask_where_missing() -> None:
    """Have elasticities learned where there are none: a part of the worker's first work."""
    if not ElasticityEstimate.objects.exists():
        jobs.enqueue(TRAIN_JOB, key=f"{TRAIN_JOB}@first")


@jobs.handles(TRAIN_JOB)
def _train(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    version = train(NAME, report)
    return {"version": version.version if version else None}


@jobs.handles(DRIFT_JOB)
def _drift(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    """Rows follow first: after a rollback they say what serves again."""
    changed = follow_champion()
    reports = look_for_drift()
    return {
        "rows": changed,
        "figures": len(reports),
        "alarms": sum(one.is_alarm for one in reports),
    }
