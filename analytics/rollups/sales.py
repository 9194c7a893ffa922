"""Days of sales from the books: orders, what they were worth, and what was given back.

An order counts on the business day on which it was placed, without the units that were cancelled;
one that was cancelled as a whole is counted as that alone. What was paid back for units that never
went out is in neither figure; every other refund stands on the day on which it was made.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from analytics.models import DailySales
from analytics.rollups.figures import SALES_COUNTS
from analytics.rollups.statements import (
    base_columns,
    by_dimensions,
    date_value,
    execute,
    in_base,
    kept,
    moments,
)
from events.names import EventName
from foundation import clock
from orders.models import Order, OrderState, RefundState
from orders.refunds import OF_SURPLUS, OF_UNITS_NOT_SENT

COUNTED = (OrderState.PLACED.value, OrderState.CANCELLED.value)


@transaction.atomic
def roll_up_sales(day: date) -> int:
    """Sum the orders and refunds of a business day anew; returns the rows written."""
    _note_origins(day)
    DailySales.objects.filter(day=day).delete()
    parameters = moments(day) | {
        "placed": OrderState.PLACED.value,
        "done": RefundState.DONE.value,
        "not_sent": f"{OF_UNITS_NOT_SENT}%",
        "surplus": f"%{OF_SURPLUS}%",
    }
    return execute(_sum_sales(day), parameters)


_FIND_ORIGINS = """
INSERT INTO analytics_orderorigin (order_id, device, source, campaign, segment)
WITH told AS MATERIALIZED (
    SELECT order_ref, MAX(device) AS device, MAX(source) AS source, MAX(campaign) AS campaign
    FROM events_event
    WHERE name = %(order_placed)s AND occurred_at >= %(start)s AND occurred_at < %(end)s
    GROUP BY order_ref
)
SELECT o.id, COALESCE(told.device, ''), COALESCE(told.source, ''), COALESCE(told.campaign, ''),
       COALESCE(profile.segment, '')
FROM orders_order o
LEFT JOIN told ON told.order_ref = o.public_id
LEFT JOIN analytics_customerprofile profile ON profile.customer_id = o.customer_id
WHERE o.placed_at >= %(start)s AND o.placed_at < %(end)s
  AND NOT EXISTS (SELECT 1 FROM analytics_orderorigin known WHERE known.order_id = o.id)
"""
_NOTE_SEGMENTS = """
UPDATE analytics_orderorigin SET segment = (
    SELECT profile.segment FROM orders_order o
    JOIN analytics_customerprofile profile ON profile.customer_id = o.customer_id
    WHERE o.id = analytics_orderorigin.order_id
)
WHERE segment = '' AND order_id IN (
    SELECT o.id FROM orders_order o
    JOIN analytics_customerprofile profile ON profile.customer_id = o.customer_id
    WHERE o.placed_at >= %(start)s AND o.placed_at < %(end)s AND profile.segment <> ''
)
"""


def _note_origins(day: date) -> None:
    """How the day's orders came, where it is not noted yet, and segments that are known by now."""
    parameters = moments(day)
    execute(_FIND_ORIGINS, parameters | {"order_placed": EventName.ORDER_PLACED.value})
    execute(_NOTE_SEGMENTS, parameters)


_SUM_SALES = """
INSERT INTO analytics_dailysales (day, dimension, value, {columns})
WITH placed AS MATERIALIZED (
    SELECT o.id, o.state, o.shipping_tax_minor, {base},
           CASE WHEN o.prices_include_tax THEN o.shipping_minor - o.shipping_tax_minor
                ELSE o.shipping_minor END AS shipping_minor,
           CASE WHEN o.customer_id IS NULL THEN NULL WHEN EXISTS (
               SELECT 1 FROM orders_order earlier
               WHERE earlier.customer_id = o.customer_id AND earlier.placed_at <= o.placed_at
                 AND (earlier.placed_at < o.placed_at OR earlier.id < o.id)
                 AND earlier.state IN ('{states}')
           ) THEN 0 ELSE 1 END AS is_first, {dimensions}
    FROM orders_order o LEFT JOIN analytics_orderorigin origin ON origin.order_id = o.id
    WHERE o.placed_at >= %(start)s AND o.placed_at < %(end)s AND o.state IN ('{states}')
), goods AS MATERIALIZED (
    SELECT l.order_id, SUM(l.quantity - l.cancelled) AS units,
           SUM({revenue}) AS revenue,
           SUM(CASE WHEN l.unit_cost_minor IS NULL THEN 0 ELSE {revenue} END) AS costed,
           SUM(CASE WHEN l.unit_cost_minor IS NULL THEN 0 ELSE {cost} END) AS cost,
           SUM({discount}) AS discount, SUM({tax}) AS tax
    FROM orders_orderline l JOIN placed o ON o.id = l.order_id
    WHERE o.state = %(placed)s
    GROUP BY l.order_id
), rows_of_day AS MATERIALIZED (
    SELECT country, device, source, campaign, segment,
           CASE WHEN o.state = %(placed)s THEN 1 ELSE 0 END AS orders,
           CASE WHEN o.state = %(placed)s AND is_first = 1 THEN 1 ELSE 0 END AS first_orders,
           CASE WHEN o.state = %(placed)s AND is_first = 0 THEN 1 ELSE 0 END AS repeat_orders,
           CASE WHEN o.state = %(placed)s THEN 0 ELSE 1 END AS cancelled_orders,
           COALESCE(g.units, 0) AS units, COALESCE(g.revenue, 0) AS revenue_minor,
           COALESCE(g.costed, 0) AS costed_minor, COALESCE(g.cost, 0) AS cost_minor,
           COALESCE(g.discount, 0) AS discount_minor,
           CASE WHEN o.state = %(placed)s THEN {shipping} ELSE 0 END AS shipping_minor,
           CASE WHEN o.state = %(placed)s THEN COALESCE(g.tax, 0) + {shipping_tax} ELSE 0 END
               AS tax_minor,
           0 AS refund_minor
    FROM placed o LEFT JOIN goods g ON g.order_id = o.id
    UNION ALL
    SELECT country, device, source, campaign, segment, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {refund}
    FROM (
        SELECT r.amount_minor, {base}, {dimensions}
        FROM orders_refund r JOIN orders_payment paid ON paid.id = r.payment_id
        JOIN orders_order o ON o.id = paid.order_id
        LEFT JOIN analytics_orderorigin origin ON origin.order_id = o.id
        WHERE r.settled_at >= %(start)s AND r.settled_at < %(end)s AND r.state = %(done)s
          AND r.key NOT LIKE %(not_sent)s AND r.key NOT LIKE %(surplus)s
          AND o.state = %(placed)s
    ) AS o
)
SELECT {day}, dimension, value, {columns} FROM ({parted}) AS parted
"""
_DIMENSIONS = """o.ship_country AS country, COALESCE(origin.device, '') AS device,
           COALESCE(origin.source, '') AS source, COALESCE(origin.campaign, '') AS campaign,
           COALESCE(origin.segment, '') AS segment"""


def _sum_sales(day: date) -> str:
    columns = SALES_COUNTS
    counts = ", ".join(f"CAST(COALESCE(SUM({name}), 0) AS BIGINT) AS {name}" for name in columns)
    return _SUM_SALES.format(
        columns=", ".join(columns),
        base=base_columns(currencies_of(day)),
        states="', '".join(COUNTED),
        dimensions=_DIMENSIONS,
        revenue=in_base(f"{kept('l.total_minor')} - {kept('l.tax_minor')}"),
        cost=in_base("l.unit_cost_minor * (l.quantity - l.cancelled)"),
        discount=in_base(kept("l.discount_minor")),
        tax=in_base(kept("l.tax_minor")),
        shipping=in_base("o.shipping_minor"),
        shipping_tax=in_base("o.shipping_tax_minor"),
        refund=in_base("o.amount_minor"),
        day=date_value("day"),
        parted=by_dimensions(counts, table="rows_of_day", largest="revenue_minor", columns=columns),
    )


def currencies_of(day: date) -> list[tuple[str, str]]:
    """What the orders of the day, and those of its refunds, were paid in."""
    start, end = clock.day_bounds(day)
    pairs = Order.objects.order_by().values_list("currency", "base_currency").distinct()
    placed = pairs.filter(placed_at__gte=start, placed_at__lt=end)
    refunded = pairs.filter(
        payments__refunds__settled_at__gte=start, payments__refunds__settled_at__lt=end
    )
    return sorted({*placed, *refunded})
