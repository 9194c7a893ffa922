"""Time as the shop sees it. Services that history may call take ``at=`` and default to here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

_played: ContextVar[datetime | None] = ContextVar("played", default=None)


def now() -> datetime:
    return _played.get() or timezone.now()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the shop believe that it is ``moment``: for history that is played through its serving.

    Only what asks this module is told so; the database and what is remembered by the time that
    passed are not.
    """
    token = _played.set(moment)
    try:
        yield
    finally:
        _played.reset(token)


def shop_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def business_day(at: datetime | None = None) -> date:
    """The calendar day of a moment in the shop's time zone."""
    return (at or now()).astimezone(shop_zone()).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First moment of a business day and of the next, in UTC: 23 to 25 hours apart."""
    start = datetime.combine(day, time.min, shop_zone())
    end = datetime.combine(day + timedelta(days=1), time.min, shop_zone())
    return start.astimezone(UTC), end.astimezone(UTC)
