"""Several members' scores into one order: z-scores added by weight, not ranks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np

from recommendations.algorithms.interactions import BoolArray, FloatArray, IntArray

Member = TypeVar("Member")


def z_blend(
    members: Mapping[Member, FloatArray], weights: Mapping[Member, float]
) -> tuple[FloatArray, dict[Member, float]]:
    """Weighted sum of the members' z-scores (score - mean) / standard deviation, float32 [n_items].

    Also returns each member's scale, weight / deviation: by it a part of a member's raw score
    can be compared with a part of another's. A member whose scores are all alike says nothing and
    has no scale. Raises `ValueError` without members, `KeyError` without a member's weight.
    """
    if not members:
        raise ValueError("nothing to blend")
    total = np.zeros(len(next(iter(members.values()))), np.float32)
    scales = z_scales(members, weights)
    for member, scale in scales.items():
        total += np.float32(scale) * (members[member] - members[member].mean())
    return total, scales


def z_scales(
    members: Mapping[Member, FloatArray], weights: Mapping[Member, float]
) -> dict[Member, float]:
    """Each member's weight over the deviation of its scores, of those that tell items apart."""
    deviations = {member: float(scores.std()) for member, scores in members.items()}
    return {
        member: weights[member] / deviation
        for member, deviation in deviations.items()
        if deviation > 0
    }


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
