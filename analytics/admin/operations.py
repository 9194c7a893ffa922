"""Staff pages of the days of operations and of mail: the rows that dashboards sum."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from analytics.models import DailyMail, DailyOperations
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


@admin.register(DailyMail)
class DailyMailAdmin(LedgerAdmin):
    list_display = ("day", "campaign", "sent", "opened", "clicked")
    list_filter = ("day",)
    search_fields = ("campaign",)
    ordering = ("-day", "campaign")
