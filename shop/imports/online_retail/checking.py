"""From raw cells to values: each row is right in every column, or is passed over with its reason.

Whole columns at a time; a file may hold each value as text or as a number.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from shop.imports.online_retail.table import BrokenRow, InvoiceLines, NotOnlineRetail, RawTable

LONDON = "Europe/London"
LARGEST_QUANTITY = 1_000_000
LARGEST_PRICE = 1_000_000
EARLIEST, LATEST = datetime(1990, 1, 1), datetime(2100, 1, 1)  # local, as in the file
LONGEST_CODE = 40


def check_rows(table: RawTable) -> InvoiceLines:
    """Checked rows of a table; an invoice that a limit cut in two is left out whole.

    Raises:
        NotOnlineRetail: not one row could be read.
    """
    cells = table.cells
    text = {name: _text(cells[name]) for name in ("InvoiceNo", "StockCode", "CustomerID")}
    quantity, price = _number(cells["Quantity"]), _number(cells["UnitPrice"])
    customer = text["CustomerID"].str.removesuffix(".0")
    when = _moments(cells["InvoiceDate"])
    invoice = text["InvoiceNo"].str.removesuffix(".0").str.upper()
    faults = [
        (~invoice.str.fullmatch(r"[A-Z]?\d{1,20}"), "InvoiceNo is no number", "InvoiceNo"),
        (text["StockCode"] == "", "StockCode is missing", None),
        (text["StockCode"].str.len() > LONGEST_CODE, "StockCode is too long", "StockCode"),
        (_not_whole(quantity), "Quantity is no whole number", "Quantity"),
        (quantity == 0, "Quantity is zero", None),
        (quantity.abs() > LARGEST_QUANTITY, "Quantity is beyond belief", "Quantity"),
        (when.isna(), "InvoiceDate is no date", "InvoiceDate"),
        (~np.isfinite(price), "UnitPrice is no number", "UnitPrice"),
        (price.abs() > LARGEST_PRICE, "UnitPrice is beyond belief", "UnitPrice"),
        (~customer.str.fullmatch(r"\d{0,20}"), "CustomerID is no number", "CustomerID"),
    ]
    is_broken, broken = _passed_over(cells, faults)
    frame = pd.DataFrame(
        {
            "invoice": invoice,
            "code": text["StockCode"].str.upper(),
            "description": _text(cells["Description"]),
            "quantity": quantity.where(~is_broken, 0).astype(np.int64),
            "at": _in_utc(when),
            "price": _pence(price.where(~is_broken, 0)),
            "customer": customer,
            "country": _text(cells["Country"]),
        }
    )[~is_broken.to_numpy()]
    if frame.empty:
        raise NotOnlineRetail("Not one row of the file could be read.")
    if table.next_invoice is not None:
        frame = frame[frame["invoice"] != table.next_invoice]
    return InvoiceLines(frame, sorted([*table.broken, *broken], key=lambda row: row.line))


def _text(column: pd.Series) -> pd.Series:
    """Cells as text on one line; an empty string where there is nothing."""
    codes, distinct = pd.factorize(column, use_na_sentinel=True)
    # A NUL is the one character that PostgreSQL cannot keep.
    cleaned = [" ".join(str(value).replace("\0", "").split()) for value in distinct]
    values = np.array([*cleaned, ""], dtype=object)
    return pd.Series(values[codes], index=column.index, dtype=object)


def _number(column: pd.Series) -> pd.Series:
    """Cells as float64, NaN where they are none; a decimal comma is none."""
    if pd.api.types.is_bool_dtype(column):
        return pd.Series(np.nan, index=column.index)
    return pd.to_numeric(column, errors="coerce").astype(np.float64)


def _not_whole(number: pd.Series) -> pd.Series:
    return ~np.isfinite(number) | (number != number.round())


def _pence(price: pd.Series) -> pd.Series:
    """Pounds as pence, half a penny up; the file has prices of a tenth of a penny."""
    sign, pence = np.sign(price), (price.abs() * 100).round(6)
    return (sign * np.floor(pence + 0.5)).astype(np.int64)


def _moments(column: pd.Series) -> pd.Series:
    """Cells as naive times. Text may be ISO or American (12/1/2010 8:26), as in known copies."""
    if not pd.api.types.is_datetime64_any_dtype(column):
        # Far fewer moments than rows, and reading one of any form is slow.
        distinct = pd.Series(column.dropna().unique(), dtype=object)
        parsed = pd.to_datetime(distinct.astype(str), errors="coerce", format="mixed")
        column = column.map(dict(zip(distinct, parsed, strict=True)))
    moments = pd.to_datetime(column, errors="coerce")
    if moments.dt.tz is not None:
        moments = moments.dt.tz_convert(LONDON).dt.tz_localize(None)
    return moments.where((moments >= EARLIEST) & (moments < LATEST))


def _in_utc(moments: pd.Series) -> pd.Series:
    """London's time as UTC; the hour that comes twice in October is taken as its first."""
    summer = np.ones(len(moments), dtype=bool)
    local = moments.dt.tz_localize(LONDON, ambiguous=summer, nonexistent="shift_forward")
    return local.dt.tz_convert("UTC")


def _passed_over(
    cells: pd.DataFrame, faults: list[tuple[pd.Series, str, str | None]]
) -> tuple[pd.Series, list[BrokenRow]]:
    """Which rows have a fault, and the first fault of each with the value that is wrong."""
    is_broken = pd.Series(False, index=cells.index)
    broken = []
    for mask, reason, column in faults:
        fresh = mask & ~is_broken
        is_broken |= mask
        for line in cells.index[fresh]:
            shown = f": {str(cells.at[line, column])[:40]!r}" if column else ""
            broken.append(BrokenRow(int(line), reason + shown))
    return is_broken, broken
