"""Several forecasts made one.

The median of several is seldom the best of all and never the worst: Petropoulos and Svetunkov
(2020), "A simple combination of univariate models".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.algorithms import scores
from forecasting.algorithms.panel import FloatArray


def median_of(members: Sequence[FloatArray]) -> FloatArray:
    """Shape (n, H), the middle of the members; of an even number, the mean of the middle two.

    Raises:
        ValueError: no members.
    """
    if not members:
        raise ValueError("nothing to take the middle of")
    return np.asarray(np.median(np.stack(members), axis=0))


def mean_of(members: Sequence[FloatArray], weights: Sequence[float] | None = None) -> FloatArray:
    """Shape (n, H), the mean of the members, weighted where weights are given.

    Raises:
        ValueError: no members, or weights that are not as many or have no sum.
    """
    if not members:
        raise ValueError("nothing to take the mean of")
    told = np.ones(len(members)) if weights is None else np.asarray(weights, dtype=np.float64)
    if len(told) != len(members) or told.sum() <= 0:
        raise ValueError("as many weights as members, with a sum above zero")
    return np.asarray(np.einsum("k,knh->nh", told / told.sum(), np.stack(members)))


@dataclass(frozen=True, slots=True)
class Blend:
    """How much of a forecast is whose; the parts sum to one."""

    statistical: float
    typical: float
    average: float

    def of(self, members: Members) -> FloatArray:
        """Shape (n, H)."""
        return mean_of(
            [members.statistical, members.typical, members.average],
            [self.statistical, self.typical, self.average],
        )


@dataclass(frozen=True, slots=True)
class Members:
    """The same periods told thrice, each of shape (n, H): by the statistics of each series, by
    trees that seek the middle and by trees that seek the mean."""

    statistical: FloatArray
    typical: FloatArray
    average: FloatArray


STANDARD_BLEND = Blend(0.5, 0.15, 0.35)
CANDIDATES = (
    STANDARD_BLEND,
    Blend(1.0, 0.0, 0.0),
    Blend(0.75, 0.1, 0.15),
    Blend(0.5, 0.0, 0.5),
    Blend(0.5, 0.25, 0.25),
    Blend(0.25, 0.25, 0.5),
)
BETTER_BY = 0.10
"""Another blend than the standard one has to be better by this share of the error: the trees that
are judged had learned from as little as half of the history that those to come learn from."""


def best_blend(told: Sequence[tuple[FloatArray, Members]]) -> Blend:
    """The blend that would have been best: half the WAPE of periods, half that of sums.

    Args:
        told: for each inner origin what came, of shape (n, H) with NaN where nobody knows, and
            what the members had said.
    """
    losses = [_loss(told, blend) for blend in CANDIDATES]
    if not np.isfinite(losses).all():
        return STANDARD_BLEND
    best = int(np.argmin(losses))
    return CANDIDATES[best] if losses[best] < losses[0] * (1.0 - BETTER_BY) else STANDARD_BLEND


def _loss(told: Sequence[tuple[FloatArray, Members]], blend: Blend) -> float:
    each = [
        (scores.wape(actual, blend.of(members)) + scores.wape_h(actual, blend.of(members))) / 2.0
        for actual, members in told
        if np.nansum(actual) > 0
    ]
    return float(np.mean(each)) if each else float("nan")
