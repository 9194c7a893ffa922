"""Staff pages for what experiments keep: who has seen what, and the results day by day."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from experiments.models import Exposure, ResultSnapshot
from experiments.results import percent, reach
from foundation.admin import LedgerAdmin


@admin.register(Exposure)
class ExposureAdmin(LedgerAdmin):
    list_display = ("subject", "experiment", "arm", "first_at")
    list_filter = ("experiment",)
    list_select_related = ("experiment", "arm")
    search_fields = ("experiment__name", "experiment__slug")
    ordering = ("-pk",)


@admin.register(ResultSnapshot)
class ResultSnapshotAdmin(LedgerAdmin):
    list_display = ("day", "experiment", "metric", "arm", "subjects", "mean", "against", "within")
    list_filter = ("experiment", "metric")
    list_select_related = ("experiment", "arm")
    search_fields = ("experiment__name", "experiment__slug")
    ordering = ("-day", "experiment", "metric", "pk")

    @display(description=_("Against control"), ordering="lift")
    def against(self, row: ResultSnapshot) -> str | None:
        return None if row.lift is None else percent(row.lift)

    @display(description=_("Always-valid interval"))
    def within(self, row: ResultSnapshot) -> str:
        return reach(row)
