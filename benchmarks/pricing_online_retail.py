"""Own-price elasticity on Online Retail: with quantity discounts and without.

    python benchmarks/pricing_online_retail.py [--quick] [--json FILE] [data path]

Weekly sales of every stock code, product and week effects swept out. From all lines at revenue over
units, half of what looks like demand answering to price is the shop's quantity discount: a line of
many units has a lower price. The price of small lines (up to 12 units) has hardly any of it. The
row compares the two by the same least squares, so that the lines are all that differs; Poisson
pseudo-likelihood, other limits, and what is left for single products stand in the table.

No truth is known here: prices were changed for reasons that the file does not tell. Guests paid far
more a unit than customers with an account, and bought less at once, so that a week's price is also
one of who bought: the curve of discounts is told of both together and of customers alone. What is
seen is how far the answer hangs on the lines.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pandas as pd

from benchmarks.forecasting_data import DATA, kinds_of_goods, sales_lines
from benchmarks.reporting import Row, columns, command_line, report, timed
from pricing.algorithms.elasticity import (
    Elasticities,
    Slope,
    fit_elasticities,
    pooled,
    pooled_least_squares,
)
from pricing.algorithms.panel import Sales
from pricing.algorithms.price_tests import PriceTest, plan_price_test
from pricing.algorithms.quantity_discounts import (
    DiscountCurve,
    Lines,
    UnitsOf,
    average_sales,
    discount_curve,
    weekly_sales,
    with_idle_weeks,
)

SMALL_LINE = 12
PLAUSIBLE = (-1.3, -0.9)
"""About −1.1, as published of lines of up to twelve units."""
MONDAY = pd.Timestamp("2010-11-29")
BESTSELLERS = 300
TEST = PriceTest((-0.1, 0.1), weeks=12)
HEADER = ("lines; price; units", "least squares", "± s.e.", "Poisson", "± s.e.", "weeks")


@dataclass(frozen=True, slots=True)
class Shop:
    """Lines of the file, those of customers with an account, and the kind of goods of products."""

    lines: Lines
    of_customers: Lines
    kind: pd.Series


def main() -> int:
    told = command_line(__doc__ or "", data=DATA).parse_args()
    if not told.data.exists():
        print(f"No data at {told.data}: nothing measured. See README for where to get it.")
        return 0
    shop = _shop(told.data, BESTSELLERS if told.quick else None)
    print(_curves(discount_curve(shop.lines), discount_curve(shop.of_customers)), end="\n\n")
    (naive, small), seconds = timed(lambda: _compared(shop))
    print(f"\n{seconds:.1f} CPU s\n")
    fit, seconds = timed(lambda: _fit(shop))
    print(_products(fit), f"{seconds:.1f} CPU s", end="\n\n")
    report(
        [
            Row(
                "pricing/online-retail/elasticity",
                small.mean,
                baseline=naive.mean,
                to_reach=PLAUSIBLE[0],
                at_most=PLAUSIBLE[1],
                standard_error=small.sd,
            )
        ],
        json_path=told.json,
    )
    return 0


def _shop(path: Path, most: int | None) -> Shop:
    sold = sales_lines(path)
    sold = sold[~sold["InvoiceNo"].astype(str).str.startswith("A")]
    if most is not None:
        best = sold.groupby("StockCode")["Quantity"].sum().nlargest(most).index
        sold = sold[sold["StockCode"].isin(best)]
    product, names = pd.factorize(sold["StockCode"], sort=True)
    week = ((sold["InvoiceDate"] - MONDAY).dt.days // 7).to_numpy(dtype=np.int64)
    units, price = sold["Quantity"].to_numpy(float), sold["UnitPrice"].to_numpy(float)
    known = sold["CustomerID"].notna().to_numpy()
    kind = kinds_of_goods(sold).reindex(names).fillna(-1).astype(np.int64)
    every = Lines(product.astype(np.int64), week, units, price)
    customers = Lines(every.product[known], week[known], units[known], price[known])
    return Shop(every, customers, kind)


def _compared(shop: Shop) -> tuple[Slope, Slope]:
    """Print the elasticity by lines; answer the naive one and that of small lines."""
    ways = {
        "all; revenue over units; all": average_sales(shop.lines),
        f"up to {SMALL_LINE}; median; theirs": _small(shop.lines),
        f"up to {SMALL_LINE}; median; theirs and idle weeks": with_idle_weeks(_small(shop.lines)),
        f"up to {SMALL_LINE}; median; all": weekly_sales(
            shop.lines, limit=SMALL_LINE, units_of=UnitsOf.ALL_LINES
        ),
        f"up to {SMALL_LINE}; median; theirs, customers": _small(shop.of_customers),
        "all; revenue over units; all, customers": average_sales(shop.of_customers),
        "up to 24; median; theirs": weekly_sales(shop.lines, limit=24),
        "up to 6; median; theirs": weekly_sales(shop.lines, limit=6),
    }
    found = {name: (pooled_least_squares(sales), pooled(sales)) for name, sales in ways.items()}
    told = [
        (name, *_told(plain), *_told(poisson), f"{len(ways[name].week):,}")
        for name, (plain, poisson) in found.items()
    ]
    print(columns(HEADER, told))
    (naive, _), (small, _) = list(found.values())[:2]
    return naive, small


def _told(slope: Slope) -> tuple[str, str]:
    return f"{slope.mean:.2f}", f"{slope.sd:.3f}"


def _small(lines: Lines) -> Sales:
    return weekly_sales(lines, limit=SMALL_LINE)


def _fit(shop: Shop) -> Elasticities:
    sales = _small(shop.lines)
    kinds = shop.kind.to_numpy()[np.unique(sales.product)]
    return fit_elasticities(sales, groups=kinds)


def _products(fit: Elasticities) -> str:
    low, high = fit.interval(0.80)
    tenth, middle, ninth = np.quantile(fit.mean, (0.1, 0.5, 0.9))
    plan = plan_price_test(fit, TEST)
    return (
        f"{len(fit.product):,} products drawn to {len(np.unique(fit.group))} kinds of goods: shop "
        f"{fit.shop:.2f} ± {fit.shop_sd:.2f}, spread of kinds and of products "
        f"{' and '.join(f'{spread:.2f}' for spread in fit.spreads)}\n"
        f"means from {tenth:.2f} to {ninth:.2f} (tenth to ninth tenth), middle {middle:.2f}, sd "
        f"{np.median(fit.sd):.2f}; elastic for sure (80 %) {np.mean(high < -1):.0%}, inelastic "
        f"{np.mean(low > -1):.0%}\n"
        f"price hardly moved and sd above .5: {np.mean(plan.needed):.0%}; a test of ±10 % in 12 "
        f"weeks would teach {np.mean(plan.worth_it):.0%} to .5;"
    )


def _curves(every: DiscountCurve, customers: DiscountCurve) -> str:
    sizes = [
        (f"up to {size:.0f}" if np.isfinite(size) else "more", f"{all_lines:.1%}", f"{own:.1%}")
        for size, all_lines, own in zip(
            every.largest, every.discount, customers.discount, strict=True
        )
    ]
    table = columns(("units of a line; off the price of one", "all", "customers"), sizes)
    return f"{table}\nless than 5 % off for customers: up to {customers.limit():.0f} units"


if __name__ == "__main__":
    raise SystemExit(main())
