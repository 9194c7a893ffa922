"""What follows what within a session: directed, so that a case follows a phone and not the reverse.

Ludewig, Jannach (2018), "Evaluation of session-based recommendation algorithms", arXiv 1803.09587
(their sequential rules), with a geometric instead of a linear decay by distance.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from recommendations.algorithms.interactions import (
    NOBODY,
    FloatArray,
    Interactions,
    TimeArray,
    decay,
)
from recommendations.algorithms.neighbours import NeighbourTable

SESSION_GAP_SECONDS = 30 * 60


def transitions(
    interactions: Interactions,
    *,
    now: int,
    k: int,
    window: int = 10,
    step_weight: float = 0.7,
    half_life_days: float | None = None,
) -> NeighbourTable:
    """Row i: what came up to `window` places after i, over the square root of both items' events.

    A pair counts `step_weight` to the power of the places between, times its decay; an item that
    follows itself counts nothing. A session is one shopper's events without a pause of half an
    hour; events of the same second keep their order in the log, and nobody's belong to none.
    """
    known = interactions.select(interactions.users != NOBODY)
    order = np.lexsort((known.times, known.users))
    items, sessions = known.items[order], _sessions(known, order)
    faded = decay(known.ages(now)[order], half_life_days)
    total = sparse.csr_array((known.n_items, known.n_items), dtype=np.float32)
    for distance in range(1, min(window, max(len(items) - 1, 0)) + 1):
        together = sessions[distance:] == sessions[:-distance]
        together &= items[distance:] != items[:-distance]
        values = np.float32(step_weight ** (distance - 1)) * faded[distance:][together]
        places = (items[:-distance][together], items[distance:][together])
        total = total + sparse.csr_array((values, places), shape=total.shape)
    counts = np.bincount(items, weights=faded, minlength=known.n_items).astype(np.float32)
    return NeighbourTable.from_blocks([_damped(total, counts)], n_items=known.n_items, k=k)


def _sessions(known: Interactions, order: TimeArray) -> TimeArray:
    """The number of each event's session, in the given order by shopper and time."""
    users, times = known.users[order], known.times[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (users[1:] != users[:-1]) | (np.diff(times) > SESSION_GAP_SECONDS)
    return np.cumsum(begins, dtype=np.int64)


def _damped(total: sparse.csr_array, counts: FloatArray) -> sparse.csr_array:
    damping = np.sqrt(np.maximum(counts, np.float32(1e-12)))
    own = np.repeat(damping, np.diff(total.indptr))
    total.data = total.data / (own * damping[total.indices])
    return total
