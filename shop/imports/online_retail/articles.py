"""What the invoices say of each stock code: its title, its price, when it was first sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from shop.imports.online_retail.sorting import Ledger
from shop.imports.online_retail.titles import readable_title

LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Article:
    """A product as the invoices know it.

    ``title`` is empty where no description says anything; ``price`` (pence) is the one most lines
    had in the last 90 days of its sale, None if it was never sold for money.
    """

    code: str
    title: str
    price: int | None
    first_seen: datetime


def articles(ledger: Ledger) -> list[Article]:
    """One article a stock code that was ever sold or came back, by code."""
    lines = pd.concat([ledger.sales, ledger.returns])
    titles = _titles(lines)
    prices = _prices(ledger.sales)
    first = lines.groupby("code")["at"].min()
    return [
        Article(code, titles.get(code, ""), prices.get(code), moment.to_pydatetime())
        for code, moment in first.sort_index().items()
    ]


def _titles(lines: pd.DataFrame) -> dict[str, str]:
    """The description that stands on most priced lines, if it is one; else the next."""
    priced = lines.assign(priced=lines["price"] > 0)
    counted = priced.groupby(["code", "description"])["priced"].sum().reset_index()
    ranked = counted.sort_values(["code", "priced", "description"], ascending=[True, False, True])
    titles: dict[str, str] = {}
    for code, description in zip(ranked["code"], ranked["description"], strict=True):
        if code not in titles and (title := readable_title(description)):
            titles[code] = title
    return titles


def _prices(sales: pd.DataFrame) -> dict[str, int]:
    priced = sales[sales["price"] > 0]
    last = priced.groupby("code")["at"].transform("max")
    recent = priced[priced["at"] >= last - LATELY]
    counted = recent.groupby(["code", "price"]).size().reset_index(name="lines")
    ranked = counted.sort_values(["code", "lines", "price"]).drop_duplicates("code", keep="last")
    return dict(zip(ranked["code"], ranked["price"].map(int), strict=True))
