"""How long deliveries take: pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Days from order to receipt: their mean and standard deviation, None where unknown."""

    mean: float | None
    spread: float | None
    count: int


def measure(days: Sequence[float]) -> LeadTime:
    """Mean and sample standard deviation of observed lead times; a spread needs two of them."""
    if not days:
        return LeadTime(None, None, 0)
    return LeadTime(fmean(days), stdev(days) if len(days) > 1 else None, len(days))
