"""Cohorts: who comes back after the first order, when, and what they are worth by then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.journeys.selectors import (
    Cohort,
    Wait,
    cohort_months,
    cohort_table,
    second_order_curve,
    second_order_years,
)
from foundation.charts import Series, Value
from foundation.forecast_charts import Band, band_chart
from foundation.heat_charts import HeatRow, heat_chart
from foundation.money import exponent
from shop.dashboards.frame import Asked, Cell, Dashboard, Figure, Page, Size, Table, Tile, register
from shop.dashboards.telling import COUNT, MONEY, SHARE, Unit, count_told, share_told, tile

MOST_COHORTS = 24
QUARTER_DAYS = 91


def read(asked: Asked) -> Page:
    bounds = cohort_months()
    if bounds is None:
        return Page(notes=(_("No customer has ordered yet: cohorts are counted every night."),))
    cohorts = cohort_table(bounds[0], asked.period.last)[-MOST_COHORTS:]
    every = second_order_curve()
    return Page(
        tiles=_tiles(cohorts, every),
        figures=(_retention(cohorts), _value(cohorts), _waiting(every)),
        lists=(_by_year(),),
        notes=(
            _(
                "Customers stand in the month of their first order; guests are nobody's. The "
                "last two years up to the end of the chosen days are shown, and only months in "
                "which ten customers or more began."
            ),
        ),
    )


def _tiles(cohorts: Sequence[Cohort], every: Sequence[Wait]) -> tuple[Tile, ...]:
    told = {wait.days: wait for wait in every}
    after = [
        tile(title, told[days].came_back, unit=SHARE, note=_interval(told[days]))
        for title, days in (
            (_("Came back within 13 weeks"), QUARTER_DAYS),
            (_("Came back within a year"), 364),
        )
        if days in told
    ]
    half = next((wait.days for wait in every if wait.came_back >= 0.5), None)
    people = sum(cohort.people for cohort in cohorts)
    return (
        tile(_("New customers of these months"), people, more_is_good=None),
        *after,
        tile(
            _("Half have come back after"),
            half,
            unit=Unit(lambda days: _("%(days)d days") % {"days": days}, str, round),
            more_is_good=None,
        ),
    )


def _interval(wait: Wait) -> str:
    return _("%(low)s to %(high)s") % {"low": share_told(wait.low), "high": share_told(wait.high)}


def _retention(cohorts: Sequence[Cohort]) -> Figure:
    # In month 0 all ordered: its colour would drown the others.
    return _heat(
        "retention",
        _("Who ordered again, by months after the first order"),
        cohorts,
        lambda cohort: cohort.retention[1:],
        SHARE,
        first_age=1,
        note=_("The share of each cohort that ordered in that month; the last may not be over."),
    )


def _value(cohorts: Sequence[Cohort]) -> Figure:
    return _heat(
        "value",
        _("Revenue of one customer up to each month"),
        cohorts,
        lambda cohort: cohort.value_each,
        MONEY,
        first_age=0,
        note=_(
            "In %(currency)s, without tax, of all customers of a month, whether or not they came "
            "back."
        )
        % {"currency": settings.SHOP_BASE_CURRENCY},
    )


def _heat(
    key: str,
    title: str,
    cohorts: Sequence[Cohort],
    values: Callable[[Cohort], Sequence[float]],
    unit: Unit,
    *,
    first_age: int,
    note: str,
) -> Figure:
    told = [
        (date_format(cohort.month, "M Y"), cohort.people, values(cohort))
        for cohort in cohorts
        if values(cohort)
    ]
    ages = max((len(row) for _name, _people, row in told), default=0)
    columns = [f"+{age}" for age in range(first_age, first_age + ages)]
    rows = tuple(
        (
            Cell(name),
            COUNT.cell(people),
            *(unit.cell(row[age]) if age < len(row) else Cell("") for age in range(ages)),
        )
        for name, people, row in told
    )

    def draw(size: Size) -> SafeString:
        heat = [HeatRow(name, list(row)) for name, _people, row in told]
        return heat_chart(columns, heat, title=title, describe=_short(unit), width=size.width)

    table = Table((_("First order"), _("Customers"), *columns), rows)
    missing = _("Not enough customers yet: ten must begin in one month.")
    return Figure(key, title, table, draw=draw, note=note, missing=missing)


def _short(unit: Unit) -> Callable[[float], str]:
    """Shares without tenths, money in major units: cells are small, the table tells the rest."""
    if unit is SHARE:
        return lambda value: f"{100 * value:.0f}%"
    minor = 10 ** exponent(settings.SHOP_BASE_CURRENCY)
    return lambda value: count_told(round(value / minor))


def _waiting(every: Sequence[Wait]) -> Figure:
    title = _("Time until the second order")
    labels = [str(wait.days // 7) for wait in every]
    name = _("Came back")
    line = Series(name, [wait.came_back for wait in every])
    lows: list[Value] = [wait.low for wait in every]
    band = Band(_("90% interval"), lows, [wait.high for wait in every], "near")

    def draw(size: Size) -> SafeString:
        return band_chart(
            labels,
            [line],
            [band],
            title=title,
            describe=share_told,
            width=size.width,
            height=size.height,
            every=max(-(-len(labels) // size.marks), 1),
        )

    rows = tuple(
        (
            Cell(wait.days),
            SHARE.cell(wait.came_back),
            SHARE.cell(wait.low),
            SHARE.cell(wait.high),
        )
        for wait in every
    )
    return Figure(
        "second-order",
        title,
        Table((_("Days"), name, _("at least"), _("at most")), rows),
        draw=draw,
        legend=(("main", name),),
        note=_(
            "By Kaplan and Meier: customers who began lately count for as long as they could be "
            "watched. Across: weeks since the first order."
        ),
        missing=_("Not enough customers yet."),
    )


def _by_year() -> Figure:
    rows = []
    for year in second_order_years():
        told = {wait.days: wait for wait in second_order_curve(year)}
        within = [told.get(days) for days in (28, QUARTER_DAYS, 182, 364)]
        rows.append(
            (
                Cell(year or _("All"), str(year or _("All"))),
                *(SHARE.cell(wait.came_back if wait else None) for wait in within),
            )
        )
    columns = (
        _("Year of the first order"), _("4 weeks"), _("13 weeks"), _("26 weeks"), _("52 weeks"),
    )  # fmt: skip
    return Figure("by-year", _("Came back within"), Table(columns, tuple(rows)))


register(
    Dashboard(
        slug="cohorts",
        title=gettext_lazy("Cohorts"),
        icon="groups",
        about=gettext_lazy("Who comes back after the first order, when, and what it brings."),
        read=read,
    )
)
