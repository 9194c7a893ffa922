"""How far data moved: the population stability index over binned counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Counts = npt.NDArray[np.float64]
Edges = npt.NDArray[np.float64]

SMALLEST_SHARE = 1e-4
ALARM = 0.2
"""Above this a shift is worth a look, by the custom of credit scoring (Siddiqi 2006)."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A shift between two samples and how much of it two samples of one thing would show.

    ``noise`` is the index that only one of twenty pairs of such samples exceeds where nothing
    moved at all.
    """

    psi: float
    noise: float

    @property
    def alarming(self) -> bool:
        """Large, and more than chance."""
        return self.psi > ALARM and self.psi > self.noise


def psi(expected: Counts, actual: Counts) -> float:
    """Sum of (actual - expected) * ln(actual / expected) over the shares of each bin.

    Counts [n_bins] of the same bins. An empty bin counts as half an event, or `SMALLEST_SHARE`
    where that is more: it weighs much but not without end. 0 where one side has no counts at all.

    Raises:
        ValueError: another number of bins on each side, or a negative count.
    """
    before, after = _shares(expected, actual)
    if before is None or after is None:
        return 0.0
    return float(((after - before) * np.log(after / before)).sum())


def drift(expected: Counts, actual: Counts) -> Drift:
    """The index with its noise, by chi-square over the bins that are in use.

    Under no change the index divided by (1/n + 1/m) follows chi-square with bins - 1 degrees of
    freedom (Yurdakul 2018, "Statistical Properties of the Population Stability Index").
    """
    value = psi(expected, actual)
    n, m = float(np.sum(expected)), float(np.sum(actual))
    bins = int(((np.asarray(expected) + np.asarray(actual)) > 0).sum())
    if not n or not m or bins < 2:
        return Drift(value, float("inf"))
    return Drift(value, float((1 / n + 1 / m) * stats.chi2.ppf(0.95, bins - 1)))


def quantile_edges(values: npt.ArrayLike, *, bins: int = 10) -> Edges:
    """Inner edges that part ``values`` into about equal bins; fewer where values repeat."""
    finite = _finite(values)
    if not len(finite):
        return np.empty(0)
    return np.unique(np.quantile(finite, np.linspace(0, 1, bins + 1)[1:-1]))


def binned(values: npt.ArrayLike, edges: Edges) -> Counts:
    """How many values lie in each of the ``len(edges) + 1`` bins; the last bin is for no number.

    A value that equals an edge counts above it. float64 [len(edges) + 2].
    """
    array = np.asarray(values, np.float64)
    finite = _finite(array)
    counts = np.bincount(np.searchsorted(edges, finite, side="right"), minlength=len(edges) + 1)
    return np.append(counts, len(array) - len(finite)).astype(np.float64)


def _finite(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    array = np.asarray(values, np.float64)
    return array[np.isfinite(array)]


def _shares(expected: Counts, actual: Counts) -> tuple[Counts | None, Counts | None]:
    before, after = np.asarray(expected, np.float64), np.asarray(actual, np.float64)
    if before.shape != after.shape:
        raise ValueError(f"{len(before)} bins against {len(after)}")
    if (before < 0).any() or (after < 0).any():
        raise ValueError("a count is negative")
    if not before.sum() or not after.sum():
        return None, None
    return _share_of(before), _share_of(after)


def _share_of(counts: Counts) -> Counts:
    total = counts.sum()
    kept: Counts = np.maximum(counts / total, max(SMALLEST_SHARE, 0.5 / total))
    return kept
