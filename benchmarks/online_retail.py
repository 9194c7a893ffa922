"""The Online Retail file as events: cleaned as the published figures are, and as arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from recommendations.algorithms.interactions import Interactions, ItemFeatures

DATA = Path("../shared/data/online-retail/online_retail.parquet")
PRODUCT_CODE = r"^\d{5}[A-Za-z]*$"


def sold_lines(path: Path) -> pd.DataFrame:
    """The file's lines of goods that customers bought; stock codes in capitals.

    Left out: cancellations and adjustments (C, A), guests, quantity or price not above zero, and
    stock codes that are no products.
    """
    lines = pd.read_parquet(path)
    invoices = lines["InvoiceNo"].astype(str)
    codes = lines["StockCode"].astype(str).str.strip().str.upper()
    kept = (
        ~invoices.str.upper().str.startswith(("C", "A"))
        & lines["CustomerID"].notna()
        & (lines["Quantity"] > 0)
        & (lines["UnitPrice"] > 0)
        & codes.str.match(PRODUCT_CODE)
    )
    return lines.assign(InvoiceNo=invoices, StockCode=codes)[kept]


def cleaned(path: Path) -> pd.DataFrame:
    """One row an (invoice, item) with `user`, `item`, `basket`, `at`, `price` and `title`.

    Of what ``sold_lines`` keeps.
    """
    lines = sold_lines(path)
    events = pd.DataFrame(
        {
            "basket": lines["InvoiceNo"],
            "item": lines["StockCode"],
            "user": lines["CustomerID"].astype("int64"),
            "at": pd.to_datetime(lines["InvoiceDate"]),
            "price": lines["UnitPrice"],
            "title": lines["Description"].astype(str).str.strip(),
        }
    ).sort_values(["at", "basket"], kind="stable")
    return events.groupby(["basket", "item"], as_index=False, sort=False).agg(
        user=("user", "first"),
        at=("at", "first"),
        price=("price", "median"),
        title=("title", "last"),
    )


def as_interactions(events: pd.DataFrame) -> Interactions:
    """Indices in the sorted order of users, items and baskets."""
    users, items, baskets = (
        np.unique(events[name].to_numpy(), return_inverse=True)
        for name in ("user", "item", "basket")
    )
    return Interactions(
        users=users[1].astype(np.int32),
        items=items[1].astype(np.int32),
        times=events["at"].astype("datetime64[s]").astype("int64").to_numpy(),
        weights=np.ones(len(events), dtype=np.float32),
        baskets=baskets[1].astype(np.int32),
        n_users=len(users[0]),
        n_items=len(items[0]),
    )


def features_before(events: pd.DataFrame, moment: pd.Timestamp) -> ItemFeatures:
    """Titles and prices as known at `moment`; empty for items that came later."""
    items = np.unique(events["item"].to_numpy())
    known = events[events["at"] < moment].groupby("item")
    described = known.agg(title=("title", "last"), price=("price", "median")).reindex(items)
    return ItemFeatures(
        texts=described["title"].fillna("").tolist(),
        prices=described["price"].to_numpy(dtype=np.float32),
    )


def seconds(moment: pd.Timestamp) -> int:
    """Seconds since the epoch; the file's times carry no zone and are read as UTC throughout."""
    return int(moment.timestamp())
