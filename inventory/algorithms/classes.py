"""Which goods matter (ABC) and which can be foretold (XYZ), and how safe each kind should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from inventory.algorithms.arrays import FloatArray, Numbers, as_floats, require


class Worth(IntEnum):
    """A: the few that make most of the turnover; C: the many that make little."""

    A = 0
    B = 1
    C = 2


class Steadiness(IntEnum):
    """X: even demand; Y: changing; Z: hardly to be foretold, or none."""

    X = 0
    Y = 1
    Z = 2


@dataclass(frozen=True, slots=True)
class Classes:
    """``Worth`` and ``Steadiness`` numbers of each good, shape (n,)."""

    worth: npt.NDArray[np.int8]
    steadiness: npt.NDArray[np.int8]

    def service_levels(
        self, levels: Mapping[tuple[Worth, Steadiness], float] | None = None
    ) -> FloatArray:
        """The service level of each good by its pair of classes."""
        table = SERVICE_LEVELS if levels is None else levels
        grid = np.array([[table[worth, steady] for steady in Steadiness] for worth in Worth])
        return as_floats(grid[self.worth, self.steadiness])


SERVICE_LEVELS: Mapping[tuple[Worth, Steadiness], float] = {
    (Worth.A, Steadiness.X): 0.98,
    (Worth.A, Steadiness.Y): 0.97,
    (Worth.A, Steadiness.Z): 0.95,
    (Worth.B, Steadiness.X): 0.97,
    (Worth.B, Steadiness.Y): 0.95,
    (Worth.B, Steadiness.Z): 0.92,
    (Worth.C, Steadiness.X): 0.95,
    (Worth.C, Steadiness.Y): 0.92,
    (Worth.C, Steadiness.Z): 0.85,
}
"""A start, not a truth: dear to be without is what sells much, dear to insure what jumps."""

A_SHARE, B_SHARE = 0.80, 0.95
STEADY, CHANGING = 0.5, 1.0


def abc_xyz(
    value: Numbers,
    demand: Numbers,
    *,
    a_share: float = A_SHARE,
    b_share: float = B_SHARE,
    steady: float = STEADY,
    changing: float = CHANGING,
) -> Classes:
    """Classes by cumulated value, and by the coefficient of variation of demand.

    ABC after Pareto (Dickie, 1951, "ABC inventory analysis shoots for dollars, not pennies"): A
    until the goods before one made ``a_share`` of all value, B until ``b_share``. XYZ by sd / mean
    of a period's demand (Scholz-Reiter et al., 2012): X up to ``steady``, Y up to ``changing``.

    Args:
        value: turnover or margin of each good, shape (n,), not negative.
        demand: units of each period (weeks suit best), shape (n, T); NaN before a good was sold.

    Raises:
        ValueError: negative values, or shares that do not ascend within 0 and 1.
    """
    worth, units = as_floats(value), np.atleast_2d(as_floats(demand))
    require(worth >= 0, "values are not negative")
    require(0 < a_share <= b_share <= 1, "shares ascend within 0 and 1")
    require(0 <= steady <= changing, "bounds of variation ascend")
    return Classes(_by_value(worth, a_share, b_share), _by_variation(units, steady, changing))


def _by_value(value: FloatArray, a_share: float, b_share: float) -> npt.NDArray[np.int8]:
    order = np.argsort(-value, kind="stable")
    before = np.cumsum(value[order]) - value[order]
    total = value.sum()
    classes = np.full(len(value), Worth.C, dtype=np.int8)
    # Sums of floats: the good that just completes a share belongs to it.
    classes[order[before < b_share * total * (1 - 1e-12)]] = Worth.B
    classes[order[before < a_share * total * (1 - 1e-12)]] = Worth.A
    classes[value <= 0] = Worth.C
    return classes


def _by_variation(units: FloatArray, steady: float, changing: float) -> npt.NDArray[np.int8]:
    known = ~np.isnan(units)
    counts = np.maximum(known.sum(axis=1), 1)
    filled = np.where(known, units, 0.0)
    mean = filled.sum(axis=1) / counts
    spread = np.sqrt((np.where(known, units - mean[:, None], 0.0) ** 2).sum(axis=1) / counts)
    sold = (mean > 0) & (counts > 1)
    variation = np.where(sold, spread / np.where(sold, mean, 1.0), np.inf)
    classes = np.full(len(units), Steadiness.Z, dtype=np.int8)
    classes[variation <= changing] = Steadiness.Y
    classes[variation <= steady] = Steadiness.X
    return classes
