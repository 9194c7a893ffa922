"""What a period should come to, by the targets of its months."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from shop.dashboards.frame import Period
from shop.dashboards.models import SalesTarget


@dataclass(frozen=True, slots=True)
class Targets:
    """In minor units of the base currency; None where some day of the period has no target."""

    revenue_minor: float | None = None
    margin_minor: float | None = None
    orders: float | None = None


def targets_for(period: Period) -> Targets:
    """The targets of the period's months, each by the share of its days that lie in the period."""
    parts = [_part(month, period) for month in _months(period)]
    kept = {
        target.month: target
        for target in SalesTarget.objects.filter(month__in=[month for month, _share in parts])
    }

    def told(read: Callable[[SalesTarget], int | None]) -> float | None:
        found = [(read(kept[month]) if month in kept else None, share) for month, share in parts]
        if any(value is None for value, _share in found):
            return None
        return sum((value or 0) * share for value, share in found)

    return Targets(
        told(lambda target: target.revenue_minor),
        told(lambda target: target.margin_minor),
        told(lambda target: target.orders),
    )


def month_of(day: date) -> Period:
    """The whole month in which a day lies."""
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(day.replace(day=1), day.replace(day=last))


def _months(period: Period) -> list[Period]:
    months = [month_of(period.first)]
    while months[-1].last < period.last:
        months.append(month_of(date.fromordinal(months[-1].last.toordinal() + 1)))
    return months


def _part(month: Period, period: Period) -> tuple[date, float]:
    """The month's first day, and the share of its days that lie in the period."""
    first, last = max(month.first, period.first), min(month.last, period.last)
    return month.first, Period(first, last).days / month.days
