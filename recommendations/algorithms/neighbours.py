"""Item -> nearest items, cut to the k strongest: the form in which item models are served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from recommendations.algorithms.interactions import FloatArray, IntArray

ROWS_A_BAND = 1_024


@dataclass(frozen=True, slots=True)
class NeighbourTable:
    """Row i holds what item i speaks for, strongest first.

    `indices` int32 and `scores` float32, both [n_items, k]; a negative score speaks against.
    Unused places hold the item itself with score 0, so that summing rows needs no mask.
    """

    indices: IntArray
    scores: FloatArray

    @property
    def n_items(self) -> int:
        return int(self.indices.shape[0])

    @classmethod
    def empty(cls, n_items: int) -> NeighbourTable:
        """A table in which no item has a neighbour."""
        return cls(np.empty((n_items, 0), np.int32), np.empty((n_items, 0), np.float32))

    @classmethod
    def from_dense(cls, weights: FloatArray, *, k: int) -> NeighbourTable:
        """The k entries of each row of an [n, n] matrix that are furthest from 0, diagonal aside.

        Negative ones are kept: they are what a linear model says against an item (a substitute of
        what is in the basket), and cart completion loses a tenth of its hits without them.
        """
        n_items = weights.shape[0]
        k = min(k, max(n_items - 1, 0))
        if k == 0:
            return cls.empty(n_items)
        indices = np.empty((n_items, k), np.int32)
        scores = np.empty((n_items, k), np.float32)
        for item in range(n_items):
            indices[item], scores[item] = _furthest_from_zero(weights[item], k, item)
        return cls(indices, scores)

    @classmethod
    def from_blocks(
        cls, blocks: Iterable[sparse.csr_array], *, n_items: int, k: int
    ) -> NeighbourTable:
        """The k largest positive entries of each row, diagonal aside.

        `blocks` are consecutive bands of rows of one sparse [n_items, n_items] matrix, so that
        the whole product of a large catalogue never stands in memory at once.
        """
        k = min(k, max(n_items - 1, 0))
        indices = np.repeat(np.arange(n_items, dtype=np.int32)[:, None], k, axis=1)
        scores = np.zeros((n_items, k), np.float32)
        item = 0
        for block in blocks:
            for start, stop in pairwise(block.indptr):
                columns, values = block.indices[start:stop], block.data[start:stop]
                kept = (columns != item) & (values > 0)
                columns, values = columns[kept], values[kept]
                # Ties fall to the lower index, so that two trainings give the same bytes.
                order = np.lexsort((columns, -values))[:k]
                indices[item, : len(order)] = columns[order]
                scores[item, : len(order)] = values[order]
                item += 1
        return cls(indices, scores)


def row_bands(left: sparse.csr_array, right: sparse.csr_array) -> Iterator[sparse.csr_array]:
    """The product `left @ right`, a band of rows at a time."""
    for start in range(0, left.shape[0], ROWS_A_BAND):
        yield sparse.csr_array(left[start : start + ROWS_A_BAND] @ right)


def _furthest_from_zero(row: FloatArray, k: int, item: int) -> tuple[IntArray, FloatArray]:
    size = np.abs(row)
    size[item] = -1
    chosen = np.argpartition(-size, k - 1)[:k]
    chosen = chosen[np.lexsort((chosen, -row[chosen]))]
    return chosen.astype(np.int32), row[chosen].astype(np.float32)
