"""Whether the arms got the people they should have: if not, nothing else can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

ALARM_BELOW = 0.001
"""Rare enough to look every few minutes; broken logging is off by far more (Fabijan et al.,
"Diagnosing Sample Ratio Mismatch in Online Controlled Experiments", KDD 2019)."""


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """Pearson's chi-square against the planned shares."""

    statistic: float
    p_value: float

    @property
    def is_broken(self) -> bool:
        return self.p_value < ALARM_BELOW


def sample_ratio(counts: Sequence[int], shares: Sequence[int]) -> SampleRatio:
    """Compare how many each arm has with the shares that were planned; none yet is fine.

    Raises:
        ValueError: not one share, above zero, for each count.
    """
    if len(counts) != len(shares) or min(shares, default=0) <= 0:
        raise ValueError("every arm needs a count and a share above zero")
    total = sum(counts)
    if total == 0:
        return SampleRatio(statistic=0.0, p_value=1.0)
    expected = np.asarray(shares, dtype=np.float64) / sum(shares) * total
    statistic = float((((np.asarray(counts) - expected) ** 2) / expected).sum())
    return SampleRatio(statistic, float(stats.chi2.sf(statistic, len(counts) - 1)))
