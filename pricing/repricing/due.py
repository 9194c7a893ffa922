"""The jobs that change prices without a click, and the one that measures what changes did."""

from __future__ import annotations

from typing import Any

from events.jobs import Report, handles
from pricing.repricing.automatic import apply_automatically, apply_due
from pricing.repricing.effects import measure_effects
from pricing.repricing.outcomes import Outcome

DUE_JOB, ALONE_JOB, EFFECTS_JOB = "pricing.apply_due", "pricing.apply_alone", "pricing.effects"


@handles(DUE_JOB)
def _due(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    return _counted(apply_due())


@handles(ALONE_JOB)
def _alone(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    return _counted(apply_automatically())


@handles(EFFECTS_JOB)
def _effects(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    return {"measured": measure_effects()}


def _counted(outcome: Outcome) -> dict[str, Any]:
    return {"applied": len(outcome.done), "refused": len(outcome.refused)}
