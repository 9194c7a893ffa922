"""Reading the days in numbers: one statement each, whatever the shop's size.

Periods are given by their first and last business day, both included. Where nothing was, the
figures are noughts: a day that nobody rolled up yet cannot be told from one without sales, so
pages ask ``rolled_up_until`` for what they say beside the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from heapq import nsmallest
from operator import add
from typing import Any, TypeVar

from django.db.models import Max, Model, QuerySet, Sum

from analytics.models import DailyProduct, DailySales, DailyTraffic, Dimension, MonthlyProduct
from analytics.rollups.figures import (
    PRODUCT_COUNTS,
    SALES_COUNTS,
    TRAFFIC_COUNTS,
    ProductFigures,
    SalesFigures,
    TrafficFigures,
)

F = TypeVar("F", SalesFigures, TrafficFigures)


def sales_by_day(
    first: date, last: date, *, dimension: str = Dimension.ALL, value: str = ""
) -> list[tuple[date, SalesFigures]]:
    """A row for every day of the period, oldest first."""
    rows = _of(DailySales, first, last, dimension).filter(value=value)
    return _days(rows, first, last, SalesFigures, SALES_COUNTS)


def sales_total(
    first: date, last: date, *, dimension: str = Dimension.ALL, value: str = ""
) -> SalesFigures:
    rows = _of(DailySales, first, last, dimension).filter(value=value)
    return _total(rows, SalesFigures, SALES_COUNTS)


def sales_by_value(first: date, last: date, *, dimension: str) -> list[tuple[str, SalesFigures]]:
    """Every value of a dimension, largest revenue first; "" is what the log did not tell."""
    rows = _of(DailySales, first, last, dimension)
    return _by_value(rows, SalesFigures, SALES_COUNTS, largest="revenue_minor")


def traffic_by_day(
    first: date, last: date, *, dimension: str = Dimension.ALL, value: str = ""
) -> list[tuple[date, TrafficFigures]]:
    """A row for every day of the period, oldest first."""
    rows = _of(DailyTraffic, first, last, dimension).filter(value=value)
    return _days(rows, first, last, TrafficFigures, TRAFFIC_COUNTS)


def traffic_total(
    first: date, last: date, *, dimension: str = Dimension.ALL, value: str = ""
) -> TrafficFigures:
    rows = _of(DailyTraffic, first, last, dimension).filter(value=value)
    return _total(rows, TrafficFigures, TRAFFIC_COUNTS)


def traffic_by_value(
    first: date, last: date, *, dimension: str
) -> list[tuple[str, TrafficFigures]]:
    """Every value of a dimension, most sessions first; "" is what the log did not tell."""
    rows = _of(DailyTraffic, first, last, dimension)
    return _by_value(rows, TrafficFigures, TRAFFIC_COUNTS, largest="sessions")


def products_total(
    first: date,
    last: date,
    *,
    limit: int | None = None,
    order_by: str = "revenue_minor",
    products: Sequence[int] | None = None,
) -> list[ProductFigures]:
    """The products of a period, largest ``order_by`` (a count of ``ProductFigures``) first.

    ``products`` narrows to some, ``limit`` to the first few. Months that lie in the period whole
    are read from their sums.

    Raises:
        ValueError: ``order_by`` is no count of a product.
    """
    if order_by not in PRODUCT_COUNTS:
        raise ValueError(f"{order_by} is no count of a product")
    sums: dict[int, tuple[int, ...]] = {}
    for rows in _product_rows(first, last):
        for product, counts in _sums(rows, products).items():
            before = sums.get(product)
            sums[product] = counts if before is None else tuple(map(add, before, counts))
    found = (ProductFigures(product, *counts) for product, counts in sums.items())
    return _first(found, limit, key=lambda row: (-getattr(row, order_by), row.product_id))


def returned_units(first: date, last: date) -> int:
    """Units of all products that came back in a period."""
    parts = _product_rows(first, last)
    return sum(rows.aggregate(all=Sum("returned_units", default=0))["all"] for rows in parts)


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


def _product_rows(first: date, last: date) -> list[QuerySet[Any, Any]]:
    """The rows of a period: months that lie in it whole, and the days around and between them."""
    months = _summed_months(first, last)
    parts: list[QuerySet[Any, Any]] = []
    begin = first
    for month in [*months, last + timedelta(days=1)]:
        if begin < month:
            parts.append(DailyProduct.objects.filter(day__gte=begin, day__lt=month))
        begin = _next_month(month)
    if months:
        parts.append(MonthlyProduct.objects.filter(month__in=months))
    return parts


def _summed_months(first: date, last: date) -> list[date]:
    """The months, by their first days, that lie in a period whole and whose sums are there."""
    known = MonthlyProduct.objects.filter(month__gte=first, month__lte=last)
    months = known.values_list("month", flat=True).distinct()
    return sorted(month for month in months if _next_month(month) <= last + timedelta(days=1))


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _sums(rows: QuerySet[Any, Any], products: Sequence[int] | None) -> dict[int, tuple[int, ...]]:
    if products is not None:
        rows = rows.filter(product_id__in=products)
    totals = {f"total_{name}": Sum(name) for name in PRODUCT_COUNTS}
    found = rows.order_by().values_list("product_id").annotate(**totals)
    return {product: tuple(map(int, counts)) for product, *counts in found}


def _first(
    rows: Iterable[ProductFigures],
    limit: int | None,
    *,
    key: Callable[[ProductFigures], tuple[int, int]],
) -> list[ProductFigures]:
    return sorted(rows, key=key) if limit is None else nsmallest(limit, rows, key=key)
