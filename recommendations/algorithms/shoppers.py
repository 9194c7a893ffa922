"""Shoppers like you: what the nearest shoppers by taste took.

Herlocker, Konstan, Borchers, Riedl (1999), "An algorithmic framework for performing collaborative
filtering", with the cosine of weighted histories.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from recommendations.algorithms.blend import top_k
from recommendations.algorithms.interactions import FloatArray, IntArray

PointerArray = npt.NDArray[np.int64]
MOST_BUYERS = 1_000
"""Buyers of an item that are looked at, the freshest: more cost time, and tell less."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows: row r has `columns` and `values` from `starts[r]` to `starts[r + 1]`."""

    starts: PointerArray
    columns: IntArray
    values: FloatArray

    @classmethod
    def of(cls, matrix: sparse.csr_array) -> Rows:
        """The rows of a CSR matrix."""
        return cls(
            np.asarray(matrix.indptr, np.int64),
            np.asarray(matrix.indices, np.int32),
            np.asarray(matrix.data, np.float32),
        )

    def weighted_sum(self, rows: IntArray, weights: FloatArray, *, n_columns: int) -> FloatArray:
        """The sum of the given rows, each times its weight, float32 [n_columns]."""
        columns, values = self.gathered(rows, weights)
        return np.bincount(columns, values, n_columns).astype(np.float32)

    def gathered(self, rows: IntArray, weights: FloatArray) -> tuple[IntArray, FloatArray]:
        """Columns and values of the given rows, each row times its weight, one after the other."""
        starts = self.starts[rows]
        lengths = self.starts[rows + 1] - starts
        places = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
        places += np.arange(len(places))
        return self.columns[places], self.values[places] * np.repeat(weights, lengths)


@dataclass(frozen=True, slots=True)
class ShopperNeighbours:
    """Histories of length 1 in the sense of the cosine, by shopper and by item."""

    by_shopper: Rows
    by_item: Rows
    neighbours: int

    @property
    def n_shoppers(self) -> int:
        return len(self.by_shopper.starts) - 1

    @property
    def n_items(self) -> int:
        return len(self.by_item.starts) - 1

    def scores(
        self, items: IntArray, weights: FloatArray, *, shopper: int | None = None
    ) -> FloatArray:
        """What the nearest shoppers took, by their cosine with these items, float32 [n_items]."""
        taken, values = self.votes(items, weights, shopper=shopper)
        return np.bincount(taken, values, self.n_items).astype(np.float32)

    def votes(
        self, items: IntArray, weights: FloatArray, *, shopper: int | None = None
    ) -> tuple[IntArray, FloatArray]:
        """The items that the nearest shoppers took, one shopper after the other, each weighed.

        `items` are distinct. `shopper` is the one who asks, who is no neighbour of their own.
        """
        length = float(np.linalg.norm(weights))
        if not length or not self.n_shoppers:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        cosines = self.by_item.weighted_sum(items, weights / length, n_columns=self.n_shoppers)
        if shopper is not None and 0 <= shopper < self.n_shoppers:
            cosines[shopper] = 0
        nearest = top_k(cosines, k=self.neighbours)
        nearest = nearest[cosines[nearest] > 0]
        return self.by_shopper.gathered(nearest, cosines[nearest])

    @classmethod
    def empty(cls, n_items: int) -> ShopperNeighbours:
        """Nobody to compare with."""
        nothing = np.empty(0, np.int32), np.empty(0, np.float32)
        return cls(
            Rows(np.zeros(1, np.int64), *nothing),
            Rows(np.zeros(n_items + 1, np.int64), *nothing),
            0,
        )


def shopper_neighbours(matrix: sparse.csr_array, *, neighbours: int) -> ShopperNeighbours:
    """Ready to be asked, from a user x item matrix with non-negative values."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1))).ravel()
    scale = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    unit = sparse.csr_array(sparse.diags_array(scale) @ matrix, dtype=np.float32)
    freshest = _freshest(sparse.csr_array(unit.T), sparse.csr_array(matrix.T))
    return ShopperNeighbours(Rows.of(unit), freshest, neighbours)


def _freshest(unit: sparse.csr_array, matrix: sparse.csr_array) -> Rows:
    """At most `MOST_BUYERS` of each item, those whose own weight has faded least."""
    rows = np.repeat(np.arange(unit.shape[0]), np.diff(unit.indptr))
    order = np.lexsort((unit.indices, -matrix.data, rows))
    place = np.arange(len(order)) - np.repeat(unit.indptr[:-1], np.diff(unit.indptr))
    kept = np.sort(order[place < MOST_BUYERS])
    starts = np.zeros(unit.shape[0] + 1, np.int64)
    np.cumsum(np.bincount(rows[kept], minlength=unit.shape[0]), out=starts[1:])
    return Rows(starts, unit.indices[kept].astype(np.int32), unit.data[kept].astype(np.float32))
