"""EASE: a linear item-to-item model with a zero diagonal, in closed form.

Steck (2019), "Embarrassingly shallow autoencoders for sparse data", arXiv 1905.03375:
with G = X'X + lambda I and P = inverse(G), B_ij = -P_ij / P_jj off the diagonal.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg, sparse

from recommendations.algorithms.interactions import FloatArray
from recommendations.algorithms.neighbours import NeighbourTable

LARGEST_DENSE_CATALOGUE = 15_000
"""Above this the dense inverse takes gigabytes and minutes; use a sparse stand-in."""


def ease(matrix: sparse.csr_array, *, regularisation: float, k: int) -> NeighbourTable:
    """The k strongest weights from every item, learned from a user (or basket) x item matrix.

    Raises `ValueError` when `regularisation` is not positive (the inverse may not exist) or the
    catalogue is larger than `LARGEST_DENSE_CATALOGUE`.
    """
    if matrix.shape[1] > LARGEST_DENSE_CATALOGUE:
        raise ValueError(f"EASE is dense: at most {LARGEST_DENSE_CATALOGUE} items")
    if matrix.shape[1] == 0:
        return NeighbourTable.empty(0)
    return NeighbourTable.from_dense(ease_weights(matrix, regularisation=regularisation), k=k)


def ease_weights(matrix: sparse.csr_array, *, regularisation: float) -> FloatArray:
    """The whole item x item weight matrix B, float32; row i holds what item i says of others."""
    if regularisation <= 0:
        raise ValueError("regularisation must be positive")
    values = sparse.csr_array(matrix, dtype=np.float32)
    gram = np.asarray((values.T @ values).todense(), dtype=np.float32)
    gram[np.diag_indices_from(gram)] += np.float32(regularisation)
    inverse = _symmetric_inverse(gram)
    weights = inverse / -np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return weights


def _symmetric_inverse(gram: FloatArray) -> FloatArray:
    """Inverse of a positive definite matrix by Cholesky, in place where LAPACK allows it."""
    factor, failed = linalg.lapack.spotrf(gram, lower=1, overwrite_a=1)
    if failed:
        raise linalg.LinAlgError("the Gram matrix is not positive definite")
    lower, _ = linalg.lapack.spotri(factor, lower=1, overwrite_c=1)
    upper = np.tril(lower, -1).T
    return np.asarray(np.tril(lower) + upper, dtype=np.float32)
