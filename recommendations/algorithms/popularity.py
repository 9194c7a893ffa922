"""What everybody buys now: the fallback of every surface and a strong member near Christmas."""

from __future__ import annotations

import numpy as np

from recommendations.algorithms.interactions import FloatArray, Interactions, decay


def popularity(
    interactions: Interactions,
    *,
    now: int,
    window_days: float = 14,
    half_life_days: float | None = None,
) -> FloatArray:
    """Weighted events of each item in the last `window_days` before `now`, float32 [n_items].

    With a half-life, an event that old counts half.
    """
    ages = interactions.ages(now)
    recent = (ages <= window_days) & (interactions.times < now)
    values = interactions.weights[recent] * decay(ages[recent], half_life_days)
    counts = np.bincount(interactions.items[recent], weights=values, minlength=interactions.n_items)
    return counts.astype(np.float32)
