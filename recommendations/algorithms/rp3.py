"""RP3-beta: three random steps item -> user -> item, with popular targets damped.

Paudel, Christoffel, Newell, Bernstein (2017), "Updatable, accurate, diverse, and scalable
recommendations for interactive applications".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from scipy import sparse

from recommendations.algorithms.interactions import FloatArray
from recommendations.algorithms.neighbours import NeighbourTable, row_bands


def rp3_beta(
    matrix: sparse.csr_array, *, k: int, alpha: float = 1.0, beta: float = 0.5
) -> NeighbourTable:
    """Neighbours by transition probability (P_iu ** alpha)(P_uj ** alpha) / popularity_j ** beta.

    `matrix` is user x item or basket x item with non-negative values.
    """
    to_items = _row_stochastic(matrix, alpha)
    to_users = _row_stochastic(sparse.csr_array(matrix.T), alpha)
    damping = _power(np.asarray(matrix.sum(axis=0)).ravel(), -beta)
    walks = _damped(row_bands(to_users, to_items), damping)
    return NeighbourTable.from_blocks(walks, n_items=matrix.shape[1], k=k)


def _damped(walks: Iterable[sparse.csr_array], damping: FloatArray) -> Iterator[sparse.csr_array]:
    for band in walks:
        band.data = band.data * damping[band.indices]
        yield band


def _row_stochastic(matrix: sparse.csr_array, alpha: float) -> sparse.csr_array:
    totals = np.asarray(matrix.sum(axis=1)).ravel()
    rows = sparse.diags_array(_power(totals, -1.0)) @ matrix
    stochastic = sparse.csr_array(rows, dtype=np.float32)
    stochastic.data **= np.float32(alpha)
    return stochastic


def _power(values: FloatArray, exponent: float) -> FloatArray:
    """values ** exponent, with 0 for what nobody bought."""
    safe = np.where(values > 0, values, 1)
    return np.where(values > 0, safe**exponent, 0).astype(np.float32)
