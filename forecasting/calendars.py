"""Days that are not like others, alike for every series: holidays, events, outside series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np
from django.conf import settings

from forecasting.algorithms.panel import FloatArray
from forecasting.models import CalendarEvent, FillForward, OutsideSeries, OutsideValue

BEFORE_HOLIDAY_DAYS = 7
A_YEAR = 364
"""Whole weeks, so that a day is taken from the same weekday."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day with a name; days of one name are expected to be alike."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class OutsideTable:
    """Outside series by day, k names and values of shape (k, days)."""

    names: tuple[str, ...]
    values: FloatArray


def holidays_between(first: date, last: date, *, country: str = "") -> list[SpecialDay]:
    """Public holidays of the shop's country, both ends included; none where nobody knows them."""
    try:
        known = holidays.country_holidays(
            country or settings.SHOP_COUNTRY,
            years=range(first.year, last.year + 1),
            language="en_US",
        )
    except NotImplementedError:  # the package does not know the country
        return []
    return [
        SpecialDay(name, day)
        for day, names in sorted(known.items())
        if first <= day <= last
        for name in names.split("; ")
    ]


def events_between(first: date, last: date) -> list[SpecialDay]:
    """The days of the events that staff entered, both ends included."""
    rows = CalendarEvent.objects.filter(is_active=True, first_day__lte=last, last_day__gte=first)
    return [
        SpecialDay(row.name, day)
        for row in rows.order_by("first_day", "pk")
        for day in _days(max(row.first_day, first), min(row.last_day, last))
    ]


def special_days(first: date, last: date) -> list[SpecialDay]:
    """Holidays and staff's events, as models with named effects take them."""
    return [*holidays_between(first, last), *events_between(first, last)]


def outside_table(first: date, days: int, *, names: Sequence[str] | None = None) -> OutsideTable:
    """What every series is told of each day from ``first`` on.

    Rows: public holidays, the week before one, then each event by its name, then the outside
    series that staff keep (standardised, so that a temperature weighs like a price index). With
    ``names`` these rows in this order, as a model learned them; zeros where one is gone since.
    """
    table = _everything(first, days)
    if names is None:
        return table
    by_name = dict(zip(table.names, table.values, strict=True))
    nothing = np.zeros(days)
    rows = np.array([by_name.get(name, nothing) for name in names], dtype=np.float64)
    return OutsideTable(tuple(names), rows.reshape(len(names), days))


def _everything(first: date, days: int) -> OutsideTable:
    last = first + timedelta(days=days - 1)
    names, rows = ["holiday", "before holiday"], []
    free = holidays_between(first, last + timedelta(days=BEFORE_HOLIDAY_DAYS))
    rows.append(_flags(first, days, (one.day for one in free)))
    before = (
        one.day - timedelta(days=ahead)
        for one in free
        for ahead in range(1, BEFORE_HOLIDAY_DAYS + 1)
    )
    rows.append(_flags(first, days, before))
    events = events_between(first, last)
    for name in sorted({one.name for one in events}):
        names.append(name)
        rows.append(_flags(first, days, (one.day for one in events if one.name == name)))
    for series in OutsideSeries.objects.filter(is_active=True).order_by("code"):
        names.append(series.code)
        rows.append(_standardised(_course(series, first, days)))
    return OutsideTable(tuple(names), np.array(rows, np.float64))


def _course(series: OutsideSeries, first: date, days: int) -> FloatArray:
    """A series by day; days that nobody told are filled as staff chose."""
    reach = first - timedelta(days=A_YEAR)
    found = OutsideValue.objects.filter(
        series=series, day__gte=reach, day__lt=first + timedelta(days=days)
    )
    course = np.full(A_YEAR + days, np.nan)
    for day, value in found.values_list("day", "value"):
        course[(day - reach).days] = value
    if series.fill_forward == FillForward.YEAR_AGO:
        for place in np.flatnonzero(np.isnan(course[A_YEAR:])) + A_YEAR:
            course[place] = course[place - A_YEAR]
    if series.fill_forward != FillForward.ZERO:
        course = _carried(course)
    return np.nan_to_num(course[A_YEAR:])


def _carried(course: FloatArray) -> FloatArray:
    """Each gap as the value before it; the gap at the start as the first value."""
    known = np.flatnonzero(~np.isnan(course))
    if not len(known):
        return course
    places = np.searchsorted(known, np.arange(len(course)), side="right") - 1
    return course[known[np.maximum(places, 0)]]


def _standardised(course: FloatArray) -> FloatArray:
    spread = float(course.std())
    return (course - course.mean()) / spread if spread > 0 else np.zeros_like(course)


def _flags(first: date, days: int, marked: Iterable[date]) -> FloatArray:
    flags = np.zeros(days)
    for day in marked:
        if 0 <= (place := (day - first).days) < days:
            flags[place] = 1.0
    return flags


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
