"""What somebody asks of a dashboard: read from the page's address, bounded, and written back.

An address holds the range by name where it has one, so that a saved view of the last 28 days
stays that, whatever the day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import models
from django.db.models import Min
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from analytics.models import DailySales, Dimension
from analytics.rollups.selectors import rolled_up_until
from foundation import clock
from shop.dashboards.filters import is_too_small
from shop.dashboards.frame import Asked, Dashboard, Period

Choice = TypeVar("Choice", bound=models.TextChoices)

LONGEST = timedelta(days=5 * 366)
"""More days than this are read from the last on."""
LONGEST_VALUE = 80
SHOWN = "shown"
"""By this name the form tells which days it showed, so that a change of them is seen."""
OLD = timedelta(days=35)
"""Where the last day that is known of is older than this, ranges are counted from it."""


class Range(models.TextChoices):
    TODAY = "today", _("Today")
    YESTERDAY = "yesterday", _("Yesterday")
    WEEK = "last-7", _("Last 7 days")
    FOUR_WEEKS = "last-28", _("Last 28 days")
    QUARTER = "last-91", _("Last 13 weeks")
    YEAR = "last-364", _("Last 52 weeks")
    THIS_MONTH = "month", _("This month")
    LAST_MONTH = "month-before", _("The month before")
    THIS_YEAR = "year", _("This year")
    OWN = "own", _("From … to …")


class Comparison(models.TextChoices):
    BEFORE = "before", _("The days right before")
    YEAR = "year", _("A year before")
    NONE = "none", _("Nothing")


_FULL_DAYS = {Range.WEEK: 7, Range.FOUR_WEEKS: 28, Range.QUARTER: 91, Range.YEAR: 364}


def period_of(span: Range, today: date) -> Period:
    """The days of a named range, ``today`` not being over; months and years are up to today."""
    yesterday = today - timedelta(days=1)
    if span in _FULL_DAYS:
        return Period(today - timedelta(days=_FULL_DAYS[span]), yesterday)
    month = today.replace(day=1)
    month_before = month - timedelta(days=1)
    return {
        Range.TODAY: Period(today, today),
        Range.YESTERDAY: Period(yesterday, yesterday),
        Range.THIS_MONTH: Period(month, today),
        Range.LAST_MONTH: Period(month_before.replace(day=1), month_before),
        Range.THIS_YEAR: Period(today.replace(month=1, day=1), today),
    }[span]


def today_of(at: datetime) -> date:
    """The day from which ranges are counted: the day after the last known one in an old shop.

    What was imported may end years ago; its pages are to show it, not empty weeks.
    """
    today = clock.business_day(at)
    until = rolled_up_until()
    if until is None or until > today - OLD:
        return today
    return until + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Question:
    """A range, what it is held against, and the one value that the page is filtered by."""

    span: Range = Range.FOUR_WEEKS
    own: Period | None = None
    compare: Comparison = Comparison.BEFORE
    dimension: Dimension = Dimension.ALL
    value: str = ""

    @classmethod
    def of(cls, told: QueryDict, dashboard: Dashboard) -> Question:
        """What an address asks for; what it cannot ask for counts as nothing asked."""
        own = _own_period(told)
        span = _choice(Range, told.get("range"), Range.OWN if own else Range.FOUR_WEEKS)
        if own and SHOWN in told and told[SHOWN] != f"{own.first}/{own.last}":
            span = Range.OWN  # the days were changed where they stood, whatever the range says
        if span == Range.OWN and own is None:
            span = Range.FOUR_WEEKS
        dimension, value = _filter(told.get("only", ""), dashboard)
        return cls(
            span=span,
            own=own if span == Range.OWN else None,
            compare=_choice(Comparison, told.get("compare"), Comparison.BEFORE),
            dimension=dimension,
            value=value,
        )

    def asked(self, at: datetime) -> Asked:
        period = self.own or period_of(self.span, today_of(at))
        compared = {
            Comparison.BEFORE: period.before(),
            Comparison.YEAR: period.year_before(),
            Comparison.NONE: None,
        }[self.compare]
        asked = Asked(period, compared, self.dimension, self.value, at)
        if compared and (not _is_known(compared) or is_too_small(replace(asked, period=compared))):
            return replace(asked, compared=None)
        return asked

    @property
    def only(self) -> str:
        """The filter as the address holds it."""
        return "" if self.dimension == Dimension.ALL else f"{self.dimension.value}:{self.value}"

    def address(self, **more: str) -> str:
        """The query that asks the same; what is usual is left out."""
        told: dict[str, str] = {}
        if self.span != Range.FOUR_WEEKS:
            told["range"] = self.span.value
        if self.own:
            told |= {"first": self.own.first.isoformat(), "last": self.own.last.isoformat()}
        if self.compare != Comparison.BEFORE:
            told["compare"] = self.compare.value
        if self.only:
            told["only"] = self.only
        return urlencode(told | more)


def _is_known(period: Period) -> bool:
    """Whether days are counted from its first on; growth out of nothing is told of nobody."""
    first = DailySales.objects.filter(dimension=Dimension.ALL).aggregate(first=Min("day"))["first"]
    return first is not None and first <= period.first


def _choice(kind: type[Choice], told: str | None, usual: Choice) -> Choice:
    return kind(told) if told in kind.values else usual


def _own_period(told: QueryDict) -> Period | None:
    """Two days in either order; the later one alone counts as none."""
    try:
        days = sorted(date.fromisoformat(told.get(name, "")) for name in ("first", "last"))
        first = max(days[0], days[1] - LONGEST)
        period = Period(first, days[1])
        period.year_before().before()  # days before the first year cannot be told
    except (ValueError, OverflowError):
        return None
    return period


def _filter(told: str, dashboard: Dashboard) -> tuple[Dimension, str]:
    name, _colon, value = told.partition(":")
    if name not in {dimension.value for dimension in dashboard.dimensions} or not value:
        return Dimension.ALL, ""
    return Dimension(name), value.replace("\x00", "")[:LONGEST_VALUE]
