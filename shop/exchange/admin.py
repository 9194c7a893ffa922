"""Staff pages for what was brought to the shop in files."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, state_label
from shop.exchange.models import ImportFile, ImportRun, RemotePicture

RUN_COLOURS = {
    "broken": "danger",
    "failed": "danger",
    "checked": "warning",
    "uploaded": "info",
    "applying": "info",
    "done": "success",
}


@admin.register(ImportRun)
class ImportRunAdmin(LedgerAdmin):
    list_display = (
        "file_name", "table", "source", "standing", "rows", "new", "changed", "problem_count",
        "by", "created_at",
    )  # fmt: skip
    list_filter = ("table", "state", "source")
    list_select_related = ("by",)
    search_fields = ("file_name",)
    ordering = ("-created_at", "-pk")
    fields = (
        "file_name", "table", "source", "standing", "rows", "new", "changed", "same",
        "problem_count", "by", "created_at", "checked_at", "applied_at",
    )  # fmt: skip
    empty_text = _("Nothing was imported yet.")

    @display(description=_("State"), ordering="state")
    def standing(self, run: ImportRun) -> SafeString:
        return state_label(run, "state", colours=RUN_COLOURS)


@admin.register(ImportFile)
class ImportFileAdmin(LedgerAdmin):
    list_display = ("run", "size")
    list_select_related = ("run",)
    fields = ("run", "size")
    ordering = ("-pk",)


@admin.register(RemotePicture)
class RemotePictureAdmin(LedgerAdmin):
    list_display = ("url", "product", "state", "tries", "problem", "wished_at")
    list_filter = ("state",)
    list_select_related = ("product",)
    search_fields = ("url", "product__name")
    ordering = ("-wished_at", "-pk")
    fields = (
        "url", "product", "alt", "position", "option_value", "image", "state", "tries", "problem",
        "wished_at", "fetched_at",
    )  # fmt: skip
    empty_text = _("No file named a picture by its address yet.")
