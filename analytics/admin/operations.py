"""Staff page of the days of operations: the rows that the dashboard sums."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from analytics.models import DailyOperations
from foundation.admin import LedgerAdmin


@admin.register(DailyOperations)
class DailyOperationsAdmin(LedgerAdmin):
    list_display = (
        "day", "parcels", "late_parcels", "waited", "out_of_stock", "returns", "failed_mails",
    )  # fmt: skip
    list_filter = ("day",)
    ordering = ("-day",)

    @display(description=_("Hours to a parcel"))
    def waited(self, row: DailyOperations) -> str:
        return f"{row.waited_hours / row.parcels:.1f}" if row.parcels else ""
