"""Mean and spread of a score over a whole catalogue, without scoring the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations.algorithms.interactions import FloatArray


@dataclass(frozen=True, slots=True)
class Standard:
    """By what a member's raw scores become z-scores; a deviation of 0 tells no items apart."""

    mean: float
    deviation: float

    @classmethod
    def of_all(cls, scores: FloatArray) -> Standard:
        """Of the scores of every item."""
        mean = scores.mean() if len(scores) else 0.0
        centred = scores - mean
        return cls(float(mean), _root(float(centred @ centred) / max(len(scores), 1)))

    @classmethod
    def of_some(cls, scores: npt.NDArray[np.float64], *, n_items: int) -> Standard:
        """Of the scores of some items, where all others have 0."""
        mean = float(scores.sum()) / max(n_items, 1)
        squares = float(scores @ scores) / max(n_items, 1)
        # What is left of equal scores by rounding is no spread.
        spread = squares - mean * mean
        return cls(mean, _root(spread if spread > 1e-9 * squares else 0.0))


@dataclass(frozen=True, slots=True)
class Moments:
    """Of vectors: their mean [d] and covariance [d, d], float64."""

    mean: npt.NDArray[np.float64]
    covariance: npt.NDArray[np.float64]

    @classmethod
    def of(cls, vectors: FloatArray) -> Moments:
        """Of the rows of an [n, d] matrix, n at least 1."""
        mean = vectors.mean(axis=0, dtype=np.float64)
        centred = vectors - mean.astype(np.float32)
        return cls(mean, (centred.T @ centred).astype(np.float64) / len(vectors))

    def standard(self, direction: FloatArray) -> Standard:
        """Of the products of all vectors with one."""
        spread = float(direction @ self.covariance @ direction)
        return Standard(float(self.mean @ direction), _root(spread))


def _root(spread: float) -> float:
    return float(np.sqrt(max(spread, 0.0)))
