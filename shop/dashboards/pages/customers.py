"""The customers in groups: how many, what they bring, who is about to leave, who moved where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.customers.naming import group_name
from analytics.customers.selectors import (
    OTHERS,
    GroupFigures,
    groups_on,
    moves_between,
    segment_course,
)
from analytics.journeys.selectors import cohort_months, cohort_table
from analytics.models import Grouping, RfmSegment, SegmentDay
from analytics.rollups.selectors import sales_total
from foundation.charts import Series
from foundation.rank_charts import Rank
from shop.dashboards.drawings import course_figure, ranks_figure
from shop.dashboards.frame import Asked, Cell, Dashboard, Figure, Page, Table, Tile, register
from shop.dashboards.telling import COUNT, MONEY, SHARE, share_told, tile

WELL = (RfmSegment.CHAMPIONS, RfmSegment.LOYAL, RfmSegment.POTENTIAL_LOYALISTS)
LEAVING = (
    RfmSegment.NEED_ATTENTION,
    RfmSegment.ABOUT_TO_SLEEP,
    RfmSegment.AT_RISK,
    RfmSegment.CANNOT_LOSE,
)
GONE = (RfmSegment.HIBERNATING, RfmSegment.LOST)
MOST_COHORTS, RETENTION_MONTHS = 8, (1, 2, 3, 6)
A_NIGHT_LATER = timedelta(days=1)
"""A night tells of the day before it."""
MOST_DAYS = 62
"""Days of the course that are drawn; of a longer one every so-manieth."""


def read(asked: Asked) -> Page:
    """Groups as the latest night within the period left them; sales of the period itself."""
    day = _night(asked.period.last)
    if day is None:
        return Page(
            tiles=_sales_tiles(asked),
            notes=(_("Customers are grouped every night: the first groups come tomorrow."),),
        )
    segments = groups_on(day, Grouping.RFM)
    before = _night(asked.compared.last) if asked.compared else None
    return Page(
        tiles=(
            *_group_tiles(segments, groups_on(before, Grouping.RFM) if before else []),
            *_sales_tiles(asked),
        ),
        figures=(
            _groups("segments", Grouping.RFM, segments, day),
            _course(day),
            _groups("behaviour", Grouping.BEHAVIOUR, groups_on(day, Grouping.BEHAVIOUR), day),
            _groups("demographic", Grouping.DEMOGRAPHIC, groups_on(day, Grouping.DEMOGRAPHIC), day),
        ),
        lists=(_cohorts(asked.period.last), _moves(asked)),
    )


def _night(until: date) -> date | None:
    """The last night that tells of days up to ``until``; None before all."""
    nights = SegmentDay.objects.filter(grouping=Grouping.RFM, day__lte=until + A_NIGHT_LATER)
    night: date | None = nights.aggregate(last=Max("day"))["last"]
    return night


def _group_tiles(now: list[GroupFigures], before: list[GroupFigures]) -> tuple[Tile, ...]:
    return (
        tile(_("Customers"), _people(now), _people(before) if before else None),
        tile(
            _("Of them well with us"),
            _share(now, WELL),
            _share(before, WELL),
            unit=SHARE,
            note=_words(WELL),
        ),
        tile(
            _("Of them about to leave"),
            _share(now, LEAVING),
            _share(before, LEAVING),
            unit=SHARE,
            more_is_good=False,
            note=_words(LEAVING),
        ),
        tile(
            _("Mean churn risk"),
            _risk(now),
            _risk(before),
            unit=SHARE,
            more_is_good=False,
            note=_("The chance of no order in the next 90 days."),
        ),
        tile(
            _("Expected of them in a year"),
            _value(now),
            _value(before),
            unit=MONEY,
        ),
    )


def _sales_tiles(asked: Asked) -> tuple[Tile, ...]:
    now = sales_total(asked.period.first, asked.period.last)
    before = sales_total(asked.compared.first, asked.compared.last) if asked.compared else None
    return (
        tile(_("First orders"), now.first_orders, before.first_orders if before else None),
        tile(
            _("Orders of customers who came back"),
            now.repeat_rate,
            before.repeat_rate if before else None,
            unit=SHARE,
        ),
    )


def _people(groups: Sequence[GroupFigures]) -> int:
    return sum(group.customers for group in groups)


def _share(groups: Sequence[GroupFigures], which: Sequence[RfmSegment]) -> float | None:
    """The share of customers in some segments; None where small ones among them are hidden."""
    people = _people(groups)
    if not people:
        return None
    return sum(group.customers for group in groups if group.value in which) / people


def _risk(groups: Sequence[GroupFigures]) -> float | None:
    """The mean over customers of groups of which it is foretold."""
    known = [group for group in groups if group.churn_risk is not None]
    people = _people(known)
    if not people:
        return None
    return sum((group.churn_risk or 0.0) * group.customers for group in known) / people


def _value(groups: Sequence[GroupFigures]) -> int | None:
    known = [group.value_365_minor for group in groups if group.value_365_minor is not None]
    return sum(known) if known else None


def _words(segments: Sequence[RfmSegment]) -> str:
    return ", ".join(str(segment.label) for segment in segments)


def _name(grouping: Grouping, value: str) -> str:
    return _("All smaller ones") if value == OTHERS else group_name(grouping, value)


def _groups(key: str, grouping: Grouping, groups: Sequence[GroupFigures], day: date) -> Figure:
    """Each group with its size as a bar and the rest in the table."""
    people = _people(groups) or 1
    ranks = [
        Rank(_name(grouping, group.value), group.customers, share_told(group.customers / people))
        for group in groups
    ]
    columns = (
        str(grouping.label),
        _("Customers"),
        _("Share"),
        _("Orders"),
        _("Revenue"),
        _("Churn risk"),
        _("Expected in a year"),
    )
    rows = tuple(
        (
            Cell(_name(grouping, group.value)),
            COUNT.cell(group.customers),
            SHARE.cell(group.customers / people),
            COUNT.cell(group.orders),
            MONEY.cell(group.revenue_minor),
            SHARE.cell(group.churn_risk),
            MONEY.cell(group.value_365_minor),
        )
        for group in groups
    )
    told = date_format(day, "SHORT_DATE_FORMAT")
    return ranks_figure(
        key,
        {
            Grouping.RFM: _("Segments"),
            Grouping.BEHAVIOUR: _("How they buy"),
            Grouping.DEMOGRAPHIC: _("Age and country"),
        }[grouping],
        ranks,
        heading=str(grouping.label),
        table=Table(columns, rows),
        note=_("As of %(day)s; groups of fewer than ten stand together.") % {"day": told},
        missing={
            Grouping.RFM: _("No segments yet: they come with the first night."),
            Grouping.BEHAVIOUR: _("Groups by behaviour need more customers who ordered."),
            Grouping.DEMOGRAPHIC: _("Nobody told their year of birth yet, and nobody has to."),
        }[grouping],
    )


def _course(until: date) -> Figure:
    """How many stood where, night by night."""
    course = segment_course(until=until)
    days = sorted(course)
    days = days[:: max(-(-len(days) // MOST_DAYS), 1)]
    labels = [date_format(day, "j M y") for day in days]

    def people(day: date, which: Sequence[RfmSegment]) -> float:
        return float(sum(course[day].get(segment.value, 0) for segment in which))

    lines = [
        Series(_("Well with us"), [people(day, WELL) for day in days]),
        Series(_("About to leave"), [people(day, LEAVING) for day in days], "past"),
        Series(_("Hardly there"), [people(day, GONE) for day in days], "before"),
    ]
    return course_figure(
        "course",
        _("Customers by state"),
        labels,
        lines,
        heading=_("Night"),
        note=_("Well with us: %(well)s. About to leave: %(leaving)s. Hardly there: %(gone)s.")
        % {"well": _words(WELL), "leaving": _words(LEAVING), "gone": _words(GONE)},
    )


def _cohorts(until: date) -> Figure:
    """The latest cohorts and how many of each ordered again; all of them have a page."""
    bounds = cohort_months()
    cohorts = cohort_table(bounds[0], until)[-MOST_COHORTS:] if bounds else []
    rows = tuple(
        (
            Cell(date_format(cohort.month, "F Y")),
            COUNT.cell(cohort.people),
            *(SHARE.cell(_at(cohort.retention, month)) for month in RETENTION_MONTHS),
            MONEY.cell(cohort.value_each[-1] if cohort.value_each else None),
        )
        for cohort in cohorts
    )
    columns = (
        _("First order in"),
        _("Customers"),
        *(_("Month %(number)d") % {"number": month} for month in RETENTION_MONTHS),
        _("Revenue of each so far"),
    )
    return Figure(
        "cohorts",
        _("Who came back, by cohort"),
        Table(columns, rows),
        note=_("The share that ordered so many months after the first; the last may not be over."),
        missing=_("No customer has ordered yet: cohorts are counted every night."),
        url=reverse("admin:dashboard_cohorts"),
    )


def _at(values: Sequence[float], place: int) -> float | None:
    return values[place] if place < len(values) else None


def _moves(asked: Asked) -> Figure:
    period = asked.period
    moves = moves_between(period.first + A_NIGHT_LATER, period.last + A_NIGHT_LATER)
    rows = tuple(
        (
            Cell(_name(Grouping.RFM, move.before) or _("First order")),
            Cell(_name(Grouping.RFM, move.after)),
            COUNT.cell(move.customers),
        )
        for move in moves
    )
    return Figure(
        "moves",
        _("Moves between segments"),
        Table((_("From"), _("To"), _("Customers")), rows),
        note=_("Moves of fewer than ten customers are left out."),
        missing=_("No move of ten customers or more in this period."),
    )


register(
    Dashboard(
        slug="customers",
        title=gettext_lazy("Customers in groups"),
        icon="diversity_3",
        about=gettext_lazy("Who buys here, what they bring, and who is about to leave."),
        read=read,
    )
)
