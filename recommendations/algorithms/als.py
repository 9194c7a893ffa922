"""iALS: factors of items from implicit feedback; a shopper is folded in from their own items.

Hu, Koren, Volinsky (2008), "Collaborative filtering for implicit feedback datasets". Confidence is
c_ui = 1 + alpha w_ui, and the factors of a shopper are (Y'CY + lambda I)^-1 Y'Cp: nobody has to be
in training to be answered, and what was taken a second ago counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from recommendations.algorithms.interactions import FloatArray, IntArray
from recommendations.algorithms.moments import Moments, Standard

FEWEST = 8
"""Factors that are learned of however small a catalogue."""


@dataclass(frozen=True, slots=True)
class ALSSettings:
    """What is tuned. Events fade by half in `half_life_days` in the matrix that is factored.

    There are at most `factors`, and in a small catalogue one for `items_a_factor`: more would
    learn the few shoppers by heart.
    """

    factors: int = 48
    items_a_factor: int = 10
    iterations: int = 10
    regularisation: float = 20.0
    alpha: float = 5.0
    half_life_days: float | None = 45.0
    threads: int = 1
    seed: int = 7

    def factors_for(self, n_items: int) -> int:
        """How many factors a catalogue of so many items bears."""
        return max(min(self.factors, n_items // self.items_a_factor), min(self.factors, FEWEST))


@dataclass(frozen=True)
class ALSModel:
    """`items` float32 [n_items, d] and `gram` float32 [d, d] = items' items + lambda I."""

    items: FloatArray
    gram: FloatArray
    alpha: float

    @property
    def trained(self) -> bool:
        """Whether there are factors at all."""
        return bool(self.items.shape[1])

    def fold_in(self, items: IntArray, weights: FloatArray) -> FloatArray:
        """Factors of a shopper who took distinct `items` with `weights` above 0, float32 [d]."""
        own = self.items[items]
        confidence = np.float32(self.alpha) * weights
        left = self.gram + (own.T * confidence) @ own
        return np.linalg.solve(left, (1 + confidence) @ own).astype(np.float32)

    def scores(
        self, items: IntArray, weights: FloatArray, *, of: IntArray
    ) -> tuple[FloatArray, Standard]:
        """Preference of that shopper for the items `of`, and how all items fare with them."""
        shopper = self.fold_in(items, weights)
        return self.items[of] @ shopper, self._moments.standard(shopper)

    @cached_property
    def _moments(self) -> Moments:
        return Moments.of(self.items)

    @classmethod
    def empty(cls, n_items: int) -> ALSModel:
        """A model without factors."""
        return cls(np.zeros((n_items, 0), np.float32), np.zeros((0, 0), np.float32), 0.0)


def fit_als(matrix: sparse.csr_array, settings: ALSSettings) -> ALSModel:
    """Item factors from a user x item matrix; the same seed and threads give the same factors."""
    n_items = matrix.shape[1]
    if matrix.nnz == 0:
        return ALSModel.empty(n_items)
    # Here, not above: whoever only serves never needs them.
    from implicit.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    # implicit reads the entries as c_ui itself, and its kernel takes no sparse arrays.
    confidence = sparse.csr_matrix(matrix, dtype=np.float32)
    confidence.data = 1 + np.float32(settings.alpha) * confidence.data
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=settings.factors_for(n_items),
            iterations=settings.iterations,
            regularization=settings.regularisation,
            alpha=1.0,
            num_threads=settings.threads,
            random_state=settings.seed,
            use_gpu=False,
        )
        model.fit(confidence, show_progress=False)
    items = np.asarray(model.item_factors, dtype=np.float32)
    penalty = settings.regularisation * np.eye(items.shape[1], dtype=np.float32)
    return ALSModel(items, (items.T @ items + penalty).astype(np.float32), settings.alpha)
