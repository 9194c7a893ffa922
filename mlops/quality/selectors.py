"""Reading what the checks found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Max, Min, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from foundation import clock
from mlops.catalogue import FeatureSpec, features
from mlops.models import CheckKind, CheckState, DataCheck
from mlops.quality.feature_checks import SOURCE as OF_FEATURE
from mlops.quality.sources import data_sources

ALERT_DAYS = 2


def checked_day() -> date | None:
    """The last day on which data were checked; None before the first night."""
    day: date | None = DataCheck.objects.aggregate(day=Max("day"))["day"]
    return day


def checks_of(day: date) -> list[DataCheck]:
    """All checks of a day: what failed first, then by source."""
    order = {CheckState.FAILED: 0, CheckState.PASSED: 1, CheckState.EMPTY: 2}
    rows = DataCheck.objects.filter(day=day).order_by("source", "pk")
    return sorted(rows, key=lambda row: order[CheckState(row.state)])


def failing(*, at: datetime | None = None) -> list[DataCheck]:
    """What the last look found wrong; one of more than two days ago tells nothing of now."""
    newest = DataCheck.objects.order_by("-day").values("day")[:1]
    since = clock.business_day(at) - timedelta(days=ALERT_DAYS)
    failed = DataCheck.objects.filter(state=CheckState.FAILED, day=Subquery(newest))
    return list(failed.filter(day__gte=since).order_by("source", "pk"))


@dataclass(frozen=True, slots=True)
class DayOfCompleteness:
    """How complete the sources were on a day: the mean of their shares, and the least."""

    day: date
    mean: float
    least: float


def completeness_course(first: date, last: date) -> list[DayOfCompleteness]:
    """Completeness by day, for the days on which it was looked at."""
    rows = (
        DataCheck.objects.filter(
            kind=CheckKind.COMPLETENESS, day__range=(first, last), value__isnull=False
        )
        .values_list("day")
        .annotate(Avg("value"), Min("value"))
        .order_by("day")
    )
    return [DayOfCompleteness(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class CataloguedFeature:
    """A feature of the catalogue beside what the last check found of it.

    ``subjects`` and ``coverage`` are None before the first check; coverage also where only some
    subjects are meant to have it.
    """

    name: str
    spec: FeatureSpec
    subjects: int | None
    coverage: float | None
    newest_at: datetime | None
    state: CheckState


def catalogue() -> list[CataloguedFeature]:
    """The whole catalogue by name, in two queries: values are not counted for a page."""
    day = checked_day()
    rows = DataCheck.objects.filter(day=day, source__startswith=OF_FEATURE) if day else ()
    found: dict[str, dict[str, DataCheck]] = {}
    for row in rows:
        found.setdefault(row.source.removeprefix(OF_FEATURE), {})[row.kind] = row
    return sorted(
        (_catalogued(name, spec, found.get(name, {})) for name, spec in features),
        key=lambda one: one.name,
    )


def source_label(name: str) -> str | Promise:
    """What staff call a source; its name where nobody declares it any more."""
    source = data_sources.get(name)
    return source.label if source else name


def check_label(check: DataCheck) -> str | Promise:
    """What staff call a check of a source; its kind where it is one of the shop's own."""
    source = data_sources.get(check.source)
    declared = source.checks if source else ()
    by_name = {one.name: one.label for one in declared}
    return by_name.get(check.name, check.get_kind_display())


def figure_text(kind: str, value: float | None) -> str:
    """A share in per cent, an age in hours; empty where there is neither."""
    if value is None:
        return ""
    if kind == CheckKind.FRESHNESS:
        return _("%(hours)s h") % {"hours": f"{value:,.1f}"}
    return f"{value:.2%}"


def _catalogued(name: str, spec: FeatureSpec, checks: dict[str, DataCheck]) -> CataloguedFeature:
    coverage = checks.get(CheckKind.COVERAGE)
    age = checks.get(CheckKind.FRESHNESS)
    return CataloguedFeature(
        name=name,
        spec=spec,
        subjects=coverage.rows - coverage.failed if coverage else None,
        coverage=coverage.value if coverage else None,
        newest_at=age.newest_at if age else None,
        state=_worst([row.state for row in checks.values()]),
    )


def _worst(states: list[str]) -> CheckState:
    for state in (CheckState.FAILED, CheckState.EMPTY):
        if state in states:
            return state
    return CheckState.PASSED if states else CheckState.EMPTY
