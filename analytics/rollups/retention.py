"""How the log ends: each day summed, exported and only then dropped.

The file of a day is written in the night after it and holds nothing that names a person. How long
the log keeps a day says ``EVENT_LOG_DAYS``; without it for ever. Before a day goes, the business
days that it touches are summed for the last time and its file is written anew: who was erased
since is in it no more than in the log. The file's rows are counted against the log's, its sum is
checked; then ``ArchivedDay`` says that the day is gone, so that nobody sums a day of which a part
is missing, and the rows go.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings

from analytics.rollups.days import sum_day, sum_months
from events import archive, dropping, rollups
from events.jobs import Report
from events.log_span import bounds, business_days_of
from events.models import ArchivedDay
from foundation import clock

logger = logging.getLogger(__name__)

FEWEST_DAYS = 60
"""The least that the log keeps: what learns from it, and late events, reach back so far."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """Days exported, days dropped from the log, and the events that went with them."""

    exported: int
    dropped: int
    events: int


class NotArchived(Exception):
    """The file of a day is not what the log holds: the day stays."""


def _silent(_text: str) -> None:
    return


def tidy_log(*, at: datetime | None = None, report: Report = _silent) -> Tidied:
    """Export what is over and drop what is too old; doing it again does only what is left."""
    now = at or clock.now()
    today = now.astimezone(UTC).date()
    report("export")
    exported = _export(today, now)
    report("drop")
    dropped = events = 0
    for day in _days_to_drop(today):
        events += drop_day(day, at=now)
        dropped += 1
        report(f"dropped {day}")
    return Tidied(exported, dropped, events)


def drop_day(day: date, *, at: datetime | None = None) -> int:
    """Sum, export, check and drop one day in UTC; returns the events that went.

    A day whose dropping was cut short is finished.

    Raises:
        NotArchived: the file is damaged or does not hold what the log holds.
    """
    archived = ArchivedDay.objects.filter(pk=day).first()
    if archived is None or archived.dropped_at is None:
        _sum_for_the_last_time(day)
        _check(day, archive.export_day(day, at=at))
        ArchivedDay.objects.filter(pk=day).update(dropped_at=at or clock.now())
    return dropping.drop_rows(day)


def _export(today: date, now: datetime) -> int:
    reach = bounds()
    if reach is None:
        return 0
    first = reach[0].astimezone(UTC).date()
    return len(archive.export_days(first, today - timedelta(days=1), at=now))


def _days_to_drop(today: date) -> list[date]:
    """The days of the log that are older than it keeps, oldest first, and those half dropped."""
    days = settings.EVENT_LOG_DAYS
    reach = bounds()
    if not days or reach is None:
        return []
    first = reach[0].astimezone(UTC).date()
    kept_from = today - timedelta(days=max(days, FEWEST_DAYS))
    return [first + timedelta(days=n) for n in range(max((kept_from - first).days, 0))]


def _sum_for_the_last_time(day: date) -> None:
    days = business_days_of(day)
    rollups.roll_up_days(days)
    for business_day in days:
        sum_day(business_day)
    sum_months(days, clock.business_day())


def _check(day: date, archived: ArchivedDay) -> None:
    held = archive.rows_of(day).count()
    if held != archived.rows or not archive.is_intact(archived):
        logger.error("the archive of %s is not the log's: it stays", day)
        raise NotArchived(f"{day}: {archived.rows} archived, {held} in the log")
