"""What is bought together: pairs of things that stand in one basket oftener than chance has it.

Support, confidence and lift as in Agrawal, Imieliński, Swami 1993, "Mining association rules
between sets of items in large databases". All pairs are counted set-wise, by one product of sparse
matrices. The interval of the lift is the delta method's on its logarithm; whether a pair is more
than chance is Fisher's exact test, and which pairs to believe the false discovery rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, triu
from scipy.stats import hypergeom, norm

from analytics.algorithms.discoveries import q_values

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

CONFIDENCE = 0.9
LARGEST_BASKET = 60
"""Things in a basket; larger ones are stock for a trade, where everything stands by everything."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of things, the surest first; arrays of shape (p,), ``left`` below ``right``.

    Attributes:
        left, right: numbers of the things.
        both: baskets with both.
        with_left, with_right: baskets with each.
        people: who put both in one basket.
        lift: how much oftener than if they had nothing to do with each other.
        low, high: the interval of the lift.
        q: the false discovery rate down to this pair.
        baskets: all baskets that were looked at.
    """

    left: IntArray
    right: IntArray
    both: IntArray
    with_left: IntArray
    with_right: IntArray
    people: IntArray
    lift: FloatArray
    low: FloatArray
    high: FloatArray
    q: FloatArray
    baskets: int

    def __len__(self) -> int:
        return len(self.left)

    @property
    def support(self) -> FloatArray:
        """The share of baskets that hold both."""
        return self.both / max(self.baskets, 1)

    def rows(self, chosen: BoolArray | IntArray) -> Pairs:
        return Pairs(
            left=self.left[chosen],
            right=self.right[chosen],
            both=self.both[chosen],
            with_left=self.with_left[chosen],
            with_right=self.with_right[chosen],
            people=self.people[chosen],
            lift=self.lift[chosen],
            low=self.low[chosen],
            high=self.high[chosen],
            q=self.q[chosen],
            baskets=self.baskets,
        )


def find_pairs(basket: IntArray, thing: IntArray, person: IntArray, *, fewest: int) -> Pairs:
    """The pairs that at least ``fewest`` people put in one basket.

    Args:
        basket: int64 [m], the basket of each line; a thing may stand in several lines of it.
        thing: int64 [m], what it is of.
        person: int64 [m], whose basket it is.

    Raises:
        ValueError: shapes that do not fit.
    """
    if not basket.shape == thing.shape == person.shape:
        raise ValueError(f"{basket.shape}, {thing.shape} and {person.shape} are not of lines")
    holds, things, owners = _matrix(basket, thing, person)
    counts = np.asarray(holds.sum(axis=0), np.int64).ravel()
    # Who counts less often than that cannot stand in a pair that counts.
    often = np.flatnonzero(counts >= fewest)
    holds, things, counts = holds[:, often], things[often], counts[often]
    together = triu(holds.T @ holds, k=1).tocoo()
    enough = together.data >= fewest
    left, right = together.row[enough], together.col[enough]
    people = _people(holds, owners, left, right)
    kept = people >= fewest
    left, right = left[kept], right[kept]
    both = together.data[enough][kept].astype(np.int64)
    return _sorted(things, counts, left, right, both, people[kept], baskets=holds.shape[0])


def _matrix(
    basket: IntArray, thing: IntArray, person: IntArray
) -> tuple[csr_matrix, IntArray, IntArray]:
    """Which basket holds what, the numbers of the things, and whose each basket is."""
    baskets, first, row = np.unique(basket, return_index=True, return_inverse=True)
    things, column = np.unique(thing, return_inverse=True)
    cells = np.unique(row * max(len(things), 1) + column)
    row, column = np.divmod(cells, max(len(things), 1))
    holds = csr_matrix(
        (np.ones(len(row), np.int64), (row, column)), shape=(len(baskets), len(things))
    )
    small = np.diff(holds.indptr) <= LARGEST_BASKET
    return holds[small], things, person[first][small]


def _people(holds: csr_matrix, owners: IntArray, left: IntArray, right: IntArray) -> IntArray:
    by_thing = holds.tocsc()
    where = np.split(by_thing.indices, by_thing.indptr[1:-1])
    return np.array(
        [
            len(np.unique(owners[np.intersect1d(where[a], where[b], assume_unique=True)]))
            for a, b in zip(left.tolist(), right.tolist(), strict=True)
        ],
        np.int64,
    )


def _sorted(
    things: IntArray,
    counts: IntArray,
    left: IntArray,
    right: IntArray,
    both: IntArray,
    people: IntArray,
    *,
    baskets: int,
) -> Pairs:
    with_left, with_right = counts[left], counts[right]
    lift, low, high = lift_of(both, with_left, with_right, baskets)
    chance = hypergeom.sf(both - 1, baskets, with_left, with_right)
    pairs = Pairs(
        left=things[left],
        right=things[right],
        both=both,
        with_left=with_left,
        with_right=with_right,
        people=people,
        lift=lift,
        low=low,
        high=high,
        q=q_values(np.clip(chance, 0.0, 1.0)),
        baskets=baskets,
    )
    return pairs.rows(np.lexsort((pairs.right, pairs.left, -pairs.low)))


def lift_of(
    both: IntArray, with_left: IntArray, with_right: IntArray, baskets: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The lift of pairs with the bounds of its interval, float64 [p] each; ``both`` is above 0.

    The variance of its logarithm, by the delta method over the four cells of the table:
    1/both − 1/left − 1/right + (2 · lift − 1) / baskets.
    """
    lift = both * float(baskets) / (with_left.astype(np.float64) * with_right)
    variance = 1 / both - 1 / with_left - 1 / with_right + (2 * lift - 1) / baskets
    half = norm.ppf((1 + CONFIDENCE) / 2) * np.sqrt(np.maximum(variance, 0.0))
    return lift, lift * np.exp(-half), lift * np.exp(half)
