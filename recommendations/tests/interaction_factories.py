"""Small logs of events, written as tuples, for the tests of the algorithms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommendations.algorithms.interactions import NO_BASKET, SECONDS_A_DAY, Interactions

Event = tuple[int, int, float] | tuple[int, int, float, int]


def log_of(
    events: Sequence[Event], *, n_users: int | None = None, n_items: int | None = None
) -> Interactions:
    """Events as (user, item, day[, basket]) of weight 1; day 0 is the epoch."""
    users = np.array([event[0] for event in events], dtype=np.int32)
    items = np.array([event[1] for event in events], dtype=np.int32)
    days = np.array([event[2] for event in events], dtype=np.float64)
    baskets = [event[3] if len(event) > 3 else NO_BASKET for event in events]
    return Interactions(
        users=users,
        items=items,
        times=(days * SECONDS_A_DAY).astype(np.int64),
        weights=np.ones(len(events), dtype=np.float32),
        baskets=np.array(baskets, dtype=np.int32),
        n_users=n_users if n_users is not None else int(users.max(initial=-1)) + 1,
        n_items=n_items if n_items is not None else int(items.max(initial=-1)) + 1,
    )


def day(number: float) -> int:
    """Seconds since the epoch of a day's number."""
    return int(number * SECONDS_A_DAY)


def random_log(seed: int = 1, *, n_users: int = 40, n_items: int = 12) -> Interactions:
    """Two tastes: even users mostly buy even items, odd users odd ones, over 60 days."""
    random = np.random.default_rng(seed)
    events: list[Event] = []
    for basket in range(160):
        user = int(random.integers(n_users))
        when = float(random.uniform(0, 60))
        for _ in range(3):
            own = int(random.integers(n_items // 2)) * 2 + user % 2
            stray = int(random.integers(n_items))
            events.append((user, own if random.random() < 0.9 else stray, when, basket))
    return log_of(events, n_users=n_users, n_items=n_items)
