"""The days on which something comes again."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from orders.models import Interval


def day_after(anchor: date, interval: Interval, after: date) -> date:
    """The first day of the rhythm that begins with ``anchor`` which lies after ``after``.

    Months keep the day of the anchor; in one that is too short its last day is taken, and in the
    next the day is the anchor's again.
    """
    turn = _turns_until(anchor, interval, after)
    while (day := _day(anchor, interval, turn)) <= after:
        turn += 1
    return day


def _turns_until(anchor: date, interval: Interval, after: date) -> int:
    """So many turns that the day is not after ``after`` by more than one."""
    if interval.is_months:
        months = (after.year - anchor.year) * 12 + after.month - anchor.month
        return max(1, months // interval.number - 1)
    return max(1, (after - anchor).days // (7 * interval.number))


def _day(anchor: date, interval: Interval, turns: int) -> date:
    if not interval.is_months:
        return anchor + timedelta(weeks=interval.number * turns)
    months = anchor.month - 1 + interval.number * turns
    year, month = anchor.year + months // 12, months % 12 + 1
    return date(year, month, min(anchor.day, calendar.monthrange(year, month)[1]))
