"""Staff pages for changes of many rows and for views of lists."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from foundation.admin import LedgerAdmin
from shop.bulk.models import BulkChange, BulkRow, ListView


@admin.register(BulkChange)
class BulkChangeAdmin(LedgerAdmin):
    list_display = ("__str__", "state", "by", "created_at")
    list_select_related = ("by",)
    ordering = ("-created_at", "-pk")


@admin.register(BulkRow)
class BulkRowAdmin(LedgerAdmin):
    list_display = ("subject", "change", "state", "reason")
    list_select_related = ("change",)
    ordering = ("-change", "subject")


@admin.register(ListView)
class ListViewAdmin(LedgerAdmin):
    """Views of lists, made and removed where they are looked at."""

    list_display = ("name", "source", "owner", "is_shared", "is_pinned", "created_at")
    list_select_related = ("owner",)
    list_filter = ("is_shared", "is_pinned")
    search_fields = ("name",)
    ordering = ("source", "name", "pk")
    empty_text = gettext_lazy("Nobody saved a view of a list yet.")
