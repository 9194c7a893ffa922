"""Reading groups of customers: sizes, courses and moves, none of them about fewer than ten."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Sum

from analytics.models import Grouping, RfmSegment, SegmentDay, SegmentMove
from analytics.small_groups import hide_small

COURSE_DAYS = 365
MOVED_WITHIN = 30
OTHERS = "others"
"""The value of the group in which small ones stand together."""


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A group of customers on a day; money in minor units of the base currency."""

    value: str
    customers: int
    orders: int
    revenue_minor: int
    churn_risk: float | None
    value_365_minor: int | None


@dataclass(frozen=True, slots=True)
class Moves:
    """How many customers moved between two segments; ``before`` is empty of the new."""

    before: str
    after: str
    customers: int


def latest_day() -> date | None:
    """The day of the latest profiles; None before the first."""
    day: date | None = SegmentDay.objects.aggregate(day=Max("day"))["day"]
    return day


def latest_groups(grouping: Grouping) -> list[GroupFigures]:
    """The groups as the latest profiles tell of them; see ``groups_on``."""
    day = latest_day()
    return groups_on(day, grouping) if day else []


def groups_on(day: date, grouping: Grouping) -> list[GroupFigures]:
    """The groups of a day, segments in their order, others by size; small ones stand together."""
    rows = [
        GroupFigures(
            row.value, row.customers, row.orders, row.revenue_minor, row.churn_risk,
            row.value_365_minor,
        )
        for row in SegmentDay.objects.filter(day=day, grouping=grouping)
    ]  # fmt: skip
    rows.sort(key=lambda row: (_place(row.value), -row.customers, row.value))
    return hide_small(rows, people=lambda row: row.customers, rest=_together)


def segment_course(*, until: date) -> dict[date, dict[str, int]]:
    """Customers in each segment by day of the last year.

    Segments that stand together in ``groups_on`` are left out, so that none is told by both.
    """
    rows = SegmentDay.objects.filter(
        grouping=Grouping.RFM, day__gt=until - timedelta(days=COURSE_DAYS), day__lte=until
    ).values_list("day", "value", "customers")
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for day, value, customers in rows.order_by("day"):
        found[day][value] = customers
    course = {day: _told_alone(groups) for day, groups in found.items()}
    return {day: groups for day, groups in course.items() if groups}


def _place(value: str) -> int:
    """Where a segment stands among the others; what is none stands last."""
    return RfmSegment.values.index(value) if value in RfmSegment.values else len(RfmSegment)


def _told_alone(groups: dict[str, int]) -> dict[str, int]:
    rows = hide_small(
        sorted(groups.items(), key=lambda row: _place(row[0])),  # as in ``groups_on``
        people=lambda row: row[1],
        rest=lambda small: (OTHERS, sum(people for _value, people in small)),
    )
    return {value: people for value, people in rows if people and value != OTHERS}


def moves_between(first: date, last: date) -> list[Moves]:
    """Who moved from which segment into which, most first; moves of fewer than ten are left out."""
    rows = (
        SegmentMove.objects.filter(day__gte=first, day__lte=last)
        .values_list("before", "after")
        .annotate(people=Sum("customers"))
        .order_by("-people", "before", "after")
    )
    return hide_small([Moves(*row) for row in rows], people=lambda row: row.customers)


def _together(rows: list[GroupFigures]) -> GroupFigures:
    customers = sum(row.customers for row in rows)
    risks = [(row.churn_risk, row.customers) for row in rows if row.churn_risk is not None]
    worths = [row.value_365_minor for row in rows if row.value_365_minor is not None]
    weight = sum(people for _risk, people in risks)
    return GroupFigures(
        value=OTHERS,
        customers=customers,
        orders=sum(row.orders for row in rows),
        revenue_minor=sum(row.revenue_minor for row in rows),
        churn_risk=sum(risk * people for risk, people in risks) / weight if weight else None,
        value_365_minor=sum(worths) if worths else None,
    )
