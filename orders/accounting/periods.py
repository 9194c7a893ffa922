"""Months, quarters and years of business days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Business days from ``first`` to ``last``, both in it."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends after it begins")

    def __str__(self) -> str:
        return f"{self.first.isoformat()}_{self.last.isoformat()}"


def month_of(day: date) -> Period:
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(day.replace(day=1), day.replace(day=last))


def quarter_of(day: date) -> Period:
    begin = 3 * ((day.month - 1) // 3) + 1
    first = date(day.year, begin, 1)
    return Period(first, month_of(date(day.year, begin + 2, 1)).last)


def month_before(day: date) -> Period:
    """The whole month before the one of a day."""
    return month_of(day.replace(day=1) - timedelta(days=1))
