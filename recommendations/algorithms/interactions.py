"""The one input of every recommender: weighted, timed (user, item) events as parallel arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse

IntArray = npt.NDArray[np.int32]
TimeArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]

NOBODY = -1
"""User index of an event whose shopper is unknown (a guest's order)."""
NO_BASKET = -1
"""Basket index of an event that was not a purchase (a view, a wish)."""
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Interactions:
    """Parallel arrays, one entry an event.

    `users` and `items` are indices below `n_users` and `n_items`; `users` may hold `NOBODY` and
    `baskets` may hold `NO_BASKET`. `times` are seconds since the epoch. `weights` say how much an
    event tells of taste (a purchase 1, a view less).

    Raises `ValueError` when lengths differ or an index is out of range.
    """

    users: IntArray
    items: IntArray
    times: TimeArray
    weights: FloatArray
    baskets: IntArray
    n_users: int
    n_items: int

    def __post_init__(self) -> None:
        columns = (self.users, self.items, self.times, self.weights, self.baskets)
        if len({len(column) for column in columns}) != 1:
            raise ValueError("interaction columns differ in length")
        if len(self.items) == 0:
            return
        if self.items.min() < 0 or self.items.max() >= self.n_items:
            raise ValueError("item index out of range")
        if self.users.min() < NOBODY or self.users.max() >= self.n_users:
            raise ValueError("user index out of range")

    def __len__(self) -> int:
        return len(self.items)

    def select(self, mask: BoolArray) -> Interactions:
        """The events where `mask` holds, over the same users and items."""
        return Interactions(
            users=self.users[mask],
            items=self.items[mask],
            times=self.times[mask],
            weights=self.weights[mask],
            baskets=self.baskets[mask],
            n_users=self.n_users,
            n_items=self.n_items,
        )

    def before(self, moment: int) -> Interactions:
        """Events strictly before `moment` (seconds since the epoch)."""
        return self.select(self.times < moment)

    def since(self, moment: int) -> Interactions:
        """Events at or after `moment` (seconds since the epoch)."""
        return self.select(self.times >= moment)

    def purchases(self) -> Interactions:
        """Events that belong to a basket."""
        return self.select(self.baskets != NO_BASKET)

    def end(self) -> int:
        """One second after the last event, 0 when there is none: the natural `now` of training."""
        return int(self.times.max()) + 1 if len(self) else 0

    def ages(self, now: int) -> FloatArray:
        """Age of every event in days at `now`, never negative."""
        return age_in_days(self.times, now)


@dataclass(frozen=True, slots=True)
class ItemFeatures:
    """What is known of the items themselves; every sequence is empty or `n_items` long.

    `texts` are titles (and descriptions); `tags` are exact attributes such as "colour:red";
    `categories` are category indices, -1 where unknown; `prices` are positive, NaN where unknown.
    """

    texts: Sequence[str] = ()
    tags: Sequence[Sequence[str]] = ()
    categories: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    prices: FloatArray = field(default_factory=lambda: np.empty(0, dtype=np.float32))


def age_in_days(times: TimeArray, now: int) -> FloatArray:
    """Days from `times` to `now`, never negative."""
    return (np.maximum(now - times, 0) / SECONDS_A_DAY).astype(np.float32)


def decay(ages: FloatArray, half_life_days: float | None) -> FloatArray:
    """Weight that halves every `half_life_days`; ones when there is no half-life."""
    if half_life_days is None:
        return np.ones(len(ages), dtype=np.float32)
    faded: FloatArray = np.exp2(-ages / np.float32(half_life_days)).astype(np.float32)
    return faded


def user_item_matrix(
    interactions: Interactions, *, now: int, half_life_days: float | None = None
) -> sparse.csr_array:
    """User x item CSR of each pair's strongest event, decayed to `now`.

    The strongest, not the sum: ten orders of candles say "likes candles", not "ten times as
    much"; sums let bulk buyers drown everybody else.
    """
    known = interactions.select(interactions.users != NOBODY)
    values = known.weights * decay(known.ages(now), half_life_days)
    return _strongest(known.users, known.items, values, (known.n_users, known.n_items))


def basket_item_matrix(
    interactions: Interactions, *, now: int, half_life_days: float | None = None
) -> sparse.csr_array:
    """Basket x item CSR; rows are the distinct baskets in ascending order of their index."""
    bought = interactions.purchases()
    values = decay(bought.ages(now), half_life_days)
    distinct, rows = np.unique(bought.baskets, return_inverse=True)
    return _strongest(rows, bought.items, values, (len(distinct), bought.n_items))


def _strongest(
    rows: npt.NDArray[np.integer], items: IntArray, values: FloatArray, shape: tuple[int, int]
) -> sparse.csr_array:
    order = np.lexsort((-values, items, rows))
    rows, items, values = rows[order], items[order], values[order]
    first = np.ones(len(rows), dtype=np.bool_)
    first[1:] = (rows[1:] != rows[:-1]) | (items[1:] != items[:-1])
    return sparse.csr_array((values[first], (rows[first], items[first])), shape=shape)
