"""Staff pages of the minutes in numbers and of the days that were archived."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from events.models import ArchivedDay, MinuteCount
from events.names import EventName
from foundation.admin import LedgerAdmin, label, money_cell


@admin.register(MinuteCount)
class MinuteCountAdmin(LedgerAdmin):
    list_display = ("minute", "what", "subject", "count", "people", "recent_people", "value")
    list_filter = ("name", "minute")
    search_fields = ("=subject",)
    search_help_text = _("Number of a product, or name of a list")
    ordering = ("-minute", "name", "-count", "subject")
    list_per_page = 50
    fields = ("minute", ("what", "subject"), ("count", "value"), ("people", "recent_people"))

    @display(description=_("What happened"), ordering="name")
    def what(self, row: MinuteCount) -> str:
        return str(EventName(row.name).label) if row.name else str(_("Everything"))

    @display(description=_("Value"), ordering="value_minor")
    def value(self, row: MinuteCount) -> SafeString | None:
        return money_cell(row.value_minor or None, settings.SHOP_BASE_CURRENCY)


@admin.register(ArchivedDay)
class ArchivedDayAdmin(LedgerAdmin):
    """Days of the log that stand in files; what is dropped from the log is in them alone."""

    list_display = ("day", "rows", "takes", "exported_at", "where")
    list_filter = ("day",)
    ordering = ("-day",)
    list_per_page = 50
    fields = (("day", "where"), ("rows", "takes"), "exported_at", "sha256")

    @display(description=_("Size"), ordering="size")
    def takes(self, archived: ArchivedDay) -> str:
        return filesizeformat(archived.size)

    @display(description=_("Where"), ordering="dropped_at")
    def where(self, archived: ArchivedDay) -> SafeString:
        if archived.dropped_at is None:
            return label(_("Log and file"), "success")
        return label(_("File alone"), "info")
