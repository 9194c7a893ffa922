"""How well a forecast was known before: the backtest beside its plain baseline."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from forecasting.models import Answerer, BacktestReport, Grain, Level
from foundation.admin import LedgerAdmin


def per_cent(value: float | None) -> str:
    """A figure in per cent; a dash where it is not known."""
    return "–" if value is None else f"{number_format(value, 1)}%"


def accuracy_rows(*, version: str, level: Level, demand_class: str = "") -> list[dict[str, Any]]:
    """The backtest of a version at a level, a row for each way of counting and who answered.

    ``demand_class`` empty: all classes together. Where the class was not measured, all of them.
    """
    found = list(
        BacktestReport.objects.filter(
            version__name="forecasting",
            version__version=version,
            level=level,
            demand_class__in=("", demand_class),
        ).order_by("grain", "answerer")
    )
    of_class = [report for report in found if report.demand_class == demand_class]
    chosen = of_class or [report for report in found if not report.demand_class]
    return [_row(report) for report in chosen]


def _row(report: BacktestReport) -> dict[str, Any]:
    return {
        "answerer": Answerer(report.answerer).label,
        "is_ours": report.answerer == Answerer.MODEL,
        "grain": Grain(report.grain).label,
        "horizon": report.horizon,
        "wape": per_cent(report.wape),
        "wape_h": per_cent(report.wape_h),
        "bias": per_cent(report.bias),
        "coverage_80": per_cent(report.coverage_80),
        "coverage_95": per_cent(report.coverage_95),
    }


@admin.register(BacktestReport)
class BacktestReportAdmin(LedgerAdmin):
    list_display = (
        "version", "grain", "level", "of_class", "answerer", "wape_share", "sum_share", "mase",
        "bias_share", "wql_share", "held_80", "held_95",
    )  # fmt: skip
    list_filter = ("level", "grain", "answerer", "demand_class")
    search_fields = ("version__version",)
    ordering = ("-version_id", "grain", "level", "demand_class", "answerer")
    empty_text = gettext_lazy("No forecast has been tested yet.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BacktestReport]:
        return super().get_queryset(request).select_related("version")

    @display(description=gettext_lazy("Demand"), ordering="demand_class")
    def of_class(self, report: BacktestReport) -> str:
        return report.get_demand_class_display() or _("all")

    @display(description=gettext_lazy("WAPE"), ordering="wape")
    def wape_share(self, report: BacktestReport) -> str:
        return per_cent(report.wape)

    @display(description=gettext_lazy("WAPE of the sum"), ordering="wape_h")
    def sum_share(self, report: BacktestReport) -> str:
        return per_cent(report.wape_h)

    @display(description=gettext_lazy("Bias"), ordering="bias")
    def bias_share(self, report: BacktestReport) -> str:
        return per_cent(report.bias)

    @display(description=gettext_lazy("wQL"), ordering="wql")
    def wql_share(self, report: BacktestReport) -> str:
        return per_cent(report.wql)

    @display(description=gettext_lazy("80% held"), ordering="coverage_80")
    def held_80(self, report: BacktestReport) -> str:
        return per_cent(report.coverage_80)

    @display(description=gettext_lazy("95% held"), ordering="coverage_95")
    def held_95(self, report: BacktestReport) -> str:
        return per_cent(report.coverage_95)
