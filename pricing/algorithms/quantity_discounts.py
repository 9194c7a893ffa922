"""Prices without quantity discounts: what a product costs those who buy a few.

A line of a hundred units has another price than a line of one, and is itself many units. Averaged
over a week, large lines lower the price and raise the units at once, which looks like demand that
answers to price and is only the price list. So a week's price is that of its small lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd

from pricing.algorithms.panel import FloatArray, IntArray, Sales

SIZES: IntArray = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 144])
"""Largest units of each class of lines; a last class holds all larger ones."""
FEWEST_LINES = 30
"""A class with fewer lines than this has no discount that could be told."""


class UnitsOf(Enum):
    """Which lines' units are demand."""

    SMALL_LINES = "small"
    """Of those who pay the small lines' price: the demand that this price governs."""
    ALL_LINES = "all"
    """Of everyone: where large buyers' prices move with those of small ones."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of orders.

    Attributes:
        product, week: shape (m,).
        units: shape (m,), of the line, above zero.
        price: shape (m,), of one unit, above zero.

    Raises:
        ValueError: columns of unlike length.
    """

    product: IntArray
    week: IntArray
    units: FloatArray
    price: FloatArray

    def __post_init__(self) -> None:
        if len({len(self.product), len(self.week), len(self.units), len(self.price)}) > 1:
            raise ValueError("Every column of lines has as many rows as there are lines.")


@dataclass(frozen=True, slots=True)
class DiscountCurve:
    """What lines of a size cost, against single units of the same product in the same week.

    Attributes:
        largest: shape (k,), most units of a line of each class; infinite for the last.
        discount: shape (k,), share off the price, the first class being zero; NaN where there are
            too few lines to tell.
        lines: shape (k,), how many there are.
    """

    largest: FloatArray
    discount: FloatArray
    lines: IntArray

    def limit(self, tolerance: float = 0.05) -> float:
        """Most units of a line that still pays the price of small lines, within a tolerance.

        Counted from one unit up to the first class whose discount is larger; infinite where no
        class has one.
        """
        larger = np.flatnonzero(np.nan_to_num(self.discount) > tolerance)
        if not len(larger):
            return float("inf")
        return float(self.largest[larger[0] - 1]) if larger[0] > 0 else float(self.largest[0])


def discount_curve(lines: Lines) -> DiscountCurve:
    """Mean log price by the size of a line, within product and week.

    Least squares with an effect for each product's week, swept out by turns with the classes.
    """
    size = np.searchsorted(SIZES, lines.units)
    _, cell = np.unique(np.stack([lines.product, lines.week]), axis=1, return_inverse=True)
    cell = np.asarray(cell).reshape(-1)
    log_price = np.log(lines.price)
    count = np.bincount(size, minlength=len(SIZES) + 1)
    cells = np.maximum(np.bincount(cell), 1)
    effect = np.zeros(len(SIZES) + 1)
    for _ in range(500):
        level = np.bincount(cell, log_price - effect[size]) / cells
        sums = np.bincount(size, log_price - level[cell], minlength=len(effect))
        updated = sums / np.maximum(count, 1)
        updated -= updated[0]
        moved, effect = np.abs(updated - effect).max(), updated
        if moved < 1e-6:
            break
    told = count >= FEWEST_LINES
    return DiscountCurve(
        largest=np.append(SIZES, np.inf).astype(np.float64),
        discount=np.where(told, 1.0 - np.exp(effect), np.nan),
        lines=count.astype(np.int64),
    )


def weekly_sales(lines: Lines, *, limit: float, units_of: UnitsOf = UnitsOf.SMALL_LINES) -> Sales:
    """Lines as weekly sales at the price of small lines.

    The price is the median of the week's small lines: one odd line does not move it, and neither
    does how many units its lines have. A week without a small line has no row, since its price is
    not known; weeks without any sale are the caller's to add, who knows what was offered then
    (`with_idle_weeks`).

    Args:
        limit: most units of a small line.
        units_of: whose units count.

    Raises:
        ValueError: a limit below one unit.
    """
    if limit < 1:
        raise ValueError("A small line has one unit at least.")
    table = pd.DataFrame({"product": lines.product, "week": lines.week, "units": lines.units})
    table["price"] = lines.price
    keys = ["product", "week"]
    small = table[table["units"] <= limit]
    rows = small.groupby(keys).agg(units=("units", "sum"), price=("price", "median")).reset_index()
    if units_of is UnitsOf.ALL_LINES:
        total = table.groupby(keys)["units"].sum().rename("all")
        rows["units"] = rows.join(total, on=keys)["all"]
    return _as_sales(rows)


def average_sales(lines: Lines) -> Sales:
    """Lines as weekly sales at revenue over units: the naive way, discounts and all."""
    table = pd.DataFrame({"product": lines.product, "week": lines.week, "units": lines.units})
    table["revenue"] = lines.price * lines.units
    rows = table.groupby(["product", "week"]).sum().reset_index()
    rows["price"] = rows["revenue"] / rows["units"]
    return _as_sales(rows)


def with_idle_weeks(sales: Sales) -> Sales:
    """Sales with rows of zero units between a product's first week and its last.

    A price that nobody paid is taken to be the last one that somebody did. Where a shop keeps the
    history of its prices, that is to be used instead: a rise that stopped all sales is seen only
    there. Weeks of a stock-out are not idle: pass rows with their share in stock, not this.
    """
    rows = pd.DataFrame({"product": sales.product, "week": sales.week, "units": sales.units})
    rows["price"] = sales.price
    first = rows.groupby("product")["week"].agg(["min", "max"])
    spans = (first["max"] - first["min"] + 1).to_numpy()
    product = np.repeat(first.index.to_numpy(), spans)
    start = np.repeat(first["min"].to_numpy(), spans)
    offset = np.arange(len(product)) - np.repeat(np.cumsum(spans) - spans, spans)
    full = pd.DataFrame({"product": product, "week": start + offset})
    full = full.merge(rows, on=["product", "week"], how="left")
    full["price"] = full.groupby("product")["price"].ffill()
    full["units"] = full["units"].fillna(0.0)
    return _as_sales(full)


def _as_sales(rows: pd.DataFrame) -> Sales:
    return Sales(
        product=rows["product"].to_numpy(dtype=np.int64),
        week=rows["week"].to_numpy(dtype=np.int64),
        units=rows["units"].to_numpy(dtype=np.float64),
        price=rows["price"].to_numpy(dtype=np.float64),
    )
