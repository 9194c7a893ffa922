"""Several forecasts made one.

The median of several is seldom the best of all and never the worst: Petropoulos and Svetunkov
(2020), "A simple combination of univariate models".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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
