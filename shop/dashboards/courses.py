"""Days put together into weeks or months, so that a drawing of a long period can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.dashboards.frame import Period

MOST_DAYS, MOST_WEEKS = 62, 106
"""Longer periods are drawn by the week, and longer ones than this many weeks by the month."""
DAYS_A_WEEK = 7

Row = TypeVar("Row")


class Step(Enum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Steps:
    """How a period is parted: ``labels`` for each part, and which part a day falls into."""

    step: Step
    labels: tuple[str, ...]
    part_of: Callable[[date], int]

    @property
    def heading(self) -> str:
        """What the labels are called."""
        return {
            Step.DAY: _("Day"),
            Step.WEEK: _("Week from"),
            Step.MONTH: _("Month"),
        }[self.step]

    def sums(self, rows: Iterable[tuple[date, Row]], read: Callable[[Row], float]) -> list[float]:
        """What the days of each part come to together."""
        sums = [0.0] * len(self.labels)
        for day, row in rows:
            part = self.part_of(day)
            if 0 <= part < len(sums):
                sums[part] += read(row)
        return sums


def steps_of(period: Period) -> Steps:
    """Days for up to two months, weeks for up to two years, months for more.

    Weeks are counted from the first day; the last may be shorter, as the months at both ends are.
    """
    if period.days <= MOST_DAYS:
        days = period.each_day()
        return Steps(Step.DAY, _dated(days, "j M"), lambda day: (day - period.first).days)
    if period.days <= MOST_WEEKS * DAYS_A_WEEK:
        firsts = [
            period.first + timedelta(days=offset) for offset in range(0, period.days, DAYS_A_WEEK)
        ]
        return Steps(
            Step.WEEK,
            _dated(firsts, "j M"),
            lambda day: (day - period.first).days // DAYS_A_WEEK,
        )
    months = [
        date(number // 12, number % 12 + 1, 1)
        for number in range(_month(period.first), _month(period.last) + 1)
    ]
    return Steps(Step.MONTH, _dated(months, "M Y"), lambda day: _month(day) - _month(period.first))


def shifted(
    rows: Sequence[tuple[date, Row]], compared: Period, period: Period
) -> list[tuple[date, Row]]:
    """Rows of the period that is compared, on the days of the period they are held against."""
    away = period.first - compared.first
    return [(day + away, row) for day, row in rows]


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _dated(days: Sequence[date], form: str) -> tuple[str, ...]:
    return tuple(date_format(day, form) for day in days)
