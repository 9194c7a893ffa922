"""Paths, stages, cohorts, waits and pairs for pages: only groups of ten people and more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, Sum

from analytics.journeys.path_rows import BETWEEN
from analytics.models import (
    BasketPair,
    ChannelGroup,
    CohortMonth,
    JourneyPath,
    LifeStage,
    PathKind,
    SecondOrderWait,
    ShoppingStep,
    StageMonth,
    ThingKind,
)
from analytics.small_groups import hide_small, is_shown
from catalog.models import Category, Product

_WORDS: dict[str, type[ShoppingStep] | type[ChannelGroup]] = {
    PathKind.STEPS: ShoppingStep,
    PathKind.CHANNELS: ChannelGroup,
}


@dataclass(frozen=True, slots=True)
class Path:
    """A course of some months; ``steps`` is empty for all courses of few people together.

    ``people`` are those of its largest month: never more than there were.
    """

    steps: tuple[ShoppingStep | ChannelGroup, ...]
    courses: int
    people: int
    orders: int
    revenue_minor: int

    @property
    def order_share(self) -> float:
        """Of those who went so, the share that ordered."""
        return self.orders / self.courses


@dataclass(frozen=True, slots=True)
class StageCount:
    """Customers at a stage at the end of a month."""

    stage: LifeStage
    people: int


@dataclass(frozen=True, slots=True)
class StageMove:
    """Customers who stood at ``before`` a month ago (None: were not there) and at ``after`` now."""

    before: LifeStage | None
    after: LifeStage
    people: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers by the month of their first order, and what they did in the months since.

    ``active`` and ``revenue_minor`` have a figure for each age, from 0 on; ``retention`` gives
    shares. The last month may not be over.
    """

    month: date
    people: int
    active: tuple[int, ...]
    revenue_minor: tuple[int, ...]

    @property
    def retention(self) -> tuple[float, ...]:
        return tuple(active / self.people for active in self.active)

    @property
    def value_each(self) -> tuple[float, ...]:
        """Revenue of one customer up to each age, in minor units."""
        total, told = 0, []
        for revenue in self.revenue_minor:
            total += revenue
            told.append(total / self.people)
        return tuple(told)


@dataclass(frozen=True, slots=True)
class Wait:
    """The share that came back within so many days, and its 90 % interval."""

    days: int
    came_back: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things that stand in baskets together, with their names.

    ``then_right`` is the confidence that who takes the left takes the right too.
    """

    left: str
    right: str
    left_id: int
    right_id: int
    support: float
    then_right: float
    then_left: float
    lift: float
    low: float
    high: float
    both: int
    people: int


def common_paths(kind: PathKind, first: date, last: date, *, limit: int = 20) -> list[Path]:
    """The commonest courses of the calendar months that the days touch; the rest stand last.

    In the rest is what few people did in a month, and what comes after the first ``limit``.
    """
    rows = (
        JourneyPath.objects.filter(kind=kind, month__range=(first.replace(day=1), last))
        .values("path")
        .annotate(
            times=Sum("courses"),
            most=Max("people"),
            bought=Sum("orders"),
            worth=Sum("revenue_minor"),
        )
        .order_by("-times", "path")
    )
    found = [
        Path(_steps(kind, row["path"]), row["times"], row["most"], row["bought"], row["worth"])
        for row in rows
    ]
    told = [path for path in found if path.steps]
    rest = [*told[limit:], *(path for path in found if not path.steps)]
    return [*told[:limit], *([_together(rest)] if rest else [])]


def _steps(kind: PathKind, path: str) -> tuple[ShoppingStep | ChannelGroup, ...]:
    return tuple(_WORDS[kind](name) for name in path.split(BETWEEN)) if path else ()


def _together(paths: Sequence[Path]) -> Path:
    return Path(
        steps=(),
        courses=sum(path.courses for path in paths),
        people=max(path.people for path in paths),
        orders=sum(path.orders for path in paths),
        revenue_minor=sum(path.revenue_minor for path in paths),
    )


def stage_month(until: date) -> date | None:
    """The newest month up to a day of which stages are known."""
    known = StageMonth.objects.filter(month__lte=until)
    return known.aggregate(newest=Max("month"))["newest"]


def stage_counts(month: date) -> list[StageCount]:
    """How many stood where at the end of a month, in the order of a customer's life.

    Stages of fewer than ten are left out.
    """
    return _counts(dict(_people_by("stage", month)))


def stage_course(first: date, last: date) -> list[tuple[date, dict[LifeStage, int]]]:
    """For each month how many stood at each stage; what is too small to be told is missing."""
    rows = (
        StageMonth.objects.filter(month__range=(first, last))
        .values_list("month", "stage")
        .annotate(total=Sum("people"))
        .order_by("month")
    )
    months: dict[date, dict[LifeStage, int]] = {}
    for month, stage, people in rows:
        if is_shown(people):
            months.setdefault(month, {})[LifeStage(stage)] = people
    return list(months.items())


def stage_moves(month: date) -> list[StageMove]:
    """Who changed their stage in a month, the most first; moves of fewer than ten are left out."""
    rows = StageMonth.objects.filter(month=month).order_by("-people", "before", "stage")
    moves = [
        StageMove(LifeStage(row.before) if row.before else None, LifeStage(row.stage), row.people)
        for row in rows
        if row.before != row.stage
    ]
    return hide_small(moves, people=lambda move: move.people)


def _people_by(name: str, month: date) -> Iterable[tuple[str, int]]:
    rows = StageMonth.objects.filter(month=month).values_list(name)
    return rows.annotate(total=Sum("people")).order_by()


def _counts(people: dict[str, int]) -> list[StageCount]:
    counts = [StageCount(stage, people.get(stage, 0)) for stage in LifeStage]
    return hide_small(counts, people=lambda count: count.people)


def cohort_table(first: date, last: date) -> list[Cohort]:
    """The cohorts of the months that the days touch, oldest first; small ones are left out."""
    rows = CohortMonth.objects.filter(month__range=(first.replace(day=1), last))
    found: dict[date, list[CohortMonth]] = {}
    for row in rows.order_by("month", "age"):
        found.setdefault(row.month, []).append(row)
    cohorts = [
        Cohort(
            month=month,
            people=ages[0].people,
            active=tuple(age.active for age in ages),
            revenue_minor=tuple(age.revenue_minor for age in ages),
        )
        for month, ages in found.items()
    ]
    return hide_small(cohorts, people=lambda cohort: cohort.people)


def cohort_months() -> tuple[date, date] | None:
    """The first and the last month of which there are cohorts."""
    bounds = CohortMonth.objects.aggregate(first=Min("month"), last=Max("month"))
    return (bounds["first"], bounds["last"]) if bounds["first"] else None


def second_order_years() -> list[int]:
    """Years of the first order of which there is a curve; 0 is all."""
    years = SecondOrderWait.objects.order_by("year").values_list("year", flat=True)
    return list(years.distinct())


def second_order_curve(year: int = 0) -> list[Wait]:
    """The share of customers who came back within so many days of their first order."""
    rows = SecondOrderWait.objects.filter(year=year).order_by("days")
    return [Wait(row.days, 1 - row.waiting, 1 - row.high, 1 - row.low) for row in rows]


def pairs_until() -> date | None:
    """Up to which day baskets were looked at; None where no pair was found."""
    return BasketPair.objects.aggregate(newest=Max("until"))["newest"]


def basket_pairs(kind: ThingKind, *, limit: int = 25) -> list[Pair]:
    """The surest pairs, by the lower end of their lift; things that are gone are left out."""
    rows = list(BasketPair.objects.filter(kind=kind)[: 2 * limit])
    names = _names(kind, {number for row in rows for number in (row.left_id, row.right_id)})
    return [
        Pair(
            left=names[row.left_id],
            right=names[row.right_id],
            left_id=row.left_id,
            right_id=row.right_id,
            support=row.both / row.baskets,
            then_right=row.both / row.with_left,
            then_left=row.both / row.with_right,
            lift=row.lift,
            low=row.low,
            high=row.high,
            both=row.both,
            people=row.people,
        )
        for row in rows
        if row.left_id in names and row.right_id in names
    ][:limit]


def _names(kind: ThingKind, numbers: set[int]) -> dict[int, str]:
    model = Product if kind == ThingKind.PRODUCT else Category
    return {row.pk: str(row) for row in model._default_manager.filter(pk__in=numbers)}
