"""Minutes in numbers, counted from the log as it grows: what the live view reads.

``manage.py ingest`` counts the latest minutes every few seconds while events come in, a job of
every minute does so where no ingest runs. Counting again changes nothing, so both may.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Max, Sum

from events.jobs import handles
from events.models import MinuteCount
from events.names import EventName
from foundation import clock
from foundation.transactions import retry_once

RECENT = timedelta(minutes=30)
KEPT = timedelta(days=2)
LATEST_ARRIVAL = 10
"""Minutes that the job counts again, for events that were held back for a while."""
MOST_SUBJECTS = 50
"""Products, and likewise lists, that a minute keeps: the most seen ones."""


@dataclass(frozen=True, slots=True)
class Minute:
    """What happened in a minute. ``people`` are visits of those who agreed to be known."""

    at: datetime
    count: int = 0
    people: int = 0
    value_minor: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """What was looked at: a product's number or a list's name."""

    key: str
    count: int


def roll_up_minutes(*, at: datetime | None = None, back: int = 1) -> None:
    """Count the minute of ``at`` and the ``back`` minutes before it, from the log."""
    now = at or clock.now()
    retry_once(partial(_count, _floor(now) - timedelta(minutes=back), now))


def sweep(*, at: datetime | None = None) -> int:
    """Remove minutes that nobody looks at any more; returns how many rows."""
    old = MinuteCount.objects.filter(minute__lt=(at or clock.now()) - KEPT)
    return old.delete()[0]


@handles("events.minutes")
def _minutes(payload: dict[str, Any], report: Callable[[str], None]) -> None:
    roll_up_minutes(back=LATEST_ARRIVAL)
    sweep()


class Ticker:
    """Counts while a program runs: every few seconds, and never more than a tenth of its time."""

    EVERY = 5.0
    SHARE = 10

    def __init__(self, count: Callable[[], None] = roll_up_minutes) -> None:
        self._count = count
        self._due = 0.0

    def tick(self) -> bool:
        """Count if it is time; tells whether it was."""
        begun = time.monotonic()
        if begun < self._due:
            return False
        self._count()
        took = time.monotonic() - begun
        self._due = begun + max(self.EVERY, self.SHARE * took)
        return True


def minutes(
    name: EventName | None, since: datetime, *, until: datetime | None = None
) -> list[Minute]:
    """A row for every minute from ``since`` to ``until`` (now), oldest first; of everything that
    happened where ``name`` is None."""
    first, last = _floor(since), _floor(until or clock.now())
    rows = MinuteCount.objects.filter(
        name=name or "", subject="", minute__gte=first, minute__lte=last
    )
    told = {
        row[0]: Minute(*row) for row in rows.values_list("minute", "count", "people", "value_minor")
    }
    count = int((last - first) / timedelta(minutes=1)) + 1
    every = (first + timedelta(minutes=number) for number in range(count))
    return [told.get(minute) or Minute(minute) for minute in every]


def most_seen(name: EventName, since: datetime, *, limit: int = 10) -> list[Subject]:
    """What was looked at most since then: products of PRODUCT_VIEWED and CART_ITEM_ADDED, lists
    of LIST_VIEWED."""
    rows = (
        MinuteCount.objects.filter(name=name, minute__gte=_floor(since))
        .exclude(subject="")
        .values_list("subject")
        .annotate(total=Sum("count"))
        .order_by("-total", "subject")
    )
    return [Subject(key, total) for key, total in rows[:limit]]


def recent_people(*, at: datetime | None = None) -> int:
    """Visits of the half hour that ends now, of people who agreed to be known."""
    now = at or clock.now()
    rows = MinuteCount.objects.filter(name="", subject="", minute__lte=now)
    latest = rows.filter(minute__gt=now - timedelta(minutes=3)).order_by("-minute").first()
    return latest.recent_people if latest else 0


def counted_until() -> datetime | None:
    """The latest minute with anything in it; None where nothing was counted."""
    return MinuteCount.objects.filter(count__gt=0).aggregate(last=Max("minute"))["last"]


def _floor(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


_WORDS = {
    "postgresql": {
        "minute": "date_trunc('minute', occurred_at, 'UTC')",
        "base": "CAST(payload ->> 'base' AS BIGINT)",
        "list": "payload ->> 'list'",
        "moment": "CAST(%(minute)s AS timestamptz)",
    },
    "sqlite": {
        "minute": "strftime('%%Y-%%m-%%d %%H:%%M:00', occurred_at)",
        "base": "json_extract(payload, '$.base')",
        "list": "json_extract(payload, '$.list')",
        "moment": "%(minute)s",
    },
}
# Every name is listed, so that SQLite has an index for it; PostgreSQL goes by the partition.
_COUNT = """
INSERT INTO events_minutecount (minute, name, subject, count, people, recent_people, value_minor)
WITH told AS MATERIALIZED (
    SELECT {minute} AS minute, name, session, COALESCE({base}, value_minor, 0) AS value,
           CASE WHEN name IN ('{view}', '{cart}') THEN CAST(product_id AS TEXT)
                WHEN name = '{list_view}' THEN SUBSTR({list}, 1, 40) END AS subject
    FROM events_event
    WHERE name IN ('{names}') AND occurred_at >= %(start)s AND occurred_at <= %(end)s
), subjects AS (
    SELECT minute, name, subject, COUNT(*) AS count, COUNT(DISTINCT session) AS people,
           ROW_NUMBER() OVER (PARTITION BY minute, name ORDER BY COUNT(*) DESC, subject) AS place
    FROM told WHERE subject <> '' GROUP BY minute, name, subject
)
SELECT minute, name, '', COUNT(*), COUNT(DISTINCT session), 0, CAST(SUM(value) AS BIGINT)
FROM told GROUP BY minute, name
UNION ALL
SELECT minute, '', '', COUNT(*), COUNT(DISTINCT session), 0, 0 FROM told GROUP BY minute
UNION ALL
SELECT minute, name, subject, count, people, 0, 0 FROM subjects WHERE place <= {most}
ON CONFLICT (name, subject, minute) DO UPDATE SET
    count = excluded.count, people = excluded.people, value_minor = excluded.value_minor
"""
_COUNT_RECENT = """
INSERT INTO events_minutecount (minute, name, subject, count, people, recent_people, value_minor)
SELECT {moment}, '', '', 0, 0, COUNT(DISTINCT session), 0
FROM events_event
WHERE name IN ('{names}') AND occurred_at >= %(start)s AND occurred_at <= %(end)s
ON CONFLICT (name, subject, minute) DO UPDATE SET recent_people = excluded.recent_people
"""


def _count(first: datetime, now: datetime) -> None:
    adapt = connection.ops.adapt_datetimefield_value
    words = _WORDS[connection.vendor] | {
        "names": "', '".join(EventName.values),
        "view": EventName.PRODUCT_VIEWED.value,
        "cart": EventName.CART_ITEM_ADDED.value,
        "list_view": EventName.LIST_VIEWED.value,
        "most": str(MOST_SUBJECTS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(**words), {"start": adapt(first), "end": adapt(now)})
        cursor.execute(
            _COUNT_RECENT.format(**words),
            {"minute": adapt(_floor(now)), "start": adapt(now - RECENT), "end": adapt(now)},
        )
