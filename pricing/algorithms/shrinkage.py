"""Estimates of products drawn towards their brand, category and shop as far as the data say so.

A tree of normal laws: shop -> category -> brand -> product, each level scattered around the one
above by a spread of its own. Given the spreads, everything has a closed form (messages up the tree
and down again); the spreads are averaged over by their likelihood on a grid instead of being taken
for known, which would make intervals too short where groups are few (Rubin, Journal of Educational
Statistics 6, 1981; Gelman, Bayesian Analysis 1, 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product as combinations

import numpy as np

from pricing.algorithms.panel import FloatArray, IntArray

SPREADS: FloatArray = np.array(
    [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0, 3.0]
)
"""Values that a level's spread may take."""
SPREAD_SCALE = 1.0
"""Of the half-normal law that spreads follow before any data: elasticities of one shop's groups
seldom lie further apart."""
UNLIKELY = 1e-4
"""Spreads less likely than this, as a share of the likeliest, are left out of the average."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is thought of a shop's mean elasticity before any of its sales.

    Published elasticities have a mean of −2.6, with most between −4 and 0 (Bijmolt, van Heerde and
    Pieters, Journal of Marketing Research 42, 2005); a shop with data hardly feels it.
    """

    mean: float = -2.0
    sd: float = 1.5


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Means and standard deviations after shrinking, with the mean spread of each level.

    Attributes:
        mean, sd: shape (n,), of each product's own elasticity.
        spreads: likely spread of each level that tells anything apart, from the widest groups
            down to products.
        shop: mean of the shop.
        shop_sd: its standard deviation.
    """

    mean: FloatArray
    sd: FloatArray
    spreads: tuple[float, ...]
    shop: float
    shop_sd: float


@dataclass(frozen=True, slots=True)
class _Belief:
    """Normal laws by precision and precision × mean; precision zero knows nothing."""

    precision: FloatArray
    weighted: FloatArray

    def blurred(self, spread: float) -> _Belief:
        """What is known of something that lies within a spread of this."""
        factor = 1.0 / (1.0 + self.precision * spread**2)
        return _Belief(self.precision * factor, self.weighted * factor)

    def plus(self, other: _Belief) -> _Belief:
        return _Belief(self.precision + other.precision, self.weighted + other.weighted)

    def minus(self, other: _Belief) -> _Belief:
        # Rounding may leave a hair below zero where the other was all that was known.
        precision = np.maximum(self.precision - other.precision, 0.0)
        return _Belief(precision, self.weighted - other.weighted)

    def gathered(self, parent: IntArray, parents: int) -> _Belief:
        return _Belief(
            np.bincount(parent, self.precision, parents).astype(np.float64),
            np.bincount(parent, self.weighted, parents).astype(np.float64),
        )

    def at(self, index: IntArray) -> _Belief:
        return _Belief(self.precision[index], self.weighted[index])

    def log_evidence(self) -> float:
        """Of independent beliefs about one thing: terms that depend on how far each is blurred."""
        known = self.precision > 0
        precision, weighted = self.precision[known], self.weighted[known]
        return float(0.5 * (np.log(precision) - weighted**2 / precision).sum())


def shrink(
    estimate: FloatArray,
    variance: FloatArray,
    levels: Sequence[IntArray] = (),
    *,
    prior: Prior | None = None,
) -> Shrunk:
    """Draw estimates towards the means of their groups.

    Args:
        estimate: shape (n,); ignored where the variance is infinite.
        variance: shape (n,), above zero; infinite where nothing is known.
        levels: arrays of shape (n,), the group of each product, widest groups first; a narrower
            group is told apart by the wider one that it is in (a brand in two categories is two).

    Raises:
        ValueError: variances that are not above zero, or levels of another length.
    """
    if np.any(~(variance > 0)) or any(len(level) != len(estimate) for level in levels):
        raise ValueError("Variances are above zero, and every level names a group of each product.")
    prior = prior or Prior()
    parents = _parents(levels, len(estimate))
    precision = 1.0 / variance
    leaf = _Belief(precision, precision * np.where(precision > 0, estimate, 0.0))
    grid = list(combinations(SPREADS, repeat=len(parents)))
    evidence = np.array([_given(leaf, parents, spreads, prior)[0] for spreads in grid])
    evidence += np.array([_log_prior(spreads) for spreads in grid])
    weight = np.exp(evidence - evidence.max())
    weight = np.where(weight < UNLIKELY, 0.0, weight) / weight[weight >= UNLIKELY].sum()
    mean = np.zeros(len(estimate) + 1)
    square = np.zeros(len(estimate) + 1)
    for share, spreads in zip(weight, grid, strict=True):
        if share > 0:
            _, means, variances = _given(leaf, parents, spreads, prior)
            mean, square = mean + share * means, square + share * (variances + means**2)
    # A mixture's variance: what each spread leaves open, and that spreads do not agree.
    sd = np.sqrt(np.maximum(square - mean**2, 0.0))
    likely = tuple(map(float, weight @ np.array(grid)))
    return Shrunk(mean[1:], sd[1:], likely, float(mean[0]), float(sd[0]))


def _log_prior(spreads: tuple[float, ...]) -> float:
    """Half-normal, times the width of grid that each value stands for."""
    at = np.array(spreads)
    widths = np.gradient(SPREADS)[np.searchsorted(SPREADS, at)]
    widths = np.where(at == SPREADS[0], widths / 2, widths)
    return float((np.log(widths) - 0.5 * (at / SPREAD_SCALE) ** 2).sum())


def _parents(levels: Sequence[IntArray], products: int) -> list[IntArray]:
    """For each level, from products up: the number of each member's parent."""
    path = np.zeros(products, dtype=np.int64)
    paths = [path]
    for level in levels:
        _, group = np.unique(level, return_inverse=True)
        _, path = np.unique(np.stack([path, group]), axis=1, return_inverse=True)
        path = np.asarray(path, dtype=np.int64).reshape(-1)
        # A level that tells nothing apart has no spread that anything could be known of.
        if path.max(initial=0) > paths[-1].max(initial=0):
            paths.append(path)
    parents = [paths[-1]]
    for finer, coarser in zip(paths[:0:-1], paths[-2::-1], strict=True):
        _, first = np.unique(finer, return_index=True)
        parents.append(coarser[first])
    return parents


def _given(
    leaf: _Belief, parents: list[IntArray], spreads: tuple[float, ...], prior: Prior
) -> tuple[float, FloatArray, FloatArray]:
    """Log likelihood of spreads; means and variances of the shop (first) and of products."""
    belief, up, evidence = leaf, [leaf], 0.0
    messages = []
    for parent, spread in zip(parents, reversed(spreads), strict=True):
        message = belief.blurred(spread)
        messages.append(message)
        belief_above = message.gathered(parent, int(parent.max(initial=0)) + 1)
        evidence += message.log_evidence() - belief_above.log_evidence()
        belief = belief_above
        up.append(belief)
    told = _Belief(np.array([prior.sd**-2]), np.array([prior.mean * prior.sd**-2]))
    shop = belief.plus(told)
    evidence += belief.log_evidence() + told.log_evidence() - shop.log_evidence()
    whole = shop
    for depth in range(len(parents) - 1, -1, -1):
        above = whole.at(parents[depth]).minus(messages[depth])
        whole = up[depth].plus(above.blurred(tuple(reversed(spreads))[depth]))
    precision = np.concatenate([shop.precision, whole.precision])
    return (
        evidence,
        np.concatenate([shop.weighted, whole.weighted]) / precision,
        1.0 / precision,
    )
