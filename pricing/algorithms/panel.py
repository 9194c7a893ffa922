"""Sales at their prices, as long arrays and as a table of products by weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

LEAST_IN_STOCK = 0.5
"""Weeks in which a product could be bought for less than half the time say too little of demand."""


@dataclass(frozen=True, slots=True)
class Sales:
    """One row a product and week, in any order; a week without sales is a row of zero units.

    Attributes:
        product: shape (m,), what was sold.
        week: shape (m,), number of the week, rising by one a week.
        units: shape (m,), units sold at that price, zero or more; NaN where unknown.
        price: shape (m,), what one unit cost (one currency, any unit); NaN where unknown.
        promoted: shape (m,), share of the week under a promotion, 0 to 1; None: never.
        in_stock: shape (m,), share of the week in which it could be bought, 0 to 1; None: always.

    Raises:
        ValueError: columns of unlike length, or a product twice in a week.
    """

    product: IntArray
    week: IntArray
    units: FloatArray
    price: FloatArray
    promoted: FloatArray | None = None
    in_stock: FloatArray | None = None

    def __post_init__(self) -> None:
        columns = (self.week, self.units, self.price, self.promoted, self.in_stock)
        if any(column is not None and len(column) != len(self.product) for column in columns):
            raise ValueError("Every column of sales has as many rows as there are products' weeks.")
        pairs = np.stack([self.product, self.week])
        if len(np.unique(pairs, axis=1).T) < len(self.product):
            raise ValueError("A product has one row a week.")


@dataclass(frozen=True, slots=True)
class Table:
    """Sales of n products over T weeks, without gaps between the first week and the last.

    Attributes:
        product: shape (n,), ascending.
        seen: shape (n, T), where units and price are known and it could mostly be bought.
        units: shape (n, T), zero where not seen.
        log_price: shape (n, T), less the product's mean over what was seen; zero elsewhere.
        promoted: shape (n, T), zero where not seen.
        log_exposure: shape (n, T), logarithm of the share of the week in stock.
    """

    product: IntArray
    seen: BoolArray
    units: FloatArray
    log_price: FloatArray
    promoted: FloatArray
    log_exposure: FloatArray

    @property
    def weeks(self) -> IntArray:
        """Shape (n,): weeks seen of each product."""
        return self.seen.sum(axis=1).astype(np.int64)

    @property
    def variation(self) -> FloatArray:
        """Shape (n,): standard deviation of the logarithm of the price over the weeks seen."""
        squares = (self.log_price**2).sum(axis=1)
        return np.asarray(np.sqrt(squares / np.maximum(self.weeks, 1)), dtype=np.float64)

    @property
    def weekly_units(self) -> FloatArray:
        """Shape (n,): units a week, over the weeks seen; zero where none was."""
        return np.asarray(self.units.sum(axis=1) / np.maximum(self.weeks, 1), dtype=np.float64)

    def sold(self) -> Table:
        """The same table of the weeks that sold something, as a logarithm needs it."""
        seen = self.seen & (self.units > 0)
        return _table(
            self.product, seen, self.units, self.log_price, self.promoted, self.log_exposure
        )


def arrange(sales: Sales) -> Table:
    """Sales as a table.

    A row counts where units (zero or more) and price (above zero) are finite and the product could
    be bought for at least half the week; what is left out is not seen, which is not zero.
    """
    product, row = np.unique(sales.product, return_inverse=True)
    column = sales.week - sales.week.min(initial=0)
    shape = (len(product), int(column.max(initial=-1)) + 1)
    in_stock = np.ones(len(row)) if sales.in_stock is None else np.nan_to_num(sales.in_stock)
    promoted = np.zeros(len(row)) if sales.promoted is None else np.nan_to_num(sales.promoted)
    with np.errstate(invalid="ignore"):
        counts = np.isfinite(sales.units) & (sales.units >= 0)
        counts &= np.isfinite(sales.price) & (sales.price > 0) & (in_stock >= LEAST_IN_STOCK)
    row, column = row[counts], column[counts]
    seen = np.zeros(shape, dtype=np.bool_)
    seen[row, column] = True

    def spread(values: FloatArray) -> FloatArray:
        table = np.zeros(shape)
        table[row, column] = values[counts]
        return table

    prices = np.where(counts, sales.price, 1.0)
    return _table(
        product.astype(np.int64),
        seen,
        spread(sales.units),
        spread(np.log(prices)),
        spread(promoted),
        spread(np.log(np.maximum(in_stock, LEAST_IN_STOCK))),
    )


def _table(
    product: IntArray,
    seen: BoolArray,
    units: FloatArray,
    log_price: FloatArray,
    promoted: FloatArray,
    log_exposure: FloatArray,
) -> Table:
    weeks = np.maximum(seen.sum(axis=1, keepdims=True), 1)
    mean = np.where(seen, log_price, 0.0).sum(axis=1, keepdims=True) / weeks
    return Table(
        product=product,
        seen=seen,
        units=np.where(seen, units, 0.0),
        log_price=np.where(seen, log_price - mean, 0.0),
        promoted=np.where(seen, promoted, 0.0),
        log_exposure=np.where(seen, log_exposure, 0.0),
    )
