"""Weeks counted back from a day, so that the latest is always whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Weeks:
    """``count`` weeks of seven days of which the last ends with ``last_day``."""

    last_day: date
    count: int

    @property
    def first_day(self) -> date:
        return self.last_day - timedelta(days=DAYS_A_WEEK * self.count - 1)

    def bounds(self, week: int) -> tuple[date, date]:
        """The first and last day of a week; 0 is the earliest."""
        first = self.first_day + timedelta(days=DAYS_A_WEEK * week)
        return first, first + timedelta(days=DAYS_A_WEEK - 1)

    def number(self, day: date) -> int:
        """The week in which a day lies; outside of 0 to ``count`` - 1 for others."""
        return (day - self.first_day).days // DAYS_A_WEEK

    def since(self, day: date) -> Weeks:
        """The latest of these weeks, none of which begins before ``day``."""
        whole = ((self.last_day - day).days + 1) // DAYS_A_WEEK
        return Weeks(self.last_day, max(min(self.count, whole), 0))
