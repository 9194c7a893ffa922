"""LightFM: factors of users and of items, items as sums of their id and their words.

Kula (2015), "Metadata embeddings for user and item cold-start recommendations", arXiv 1507.08439,
with the WARP loss of Weston, Bengio, Usunier (2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from lightfm import LightFM
from scipy import sparse

from recommendations.algorithms.content import token_matrix
from recommendations.algorithms.interactions import (
    FloatArray,
    IntArray,
    Interactions,
    ItemFeatures,
    user_item_matrix,
)
from recommendations.algorithms.moments import Moments, Standard


@dataclass(frozen=True, slots=True)
class LightFMSettings:
    """What is tuned. Events count by recency: half after `half_life_days`."""

    components: int = 64
    epochs: int = 20
    learning_rate: float = 0.05
    half_life_days: float = 60.0
    rarest_token: int = 3
    seed: int = 7


@dataclass(frozen=True)
class FactorModel:
    """`user_factors` [n_users, d], `item_factors` [n_items, d], `item_biases` [n_items], float32.

    The row of a user who was not in training is zero: there is no fold-in.
    """

    user_factors: FloatArray
    item_factors: FloatArray
    item_biases: FloatArray

    def knows(self, user: int) -> bool:
        """Whether the user had events in training."""
        return 0 <= user < len(self.user_factors) and bool(self.user_factors[user].any())

    def scores(self, user: int, *, of: IntArray) -> tuple[FloatArray, Standard]:
        """Affinity of one user to the items `of`, and how all items fare with them.

        Only the order has meaning.
        """
        affinity = self.item_factors[of] @ self.user_factors[user] + self.item_biases[of]
        direction = np.append(self.user_factors[user], np.float32(1))
        return affinity, self._moments.standard(direction)

    @cached_property
    def _moments(self) -> Moments:
        return Moments.of(np.column_stack([self.item_factors, self.item_biases]))

    @classmethod
    def empty(cls, n_items: int) -> FactorModel:
        """A model that knows nobody."""
        return cls(
            np.zeros((0, 0), np.float32),
            np.zeros((n_items, 0), np.float32),
            np.zeros(n_items, np.float32),
        )


def fit_lightfm(
    interactions: Interactions, features: ItemFeatures, *, now: int, settings: LightFMSettings
) -> FactorModel:
    """Train with WARP on one thread, so that the same seed gives the same factors."""
    weights = user_item_matrix(interactions, now=now, half_life_days=settings.half_life_days)
    if weights.nnz == 0:
        return FactorModel.empty(interactions.n_items)
    item_features = _item_features(features, interactions.n_items, settings.rarest_token)
    model = LightFM(
        no_components=settings.components,
        loss="warp",
        learning_rate=settings.learning_rate,
        random_state=settings.seed,
    )
    sample_weight = sparse.coo_matrix(weights)
    positives = sparse.coo_matrix(
        (np.ones_like(sample_weight.data), (sample_weight.row, sample_weight.col)),
        shape=weights.shape,
    )
    model.fit(
        positives,
        item_features=item_features,
        sample_weight=sample_weight,
        epochs=settings.epochs,
        num_threads=1,
    )
    biases, item_factors = model.get_item_representations(item_features)
    _, user_factors = model.get_user_representations()
    seen = np.diff(weights.indptr) > 0
    return FactorModel(
        np.where(seen[:, None], user_factors, 0).astype(np.float32),
        np.ascontiguousarray(item_factors, dtype=np.float32),
        np.ascontiguousarray(biases, dtype=np.float32),
    )


def _item_features(features: ItemFeatures, n_items: int, rarest: int) -> sparse.csr_matrix:
    """Own id beside the words, every row summing to 1."""
    tokens = token_matrix(features, n_items=n_items, rarest=rarest)
    joined = sparse.hstack([sparse.eye_array(n_items), tokens]).tocsr()
    totals = np.asarray(joined.sum(axis=1)).ravel()
    shares = sparse.csr_matrix(sparse.diags_array(1 / totals) @ joined, dtype=np.float32)
    # LightFM's compiled loop reads 32-bit indices; scipy's stacking widens them.
    shares.indices, shares.indptr = shares.indices.astype(np.int32), shares.indptr.astype(np.int32)
    return shares
