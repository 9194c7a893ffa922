"""Item-kNN: cosine between the columns of a user x item (or basket x item) matrix.

Sarwar, Karypis, Konstan, Riedl (2001), "Item-based collaborative filtering recommendation
algorithms".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from scipy import sparse

from recommendations.algorithms.interactions import FloatArray
from recommendations.algorithms.neighbours import NeighbourTable, row_bands


def item_knn(matrix: sparse.csr_array, *, k: int, shrinkage: float = 0.0) -> NeighbourTable:
    """Cosine neighbours of every column of `matrix`.

    `shrinkage` is added to the product of the norms: it damps pairs seen only a few times.
    """
    columns = sparse.csc_array(matrix, dtype=np.float32)
    norms = np.sqrt(np.asarray((columns * columns).sum(axis=0))).ravel()
    products = row_bands(sparse.csr_array(columns.T), sparse.csr_array(columns))
    cosines = _divided_by_norms(products, norms, np.float32(shrinkage))
    return NeighbourTable.from_blocks(cosines, n_items=matrix.shape[1], k=k)


def _divided_by_norms(
    products: Iterable[sparse.csr_array], norms: FloatArray, shrinkage: np.float32
) -> Iterator[sparse.csr_array]:
    start = 0
    for band in products:
        own = norms[start : start + band.shape[0]]
        scale = np.repeat(own, np.diff(band.indptr)) * norms[band.indices] + shrinkage
        band.data = band.data / np.maximum(scale, np.float32(1e-12))
        start += band.shape[0]
        yield band
