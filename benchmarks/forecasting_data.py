"""Demand panels to forecast: Online Retail as its published figures clean it, or any CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecasting.algorithms.panel import FloatArray, IntArray, Panel, Period

DATA = Path("../shared/data/online-retail/online_retail.parquet")
WHOLESALE_UNITS = 1_000
FIRST_DAY, LAST_DAY = date(2010, 12, 1), date(2011, 12, 9)
FIRST_ORIGIN = date(2011, 8, 19)
KINDS_OF_GOODS = 15
WORD = r"[A-Za-z]{3,}"
CSV_COLUMNS = ("series", "date", "value")


@dataclass(frozen=True, slots=True)
class Protocol:
    """From which days one looks ahead, how many periods, at series with how many at least."""

    origins: tuple[date, ...]
    horizon: int
    fewest: int

    def columns(self, panel: Panel) -> list[int]:
        """The origins as columns of a panel: the first that is not known any more."""
        return [(day - panel.first).days // panel.period.days for day in self.origins]


PROTOCOLS = {
    Period.DAY: Protocol(
        origins=(FIRST_ORIGIN, date(2011, 9, 16), date(2011, 10, 14), date(2011, 11, 11)),
        horizon=28,
        fewest=56,
    ),
    Period.WEEK: Protocol(
        origins=(date(2011, 8, 15), date(2011, 9, 12), date(2011, 10, 10)), horizon=8, fewest=12
    ),
}
"""Online Retail's: three origins by the week, the last of which ends with the data, four by the
day."""


@dataclass(frozen=True, slots=True)
class Named:
    """A panel and what its rows are called in the file."""

    panel: Panel
    names: tuple[str, ...]


class UnreadableData(ValueError):
    """The file is no table of demand; says what is wrong with it."""


def sales_lines(path: Path) -> pd.DataFrame:
    """Lines of Online Retail that are demand: positive quantities and prices of stock codes.

    Left out: orders of 1,000 and more units that their customer cancelled in full.
    """
    lines = pd.read_parquet(path)
    codes = lines["StockCode"].astype(str).str.upper()
    lines = lines.assign(StockCode=codes)[codes.str.match(r"^\d{5}")]
    back = lines["InvoiceNo"].astype(str).str.startswith("C")
    cancelled = lines[back].dropna(subset=["CustomerID"])
    cancelled = cancelled[cancelled["Quantity"] <= -WHOLESALE_UNITS]
    undone = set(zip(cancelled.CustomerID, cancelled.StockCode, -cancelled.Quantity, strict=True))
    sold = lines[~back & (lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)]
    kept = [
        line not in undone
        for line in zip(sold.CustomerID, sold.StockCode, sold.Quantity, strict=True)
    ]
    return sold[kept].assign(day=lambda some: some["InvoiceDate"].dt.normalize())


def kinds_of_goods(lines: pd.DataFrame) -> pd.Series:
    """A group of each stock code by the words of its description: the file has no categories."""
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    described = lines.dropna(subset=["Description"]).groupby("StockCode")["Description"]
    texts = described.agg(lambda told: told.value_counts().index[0])
    words = TfidfVectorizer(
        min_df=5, stop_words="english", max_features=800, token_pattern=WORD
    ).fit_transform(texts)
    kinds = KMeans(KINDS_OF_GOODS, n_init=3, random_state=0).fit_predict(words)
    return pd.Series(kinds, index=texts.index)


def online_retail(
    path: Path, *, period: Period, most: int | None = 200, grouped: bool = False
) -> Named:
    """The ``most`` best-selling stock codes before the first origin (None: all), as a panel.

    Weeks end on Sunday; the last days, which are no whole week, are left out. ``grouped`` tells
    groups of goods, which takes some seconds; else all are of one group.
    """
    lines = sales_lines(path)
    if most is not None:
        before = lines[lines["day"] < pd.Timestamp(FIRST_ORIGIN)]
        best = before.groupby("StockCode")["Quantity"].sum().nlargest(most).index
        lines = lines[lines["StockCode"].isin(best)]
    days = pd.date_range(FIRST_DAY, LAST_DAY)
    by_day = lines.groupby(["StockCode", "day"])
    units = by_day["Quantity"].sum().unstack().reindex(columns=days)
    prices = by_day["UnitPrice"].median().unstack().reindex(columns=days).ffill(axis=1)
    names = tuple(units.index)
    groups = np.zeros(len(names), dtype=np.int64)
    if grouped:
        kinds = kinds_of_goods(lines).reindex(units.index).fillna(0)
        groups = kinds.to_numpy(dtype=np.int64)
    panel = _panel(units.to_numpy(dtype=float), FIRST_DAY, groups, prices.to_numpy(dtype=float))
    return Named(panel if period is Period.DAY else by_week(panel), names)


def csv_panel(path: Path, *, period: Period) -> Named:
    """A panel of any CSV with the columns ``series``, ``date`` and ``value``, one line or more a
    day; days between that are not told sold nothing.

    Raises:
        UnreadableData: columns are missing, a date or value cannot be read, or nothing is there.
    """
    try:
        lines = pd.read_csv(path, dtype={"series": str}).dropna(how="all")
        told = lines[list(CSV_COLUMNS)].assign(date=pd.to_datetime(lines["date"]))
        told = told.assign(value=told["value"].astype(float).clip(lower=0))
    except (KeyError, ValueError, TypeError) as wrong:
        raise UnreadableData(f"{path}: needs the columns series, date, value: {wrong}") from wrong
    if told.empty or told.isna().to_numpy().any():
        raise UnreadableData(f"{path}: no lines, or lines with nothing in a column")
    told["date"] = told["date"].dt.normalize()
    units = told.groupby(["series", "date"])["value"].sum().unstack()
    days = pd.date_range(units.columns.min(), units.columns.max())
    units = units.reindex(columns=days)
    panel = _panel(
        units.to_numpy(dtype=float), days[0].date(), np.zeros(len(units), dtype=np.int64), None
    )
    return Named(panel if period is Period.DAY else by_week(panel), tuple(units.index))


def _panel(sold: FloatArray, first: date, groups: IntArray, price: FloatArray | None) -> Panel:
    """Days without sales are zeros from the first sale on, and unknown before it."""
    begun = np.cumsum(np.nan_to_num(sold), axis=1) > 0
    return Panel(
        series=np.arange(len(sold)),
        period=Period.DAY,
        first=first,
        units=np.where(begun, np.nan_to_num(sold), np.nan),
        groups=groups,
        price=price,
    )


def by_week(panel: Panel) -> Panel:
    """A daily panel by whole weeks from Monday to Sunday; a first week may lack its first days."""
    lacking = panel.first.weekday()
    weeks = (panel.periods + lacking) // 7
    units, price = (
        None if days is None else _weeks(days, lacking, weeks)
        for days in (panel.units, _where_known(panel.price, panel.known))
    )
    assert units is not None  # noqa: S101
    known = ~np.isnan(units).all(axis=2)
    return Panel(
        series=panel.series,
        period=Period.WEEK,
        first=date.fromordinal(panel.first.toordinal() - lacking),
        units=np.where(known, np.nansum(units, axis=2), np.nan),
        groups=panel.groups,
        price=None if price is None else _mean_of_known(price),
    )


def _where_known(told: FloatArray | None, known: npt.NDArray[Any]) -> FloatArray | None:
    return None if told is None else np.where(known, told, np.nan)


def _weeks(days: FloatArray, lacking: int, weeks: int) -> FloatArray:
    """Shape (n, weeks, 7); days before the first are unknown."""
    padded = np.pad(days, ((0, 0), (lacking, 0)), constant_values=np.nan)
    return padded[:, : weeks * 7].reshape(len(days), weeks, 7)


def _mean_of_known(weeks: FloatArray) -> FloatArray:
    told = (~np.isnan(weeks)).sum(axis=2)
    return np.where(told > 0, np.nansum(weeks, axis=2) / np.maximum(told, 1), np.nan)


def total_of(panel: Panel, rows: Sequence[int] | npt.NDArray[Any] | None = None) -> FloatArray:
    """Shape (T,): units of all series, or of some, together."""
    units = panel.units if rows is None else panel.units[rows]
    total: FloatArray = np.nansum(units, axis=0)
    return total
