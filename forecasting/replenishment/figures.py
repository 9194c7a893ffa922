"""How the stock has fared: turnover, cover, fill rate, time in stock, count accuracy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Sum

from events.models import DailyDemand
from forecasting.models import PlanLine
from foundation import clock
from foundation.money import Money
from inventory.algorithms.arrays import FloatArray
from inventory.algorithms.figures import (
    count_accuracy,
    days_of_cover,
    fill_rate,
    in_stock_share,
    turnover,
    unit_accuracy,
)
from inventory.models import CountLine, CountState, MovementType, StockMovement

DAYS = 91
COUNTS_DAYS = 365


@dataclass(frozen=True, slots=True)
class InventoryFigures:
    """Figures of the last ``days``; None where there was nothing to tell them by.

    Attributes:
        turnover: how often a year the stock of today is sold, at cost.
        days_of_cover: how long the stock of today lasts at the demand that is expected, by value.
        fill_rate: share of the units ordered that were there when they were ordered; what nobody
            ordered because it was not there is not in it: see ``in_stock``.
        in_stock: share of the time in which goods that sell could be bought.
        count_accuracy: share of counted places at which the books were right, of a year.
        unit_accuracy: 1 - all differences counted over the units in the books, of a year.
    """

    days: int
    stock_value: Money
    turnover: float | None
    days_of_cover: float | None
    fill_rate: float | None
    in_stock: float | None
    count_accuracy: float | None
    unit_accuracy: float | None


def inventory_figures(*, at: datetime | None = None) -> InventoryFigures:
    """The shop's inventory figures by the latest plan; a handful of queries."""
    day = clock.business_day(at)
    since = day - timedelta(days=DAYS)
    stock = _stock()
    value = sum(one.value for one in stock.values())
    wanted = sum(one.daily * one.unit for one in stock.values())
    sold = _sold(since, day)
    cost = sum(units * _unit(stock.get(pk), units, revenue) for pk, units, revenue in sold)
    books, counted = _counts(day)
    return InventoryFigures(
        days=DAYS,
        stock_value=Money(value, settings.SHOP_BASE_CURRENCY),
        turnover=_told(turnover(cost, value, days=DAYS)),
        days_of_cover=_told(days_of_cover(value, wanted)),
        fill_rate=_told(fill_rate(*_served(since, day))),
        in_stock=_time_in_stock(since, day, len(sold)),
        count_accuracy=_told(count_accuracy(books, counted)),
        unit_accuracy=_told(unit_accuracy(books, counted)) if books else None,
    )


@dataclass(slots=True)
class _Stock:
    """A variant over all warehouses: value at cost, demand a day, worth of a unit."""

    value: int = 0
    daily: float = 0.0
    unit: float = 0.0


def _stock() -> dict[int, _Stock]:
    stock: dict[int, _Stock] = {}
    rows = PlanLine.objects.values_list(
        "variant_id", "stock_value_minor", "on_hand", "daily_demand", "unit_cost_minor", "currency"
    )
    for variant_id, value, on_hand, daily, cost, currency in rows.iterator():
        one = stock.setdefault(variant_id, _Stock())
        one.value += value
        one.daily += daily
        if on_hand:
            one.unit = value / on_hand
        elif not one.unit and currency == settings.SHOP_BASE_CURRENCY:
            one.unit = cost or 0.0
    return stock


def _sold(since: date, day: date) -> list[tuple[int, int, int]]:
    """Units and revenue of each variant that sold."""
    return list(
        DailyDemand.objects.filter(day__gte=since, day__lt=day)
        .values_list("variant_id")
        .annotate(units=Sum("units"), revenue=Sum("revenue_minor"))
        .filter(units__gt=0)
    )


def _unit(stock: _Stock | None, units: int, revenue: int) -> float:
    """What a unit cost; half of what it sold for where no cost is known."""
    return stock.unit if stock and stock.unit else max(revenue, 0) / units / 2


def _served(since: date, day: date) -> tuple[int, int]:
    """Units that were there when they were ordered, and units that were not."""
    moments = clock.day_bounds(since)[0], clock.day_bounds(day)[1]
    moved = {
        type_: (on_hand or 0, waiting or 0)
        for type_, on_hand, waiting in StockMovement.objects.filter(
            moved_at__gte=moments[0],
            moved_at__lt=moments[1],
            type__in=(MovementType.SHIPMENT, MovementType.BACKORDER),
        )
        .values_list("type")
        .annotate(Sum("on_hand_change"), Sum("backordered_change"))
    }
    shipped = -moved.get(MovementType.SHIPMENT, (0, 0))[0]
    waited = moved.get(MovementType.BACKORDER, (0, 0))[1]
    return max(shipped - waited, 0), max(waited, 0)


def _time_in_stock(since: date, day: date, variants: int) -> float | None:
    """Of variants that sold: the others say nothing of how well demand is met."""
    if not variants:
        return None
    rows = DailyDemand.objects.filter(day__gte=since, day__lt=day)
    sold = rows.filter(units__gt=0).values("variant_id")
    minutes = rows.filter(variant_id__in=sold).aggregate(sum=Sum("stock_out_minutes"))["sum"] or 0
    return _told(in_stock_share(minutes / variants, days=DAYS))


def _counts(day: date) -> tuple[list[int], list[int]]:
    """What the books said and what was found, of counts that were closed within a year."""
    since = clock.day_bounds(day - timedelta(days=COUNTS_DAYS))[0]
    lines = CountLine.objects.filter(
        count__state=CountState.CLOSED, count__closed_at__gte=since, counted__isnull=False
    ).values_list("book_then", "counted")
    pairs = [(books or 0, found or 0) for books, found in lines]
    return [books for books, _found in pairs], [found for _books, found in pairs]


def _told(figure: FloatArray | float) -> float | None:
    """A figure that has a meaning."""
    number = float(figure)
    return number if math.isfinite(number) else None
