"""Time while a shop is open: when a promise of so many hours is due, and how long one waited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = timedelta(days=1)
MIDNIGHT: Final = 24
EVERY_DAY: Final = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """From an hour of the clock until another, on some weekdays.

    ``opens`` is 0 to 23, ``closes`` 1 to 24 (24 is midnight); ``days`` are ISO weekdays (1 is
    Monday).

    Raises:
        ValueError: it closes before it opens, or no day is one of a week's.
    """

    opens: int
    closes: int
    days: frozenset[int]
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MIDNIGHT:
            raise ValueError(f"open from {self.opens} until {self.closes}")
        if not self.days or not self.days <= EVERY_DAY:
            raise ValueError(f"open on {sorted(self.days)}")


def is_open(at: datetime, hours: OpeningHours) -> bool:
    """Whether it is open at a moment: from the first of the hours on, not at the last."""
    local = at.astimezone(hours.zone)
    return local.isoweekday() in hours.days and hours.opens <= local.hour < hours.closes


def next_opening(at: datetime, hours: OpeningHours) -> datetime:
    """The first moment from ``at`` on at which it is open, in UTC; ``at`` itself where it is."""
    return next(begin for begin, _end in _spans(at, hours))


def open_until(at: datetime, span: timedelta, hours: OpeningHours) -> datetime:
    """The moment by which it was open for ``span`` since ``at``, in UTC.

    Real time is counted: on the night on which clocks change, an hour that is passed twice counts
    twice.

    Raises:
        ValueError: a negative span.
    """
    if span < timedelta():
        raise ValueError("a negative span")
    left = span
    for begin, end in _spans(at, hours):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise AssertionError("weeks do not end")


def open_time(since: datetime, until: datetime, hours: OpeningHours) -> timedelta:
    """How long it was open between two moments; nothing where the second is not the later one."""
    total = timedelta()
    for begin, end in _spans(since, hours):
        if begin >= until:
            return total
        total += min(end, until.astimezone(UTC)) - begin
    raise AssertionError("weeks do not end")


def _spans(since: datetime, hours: OpeningHours) -> Iterator[tuple[datetime, datetime]]:
    """Open stretches from a moment on, without end, in UTC."""
    first = since.astimezone(UTC)
    day = since.astimezone(hours.zone).date()
    while True:
        if day.isoweekday() in hours.days:
            begin, end = _moment(day, hours.opens, hours), _moment(day, hours.closes, hours)
            if end > first:
                yield max(begin, first), end
        day += DAY


def _moment(day: date, hour: int, hours: OpeningHours) -> datetime:
    if hour == MIDNIGHT:
        day, hour = day + DAY, 0
    return datetime.combine(day, time(hour), hours.zone).astimezone(UTC)
