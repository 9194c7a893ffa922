"""The best of many scores."""

from __future__ import annotations

import numpy as np

from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray


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
    order = np.argsort(-candidates[chosen], kind="stable")[:k]
    return chosen[order].astype(np.int32)
