"""After how many days something is bought again: own gaps, shrunk to the product's and the shop's.

Logarithms of gaps are taken for normal around a mean of each buyer of each product; these means
scatter around the product's, and the products' around the shop's. Variances by the method of
moments, means by the weights of precision (empirical Bayes; Gelman et al., "Bayesian Data
Analysis", 3rd edition, section 5.4). Gaps that have not ended yet are unknown to it, so that it
errs towards early rather than late.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

USUAL_SPREAD = 0.5
"""Standard deviation of a logarithm where there is too little to reckon one from."""
LEAST_VARIANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Gaps:
    """Gaps between purchases of the same thing by the same buyer, each of shape (n,).

    Attributes:
        pair: row of buyer and product, from 0 on.
        product: row of the product.
        days: days between the two purchases, above 0.
    """

    pair: IntArray
    product: IntArray
    days: FloatArray

    def __len__(self) -> int:
        return len(self.pair)


@dataclass(frozen=True, slots=True)
class Cycles:
    """What the gaps tell; means and variances are of natural logarithms of days.

    Attributes:
        product_means: shape (p,), of each product, shrunk to ``shop_mean``.
        within: variance of the gaps of one buyer of one product.
        between: variance of buyers' means of one product.
    """

    shop_mean: float
    product_means: FloatArray
    within: float
    between: float

    def expected(self, product: IntArray, gaps: IntArray, log_sum: FloatArray) -> FloatArray:
        """Median days to the next purchase, shape (n,).

        Args:
            product: shape (n,), row of each product.
            gaps: shape (n,), how many gaps of the buyer are known; 0 gives the product's own.
            log_sum: shape (n,), sum of their logarithms.
        """
        prior = self.product_means[product]
        return np.exp(shrunk(gaps, log_sum, prior, within=self.within, between=self.between))


def shrunk(
    count: IntArray, log_sum: FloatArray, prior: FloatArray, *, within: float, between: float
) -> FloatArray:
    """Means of normal observations around means of their own, shape (n,).

    The weight of what was seen is n / (n + within / between).
    """
    weight = count / (count + within / max(between, LEAST_VARIANCE))
    own = log_sum / np.maximum(count, 1)
    return weight * own + (1 - weight) * prior


def fit_cycles(gaps: Gaps, *, products: int) -> Cycles | None:
    """Means of ``products`` products; None without any gap.

    Raises:
        ValueError: a gap of no days.
    """
    if not len(gaps):
        return None
    if (gaps.days <= 0).any():
        raise ValueError("purchases of one day are one purchase")
    logs = np.log(gaps.days)
    pairs, first, pair = np.unique(gaps.pair, return_index=True, return_inverse=True)
    count = np.bincount(pair, minlength=len(pairs)).astype(np.float64)
    mean = np.bincount(pair, weights=logs, minlength=len(pairs)) / count
    within = _within(logs - mean[pair], len(logs) - len(pairs))
    of_pair = gaps.product[first]
    between = _between(mean, count, of_pair, within, products)
    shop_mean = float(mean.mean())
    means = _product_means(mean, between + within / count, of_pair, shop_mean, products)
    return Cycles(shop_mean, means, within, between)


def _within(rests: FloatArray, freedom: int) -> float:
    if freedom < 1:
        return USUAL_SPREAD**2
    return max(float((rests**2).sum()) / freedom, LEAST_VARIANCE)


def _between(
    mean: FloatArray, count: FloatArray, product: IntArray, within: float, products: int
) -> float:
    """Variance of the true means of one product's buyers: what chance alone does not explain."""
    buyers = np.bincount(product, minlength=products)
    centre = np.bincount(product, weights=mean, minlength=products) / np.maximum(buyers, 1)
    freedom = len(mean) - int((buyers > 0).sum())
    if freedom < 1:
        return USUAL_SPREAD**2
    seen = float(((mean - centre[product]) ** 2).sum()) / freedom
    return max(seen - within * float((1 / count).mean()), LEAST_VARIANCE)


def _product_means(
    mean: FloatArray, variance: FloatArray, product: IntArray, shop_mean: float, products: int
) -> FloatArray:
    """Each product's mean by precision, drawn to the shop's by how far products differ."""
    precision = np.bincount(product, weights=1 / variance, minlength=products)
    weighted = np.bincount(product, weights=mean / variance, minlength=products)
    known = precision > 0
    own = np.where(known, weighted / np.where(known, precision, 1.0), shop_mean)
    spread = USUAL_SPREAD**2
    if known.sum() > 1:
        noise = float((1 / precision[known]).mean())
        spread = max(float(own[known].var(ddof=1)) - noise, LEAST_VARIANCE)
    weight = precision / (precision + 1 / spread)
    return weight * own + (1 - weight) * shop_mean
