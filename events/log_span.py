"""From when to when the log reaches, and whether all of a day is still in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Max, Min

from events.models import ArchivedDay, Event
from events.names import EventName
from foundation import clock


def log_holds(start: datetime, end: datetime) -> bool:
    """Whether nothing between two moments was dropped from the log: so that it may be summed."""
    last = end - timedelta(microseconds=1)
    return not ArchivedDay.objects.filter(
        day__gte=start.astimezone(UTC).date(),
        day__lte=last.astimezone(UTC).date(),
        dropped_at__isnull=False,
    ).exists()


def bounds() -> tuple[datetime, datetime] | None:
    """The times of the first and the last event of the log; None while it is empty.

    One small index walk for each name: of all names at once SQLite would read the whole log.
    """
    found: list[datetime] = []
    for name in EventName.values:
        times = Event.objects.filter(name=name).aggregate(Min("occurred_at"), Max("occurred_at"))
        found += [at for at in times.values() if at is not None]
    return (min(found), max(found)) if found else None


def utc_bounds(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time.min, UTC)
    return start, start + timedelta(days=1)


def business_days_of(utc_day: date) -> list[date]:
    """The business days in which a day in UTC lies: one or two."""
    start, end = utc_bounds(utc_day)
    last = end - timedelta(microseconds=1)
    return sorted({clock.business_day(start), clock.business_day(last)})
