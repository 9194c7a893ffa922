"""Own-price elasticities of products: what one per cent on the price does to the units sold.

Three ways, from naive to trusted: each product alone by least squares on logarithms, one slope for
all, and each product's slope from Poisson pseudo-likelihood drawn towards brand, category and shop.
Product effects take out what a product is, week effects what a week was for everyone, so that only
a product's own price changes speak. What they cannot take out: a price that was changed *because*
this product's demand was about to change. Only a planned test (`price_tests`) answers that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from pricing.algorithms.elasticity_errors import TINY, clustered_sd
from pricing.algorithms.elasticity_poisson import LEAST_VARIATION, poisson_slopes
from pricing.algorithms.panel import FloatArray, IntArray, Sales, Table, arrange
from pricing.algorithms.shrinkage import Prior, shrink

MOST_ROUNDS, TOLERANCE = 500, 1e-7
FEWEST_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Elasticities:
    """Elasticities of n products, ascending by product.

    Attributes:
        product: shape (n,).
        mean: shape (n,), what is believed: below −1, a lower price brings more revenue.
        sd: shape (n,), how surely; never zero, and wide where a price never varied.
        own: shape (n,), from the product's weeks alone; NaN where they say nothing.
        own_sd: shape (n,), infinite where they say nothing.
        group: shape (n,), the widest group that it was drawn towards.
        variation: shape (n,), standard deviation of the logarithm of its weekly price.
        weekly_units: shape (n,), units a week.
        noise: shape (n,), variance of a week's units as a multiple of their mean.
        shop: mean of all products; shop_sd: its standard deviation.
        spreads: how far groups lie from the shop, ..., and products from their group.
        lift: what a promotion adds to the logarithm of units beyond its price.
    """

    product: IntArray
    mean: FloatArray
    sd: FloatArray
    own: FloatArray
    own_sd: FloatArray
    group: IntArray
    variation: FloatArray
    weekly_units: FloatArray
    noise: FloatArray
    shop: float
    shop_sd: float
    spreads: tuple[float, ...]
    lift: float

    def interval(self, level: float = 0.80) -> tuple[FloatArray, FloatArray]:
        """Lowest and highest elasticity, shape (n,) each, that hold the truth with this chance.

        Raises:
            ValueError: a level that is not between 0 and 1.
        """
        if not 0.0 < level < 1.0:
            raise ValueError("The chance of an interval lies between 0 and 1.")
        reach = norm.ppf(0.5 + level / 2) * self.sd
        return self.mean - reach, self.mean + reach


@dataclass(frozen=True, slots=True)
class Slope:
    """One elasticity for all products, with a standard error clustered by product."""

    mean: float
    sd: float


def fit_elasticities(
    sales: Sales, *, groups: IntArray | Sequence[IntArray], prior: Prior | None = None
) -> Elasticities:
    """Elasticities from weekly sales, shrunk to their groups by empirical Bayes.

    Args:
        sales: weeks at one price each: quantity discounts taken out (`quantity_discounts`).
        groups: the category of each product of `np.unique(sales.product)`, or several such arrays,
            widest first (category, then brand).
        prior: of the shop's mean; matters where a shop has hardly any price change.

    Raises:
        ValueError: groups of another length than there are products.
    """
    table = arrange(sales)
    levels = [groups] if isinstance(groups, np.ndarray) else list(groups)
    if any(len(level) != len(table.product) for level in levels):
        raise ValueError("Every level of groups names the group of each product, in their order.")
    fit = poisson_slopes(table)
    drawn = shrink(fit.slope, fit.variance, levels, prior=prior)
    known = np.isfinite(fit.slope)
    shared = (
        float(np.average(fit.shared_sd[known], weights=1.0 / fit.variance[known]))
        if (known.any())
        else 0.0
    )
    return Elasticities(
        product=table.product,
        mean=drawn.mean,
        # The lift's error moves all products together, so no averaging makes it smaller.
        sd=np.hypot(drawn.sd, shared),
        own=fit.slope,
        own_sd=np.hypot(np.sqrt(fit.variance), fit.shared_sd),
        group=levels[0] if levels else np.zeros(len(table.product), dtype=np.int64),
        variation=table.variation,
        weekly_units=table.weekly_units,
        noise=fit.noise,
        shop=drawn.shop,
        shop_sd=float(np.hypot(drawn.shop_sd, shared)),
        spreads=drawn.spreads,
        lift=fit.lift,
    )


def shrunk(own: FloatArray, own_sd: FloatArray, groups: IntArray) -> tuple[FloatArray, FloatArray]:
    """Means and standard deviations of products' own estimates, drawn towards their groups.

    Args:
        own, own_sd: shape (n,); an infinite standard deviation knows nothing.
        groups: shape (n,).
    """
    drawn = shrink(own, own_sd**2, [groups])
    return drawn.mean, drawn.sd


def pooled(sales: Sales) -> Slope:
    """One elasticity for all products by Poisson pseudo-likelihood, weeks without sales included.

    NaN and infinity where no price varied.
    """
    table = arrange(sales)
    fit = poisson_slopes(table, common=True)
    usable = np.isfinite(fit.slope)
    if not usable.any():
        return Slope(float("nan"), float("inf"))
    sd = clustered_sd(table, fit.expected, 1.0 / fit.noise[:, None], usable)
    return Slope(float(fit.slope[usable][0]), sd)


def pooled_least_squares(sales: Sales) -> Slope:
    """One elasticity for all products by least squares on logarithms, weeks that sold only.

    The plain estimate of text books: units against price within products and weeks, both swept
    out by alternating projections; standard error clustered by product (Arellano, Oxford Bulletin
    of Economics and Statistics 49, 1987). NaN and infinity where no price varied.
    """
    table = arrange(sales).sold()
    prices, units = _swept(table, table.log_price), _swept(table, _log_rate(table))
    if table.promoted.any():
        promoted = _swept(table, table.promoted)
        square = max(float((promoted**2).sum()), TINY)
        prices = prices - promoted * (promoted * prices).sum() / square
        units = units - promoted * (promoted * units).sum() / square
    information = float((prices**2).sum())
    if information < TINY:
        return Slope(float("nan"), float("inf"))
    slope = float((prices * units).sum()) / information
    scores = (prices * (units - slope * prices)).sum(axis=1)
    clusters = int((table.variation > LEAST_VARIATION).sum())
    correction = clusters / max(clusters - 1, 1)
    return Slope(slope, float(np.sqrt(correction * (scores**2).sum())) / information)


def least_squares(sales: Sales) -> tuple[FloatArray, FloatArray]:
    """Each product's own elasticity by least squares on logarithms, weeks that sold only.

    Week effects are those of the pooled fit. Returns slopes and standard errors (HC1) of the
    products of `np.unique(sales.product)`, NaN and infinite where a product has fewer than four
    weeks that sold or a price that did not vary.
    """
    table = arrange(sales).sold()
    prices, units = _swept(table, table.log_price), _swept(table, _log_rate(table))
    information = (prices**2).sum(axis=1)
    known = (table.variation > LEAST_VARIATION) & (table.weeks >= FEWEST_WEEKS)
    known &= information > TINY
    square = np.where(known, information, 1.0)
    slope = (prices * units).sum(axis=1) / square
    residual = units - slope[:, None] * prices
    freedom = np.maximum(table.weeks - 2, 1)
    meat = ((prices * residual) ** 2).sum(axis=1) * table.weeks / freedom
    return np.where(known, slope, np.nan), np.where(known, np.sqrt(meat) / square, np.inf)


def _log_rate(table: Table) -> FloatArray:
    """Logarithm of units by full weeks in stock, of weeks that sold; zero elsewhere."""
    rate = np.log(np.where(table.seen, table.units, 1.0)) - table.log_exposure
    return np.where(table.seen, rate, 0.0)


def _swept(table: Table, values: FloatArray) -> FloatArray:
    """Values less their product's and their week's mean, over what was seen.

    Means are taken out by turns until both are gone: the projection that least squares with both
    sets of effects makes (von Neumann's alternating projections; Gaure, Computational Statistics
    and Data Analysis 66, 2013).
    """
    by_product = np.maximum(table.seen.sum(axis=1, keepdims=True), 1)
    by_week = np.maximum(table.seen.sum(axis=0, keepdims=True), 1)
    left = np.where(table.seen, values, 0.0)
    for _ in range(MOST_ROUNDS):
        left = np.where(table.seen, left - left.sum(axis=1, keepdims=True) / by_product, 0.0)
        week = left.sum(axis=0, keepdims=True) / by_week
        left = np.where(table.seen, left - week, 0.0)
        if np.abs(week).max(initial=0.0) < TOLERANCE:
            break
    return left
