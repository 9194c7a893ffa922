"""How good chances and values were, once it is known what came."""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from analytics.algorithms.purchases import FloatArray

TOP = 0.1


def placements(chances: FloatArray, came: FloatArray) -> FloatArray:
    """For each case that came, the share of those that did not that stand below it, ties half.

    The mean is the area under the curve.

    Raises:
        ValueError: nothing to tell apart.
    """
    hits, misses = chances[came > 0], np.sort(chances[came <= 0])
    if not len(hits) or not len(misses):
        raise ValueError("nothing to tell apart")
    below = np.searchsorted(misses, hits, side="left")
    level = np.searchsorted(misses, hits, side="right")
    return (below + level) / (2 * len(misses))


def squared_errors(chances: FloatArray, came: FloatArray) -> FloatArray:
    """Brier's, case by case."""
    return (chances - came) ** 2


def calibration_error(chances: FloatArray, came: FloatArray, *, parts: int = 10) -> float:
    """Mean distance of chances and shares that came, over tenths by chance (expected error)."""
    tenths = np.array_split(np.argsort(chances, kind="stable"), parts)
    missed = [
        len(part) * abs(chances[part].mean() - came[part].mean()) for part in tenths if len(part)
    ]
    return float(sum(missed) / len(chances))


def rank_agreements(told: FloatArray, came: FloatArray) -> FloatArray:
    """What each case adds to Spearman's rank correlation: their mean is it."""
    ranks = [rankdata(each) for each in (told, came)]
    centred = [each - each.mean() for each in ranks]
    spread = float(np.prod([each.std() for each in centred]))
    return centred[0] * centred[1] / spread if spread else np.zeros(len(told))


def top_shares(told: FloatArray, came: FloatArray, *, top: float = TOP) -> FloatArray:
    """What each case adds to the share of all money that the best told tenth brought.

    Their mean is the share.
    """
    count = max(int(len(told) * top), 1)
    best = np.argsort(-told, kind="stable")[:count]
    inside = np.zeros(len(told))
    inside[best] = 1.0
    total = came.sum()
    return inside * came * len(told) / total if total else np.zeros(len(told))
