"""What visitors do without any change, measured from the log, for the plan of an experiment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from experiments.measuring import BEFORE, estimate_of_everybody
from experiments.metrics import Metric

FEWEST_SUBJECTS = 100


@dataclass(frozen=True, slots=True)
class Baseline:
    """The mean of a metric and its deviation from visitor to visitor."""

    mean: float
    deviation: float
    subjects: int


def measured_baseline(*, metric: Metric, unit: str, at: datetime) -> Baseline | None:
    """Of the four weeks before ``at``; None where too few came, or none of them did it."""
    found = estimate_of_everybody(metric, unit=unit, since=at - BEFORE, until=at)
    if found.n < FEWEST_SUBJECTS or found.mean <= 0 or found.variance <= 0:
        return None
    return Baseline(found.mean, math.sqrt(found.variance), found.n)
