"""Daily demand, summed from the log: what forecasts, rankings and dashboards read.

A day is the shop's business day, so that each is summed between its own two moments: correct
where a day has 23 or 25 hours, and the same statement on every database. Values are in the base
currency. What was sold counts even if it came back or was cancelled: it was wanted. Units that
left as parts of bundles are counted beside those sold alone: their money is the bundle's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min

from events.jobs import handles
from events.log_span import log_holds
from events.models import DailyDemand, Event
from events.names import EventName
from foundation import clock
from foundation.transactions import retry_once

AT_ONCE = 1_000
"""Rows that one statement writes."""


@dataclass(frozen=True, slots=True)
class DayCondition:
    """What a day's sales depended on and the log does not say."""

    variant_id: int
    product_id: int
    day: date
    promoted: bool = False
    stock_out_minutes: int = 0


@dataclass(frozen=True, slots=True)
class StockOut:
    """Minutes of a business day in which a variant could not be sold."""

    variant_id: int
    product_id: int
    minutes: int


def rebuild_daily_demand(
    first_day: date | None = None,
    last_day: date | None = None,
    *,
    advance: Callable[[int], None] | None = None,
) -> int:
    """Sum the log anew for the days from ``first_day`` to ``last_day``, both included.

    Without them, for every day of the log. ``advance`` hears of each day done. Returns the
    number of days.
    """
    bounds = Event.objects.filter(name=EventName.PRODUCT_PURCHASED).aggregate(
        first=Min("occurred_at"), last=Max("occurred_at")
    )
    if bounds["first"] is None and (first_day is None or last_day is None):
        return 0
    first = first_day or clock.business_day(bounds["first"])
    last = last_day or clock.business_day(bounds["last"])
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    roll_up_days(days, advance=advance)
    return len(days)


def roll_up_days(days: Iterable[date], *, advance: Callable[[int], None] | None = None) -> None:
    """Sum the log for some days, each in a transaction; doing it again changes nothing."""
    for day in sorted(set(days)):
        retry_once(partial(_roll_up, day))
        if advance:
            advance(1)


def _roll_up(day: date) -> None:
    if not log_holds(*clock.day_bounds(day)):
        return  # its sums were taken before the log dropped it
    _forget_sales(day)
    _sum_sales(day)


def roll_up_lately(*, at: datetime | None = None) -> None:
    """Today and yesterday: late events, such as a beacon that was held back, are caught too."""
    today = clock.business_day(at)
    roll_up_days([today - timedelta(days=1), today])


@handles("events.daily_demand")
def _daily_demand(payload: dict[str, Any], report: Callable[[str], None]) -> None:
    roll_up_lately()


def record_conditions(conditions: Iterable[DayCondition]) -> int:
    """Note promotions and stock-outs; a variant that sold nothing that day gets its row of zero.

    Returns the number of days of variants noted.
    """
    rows = [
        DailyDemand(
            variant_id=condition.variant_id,
            product_id=condition.product_id,
            day=condition.day,
            promoted=condition.promoted,
            stock_out_minutes=condition.stock_out_minutes,
        )
        for condition in conditions
    ]
    DailyDemand.objects.bulk_create(
        rows,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["variant_id", "day"],
        update_fields=["promoted", "stock_out_minutes"],
    )
    return len(rows)


@transaction.atomic
def record_stock_outs(day: date, stock_outs: Iterable[StockOut]) -> int:
    """Note all stock-outs of a day; what was noted of it before and is not among them is gone.

    Sales and promotions stay as they are. Returns the number of variants noted.
    """
    rows = [
        DailyDemand(
            variant_id=out.variant_id,
            product_id=out.product_id,
            day=day,
            stock_out_minutes=out.minutes,
        )
        for out in stock_outs
    ]
    DailyDemand.objects.filter(day=day, stock_out_minutes__gt=0).update(stock_out_minutes=0)
    DailyDemand.objects.bulk_create(
        rows,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["variant_id", "day"],
        update_fields=["stock_out_minutes"],
    )
    return len(rows)


@transaction.atomic
def record_promotions(day: date, products: Mapping[int, int]) -> int:
    """Note which variants (with their products) were promoted on a day; the others were not.

    Sales and stock-outs stay as they are, and only what changed is written: a promotion of
    everything is one row a variant and day. Returns the number of variants noted.
    """
    of_day = DailyDemand.objects.filter(day=day)
    told = set(of_day.filter(promoted=True).values_list("variant_id", flat=True))
    over = sorted(told - products.keys())
    for start in range(0, len(over), AT_ONCE):
        of_day.filter(variant_id__in=over[start : start + AT_ONCE]).update(promoted=False)
    DailyDemand.objects.bulk_create(
        [
            DailyDemand(variant_id=variant, product_id=products[variant], day=day, promoted=True)
            for variant in sorted(products.keys() - told)
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["variant_id", "day"],
        update_fields=["promoted"],
    )
    return len(products)


def _forget_sales(day: date) -> int:
    """Away with the day's sums; rows that say more than sales stay. Returns how many had any."""
    rows = DailyDemand.objects.filter(day=day)
    rows.filter(promoted=False, stock_out_minutes=0).delete()
    sums = {"units": 0, "orders": 0, "revenue_minor": 0, "average_price_minor": 0, "in_bundles": 0}
    return rows.exclude(**sums).update(**sums)


_SUM_SALES = """
INSERT INTO events_dailydemand
    (variant_id, product_id, day, units, orders, revenue_minor, average_price_minor, in_bundles,
     promoted, stock_out_minutes)
SELECT variant_id, product_id, %s, units, orders, revenue,
       CASE WHEN units > 0 THEN (2 * revenue + units) / (2 * units) ELSE 0 END, in_bundles,
       false, 0
FROM (
    SELECT variant_id, MAX(product_id) AS product_id,
           CAST(SUM(CASE WHEN name = %s THEN 0 ELSE quantity END) AS BIGINT) AS units,
           CAST(SUM(CASE WHEN name = %s THEN quantity ELSE 0 END) AS BIGINT) AS in_bundles,
           COUNT(DISTINCT CASE WHEN name = %s THEN NULL ELSE order_ref END) AS orders,
           CAST(SUM(COALESCE({base}, value_minor, 0)) AS BIGINT) AS revenue
    FROM events_event
    WHERE name IN (%s, %s) AND occurred_at >= %s AND occurred_at < %s
      AND variant_id IS NOT NULL AND product_id IS NOT NULL AND quantity > 0
    GROUP BY variant_id
) AS sold
WHERE true
ON CONFLICT (variant_id, day) DO UPDATE SET
    units = excluded.units, orders = excluded.orders, revenue_minor = excluded.revenue_minor,
    average_price_minor = excluded.average_price_minor, in_bundles = excluded.in_bundles
"""
_BASE_VALUE = {
    "postgresql": "CAST(payload ->> 'base' AS BIGINT)",
    "sqlite": "json_extract(payload, '$.base')",
}


def _sum_sales(day: date) -> None:
    adapt = connection.ops.adapt_datetimefield_value
    start, end = clock.day_bounds(day)
    with connection.cursor() as cursor:
        cursor.execute(
            _SUM_SALES.format(base=_BASE_VALUE[connection.vendor]),
            [
                connection.ops.adapt_datefield_value(day),
                *[EventName.PART_SOLD.value] * 3,
                EventName.PRODUCT_PURCHASED.value,
                EventName.PART_SOLD.value,
                adapt(start),
                adapt(end),
            ],
        )
