"""Online Retail and CDNOW as purchases of customers, as the shop's own data set has them."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.algorithms.purchases import UNKNOWN, Lines, Purchases
from benchmarks.forecasting_data import kinds_of_goods, sales_lines
from benchmarks.online_retail import sold_lines

AFTER_LAST_DAY = date(2011, 12, 10)
PENCE = 100
DAY = 24 * 3600
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    return (day - EPOCH).days


def retail_purchases(path: Path) -> Purchases:
    """Orders of customers with an account; the file's times carry no zone and are read as they are.

    Left out: cancellations and adjustments (C, A), quantity or price not above zero, and stock
    codes that are no products. What was cancelled by an invoice of its own stays bought: which
    order it was of is not told.
    """
    lines = _lines(path)
    order_keys, order_of_line = np.unique(lines["InvoiceNo"].astype(str), return_inverse=True)
    orders = (
        lines.assign(order=order_of_line)
        .groupby("order")
        .agg(
            customer=("CustomerID", "first"),
            at=("InvoiceDate", "min"),
            units=("Quantity", "sum"),
            revenue=("paid", "sum"),
        )
        .sort_values(["customer", "at"], kind="stable")
    )
    row_of_order = np.empty(len(order_keys), np.int64)
    row_of_order[orders.index.to_numpy()] = np.arange(len(orders))
    customers, customer = np.unique(orders["customer"].to_numpy(np.int64), return_inverse=True)
    seconds = orders["at"].astype("datetime64[s]").astype("int64").to_numpy()
    nothing = np.zeros(len(orders), np.int64)
    return Purchases(
        until=day_number(AFTER_LAST_DAY),
        customers=customers,
        customer=customer.astype(np.int64),
        seconds=seconds,
        day=seconds // DAY,
        hour=seconds % DAY // 3600,
        units=orders["units"].to_numpy(np.int64),
        returned=nothing,
        revenue=np.rint(orders["revenue"].to_numpy()).astype(np.int64),
        discount=nothing,
        lines=_order_lines(lines, row_of_order[order_of_line]),
    )


def _lines(path: Path) -> pd.DataFrame:
    lines = sold_lines(path)
    paid = lines["Quantity"] * lines["UnitPrice"] * PENCE
    return lines.assign(paid=paid)


def _order_lines(lines: pd.DataFrame, order: np.ndarray) -> Lines:
    _codes, product = np.unique(lines["StockCode"].to_numpy(str), return_inverse=True)
    by_order = np.argsort(order, kind="stable")
    return Lines(
        order=order[by_order],
        product=product[by_order].astype(np.int64),
        variant=product[by_order].astype(np.int64),
        units=lines["Quantity"].to_numpy(np.int64)[by_order],
        returned=np.zeros(len(lines), np.int64),
        revenue=np.rint(lines["paid"].to_numpy()[by_order]).astype(np.int64),
    )


def kind_of_products(path: Path) -> np.ndarray:
    """The kind of goods of each product number, ``UNKNOWN`` for those without a title."""
    codes = np.unique(_lines(path)["StockCode"].to_numpy(str))
    kinds = kinds_of_goods(sales_lines(path))
    return kinds.reindex(codes).fillna(UNKNOWN).to_numpy(np.int64)


def cdnow_purchases() -> Purchases | None:
    """CDNOW's customers of the first quarter of 1997 until June 1998; None where it is not here.

    Fader, Hardie (2001), "Forecasting repeat sales at CDNOW", Interfaces 31. One order a row: what
    stood in it is not told.
    """
    found = find_spec("lifetimes")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "datasets" / "CDNOW_master.txt"
    rows = pd.read_csv(path, sep=r"\s+", skiprows=1, names=["customer", "day", "units", "paid"])
    rows["day"] = pd.to_datetime(rows["day"], format="%Y%m%d").astype("datetime64[s]")
    rows = rows.sort_values(["customer", "day"], kind="stable")
    seconds = rows["day"].astype("int64").to_numpy()
    customers, customer = np.unique(rows["customer"].to_numpy(np.int64), return_inverse=True)
    units = rows["units"].to_numpy(np.int64)
    revenue = np.rint(rows["paid"].to_numpy() * PENCE).astype(np.int64)
    nothing, order = np.zeros(len(rows), np.int64), np.arange(len(rows))
    return Purchases(
        until=int(seconds.max()) // DAY + 1,
        customers=customers,
        customer=customer.astype(np.int64),
        seconds=seconds,
        day=seconds // DAY,
        hour=nothing,
        units=units,
        returned=nothing,
        revenue=revenue,
        discount=nothing,
        lines=Lines(order, nothing + UNKNOWN, nothing + UNKNOWN, units, nothing, revenue),
    )
