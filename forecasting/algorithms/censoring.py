"""A day without stock is not a day without demand: what would have been wanted is put in its place.

What was sold is kept, and for the share of a period in which the product could not be bought the
usual demand of that time is added: the mean of the nearest periods of the same place in the season
that were in stock all the time (Nahmias 1994 calls such sales censored; this is the plain
imputation of them, since stock-out minutes say how much of each period was cut off).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forecasting.algorithms.panel import FloatArray, Panel

NEIGHBOURS = 4
"""Periods on each side, of the same weekday where periods are days, that say what is usual."""
IN_STOCK = 0.999
"""Shares are sums of minutes; from here on a period counts as in stock throughout."""


def uncensored(panel: Panel) -> Panel:
    """The panel with demand in place of sales: never below what was sold, holes filled.

    A period after the beginning that nobody knows (NaN) counts as out of stock throughout. Returns
    (units below zero) count as no demand.
    """
    sold = np.maximum(panel.units, 0.0)
    begun = np.maximum.accumulate(~np.isnan(sold), axis=1)
    holes = begun & np.isnan(sold)
    share = np.ones_like(sold) if panel.in_stock is None else np.clip(panel.in_stock, 0.0, 1.0)
    share = np.where(holes | np.isnan(share), 0.0, share)
    cut = begun & (share < IN_STOCK)
    if not cut.any():
        return replace(panel, units=sold)
    observed = np.where(begun & ~cut, sold, np.nan)
    rows = cut.any(axis=1)
    usual = np.zeros_like(sold)
    usual[rows] = _usual(observed[rows], panel.period.season)
    filled = np.where(cut, np.nan_to_num(sold) + (1.0 - share) * usual, sold)
    return replace(panel, units=np.where(begun, filled, np.nan))


def _usual(observed: FloatArray, season: int) -> FloatArray:
    """Shape (n, T): mean of the neighbours of the same season; else of the whole series; else 0."""
    known = ~np.isnan(observed)
    filled = np.where(known, observed, 0.0)
    total, count = np.zeros_like(filled), np.zeros_like(filled)
    for step in range(1, NEIGHBOURS + 1):
        for shift in (step * season, -step * season):
            total += _shifted(filled, shift)
            count += _shifted(known.astype(np.float64), shift)
    times = known.sum(axis=1, keepdims=True)
    overall = filled.sum(axis=1, keepdims=True) / np.maximum(times, 1)
    return np.where(count > 0, total / np.maximum(count, 1.0), overall)


def _shifted(values: FloatArray, by: int) -> FloatArray:
    """Columns moved by some places, zeros moving in."""
    moved = np.zeros_like(values)
    if abs(by) >= values.shape[1]:
        return moved
    if by > 0:
        moved[:, by:] = values[:, :-by]
    else:
        moved[:, :by] = values[:, -by:]
    return moved
