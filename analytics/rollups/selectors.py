"""Reading the days in numbers: one statement each, whatever the shop's size.

Periods are given by their first and last business day, both included. Where nothing was, the
figures are noughts: a day that nobody rolled up yet cannot be told from one without sales, so
pages ask ``rolled_up_until`` for what they say beside the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Max, Model, QuerySet, Sum

from analytics.models import DailyProduct, DailySales, DailyTraffic, Dimension
from analytics.rollups.figures import ProductFigures, SalesFigures, TrafficFigures

F = TypeVar("F", SalesFigures, TrafficFigures)

_SALES = tuple(field.name for field in fields(SalesFigures))
_TRAFFIC = tuple(field.name for field in fields(TrafficFigures))
_PRODUCT = tuple(field.name for field in fields(ProductFigures) if field.name != "product_id")


def sales_by_day(
    first: date, last: date, *, dimension: str = Dimension.ALL, value: str = ""
) -> list[tuple[date, SalesFigures]]:
    """A row for every day of the period, oldest first."""
    rows = _of(DailySales, first, last, dimension).filter(value=value)
    return _days(rows, first, last, SalesFigures, _SALES)


def sales_total(
    first: date, last: date, *, dimension: str = Dimension.ALL, value: str = ""
) -> SalesFigures:
    rows = _of(DailySales, first, last, dimension).filter(value=value)
    return _total(rows, SalesFigures, _SALES)


def sales_by_value(first: date, last: date, *, dimension: str) -> list[tuple[str, SalesFigures]]:
    """Every value of a dimension, largest revenue first; "" is what the log did not tell."""
    rows = _of(DailySales, first, last, dimension)
    return _by_value(rows, SalesFigures, _SALES, largest="revenue_minor")


def traffic_by_day(
    first: date, last: date, *, dimension: str = Dimension.ALL, value: str = ""
) -> list[tuple[date, TrafficFigures]]:
    """A row for every day of the period, oldest first."""
    rows = _of(DailyTraffic, first, last, dimension).filter(value=value)
    return _days(rows, first, last, TrafficFigures, _TRAFFIC)


def traffic_total(
    first: date, last: date, *, dimension: str = Dimension.ALL, value: str = ""
) -> TrafficFigures:
    rows = _of(DailyTraffic, first, last, dimension).filter(value=value)
    return _total(rows, TrafficFigures, _TRAFFIC)


def traffic_by_value(
    first: date, last: date, *, dimension: str
) -> list[tuple[str, TrafficFigures]]:
    """Every value of a dimension, most sessions first; "" is what the log did not tell."""
    rows = _of(DailyTraffic, first, last, dimension)
    return _by_value(rows, TrafficFigures, _TRAFFIC, largest="sessions")


def products_total(
    first: date,
    last: date,
    *,
    limit: int | None = None,
    order_by: str = "revenue_minor",
    products: Sequence[int] | None = None,
) -> list[ProductFigures]:
    """The products of a period, largest ``order_by`` (a count of ``ProductFigures``) first.

    ``products`` narrows to some, ``limit`` to the first few.

    Raises:
        ValueError: ``order_by`` is no count of a product.
    """
    if order_by not in _PRODUCT:
        raise ValueError(f"{order_by} is no count of a product")
    rows = DailyProduct.objects.filter(day__gte=first, day__lte=last)
    if products is not None:
        rows = rows.filter(product_id__in=products)
    sums = (
        rows.values("product_id")
        .annotate(**{f"total_{name}": Sum(name) for name in _PRODUCT})
        .order_by(f"-total_{order_by}", "product_id")
    )
    return [
        ProductFigures(row["product_id"], **{name: row[f"total_{name}"] for name in _PRODUCT})
        for row in (sums if limit is None else sums[:limit])
    ]


def values_of(dimension: str, first: date, last: date) -> list[str]:
    """What a page may filter by: the values that sold or were visited in the period, sorted."""
    sold = _of(DailySales, first, last, dimension).values_list("value", flat=True)
    seen = _of(DailyTraffic, first, last, dimension).values_list("value", flat=True)
    return sorted({value for value in sold.union(seen) if value})


def rolled_up_until() -> date | None:
    """The last day that anything is known of; None before the first roll-up."""
    whole = {"dimension": Dimension.ALL}
    days = [
        DailySales.objects.filter(**whole).aggregate(last=Max("day"))["last"],
        DailyTraffic.objects.filter(**whole).aggregate(last=Max("day"))["last"],
    ]
    return max((day for day in days if day is not None), default=None)


def _of(model: Any, first: date, last: date, dimension: str) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = model.objects.filter(
        day__gte=first, day__lte=last, dimension=dimension
    )
    return rows


def _days(
    rows: QuerySet[Model, Any], first: date, last: date, kind: type[F], names: Sequence[str]
) -> list[tuple[date, F]]:
    told = {day: kind(*counts) for day, *counts in rows.values_list("day", *names)}
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [(day, told.get(day) or kind()) for day in days]


def _total(rows: QuerySet[Model, Any], kind: type[F], names: Sequence[str]) -> F:
    sums = rows.aggregate(**{name: Sum(name, default=0) for name in names})
    return kind(**{name: int(sums[name]) for name in names})


def _by_value(
    rows: QuerySet[Model, Any], kind: type[F], names: Sequence[str], *, largest: str
) -> list[tuple[str, F]]:
    sums = (
        rows.values("value")
        .annotate(**{f"total_{name}": Sum(name) for name in names})
        .order_by(f"-total_{largest}", "value")
    )
    return [
        (row["value"], kind(**{name: int(row[f"total_{name}"]) for name in names})) for row in sums
    ]
