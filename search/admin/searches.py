"""The staff page that tells what was searched for, and the ledgers behind it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from foundation.admin import LedgerAdmin
from search.admin.report import report_context
from search.models import PlaceDay, QueryDay


@admin.register(QueryDay)
class QueryDayAdmin(LedgerAdmin):
    list_display = (
        "words", "language", "day", "searches", "without_result", "clicked", "bought",
    )  # fmt: skip
    list_filter = ("language",)
    search_fields = ("words",)
    date_hierarchy = "day"
    ordering = ("-day", "-searches", "words")
    empty_text = _("Nobody has searched yet.")
    actions_list = ("look_at_report",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.report_view)
        route = path("report/", view, name="search_queryday_report")
        return [route, *super().get_urls()]

    def report_view(self, request: HttpRequest) -> HttpResponse:
        """Top queries, those without results, clicks and purchases, and the position curve."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **report_context(request),
            "title": _("What was searched for"),
            "opts": self.opts,
        }
        return render(request, "admin/search/report.html", context)

    @action(description=_("Report"), icon="insights", permissions=["view"])
    def look_at_report(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:search_queryday_report")


@admin.register(PlaceDay)
class PlaceDayAdmin(LedgerAdmin):
    list_display = ("day", "position", "shown", "clicks")
    date_hierarchy = "day"
    ordering = ("-day", "position")
    empty_text = _("Nobody has searched yet.")
