"""Journeys of some months, reckoned from the log and put in the place of what was told of them.

A journey that has not led to an order yet counts as one that ended in nothing on the day of its
last visit, until it does: so the months within the look-back are written anew every night.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min

from analytics.algorithms.touchpoints import Journeys, journeys_of
from analytics.journeys.channel_rows import channel_rows, days_between, step_rows
from analytics.journeys.months import first_day, last_day, month_number
from analytics.journeys.path_rows import journey_paths, session_paths
from analytics.journeys.sessions import Sessions, load_sessions
from analytics.models import ChannelDay, ChannelStep, JourneyPath
from events.jobs import Report
from events.models import Event
from events.names import EventName
from foundation import clock
from foundation.moments import business_days
from foundation.transactions import retry_once

LOOK_BACK = timedelta(days=30)
"""So long after a visit may an order still be due to it; analytics of the trade use the same."""
MONTHS_AT_ONCE = 3
"""Months of the log that fit in memory, with the look-back on both sides."""
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Span:
    """Whole calendar months, from the first day to the last, both included."""

    first: date
    last: date

    @classmethod
    def of(cls, first: date, last: date) -> Span:
        """The months in which these days lie."""
        return cls(first_day(month_number(first)), last_day(month_number(last)))

    def months(self) -> range:
        """Their numbers."""
        return range(month_number(self.first), month_number(self.last) + 1)

    def parts(self) -> Iterator[Span]:
        """The same months, a few at once."""
        for month in self.months()[::MONTHS_AT_ONCE]:
            end = min(month + MONTHS_AT_ONCE - 1, month_number(self.last))
            yield Span(first_day(month), last_day(end))


def write_journeys(*, at: datetime | None = None) -> int:
    """Those that may have changed: the months from which a visit may still lead to an order.

    Returns how many journeys ended in them.
    """
    today = clock.business_day(at)
    return _write(Span.of(today - LOOK_BACK, today))


def write_all_journeys(report: Report) -> int:
    """Those of every month of the log; returns how many."""
    whole = _months_of_the_log()
    return _write_parts(whole.parts() if whole else [], report)


def write_missing_journeys(report: Report) -> int:
    """Those of months of the log of which nothing is told yet, such as of an import."""
    whole = _months_of_the_log()
    if whole is None:
        return 0
    told = {
        *JourneyPath.objects.values_list("month", flat=True).distinct(),
        *ChannelDay.objects.dates("day", "month"),
    }
    missing = [month for month in whole.months() if first_day(month) not in told]
    return _write_parts([Span(first_day(month), last_day(month)) for month in missing], report)


def _months_of_the_log() -> Span | None:
    bounds = Event.objects.filter(name__in=[EventName.PRODUCT_VIEWED, EventName.ORDER_PLACED])
    found = bounds.aggregate(first=Min("occurred_at"), last=Max("occurred_at"))
    if found["first"] is None:
        return None
    return Span.of(clock.business_day(found["first"]), clock.business_day(found["last"]))


def _write_parts(parts: Iterable[Span], report: Report) -> int:
    count = 0
    for part in parts:
        report(f"{part.first:%Y-%m}")
        count += _write(part)
    return count


def _write(span: Span) -> int:
    sessions = load_sessions(span.first - LOOK_BACK, span.last + LOOK_BACK)
    journeys = _ended_in(span, sessions)
    began = _began_in(span, sessions)
    days = [*channel_rows(journeys)]
    steps = [*step_rows(journeys)]
    paths = [*session_paths(began), *journey_paths(journeys)]

    def replace() -> None:
        with transaction.atomic():
            ChannelDay.objects.filter(day__range=(span.first, span.last)).delete()
            ChannelStep.objects.filter(day__range=(span.first, span.last)).delete()
            JourneyPath.objects.filter(month__range=(span.first, span.last)).delete()
            ChannelDay.objects.bulk_create(days, batch_size=_AT_ONCE)
            ChannelStep.objects.bulk_create(steps, batch_size=_AT_ONCE)
            JourneyPath.objects.bulk_create(paths, batch_size=_AT_ONCE)

    retry_once(replace)
    return len(journeys)


def _ended_in(span: Span, sessions: Sessions) -> Journeys:
    found = journeys_of(sessions.visits, sessions.orders, look_back=int(LOOK_BACK.total_seconds()))
    first, last = days_between(span.first, span.last)
    days = business_days(found.ended)
    return found.rows((days >= first) & (days <= last))


def _began_in(span: Span, sessions: Sessions) -> Sessions:
    first, last = days_between(span.first, span.last)
    return sessions.rows((sessions.day >= first) & (sessions.day <= last))
