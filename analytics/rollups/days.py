"""Which days are summed when: lately every two minutes, the last weeks each night, history on word.

Days are summed whole, each part in a transaction of its own; doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Max, Min

from analytics.models import DailySales, Dimension
from analytics.rollups.products import roll_up_months, roll_up_products
from analytics.rollups.sales import roll_up_sales
from analytics.rollups.traffic import roll_up_traffic
from events import log_span
from foundation import clock
from foundation.transactions import retry_once
from orders.models import Order

SETTLES = timedelta(hours=3)
"""How long after midnight yesterday is summed along with today."""
NIGHTLY_SALES_DAYS = 35
"""Units are cancelled and carts of invoices shrink for weeks; each night looks so far back."""
NIGHTLY_TRAFFIC_DAYS = 4
"""Events come late from a spool that was cut off, or lose their names when a person is erased."""

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Span:
    """Business days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def roll_up_lately(*, at: datetime | None = None) -> list[date]:
    """Today, and yesterday while it may still change by the minute; returns the days summed."""
    now = at or clock.now()
    today = clock.business_day(now)
    days = sorted({clock.business_day(now - SETTLES), today})
    for day in days:
        sum_day(day)
    sum_months(days, today)
    return days


def roll_up_nightly(*, at: datetime | None = None) -> list[date]:
    """The last weeks anew: what was cancelled, came late or was erased since; returns the days.

    And days that were never summed: an import brought them, or the shop stood still.
    """
    today = clock.business_day(at)
    missing = roll_up_missing(at=at)
    days = Span(today - timedelta(days=NIGHTLY_SALES_DAYS), today).days()
    for day in sorted(set(days) - set(missing)):
        retry_once(partial(roll_up_sales, day))
        retry_once(partial(roll_up_products, day, anew=True))
    for day in days[-NIGHTLY_TRAFFIC_DAYS - 1 :]:
        retry_once(partial(roll_up_traffic, day))
    sum_months(days, today)
    return sorted({*days, *missing})


def roll_up_missing(*, at: datetime | None = None) -> list[date]:
    """Days of the books or the log that were never summed; returns them, oldest first."""
    span = known_span()
    if span is None:
        return []
    whole = DailySales.objects.filter(dimension=Dimension.ALL)
    days = sorted(set(span.days()) - set(whole.values_list("day", flat=True)))
    for day in days:
        sum_day(day)
    sum_months(days, clock.business_day(at))
    return days


def rebuild(
    first: date | None = None,
    last: date | None = None,
    *,
    advance: Advance | None = None,
    at: datetime | None = None,
) -> int:
    """Sum the days from ``first`` to ``last``, or all that the books and the log know of.

    ``advance`` hears of each day done. Returns the number of days.
    """
    span = known_span()
    if span is None:
        return 0
    days = Span(first or span.first, last or span.last).days()
    for day in days:
        sum_day(day, anew=True)
        if advance:
            advance(1)
    sum_months(days, clock.business_day(at))
    return len(days)


def known_span() -> Span | None:
    """From the first to the last business day of orders and of the log; None in an empty shop."""
    orders = Order.objects.aggregate(first=Min("placed_at"), last=Max("placed_at"))
    bounds = log_span.bounds()
    moments = [one for one in (orders["first"], orders["last"], *(bounds or ())) if one]
    if not moments:
        return None
    return Span(clock.business_day(min(moments)), clock.business_day(max(moments)))


def roll_up_changed(days: Collection[date], *, at: datetime | None = None) -> None:
    """Days of which something was heard afterwards; those of late are summed anyway."""
    now = at or clock.now()
    lately = {clock.business_day(now - SETTLES), clock.business_day(now)}
    changed = sorted(set(days) - lately)
    for day in changed:
        sum_day(day)
    sum_months(changed, clock.business_day(now))


def sum_day(day: date, *, anew: bool = False) -> None:
    """Sales, traffic and products of one business day; ``anew`` as ``roll_up_products`` has it."""
    retry_once(partial(roll_up_sales, day))
    retry_once(partial(roll_up_traffic, day))
    retry_once(partial(roll_up_products, day, anew=anew))


def sum_months(days: Iterable[date], today: date) -> None:
    """The months of these days that are over."""
    retry_once(partial(roll_up_months, list(days), today=today))
