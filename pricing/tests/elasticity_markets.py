"""Markets with planted elasticities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pricing.algorithms.panel import FloatArray, IntArray, Sales

LIFT = 0.3
"""What a promotion adds to the logarithm of units beyond its price."""


@dataclass(frozen=True)
class Market:
    sales: Sales
    elasticity: FloatArray
    group: IntArray


def market(
    seed: int,
    *,
    products: int = 150,
    weeks: int = 52,
    changes: int = 4,
    typical_units: float = 12.0,
    spread: float = 0.57,
    promotions: float = 0.06,
    stock_outs: float = 0.05,
    groups: int = 5,
) -> Market:
    """Prices that step a few times, promotions, stock-outs, seasons, and demand that clusters."""
    rng = np.random.default_rng(seed)
    group = np.arange(products) % groups
    elasticity = rng.normal(-2.0, 0.4, groups)[group] + rng.normal(0.0, spread, products)
    shape = (products, weeks)
    log_price = np.stack([_steps(rng, weeks, changes) for _ in range(products)])
    promoted = (rng.random(shape) < promotions).astype(float)
    log_price = log_price + np.log1p(-0.2 * promoted)
    in_stock = np.where(rng.random(shape) < stock_outs, rng.uniform(0.3, 1.0, shape), 1.0)
    season = 0.3 * np.sin(np.arange(weeks) / 8.0) + rng.normal(0.0, 0.15, weeks)
    level = rng.normal(np.log(typical_units), 1.0, (products, 1))
    rate = np.exp(level + elasticity[:, None] * log_price + season + LIFT * promoted) * in_stock
    units = rng.poisson(rate * rng.gamma(4.0, 0.25, shape)).astype(float)
    product, week = np.indices(shape)
    sales = Sales(
        product.ravel().astype(np.int64),
        week.ravel().astype(np.int64),
        units.ravel(),
        10.0 * np.exp(log_price).ravel(),
        promoted.ravel(),
        in_stock.ravel(),
    )
    return Market(sales, elasticity, group.astype(np.int64))


def _steps(rng: np.random.Generator, weeks: int, changes: int) -> FloatArray:
    at = np.sort(rng.choice(np.arange(1, weeks), changes, replace=False))
    levels = np.append(0.0, rng.normal(0.0, 0.1, changes))
    return np.asarray(levels[np.searchsorted(at, np.arange(weeks), side="right")])
