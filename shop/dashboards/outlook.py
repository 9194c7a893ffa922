"""How the month will end: what it took so far, and what the shop's forecast says of its rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from analytics.rollups.selectors import sales_by_day, sales_total
from forecasting.models import Level
from forecasting.selectors import total_of
from shop.dashboards.frame import Period
from shop.dashboards.targets import month_of

WORTH_DAYS = 28
"""Days over which it is told what a unit brings in."""
OLDEST = 14
"""A forecast that is older, in days, is not told."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A month's revenue, added up day by day, in minor units of the base currency.

    ``past`` has a value for each full day of the month, ``mean``, ``low`` and ``high`` for each
    day that is left. The ends are those of 80 per cent a day, added up as if all days went the
    same way: the month's own interval is narrower.
    """

    month: Period
    past: tuple[float, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @property
    def so_far(self) -> float:
        return self.past[-1] if self.past else 0.0

    @property
    def expected(self) -> float:
        return self.mean[-1]


def month_outlook(today: date) -> Outlook | None:
    """The month in which ``today`` lies, today not being over; None without a fresh forecast.

    The forecast is in units: each is worth what a unit brought in over the last weeks.
    """
    forecast = total_of(Level.SHOP)
    if forecast is None or not 0 <= (today - forecast.as_of).days <= OLDEST:
        return None
    month = month_of(today)
    worth = _unit_worth(today)
    skipped, left = (today - forecast.as_of).days, (month.last - today).days + 1
    if worth is None or len(forecast.daily) < skipped + left:
        return None
    past = tuple(accumulate(_full_days(month, today)))
    ends = (
        _added_up(units[skipped : skipped + left], worth, past[-1] if past else 0.0)
        for units in (
            forecast.daily,
            forecast.daily_low or forecast.daily,
            forecast.daily_high or forecast.daily,
        )
    )
    return Outlook(month, past, *ends)


def _full_days(month: Period, today: date) -> list[float]:
    """Revenue of each day of the month before today."""
    if month.first == today:
        return []
    rows = sales_by_day(month.first, today - timedelta(days=1))
    return [float(sales.revenue_minor) for _day, sales in rows]


def _added_up(units: Sequence[float], worth: float, so_far: float) -> tuple[float, ...]:
    return tuple(accumulate((worth * each for each in units), initial=so_far))[1:]


def _unit_worth(today: date) -> float | None:
    """What a unit brought in lately, in minor units; None where nothing was sold."""
    sold = sales_total(today - timedelta(days=WORTH_DAYS), today - timedelta(days=1))
    return sold.revenue_minor / sold.units if sold.units else None
