"""Elasticities by Poisson pseudo-likelihood with product and week effects.

Expected units are share in stock × exp(product + week + elasticity × log price + lift × promoted).
Weeks without sales stay in: their logarithm does not exist, log(1 + units) bends the slope, and to
leave them out throws away just the weeks in which a price was too high. The estimator asks for the
right mean alone, not for Poisson noise (Santos Silva and Tenreyro, "The Log of Gravity", Review of
Economics and Statistics 88, 2006).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pricing.algorithms.elasticity_errors import TINY, centred_within, shared_sd, variances
from pricing.algorithms.panel import BoolArray, FloatArray, Table

LEAST_VARIATION = 0.005
"""A log price that varies by less is rounding, not a price that was changed."""
STEEPEST, SHALLOWEST = -12.0, 8.0
MOST_ROUNDS, TOLERANCE = 300, 1e-6
NEWTON_STEPS, LARGEST_STEP = 3, 1.0


@dataclass(frozen=True, slots=True)
class Slopes:
    """One elasticity a product, from its own weeks alone.

    Attributes:
        slope: shape (n,), NaN where the product's price did not vary or nothing was sold.
        variance: shape (n,), infinite where the slope is NaN.
        expected: shape (n, T), units a week that the model expects; zero where not seen.
        noise: shape (n,), variance of a week's units as a multiple of their mean, at least one.
        lift: what the logarithm of units gains under a promotion beyond its price.
        shared_sd: shape (n,), how far the lift's uncertainty moves each slope, all the same way.
    """

    slope: FloatArray
    variance: FloatArray
    expected: FloatArray
    noise: FloatArray
    lift: float
    shared_sd: FloatArray


def poisson_slopes(table: Table, *, common: bool = False) -> Slopes:
    """Fit by turns: products given weeks, weeks given products, the promotion's lift given both.

    The likelihood is concave, and product and week effects have closed forms given the rest
    (alternating as in Guimarães and Portugal, Stata Journal 10, 2010). Fitted twice: what products
    share is learned with each product weighted by its noise as the first fit found it, since a
    best seller is not as telling as its units are many.

    Args:
        table: what was sold.
        common: one elasticity for all products.
    """
    usable = (table.variation > LEAST_VARIATION) & (table.units.sum(axis=1) > 0)
    start = _State(np.where(usable, -1.0, 0.0), np.zeros(table.seen.shape[1]), 0.0)
    first = _fitted(table, start, usable, np.ones((len(usable), 1)), common=common)
    _, noise = variances(table, _model(table, first), usable, np.ones((len(usable), 1)))
    weight = 1.0 / noise[:, None]
    state = _fitted(table, first, usable, weight, common=common)
    expected = _model(table, state)
    variance, noise = variances(table, expected, usable, weight)
    return Slopes(
        slope=np.where(usable, state.slope, np.nan),
        variance=np.where(usable, variance, np.inf),
        expected=expected,
        noise=noise,
        lift=state.lift,
        shared_sd=shared_sd(table, expected, usable, weight),
    )


@dataclass(frozen=True, slots=True)
class _State:
    """Where the fit stands: slopes (n,), week effects (T,), lift of a promotion."""

    slope: FloatArray
    week: FloatArray
    lift: float


def _fitted(
    table: Table, state: _State, usable: BoolArray, weight: FloatArray, *, common: bool
) -> _State:
    for _ in range(MOST_ROUNDS):
        known = table.log_exposure + state.week + state.lift * table.promoted
        slope = _slopes_given(table, known, state.slope, usable, weight if common else None)
        expected = _expected(table, known, slope)
        lift, week = _lift_step(table, expected, weight), _week_step(table, expected, weight)
        moved = max(np.abs(slope - state.slope).max(initial=0.0), abs(lift))
        state = _State(slope, state.week + week, state.lift + lift)
        if max(moved, np.abs(week).max(initial=0.0)) < TOLERANCE:
            break
    return state


def _model(table: Table, state: _State) -> FloatArray:
    known = table.log_exposure + state.week + state.lift * table.promoted
    return _expected(table, known, state.slope)


def _slopes_given(
    table: Table,
    known: FloatArray,
    slope: FloatArray,
    usable: BoolArray,
    shared: FloatArray | None,
) -> FloatArray:
    """Newton's steps on the likelihood of each product, its own level taken out.

    ``shared``: weights of products, shape (n, 1), where they share one slope.
    """
    for _ in range(NEWTON_STEPS):
        expected = _expected(table, known, slope)
        centred = centred_within(table, table.log_price, expected)
        score = (centred * (table.units - expected)).sum(axis=1)
        information = (expected * centred**2).sum(axis=1)
        if shared is not None:
            score = np.full_like(score, (score * shared[:, 0])[usable].sum())
            information = np.full_like(information, (information * shared[:, 0])[usable].sum())
        step = np.clip(score / np.maximum(information, TINY), -LARGEST_STEP, LARGEST_STEP)
        slope = np.where(usable, np.clip(slope + step, STEEPEST, SHALLOWEST), 0.0)
    return np.asarray(slope, dtype=np.float64)


def _expected(table: Table, known: FloatArray, slope: FloatArray) -> FloatArray:
    """Expected units with each product's level such that its total is what was sold."""
    log_rate = np.where(table.seen, known + slope[:, None] * table.log_price, -np.inf)
    highest = log_rate.max(axis=1, keepdims=True, initial=-1e300)
    rate = np.exp(log_rate - highest)
    share = rate / np.maximum(rate.sum(axis=1, keepdims=True), TINY)
    return np.asarray(share * table.units.sum(axis=1, keepdims=True), dtype=np.float64)


def _week_step(table: Table, expected: FloatArray, weight: FloatArray) -> FloatArray:
    """What is to be added to each week's effect; a week that sold nothing at all keeps a little."""
    sold, due = (weight * table.units).sum(axis=0), (weight * expected).sum(axis=0)
    floor = 0.1 * float(weight.mean()) if weight.size else TINY
    step = np.log(np.maximum(sold, floor) / np.maximum(due, floor))
    return np.asarray(step - step.mean() if len(step) else step, dtype=np.float64)


def _lift_step(table: Table, expected: FloatArray, weight: FloatArray) -> float:
    centred = centred_within(table, table.promoted, expected)
    information = float((weight * expected * centred**2).sum())
    if information < TINY:
        return 0.0
    score = float((weight * centred * (table.units - expected)).sum())
    return float(np.clip(score / information, -LARGEST_STEP, LARGEST_STEP))
