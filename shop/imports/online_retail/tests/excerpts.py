"""Small files in the shape of Online Retail, made row by row."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from shop.imports.online_retail.table import COLUMNS

Row = tuple[Any, ...]


def row(
    invoice: str,
    code: str,
    quantity: int,
    price: float,
    *,
    text: str = "WHITE METAL LANTERN",
    at: str = "2010-12-01 08:26",
    customer: float | None = 17850.0,
    country: str = "United Kingdom",
) -> Row:
    return (invoice, code, text, quantity, datetime.fromisoformat(at), price, customer, country)


# Two customers and a guest, an order with postage, a voucher, a return that matches and one that
# does not, and one of each kind of row that is no part of a shop's books.
SHOP: tuple[Row, ...] = (
    row("536365", "85123A", 6, 2.55, text="WHITE HANGING HEART T-LIGHT HOLDER"),
    row("536365", "71053", 6, 3.39),
    row("536365", "POST", 1, 18.0, text="POSTAGE"),
    row("536370", "22727", 24, 3.75, text="ALARM CLOCK BAKELIKE RED ", customer=12583.0,
        at="2010-12-01 08:45", country="France"),
    row("536370", "85123a", 2, 2.95, text="WHITE HANGING HEART T-LIGHT HOLDER", customer=12583.0,
        at="2010-12-01 08:45", country="France"),
    row("536371", "22727", 1, 7.62, text="ALARM CLOCK BAKELIKE RED ", customer=None,
        at="2010-12-02 23:30"),
    row("536371", "gift_0001_20", 1, 20.0, text="Dotcomgiftshop Gift Voucher £20.00",
        customer=None, at="2010-12-02 23:30"),
    row("C536379", "71053", -2, 3.39, at="2010-12-03 09:00"),
    row("C536380", "22727", -5, 3.75, text="ALARM CLOCK BAKELIKE RED ", at="2010-12-03 09:10"),
    row("C536381", "POST", -1, 18.0, text="POSTAGE", at="2010-12-03 09:20"),
    row("A563185", "B", 1, 11062.06, text="Adjust bad debt", customer=None),
    row("536400", "71053", -10, 0.0, text="damaged", customer=None, at="2010-12-04 10:00"),
    row("536401", "71053", 3, 0.0, text="found", customer=None, at="2010-12-04 11:00"),
    row("536402", "BANK CHARGES", 1, 15.0, text="Bank Charges", customer=None),
    row("536403", "21777", 1, 0.0, text="RECIPE BOX WITH METAL HEART", at="2010-12-04 12:00"),
)  # fmt: skip


def frame(rows: Sequence[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_parquet(path: Path, rows: Sequence[Row] = SHOP) -> Path:
    frame(rows).to_parquet(path)
    return path


def write_csv(
    path: Path, rows: Sequence[Sequence[Any]] = SHOP, *, header: Sequence[str] = COLUMNS,
    encoding: str = "utf-8",
) -> Path:  # fmt: skip
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_workbook(path: Path, rows: Sequence[Row] = SHOP) -> Path:
    """As UCI's: stock codes and invoices that look like numbers are numbers."""
    cells = frame(rows)
    for name in ("InvoiceNo", "StockCode"):
        cells[name] = [int(value) if value.isdigit() else value for value in cells[name]]
    with path.open("wb") as file:
        cells.to_excel(file, index=False, engine="openpyxl")
    return path
