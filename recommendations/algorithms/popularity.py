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


def trend(
    interactions: Interactions, *, now: int, short_days: float, long_days: float
) -> FloatArray:
    """How much faster each item sells lately, float32 [n_items]: 0 is as ever, log 2 twice as fast.

    The logarithm of events a day in the last `short_days` over those in the last `long_days`, both
    raised by one event in `short_days`, so that a single sale is no trend.
    """
    short = popularity(interactions, now=now, window_days=short_days)
    long = popularity(interactions, now=now, window_days=long_days)
    return np.log((short + 1) / (long * np.float32(short_days / long_days) + 1)).astype(np.float32)
