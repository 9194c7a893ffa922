"""Days and months of products: seen, carted and shown by the log, sold by the books.

Each part is written by a statement of its own, so that a day whose log is gone can still hear of
an order that was cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Q

from analytics.models import DailyProduct, MonthlyProduct
from analytics.rollups.figures import PRODUCT_COUNTS
from analytics.rollups.sales import COUNTED, currencies_of
from analytics.rollups.statements import (
    base_columns,
    date_value,
    execute,
    in_base,
    kept,
    listed,
    moments,
)
from events.log_span import log_holds
from events.names import EventName
from foundation import clock
from orders.models import OrderState

TOLD_BY_LOG = {
    "views": EventName.PRODUCT_VIEWED,
    "carts": EventName.CART_ITEM_ADDED,
    "recommended": EventName.IMPRESSION,
    "recommended_clicks": EventName.IMPRESSION_CLICKED,
    "returned_units": EventName.PRODUCT_RETURNED,
}
TOLD_BY_BOOKS = tuple(name for name in PRODUCT_COUNTS if name not in TOLD_BY_LOG)


@transaction.atomic
def roll_up_products(day: date, *, anew: bool = False) -> None:
    """Count the products of a business day; a row that says the same is not written again.

    What was counted and is no more (an erased person's views) goes only with ``anew``.
    """
    held = log_holds(*clock.day_bounds(day))
    if anew:
        _forget(day, PRODUCT_COUNTS if held else TOLD_BY_BOOKS)
    if held:
        execute(_count_log(), moments(day))
    execute(_sum_books(day), moments(day) | {"placed": OrderState.PLACED.value})
    if anew:
        DailyProduct.objects.filter(day=day, **dict.fromkeys(PRODUCT_COUNTS, 0)).delete()


@transaction.atomic
def roll_up_month(month: date) -> int:
    """Sum the days of a month, given by its first day; returns the products."""
    after = (month + timedelta(days=31)).replace(day=1)
    MonthlyProduct.objects.filter(month=month).delete()
    sums = ", ".join(f"SUM({name})" for name in PRODUCT_COUNTS)
    adapt = connection.ops.adapt_datefield_value
    return execute(
        # Names of columns only.
        f"INSERT INTO analytics_monthlyproduct (month, product_id, {', '.join(PRODUCT_COUNTS)}) "  # noqa: S608
        f"SELECT {date_value('month')}, product_id, {sums} FROM analytics_dailyproduct "
        f"WHERE day >= %(month)s AND day < %(after)s GROUP BY product_id",
        {"month": adapt(month), "after": adapt(after)},
    )


def roll_up_months(days: Iterable[date], *, today: date) -> list[date]:
    """Sum the months of these days that are over; returns them."""
    months = sorted({day.replace(day=1) for day in days} - {today.replace(day=1)})
    for month in months:
        roll_up_month(month)
    return months


def _forget(day: date, names: Iterable[str]) -> None:
    some = Q()
    for name in names:
        some |= Q(**{f"{name}__gt": 0})
    DailyProduct.objects.filter(some, day=day).update(**dict.fromkeys(names, 0))


_COUNT_LOG = """
INSERT INTO analytics_dailyproduct (product_id, day, {columns}, {others})
SELECT product_id, {day}, {counts}, {noughts}
FROM events_event
WHERE name IN ({names}) AND occurred_at >= %(start)s AND occurred_at < %(end)s
  AND product_id IS NOT NULL
GROUP BY product_id
{on_conflict}
"""
_SUM_BOOKS = """
INSERT INTO analytics_dailyproduct (product_id, day, {columns}, {others})
WITH placed AS MATERIALIZED (
    SELECT o.id, o.state, {base} FROM orders_order o
    WHERE o.placed_at >= %(start)s AND o.placed_at < %(end)s AND o.state IN ('{states}')
), sold AS MATERIALIZED (
    SELECT l.product_id_then AS product_id, l.order_id, l.quantity - l.cancelled AS units,
           {revenue} AS revenue, {cost} AS cost, l.unit_cost_minor IS NOT NULL AS has_cost,
           o.state = %(placed)s AND l.quantity > l.cancelled AS counts
    FROM orders_orderline l JOIN placed o ON o.id = l.order_id
    WHERE l.product_id_then IS NOT NULL
)
SELECT product_id, {day},
       COUNT(DISTINCT CASE WHEN counts THEN order_id END),
       CAST(SUM(CASE WHEN counts THEN units ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN counts THEN revenue ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN counts AND has_cost THEN revenue ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN counts AND has_cost THEN cost ELSE 0 END) AS BIGINT),
       {noughts}
FROM sold GROUP BY product_id
{on_conflict}
"""


def _count_log() -> str:
    counts = ", ".join(
        f"CAST(SUM(CASE WHEN name = '{event}' THEN {_weight(event)} ELSE 0 END) AS BIGINT)"
        for event in TOLD_BY_LOG.values()
    )
    return _COUNT_LOG.format(
        counts=counts, names=listed(TOLD_BY_LOG.values()), **_upsert(tuple(TOLD_BY_LOG))
    )


def _weight(event: EventName) -> str:
    return "COALESCE(quantity, 0)" if event == EventName.PRODUCT_RETURNED else "1"


def _sum_books(day: date) -> str:
    return _SUM_BOOKS.format(
        base=base_columns(currencies_of(day)),
        states="', '".join(COUNTED),
        revenue=in_base(f"{kept('l.total_minor')} - {kept('l.tax_minor')}"),
        cost=in_base("COALESCE(l.unit_cost_minor, 0) * (l.quantity - l.cancelled)"),
        **_upsert(TOLD_BY_BOOKS),
    )


def _upsert(columns: tuple[str, ...]) -> dict[str, str]:
    """The parts of a statement that writes some columns and leaves the others alone."""
    others = tuple(name for name in PRODUCT_COUNTS if name not in columns)
    table = DailyProduct._meta.db_table
    values = ", ".join(f"{name} = excluded.{name}" for name in columns)
    changed = " OR ".join(f"{table}.{name} <> excluded.{name}" for name in columns)
    return {
        "columns": ", ".join(columns),
        "others": ", ".join(others),
        "noughts": ", ".join("0" for _ in others),
        "day": date_value("day"),
        "on_conflict": f"ON CONFLICT (product_id, day) DO UPDATE SET {values} WHERE {changed}",
    }
