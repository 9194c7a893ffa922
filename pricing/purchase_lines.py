"""Lines of orders from the log: how many units at once, and what one of them cost."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from events.models import Event
from events.names import EventName
from foundation import clock
from pricing.algorithms.quantity_discounts import DiscountCurve, Lines, discount_curve

WEEK = 7
MOST_LINES = 300_000
"""The latest ones; more lines do not change a curve of discounts."""
USUAL_SMALL_LINE = 12
"""Largest small line where too few lines say where discounts begin."""


def purchase_lines(*, until: date, weeks: int) -> Lines:
    """What was bought in the weeks before a day, line by line; week 0 is the first of them.

    The price of one unit is what was paid for the line over its units, in minor units of the base
    currency.
    """
    first = until - timedelta(days=WEEK * weeks)
    rows = (
        Event.objects.filter(
            name=EventName.PRODUCT_PURCHASED,
            occurred_at__gte=clock.day_bounds(first)[0],
            occurred_at__lt=clock.day_bounds(until)[0],
            product_id__isnull=False,
            quantity__gt=0,
            value_minor__gt=0,
        )
        .order_by("-occurred_at")
        .values_list("product_id", "occurred_at", "quantity", "value_minor", "payload")
    )
    found = np.array(
        [
            (
                product,
                (clock.business_day(moment) - first).days // WEEK,
                units,
                payload.get("base", paid) / units,
            )
            for product, moment, units, paid, payload in rows[:MOST_LINES].iterator(5_000)
        ],
        dtype=np.float64,
    ).reshape(-1, 4)
    found = found[found[:, 3] > 0]
    return Lines(
        product=found[:, 0].astype(np.int64),
        week=found[:, 1].astype(np.int64),
        units=found[:, 2],
        price=found[:, 3],
    )


def small_line(lines: Lines, curve: DiscountCurve | None = None) -> float:
    """Most units of a line that pays the price of a single unit, within five per cent.

    Infinite where there is no discount for many; where too few lines are large enough to tell, as
    many as the usual small line.
    """
    if not len(lines.product):
        return float(USUAL_SMALL_LINE)
    curve = curve or discount_curve(lines)
    known = np.isfinite(curve.discount)
    if known[curve.largest > 1].any():
        return curve.limit()
    return float(USUAL_SMALL_LINE)
