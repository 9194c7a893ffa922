"""Whether the data are as they should be: completeness, freshness, ranges, lineage."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.charts import Series
from mlops.models import CheckKind, CheckState, DataCheck
from mlops.quality.feature_checks import SOURCE as OF_FEATURE
from mlops.quality.selectors import (
    check_label,
    checked_day,
    checks_of,
    completeness_course,
    source_label,
)
from mlops.quality.sources import COMPLETE, data_sources
from shop.dashboards.drawings import course_figure
from shop.dashboards.frame import Asked, Cell, Dashboard, Figure, Page, Table, Tile, register
from shop.dashboards.telling import COUNT, SHARE, tile

SEES_QUALITY = "mlops.view_datacheck"


def read(asked: Asked) -> Page:
    day = checked_day()
    if day is None:
        return Page(
            notes=(_("Data are looked at every morning: the first figures come with the next."),)
        )
    checks = checks_of(day)
    return Page(
        tiles=_tiles(checks, asked),
        figures=(_course(asked),),
        lists=(_failed(checks), _all(checks), _lineage()),
    )


def _tiles(checks: Sequence[DataCheck], asked: Asked) -> tuple[Tile, ...]:
    complete = _shares(checks)
    failed = sum(check.state == CheckState.FAILED for check in checks)
    looked_at = timesince(checks[0].checked_at, asked.at) if checks else ""
    return (
        tile(
            _("Completeness"), sum(complete) / len(complete) if complete else None, unit=SHARE,
            target=COMPLETE, note=_("On average of all checks."),
        ),
        tile(_("Least complete"), min(complete, default=None), unit=SHARE),
        tile(
            _("Checks"), len(checks), more_is_good=None,
            note=_("%(time)s ago") % {"time": looked_at},
        ),
        tile(_("Not as they should be"), failed, more_is_good=False),
    )  # fmt: skip


def _shares(checks: Sequence[DataCheck]) -> list[float]:
    return [
        check.value
        for check in checks
        if check.kind == CheckKind.COMPLETENESS and check.value is not None
    ]


def _course(asked: Asked) -> Figure:
    days = completeness_course(asked.period.first, asked.period.last)
    labels = [date_format(one.day, "j M") for one in days]
    lines = [
        Series(_("On average"), [one.mean for one in days]),
        Series(_("Least complete"), [one.least for one in days], "before"),
    ]
    return course_figure(
        "completeness", _("Completeness by day"), labels, lines, heading=_("Day"), unit=SHARE,
        note=_("The target is %(share)s.") % {"share": SHARE.told(COMPLETE)},
        missing=_("Nothing was looked at in these days."),
    )  # fmt: skip


def _failed(checks: Sequence[DataCheck]) -> Figure:
    failed = [check for check in checks if check.state == CheckState.FAILED]
    return Figure(
        "failed", _("Not as it should be"), _table(failed),
        missing=_("Everything is as it should be."),
        url=reverse("admin:mlops_datacheck_changelist") + "?state__exact=failed",
    )  # fmt: skip


def _all(checks: Sequence[DataCheck]) -> Figure:
    """Tables and models; features have a page of their own."""
    kept = [check for check in checks if not check.source.startswith(OF_FEATURE)]
    return Figure(
        "checks", _("All checks"), _table(sorted(kept, key=lambda check: check.pk)),
        note=_("As of the last look, whatever the period."),
    )  # fmt: skip


def _table(checks: Sequence[DataCheck]) -> Table:
    columns = (
        _("Source"), _("Check"), _("State"), _("Found"), _("Target"), _("Rows"),
        _("Do not fit"),
    )  # fmt: skip
    return Table(
        columns,
        tuple(
            (
                Cell(
                    str(source_label(check.source)),
                    url=reverse("admin:mlops_datacheck_change", args=[check.pk]),
                ),
                Cell(str(check_label(check))),
                Cell(check.get_state_display()),
                _figure(check, check.value),
                _figure(check, check.target),
                COUNT.cell(check.rows),
                COUNT.cell(check.failed),
            )
            for check in checks
        ),
    )


def _figure(check: DataCheck, value: float | None) -> Cell:
    if value is None or check.kind != CheckKind.FRESHNESS:
        return SHARE.cell(value)
    return Cell(round(value, 1), _("%(hours)s h") % {"hours": number_format(value, 1)})


def _lineage() -> Figure:
    """What each source is made from, as its app declares it."""
    columns = (_("Source"), _("Kept by"), _("Made from"))
    rows = tuple(
        (
            Cell(str(source.label)),
            Cell(source.owner),
            Cell(", ".join(str(source_label(one)) for one in source.reads) or _("what people do")),
        )
        for _name, source in data_sources
    )
    return Figure(
        "lineage", _("Where data come from"), Table(columns, rows),
        note=_("Which training read which days stands on the page of models."),
    )  # fmt: skip


register(
    Dashboard(
        slug="quality",
        title=gettext_lazy("Data quality"),
        icon="fact_check",
        about=gettext_lazy("Whether the data that models and pages read are as they should be."),
        read=read,
        permission=SEES_QUALITY,
    )
)
