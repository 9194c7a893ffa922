"""Forecasts that add up: series, groups and the shop brought into agreement.

Wickramasuriya, Athanasopoulos and Hyndman (2019), "Optimal forecast reconciliation ... through
trace minimization" (MinT), with the covariance of Schäfer and Strimmer (2005). It is computed in
its form as a projection onto what adds up, whose only inverse is as wide as there are groups, and
the covariance is never written down: a hundred thousand series take a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from forecasting.algorithms.panel import FloatArray, IntArray

SMALLEST_VARIANCE = 1e-6
"""As a share of the mean variance: what never erred still has to give way a little."""
NEXT_TO_NOTHING = 1e-9
"""Units; parts that sum to less are no guide to how a whole is shared out."""
LEAST_SHRINKAGE = 0.02
"""Fewer moments than nodes leave a covariance that cannot be inverted without."""


class Reconciliation(Enum):
    """How disagreement is settled."""

    MINT_SHRINK = "mint_shrink"
    MINT_DIAGONAL = "mint_diagonal"
    TOP_DOWN = "top_down"
    BOTTOM_UP = "bottom_up"


@dataclass(frozen=True, slots=True)
class Tree:
    """A shop of groups of series; nodes stand in the order shop, groups, series.

    Attributes:
        group_of: shape (n,), the group of each series, from 0.
        groups: how many groups there are; some may be empty.
    """

    group_of: IntArray
    groups: int

    @property
    def series(self) -> int:
        return len(self.group_of)

    @property
    def nodes(self) -> int:
        return 1 + self.groups + self.series

    def group_sums(self, bottom: FloatArray) -> FloatArray:
        """Shape (g, H) from (n, H)."""
        sums = np.zeros((self.groups, bottom.shape[1]))
        np.add.at(sums, self.group_of, bottom)
        return sums

    def sums(self, bottom: FloatArray) -> FloatArray:
        """Shape (1 + g + n, H) from (n, H): everything that adds up to it."""
        groups = self.group_sums(bottom)
        return np.concatenate([groups.sum(axis=0, keepdims=True), groups, bottom])

    def disagreement(self, nodes: FloatArray) -> FloatArray:
        """Shape (1 + g, H): by how much the shop differs from its groups, and each group from its
        series."""
        shop, groups, bottom = self.levels(nodes)
        return np.concatenate([shop - groups.sum(axis=0), groups - self.group_sums(bottom)])

    def spread_back(self, parts: FloatArray) -> FloatArray:
        """Shape (1 + g + n, H): the transpose of ``disagreement``."""
        shop, groups = parts[:1], parts[1:]
        return np.concatenate([shop, groups - shop, -groups[self.group_of]])

    def levels(self, nodes: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Shop (1, H), groups (g, H) and series (n, H)."""
        return nodes[:1], nodes[1 : 1 + self.groups], nodes[1 + self.groups :]


@dataclass(frozen=True, slots=True)
class _Covariance:
    """``diag(sd) (kept I + (1 - kept) X'X / K) diag(sd)``, never written down.

    ``variance`` has shape (m,), ``factors`` shape (m, K): sd times X' times the root of
    (1 - kept) / K; without columns where only variances count.
    """

    variance: FloatArray
    factors: FloatArray

    def between(self, tree: Tree) -> FloatArray:
        """Shape (1 + g, 1 + g): the covariance of what disagrees."""
        shop, groups, bottom = tree.levels(self.variance[:, None])
        within = np.concatenate([shop + groups.sum(), groups + tree.group_sums(bottom)])
        matrix = np.diag(within[:, 0])
        matrix[0, 1:] = matrix[1:, 0] = -groups[:, 0]
        common = tree.disagreement(self.factors)
        told: FloatArray = matrix + common @ common.T
        return told

    def times(self, nodes: FloatArray) -> FloatArray:
        """Shape (m, H): the covariance times nodes of the same shape."""
        told: FloatArray = self.variance[:, None] * nodes + self.factors @ (self.factors.T @ nodes)
        return told


def reconcile(
    base: FloatArray,
    tree: Tree,
    *,
    errors: FloatArray | None = None,
    way: Reconciliation = Reconciliation.MINT_SHRINK,
) -> FloatArray:
    """Forecasts of every node that add up and are never negative.

    Args:
        base: shape (1 + g + n, H), each node foretold for itself, in the order of ``Tree``.
        errors: shape (1 + g + n, K), what past forecasts of the nodes missed at K moments, over the
            same horizon as ``base``: one step ahead a lagging forecast looks better than it is. NaN
            where not known. None: a node is trusted by how many series are in it.

    Raises:
        ValueError: shapes do not fit the tree, or a base forecast is not finite.
    """
    if base.shape[0] != tree.nodes or not np.isfinite(base).all():
        raise ValueError("base forecasts are finite, one row a node")
    if errors is not None and errors.shape[0] != tree.nodes:
        raise ValueError("errors have one row a node")
    shop, groups, bottom = tree.levels(np.maximum(base, 0))
    if way is Reconciliation.BOTTOM_UP:
        return tree.sums(bottom)
    if way is Reconciliation.TOP_DOWN:
        return _downwards(shop, groups, bottom, tree)
    covariance = _covariance(base, tree, errors, shrunk=way is Reconciliation.MINT_SHRINK)
    agreed = np.maximum(_projected(base, tree, covariance), 0)
    return _downwards(*tree.levels(agreed), tree)


def _downwards(shop: FloatArray, groups: FloatArray, bottom: FloatArray, tree: Tree) -> FloatArray:
    """Groups scaled to the shop, then series to their group, then summed: so all adds up exactly.

    Where nothing was below zero a projection adds up already, and this changes nothing.
    """
    members = np.bincount(tree.group_of, minlength=tree.groups).astype(float)[:, None]
    wanted = _scaled(groups * (members > 0), members, shop, np.zeros(tree.groups, dtype=np.int64))
    return tree.sums(_scaled(bottom, np.ones((tree.series, 1)), wanted, tree.group_of))


def _scaled(
    parts: FloatArray, weights: FloatArray, wholes: FloatArray, whole_of: IntArray
) -> FloatArray:
    """Parts that sum to their wholes, in proportion to what they were, else to their weights."""
    sums, sums_of_weights = np.zeros_like(wholes), np.zeros((len(wholes), 1))
    np.add.at(sums, whole_of, parts)
    np.add.at(sums_of_weights, whole_of, weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_size = parts * (wholes / sums)[whole_of]
        by_weight = weights * (wholes / sums_of_weights)[whole_of]
    shared: FloatArray = np.where(sums[whole_of] > NEXT_TO_NOTHING, by_size, by_weight)
    return np.nan_to_num(shared)


def _covariance(
    base: FloatArray, tree: Tree, errors: FloatArray | None, *, shrunk: bool
) -> _Covariance:
    none = np.zeros((tree.nodes, 0))
    if errors is None or errors.shape[1] < 2:
        return _Covariance(np.maximum(tree.sums(np.ones((tree.series, 1)))[:, 0], 1), none)
    variance = _variances(base, errors)
    if not shrunk:
        return _Covariance(variance, none)
    known = np.nan_to_num(errors)
    kept = _kept(known / np.sqrt(variance)[:, None])
    return _Covariance(kept * variance, known * np.sqrt((1 - kept) / errors.shape[1]))


def _kept(standard: FloatArray) -> float:
    """Schäfer's and Strimmer's shrinkage, and more where nodes are many and moments few.

    Theirs takes moments to be independent; spans that overlap are not. Noise alone makes roots of
    the correlations as large as the root of m / K (Marchenko, Pastur 1967), so no more than the
    inverse of that is believed.
    """
    nodes, times = standard.shape
    return max(shrinkage(standard), 1 - float(np.sqrt(times / nodes)), LEAST_SHRINKAGE)


def _projected(nodes: FloatArray, tree: Tree, covariance: _Covariance) -> FloatArray:
    """What adds up and is nearest by the covariance."""
    owed = np.linalg.solve(covariance.between(tree), tree.disagreement(nodes)).astype(np.float64)
    agreed: FloatArray = nodes - covariance.times(tree.spread_back(owed))
    return agreed


def _variances(base: FloatArray, errors: FloatArray) -> FloatArray:
    """Mean squared errors; of what nobody knows errors of, in proportion to its size."""
    known = ~np.isnan(errors)
    times = known.sum(axis=1)
    squared = np.where(known, errors, 0.0) ** 2
    variance = squared.sum(axis=1) / np.maximum(times, 1)
    size = np.abs(base).mean(axis=1)
    measured = times >= 2
    whole = size[measured].sum()
    a_unit = variance[measured].sum() / whole if whole > 0 else 1.0
    variance = np.where(measured, variance, a_unit * size)
    smallest = max(SMALLEST_VARIANCE * float(variance.mean()), NEXT_TO_NOTHING)
    told: FloatArray = np.maximum(variance, smallest)
    return told


def shrinkage(standard: FloatArray) -> float:
    """How much of the correlations is noise, 0 to 1 (Schäfer and Strimmer 2005, equation 10).

    Args:
        standard: shape (m, K), errors over their deviations. Sums over all pairs are taken from the
            K by K products of moments, not from the m by m ones of nodes.
    """
    nodes, times = standard.shape
    if times < 2 or nodes < 2:
        return 1.0
    moments = standard.T @ standard
    correlations = np.sum((standard**2).mean(axis=1) ** 2)
    squared = (moments**2).sum() / times**2 - correlations
    products = (np.diag(moments) ** 2).sum() - (standard**4).sum()
    noise = (products - times * squared) / (times * (times - 1))
    return float(np.clip(noise / squared, 0, 1)) if squared > 0 else 1.0


def moved(quantiles: FloatArray, before: FloatArray, after: FloatArray) -> FloatArray:
    """Bands that go with their means: shape (n, H, q) scaled by what became of means (n, H)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(before > 0, after / before, 1.0)
    shift = np.where(before > 0, 0.0, after)
    told: FloatArray = quantiles * scale[..., None] + shift[..., None]
    return told
