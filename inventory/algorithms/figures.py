"""How stock has fared: turnover, days of cover, fill rate, count accuracy.

As the field defines them (Silver, Pyke and Thomas, 2017, 3.8; SCOR). NaN says that a figure has no
meaning, such as the turnover of no stock.
"""

from __future__ import annotations

import numpy as np

from inventory.algorithms.arrays import FloatArray, Numbers, as_floats, require

DAYS_A_YEAR = 365.0


def turnover(cost_of_sales: Numbers, mean_stock_value: Numbers, *, days: float) -> FloatArray:
    """How often a year the stock was sold: cost of what was sold in so many days over mean stock.

    Raises:
        ValueError: days not above zero.
    """
    require(days > 0, "some days were counted")
    return _over(as_floats(cost_of_sales) * DAYS_A_YEAR / days, mean_stock_value)


def days_of_cover(units: Numbers, daily_demand: Numbers) -> FloatArray:
    """Days that the stock lasts at a demand; infinite where nothing of it is wanted."""
    have, demand = np.broadcast_arrays(as_floats(units), as_floats(daily_demand))
    wanted = demand > 0
    idle = np.where(have > 0, np.inf, 0.0)
    return as_floats(np.where(wanted, np.maximum(have, 0) / np.where(wanted, demand, 1.0), idle))


def fill_rate(sold: Numbers, lost: Numbers) -> FloatArray:
    """Share of the units wanted that were sold from stock."""
    return _over(sold, as_floats(sold) + as_floats(lost))


def in_stock_share(stock_out_minutes: Numbers, *, days: float) -> FloatArray:
    """Share of the time in which a good could be bought.

    Raises:
        ValueError: days not above zero.
    """
    require(days > 0, "some days were counted")
    return as_floats(np.clip(1 - as_floats(stock_out_minutes) / (days * 24 * 60), 0.0, 1.0))


def count_accuracy(expected: Numbers, counted: Numbers, *, tolerance: float = 0.0) -> float:
    """Share of counted places whose stock was what the books said, within a share of it.

    The "inventory record accuracy" of cycle counting (Brooks and Wilson, 2007).

    Raises:
        ValueError: shapes that differ, or a negative tolerance.
    """
    books, found = as_floats(expected), as_floats(counted)
    require(books.shape == found.shape, "each place has both numbers")
    require(tolerance >= 0, "a tolerance is not negative")
    if not books.size:
        return float("nan")
    return float((np.abs(found - books) <= tolerance * np.abs(books) + 1e-9).mean())


def unit_accuracy(expected: Numbers, counted: Numbers) -> float:
    """1 - the sum of all differences over the units in the books; below zero when far off."""
    books, found = as_floats(expected), as_floats(counted)
    require(books.shape == found.shape, "each place has both numbers")
    return float(1 - _over(np.abs(found - books).sum(), books.sum()))


def gross_margin_return(gross_margin: Numbers, mean_stock_value: Numbers) -> FloatArray:
    """GMROI: margin earned for each unit of money that lay in stock."""
    return _over(gross_margin, mean_stock_value)


def _over(part: Numbers, whole: Numbers) -> FloatArray:
    above, below = np.broadcast_arrays(as_floats(part), as_floats(whole))
    known = below > 0
    return as_floats(np.where(known, above / np.where(known, below, 1.0), np.nan))
