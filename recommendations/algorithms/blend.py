"""Several members' scores into one order: z-scores added by weight, not ranks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray


def z_scores(scores: FloatArray) -> FloatArray:
    """(scores - mean) / standard deviation, float32; zeros when all scores are alike."""
    deviation = scores.std()
    if deviation == 0 or not np.isfinite(deviation):
        return np.zeros(len(scores), np.float32)
    standardised: FloatArray = ((scores - scores.mean()) / deviation).astype(np.float32)
    return standardised


def blend(members: Sequence[FloatArray], weights: Sequence[float]) -> FloatArray:
    """Weighted sum of the members' z-scores, float32 [n_items]."""
    if len(members) != len(weights):
        raise ValueError("one weight a member")
    total = np.zeros(len(members[0]), np.float32)
    for scores, weight in zip(members, weights, strict=True):
        total += np.float32(weight) * z_scores(scores)
    return total


def top_k(
    scores: FloatArray,
    *,
    k: int,
    allowed: BoolArray | None = None,
    excluded: IntArray | None = None,
) -> IntArray:
    """Indices of the k largest scores, best first, ties to the lower index.

    Only where `allowed` holds, without `excluded`, and never a score of -inf; may be shorter
    than k.
    """
    candidates = scores if allowed is None else np.where(allowed, scores, -np.inf)
    if excluded is not None and len(excluded):
        candidates = candidates.copy() if candidates is scores else candidates
        candidates[excluded] = -np.inf
    k = min(k, len(candidates))
    if k <= 0:
        return np.empty(0, np.int32)
    kth = np.partition(candidates, len(candidates) - k)[len(candidates) - k]
    chosen = np.flatnonzero((candidates >= kth) & (candidates > -np.inf))
    order = np.lexsort((chosen, -candidates[chosen]))[:k]
    return chosen[order].astype(np.int32)
