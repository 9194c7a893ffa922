"""Errors of Poisson elasticities that hold under any noise."""

from __future__ import annotations

import numpy as np

from pricing.algorithms.panel import BoolArray, FloatArray, Table

LAGS = 2
TYPICAL_WEEKS = 40.0
"""Worth, in weeks, of the typical product's noise when a product's own noise is reckoned."""
MOST_LEVERAGE = 0.9
TINY = 1e-12


def centred_within(table: Table, values: FloatArray, expected: FloatArray) -> FloatArray:
    """Values less each product's mean, weighted by expected units."""
    total = np.maximum(expected.sum(axis=1, keepdims=True), TINY)
    mean = (expected * values).sum(axis=1, keepdims=True) / total
    return np.asarray(np.where(table.seen, values - mean, 0.0), dtype=np.float64)


def without(values: FloatArray, other: FloatArray, expected: FloatArray) -> FloatArray:
    """Values less what one common multiple of another column says of them."""
    square = float((expected * other**2).sum())
    if square < TINY:
        return values
    return np.asarray(values - other * ((expected * other * values).sum() / square))


def clustered_sd(
    table: Table, expected: FloatArray, weight: FloatArray, usable: BoolArray
) -> float:
    """Standard error of an elasticity that all products share, clustered by product.

    The sum of a product's scores is one draw: whatever its weeks share, they may. The promotion's
    lift is swept out first. Infinite where no price varied.
    """
    weighted = weight * expected
    prices = centred_within(table, table.log_price, expected)
    prices = without(prices, centred_within(table, table.promoted, expected), weighted)
    information = float((weighted * prices**2)[usable].sum())
    if information <= TINY:
        return float("inf")
    scores = (weight * prices * (table.units - expected)).sum(axis=1)[usable]
    correction = len(scores) / max(len(scores) - 1, 1)
    return float(np.sqrt(correction * (scores**2).sum()) / information)


def shared_sd(
    table: Table, expected: FloatArray, usable: BoolArray, weight: FloatArray
) -> FloatArray:
    """How far the lift's own uncertainty moves each slope: all the same way, so none averages out.

    Shape (n,); zero where nothing was promoted.
    """
    prices = centred_within(table, table.log_price, expected)
    promoted = centred_within(table, table.promoted, expected)
    square = np.maximum((expected * prices**2).sum(axis=1), TINY)
    together = (expected * prices * promoted).sum(axis=1) / square
    tied = np.where(usable, together, 0.0)
    alone = promoted - tied[:, None] * prices
    information = float((weight * expected * alone**2).sum())
    if information < TINY:
        return np.zeros(len(usable))
    scores = (weight * alone * (table.units - expected)).sum(axis=1)
    return np.asarray(np.abs(tied) * np.sqrt((scores**2).sum()) / information)


def _left_of_weeks(expected: FloatArray, weight: FloatArray) -> FloatArray:
    """Expected units, less what of their information went into the week's own effect.

    A product that is most of a week's sales has told the week what it was: alone in a shop it says
    nothing. This is the diagonal of what is left when week effects are swept out.
    """
    weighted = weight * expected
    share = weighted / np.maximum(weighted.sum(axis=0, keepdims=True), TINY)
    return np.asarray(expected * (1.0 - share), dtype=np.float64)


def variances(
    table: Table, expected: FloatArray, usable: BoolArray, weight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Variances of slopes that hold under any noise (sandwich), and each product's noise.

    Residuals of neighbouring weeks may hang together (Newey and West, Econometrica 55, 1987), and
    are scaled up where one week decides the slope (HC2, MacKinnon and White, Journal of
    Econometrics 29, 1985). With few weeks such a variance is itself uncertain, and one that is too
    small by luck would outweigh everything: it is averaged with the typical product's noise.
    """
    centred, residual = centred_within(table, table.log_price, expected), table.units - expected
    information = np.maximum((_left_of_weeks(expected, weight) * centred**2).sum(axis=1), TINY)
    total = np.maximum(expected.sum(axis=1, keepdims=True), TINY)
    leverage = expected * (1.0 / total + centred**2 / information[:, None])
    score = centred * residual / np.sqrt(1.0 - np.minimum(leverage, MOST_LEVERAGE))
    meat = (score**2).sum(axis=1)
    for lag in range(1, LAGS + 1):
        together = (score[:, lag:] * score[:, :-lag]).sum(axis=1)
        meat = meat + 2.0 * (1.0 - lag / (LAGS + 1)) * together
    own = np.maximum(meat, 0.0) / information
    freedom = np.maximum(table.weeks - 2, 0)
    pearson = np.where(table.seen, residual**2 / np.maximum(expected, TINY), 0.0)
    noise = np.maximum(pearson.sum(axis=1) / np.maximum(freedom, 1), 1.0)
    typical = np.median(own[usable] / noise[usable]) if usable.any() else 1.0
    crowd = np.median(noise[usable]) if usable.any() else 1.0
    noise = (freedom * noise + TYPICAL_WEEKS * crowd) / (freedom + TYPICAL_WEEKS)
    blended = (freedom * own + TYPICAL_WEEKS * max(typical, 1.0) * noise) / (
        freedom + TYPICAL_WEEKS
    )
    return np.maximum(blended, 1.0) / information, noise
