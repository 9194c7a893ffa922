"""What the customers of a campaign bought, summed by the database: no row a customer.

A customer counts from their first entry, in the arm that they were in then, over a fixed number of
days. Later entries begin nothing new: who enters again, and how often, is itself changed by what
was said to them, so that windows of later entries would compare people who are not alike.
Money is of goods, without tax, after discounts and without what was cancelled, in minor units of
the base currency; margin is of the lines whose cost is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from analytics.rollups.statements import base_columns, in_base, kept, moment
from experiments.algorithms.moments import Moments
from orders.models import Order, OrderState

DAYS_BEFORE: Final = 180
"""What customers did in so many days before they entered tells them apart beforehand."""

NOBODY: Final = Moments(0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Bought:
    """What the customers of one arm bought, each customer with what they bought before."""

    orders: Moments = NOBODY
    revenue: Moments = NOBODY
    margin: Moments = NOBODY

    @property
    def customers(self) -> int:
        return self.orders.n


@dataclass(frozen=True, slots=True)
class Arms:
    """Those who are spoken to beside those who are not."""

    treated: Bought = Bought()
    held_out: Bought = Bought()


@dataclass(frozen=True, slots=True)
class Entries:
    """SQL of (customer_id, entered_at, is_held_out), a row a customer, with its parameters."""

    sql: str
    parameters: Mapping[str, Any]


FIRST_OF_CAMPAIGN: Final = """
SELECT id, customer_id, entered_at, is_held_out FROM (
    SELECT id, customer_id, entered_at, is_held_out,
           ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY entered_at, id) AS place
    FROM marketing_enrolment
    WHERE campaign_id = %(campaign)s AND entered_at < %(until)s
) AS ranked WHERE place = 1
"""

_BY_ARM = """
WITH entered AS MATERIALIZED ({entered}), bought AS MATERIALIZED (
    SELECT o.id, o.customer_id, {base},
           CASE WHEN o.placed_at >= e.entered_at THEN 1 ELSE 0 END AS is_after
    FROM entered e JOIN orders_order o ON o.customer_id = e.customer_id
    WHERE o.state = %(placed)s AND o.placed_at >= {before} AND o.placed_at < {after}
      AND o.placed_at < %(until)s
), worth AS MATERIALIZED (
    SELECT l.order_id, SUM({revenue}) AS revenue,
           SUM(CASE WHEN l.unit_cost_minor IS NULL THEN 0 ELSE {revenue} - {cost} END) AS margin
    FROM bought b JOIN orders_orderline l ON l.order_id = b.id
    GROUP BY l.order_id
), of_customer AS (
    SELECT b.customer_id,
           SUM(is_after) AS y0, SUM(1 - is_after) AS x0,
           SUM(is_after * COALESCE(w.revenue, 0)) AS y1,
           SUM((1 - is_after) * COALESCE(w.revenue, 0)) AS x1,
           SUM(is_after * COALESCE(w.margin, 0)) AS y2,
           SUM((1 - is_after) * COALESCE(w.margin, 0)) AS x2
    FROM bought b LEFT JOIN worth w ON w.order_id = b.id
    GROUP BY b.customer_id
), of_everybody AS (
    SELECT e.is_held_out, {values}
    FROM entered e LEFT JOIN of_customer c ON c.customer_id = e.customer_id
)
SELECT is_held_out, COUNT(*), {sums} FROM of_everybody GROUP BY is_held_out
"""
_SHIFTED = {
    "postgresql": "(e.entered_at + INTERVAL '1 day' * ({days}))",
    # As Django writes a moment: without a fraction where there is none.
    "sqlite": "rtrim(rtrim(strftime('%%Y-%%m-%%d %%H:%%M:%%f', e.entered_at,"
    " ({days}) || ' days'), '0'), '.')",
}
_OUTCOMES = range(3)


def measure(entries: Entries, *, days: int, until: datetime) -> Arms:
    """Sum what the customers bought within ``days`` of entering and before ``until``."""
    parameters = {
        **entries.parameters,
        "placed": OrderState.PLACED.value,
        "until": moment(until),
        "days": days,
        "days_before": -DAYS_BEFORE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(entries, until), parameters)
        found = {bool(row[0]): _bought(int(row[1]), row[2:]) for row in cursor.fetchall()}
    return Arms(found.get(False, Bought()), found.get(True, Bought()))


def _statement(entries: Entries, until: datetime) -> str:
    shifted = _SHIFTED[connection.vendor]
    value = "CAST(COALESCE(c.{0}, 0) AS DOUBLE PRECISION) AS {0}"
    return _BY_ARM.format(
        entered=entries.sql,
        base=base_columns(currencies_before(until)),
        before=shifted.format(days="%(days_before)s"),
        after=shifted.format(days="%(days)s"),
        revenue=in_base(f"{kept('l.total_minor')} - {kept('l.tax_minor')}", order="b"),
        cost=in_base("l.unit_cost_minor * (l.quantity - l.cancelled)", order="b"),
        values=", ".join(f"{value.format(f'y{i}')}, {value.format(f'x{i}')}" for i in _OUTCOMES),
        sums=", ".join(
            f"SUM(y{i}), SUM(y{i} * y{i}), SUM(x{i}), SUM(x{i} * x{i}), SUM(x{i} * y{i})"
            for i in _OUTCOMES
        ),
    )


def currencies_before(until: datetime) -> list[tuple[str, str]]:
    pairs = Order.objects.filter(placed_at__lt=until).order_by()
    return sorted(pairs.values_list("currency", "base_currency").distinct())


def _bought(customers: int, sums: tuple[Any, ...]) -> Bought:
    return Bought(
        *(
            Moments.of_sums(customers, *map(float, sums[start : start + 5]))
            for start in range(0, 5 * len(_OUTCOMES), 5)
        )
    )
