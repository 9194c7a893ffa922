"""Elasticities that a simulated market hides, and how often intervals hold them.

    python benchmarks/pricing_hidden_elasticities.py [--quick] [--json FILE]

A year of the market that also plays the demo store (`simulation`): 160 products in 18 categories,
about one unit a week each, prices of 60 % moved at random, promotions, stock-outs, seasons of
categories, substitutes and complements that the model knows nothing of. The market is another
program than the estimator and was not changed for it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.reporting import Row, columns, command_line, report, timed
from pricing.algorithms.elasticity import Elasticities, fit_elasticities, pooled
from pricing.algorithms.panel import FloatArray, IntArray, Sales
from simulation import Market, RankedExposure, Stockroom
from simulation.catalogue import Catalogue
from simulation.offers import Promotion
from simulation.synthetic import synthetic_catalogue

SEEDS, QUICK_SEEDS = (7, 8, 9, 10), (7,)
DAYS, WEEK = 364, 7
LOWEST, HIGHEST = 0.74, 0.86
HEADER = ("seed", "true mean", "found", "80 % holds", "95 % holds", "error", "of one for all")


@dataclass(frozen=True, slots=True)
class Year:
    """A year's weekly sales, with what the market hides."""

    sales: Sales
    category: IntArray
    truth: FloatArray


def main() -> int:
    told = command_line(__doc__ or "").parse_args()
    seeds = QUICK_SEEDS if told.quick else SEEDS
    years, seconds = timed(lambda: [_year(seed) for seed in seeds])
    print(f"{len(years)} years played: {seconds:.1f} CPU s")
    fits, seconds = timed(lambda: [fit_elasticities(y.sales, groups=y.category) for y in years])
    print(f"fitted: {seconds:.1f} CPU s\n")
    held = [_held(year, fit, 0.80) for year, fit in zip(years, fits, strict=True)]
    lines = [
        (
            str(seed),
            f"{year.truth.mean():.2f}",
            f"{fit.mean.mean():.2f}",
            f"{share:.1%}",
            f"{_held(year, fit, 0.95):.1%}",
            f"{_error(fit.mean, year):.2f}",
            f"{_error(np.full(len(year.truth), pooled(year.sales).mean), year):.2f}",
        )
        for seed, year, fit, share in zip(seeds, years, fits, held, strict=True)
    ]
    print(columns(HEADER, lines), end="\n\n")
    error = float(np.std(held, ddof=1) / np.sqrt(len(held))) if len(held) > 1 else None
    row = Row(
        "pricing/hidden/coverage_80",
        float(np.mean(held)),
        to_reach=LOWEST,
        at_most=HIGHEST,
        standard_error=error,
    )
    report([row], json_path=told.json)
    return 0


def _held(year: Year, fit: Elasticities, level: float) -> float:
    low, high = fit.interval(level)
    return float(np.mean((low <= year.truth) & (year.truth <= high)))


def _error(found: FloatArray, year: Year) -> float:
    return float(np.sqrt(np.mean((found - year.truth) ** 2)))


def _year(seed: int) -> Year:
    catalogue = synthetic_catalogue(seed=1)
    market = Market(catalogue, seed=seed)
    room = Stockroom(catalogue, market.suppliers, seed=seed)
    days = [_day(market, room, catalogue, day) for day in range(DAYS)]
    units, log_price, promoted, in_stock = (
        _weekly(np.array(rows)) for rows in zip(*days, strict=True)
    )
    product, week = np.indices(units.shape)
    sales = Sales(
        product=product.ravel().astype(np.int64),
        week=week.ravel().astype(np.int64),
        units=units.ravel() * WEEK,
        price=np.exp(log_price).ravel(),
        promoted=promoted.ravel(),
        in_stock=in_stock.ravel(),
    )
    return Year(sales, catalogue.product_category, market.truth().elasticity)


def _weekly(daily: FloatArray) -> FloatArray:
    """Means by week, products in rows."""
    return np.asarray(daily.reshape(-1, WEEK, daily.shape[1]).mean(axis=1).T)


def _day(
    market: Market, room: Stockroom, catalogue: Catalogue, day: int
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Units, log price against the reference, promoted or not, share in stock: of each product."""
    room.receive(day)
    moves, promotions = market.propose_price_moves(day), market.propose_promotions(day)
    parent, products = catalogue.variant_product, catalogue.products
    there = np.bincount(parent, room.on_hand > 0, products) / np.bincount(parent)
    result = market.step(
        moves.prices(catalogue),
        promotions=promotions,
        stock=room.on_hand,
        exposures=RankedExposure(catalogue.product_popularity),
        mailings=market.propose_mailings(day),
    )
    room.ship(result.sold)
    room.review(day)
    paid = _share_paid(promotions, products)
    return (
        np.bincount(parent, result.sold, products).astype(np.float64),
        np.log(moves.multiplier * paid),
        (paid < 1).astype(np.float64),
        np.where(catalogue.product_launch_day <= day, there, 0.0),
    )


def _share_paid(promotions: tuple[Promotion, ...], products: int) -> FloatArray:
    """What is left of a price by promotions for everyone; who knew a coupon is not on the tag."""
    paid = np.ones(products)
    for one in promotions:
        if not one.coupon and not one.first_order_only:
            paid[one.products] = np.minimum(paid[one.products], 1 - one.percent / 100)
    return paid


if __name__ == "__main__":
    raise SystemExit(main())
