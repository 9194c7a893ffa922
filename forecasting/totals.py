"""Totals of the shop and its categories by Prophet, and of any series that staff ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Min, OuterRef, Subquery, Sum

from catalog.models import Category, Product
from events.models import DailyDemand
from forecasting.algorithms.forecast import Method
from forecasting.algorithms.panel import FloatArray
from forecasting.algorithms.peaks import tame
from forecasting.algorithms.prophet_totals import (
    Component,
    Occasion,
    TotalSettings,
    fit_total,
)
from forecasting.algorithms.prophet_totals import TotalForecast as Told
from forecasting.calendars import (
    events_between,
    holidays_between,
    outside_table,
    special_days,
)
from forecasting.dataset import business_day_to_forecast
from forecasting.models import Level, OutsideSeries, TotalForecast
from forecasting.services import keep_totals
from forecasting.serving import DIGITS, HIGH, LOW
from foundation import clock

HISTORY_DAYS = 2 * 364
DAYS_AHEAD = 91
DAYS_KEPT = 90
BEFORE_HOLIDAY = 7
MOST_BY_PROPHET = 20
"""Each takes more than a second; smaller categories are answered by their weekdays' means."""
COMPONENT_POINTS = 366
SHOP = (Level.SHOP, 0)
_BY_WEEKDAYS = TotalSettings(fewest_days=10**6)

Subject = tuple[Level, int]


@dataclass(frozen=True, slots=True)
class Courses:
    """Units by day of the shop and of every category with all that hangs below it.

    ``parts`` are the categories that hold products themselves, ``own`` what these sold, ``above``
    the way up from each.
    """

    first: date
    units: Mapping[Subject, FloatArray]
    own: Mapping[int, FloatArray]
    parts: tuple[int, ...]
    above: Mapping[int, tuple[int, ...]]


def load_courses(as_of: date) -> Courses:
    """One query of the roll-ups, summed by the database; one-off peaks are tamed in each sum."""
    earliest = DailyDemand.objects.aggregate(first=Min("day"))["first"] or as_of
    first = max(earliest, as_of - timedelta(days=HISTORY_DAYS))
    days = max((as_of - first).days, 1)
    category = Product.objects.filter(pk=OuterRef("product_id")).values("category_id")
    rows = (
        DailyDemand.objects.filter(day__gte=first, day__lt=as_of, units__gt=0)
        .annotate(category=Subquery(category))
        .values_list("category", "day")
        .annotate(sold=Sum("units"))
    )
    own: dict[int, FloatArray] = defaultdict(lambda: np.zeros(days))
    for part, day, sold in rows:
        if part is not None:
            own[part][(day - first).days] = sold
    above = _ways_up()
    units: dict[Subject, FloatArray] = {SHOP: np.zeros(days)}
    for part, course in own.items():
        units[SHOP] = units[SHOP] + course
        for category_id in above.get(part, (part,)):
            key = (Level.CATEGORY, category_id)
            units[key] = units.get(key, np.zeros(days)) + course
    tamed = {key: tame(course[None])[0][0] for key, course in units.items()}
    calm = {part: tame(course[None])[0][0] for part, course in own.items()}
    return Courses(first, tamed, calm, tuple(sorted(own)), above)


def tell_totals(
    courses: Courses, *, as_of: date, report: Callable[[str], None]
) -> dict[Subject, Told]:
    """The next 13 weeks of every total by day, the largest by Prophet."""
    largest = sorted(courses.units, key=lambda key: -float(courses.units[key].sum()))
    by_prophet = set(largest[:MOST_BY_PROPHET])
    told = {}
    for number, (key, units) in enumerate(courses.units.items()):
        report(f"{number} of {len(courses.units)} totals")
        settings = TotalSettings() if key in by_prophet else _BY_WEEKDAYS
        told[key] = tell(units, first=courses.first, as_of=as_of, settings=settings)
    return told


def tell_own(courses: Courses, told: Mapping[Subject, Told], *, as_of: date) -> dict[int, Told]:
    """What the goods of each category sell without those below it; by weekdays where it has any."""
    mixed = {number for part in courses.parts for number in courses.above.get(part, (part,))[1:]}
    return {
        part: tell(courses.own[part], first=courses.first, as_of=as_of, settings=_BY_WEEKDAYS)
        if part in mixed
        else told[Level.CATEGORY, part]
        for part in courses.parts
    }


def tell(
    units: FloatArray, *, first: date, as_of: date, settings: TotalSettings | None = None
) -> Told:
    """One total by day, with the holidays, events and outside series that are known."""
    days = len(units)
    names = list(
        OutsideSeries.objects.filter(is_active=True).order_by("code").values_list("code", flat=True)
    )
    table = outside_table(first, days + DAYS_AHEAD, names=names) if names else None
    past = {} if table is None else dict(zip(names, table.values[:, :days], strict=True))
    ahead = {} if table is None else dict(zip(names, table.values[:, days:], strict=True))
    model = fit_total(
        units,
        first=first,
        occasions=occasions(first, as_of + timedelta(days=DAYS_AHEAD)),
        regressors=past,
        settings=settings or TotalSettings(),
    )
    return model.look_ahead(DAYS_AHEAD, regressors=ahead)


def occasions(first: date, last: date) -> list[Occasion]:
    """Holidays with the week before them, staff's events, and promotions of the whole shop."""
    free = [Occasion(one.name, one.day, BEFORE_HOLIDAY, 0) for one in holidays_between(first, last)]
    return [*free, *(Occasion(one.name, one.day) for one in events_between(first, last))]


def names_coming(as_of: date) -> list[str]:
    """Holidays and events of the days ahead, in the order in which they come."""
    coming = special_days(as_of, as_of + timedelta(days=DAYS_AHEAD - 1))
    return list(dict.fromkeys(one.name for one in sorted(coming, key=lambda one: one.day)))


def row_of(
    key: Subject, told: Told, *, as_of: date, made_at: datetime, days: int, names: Sequence[str]
) -> TotalForecast:
    """A total as its row, unsaved; ``names`` are the holidays and events that it knows of."""
    level, subject = key
    explanation: dict[str, Any] = {"days": days}
    if told.method == Method.PROPHET and names:
        explanation["occasions"] = list(names)
    return TotalForecast(
        level=level,
        subject_id=subject,
        as_of=as_of,
        made_at=made_at,
        method=int(told.method),
        explanation=explanation,
        daily=_plain(told.mean[:DAYS_KEPT]),
        daily_low=_plain(told.quantiles[:DAYS_KEPT, LOW]),
        daily_high=_plain(told.quantiles[:DAYS_KEPT, HIGH]),
        components={name: _component(part) for name, part in told.components.items()},
    )


def tell_one(*, level: Level, subject_id: int, at: datetime | None = None) -> TotalForecast:
    """Prophet's answer for one product or variant that staff ask for, kept as a total.

    Raises:
        ValueError: the shop's and the categories' totals are made by the nightly run.
    """
    names = {Level.VARIANT: "variant_id", Level.PRODUCT: "product_id"}
    if level not in names:
        raise ValueError(f"the {level} is told every night")
    as_of = business_day_to_forecast(at)
    own = DailyDemand.objects.filter(**{names[level]: subject_id}, day__lt=as_of)
    first = own.aggregate(first=Min("day"))["first"] or as_of - timedelta(days=1)
    first = max(first, as_of - timedelta(days=HISTORY_DAYS))
    course = np.zeros((as_of - first).days)
    sales = own.filter(day__gte=first).values_list("day").annotate(sold=Sum("units"))
    for day, sold in sales:
        course[(day - first).days] = sold
    units = tame(course[None])[0][0]
    told = tell(units, first=first, as_of=as_of)
    row = row_of(
        (level, subject_id),
        told,
        as_of=as_of,
        made_at=at or clock.now(),
        days=len(course),
        names=names_coming(as_of),
    )
    keep_totals([row])
    return TotalForecast.objects.get(level=level, subject_id=subject_id)


def _ways_up() -> dict[int, tuple[int, ...]]:
    """Each category with those above it, itself first."""
    by_path = dict(Category.objects.values_list("path", "pk"))
    step = Category.steplen
    return {
        number: tuple(by_path[path[:end]] for end in range(len(path), 0, -step))
        for path, number in by_path.items()
    }


def _component(part: Component) -> dict[str, list[Any]]:
    """What is drawn: the last points of a long course."""
    return {"x": list(part.x[-COMPONENT_POINTS:]), "y": _plain(part.y[-COMPONENT_POINTS:])}


def _plain(values: Any) -> Any:
    return np.round(np.asarray(values, np.float64), DIGITS).tolist()
