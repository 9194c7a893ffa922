"""The staff page that tells of groups of customers, and the ledgers behind it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from analytics.admin.pages import PagesAdmin
from analytics.admin.segment_figures import overview_context
from analytics.customers.jobs import ask_for_profiles
from analytics.customers.naming import group_name, segment_name
from analytics.models import SegmentDay, SegmentMove
from analytics.small_groups import FEWEST
from foundation.admin import LedgerAdmin, close_dialog
from foundation.dialogs import Dialog

NEW_HERE = gettext_lazy("New here")


@admin.register(SegmentDay)
class SegmentDayAdmin(PagesAdmin, LedgerAdmin):
    list_display = ("day", "grouping", "called", "customers")
    list_display_links = ("day",)
    list_filter = ("grouping", "day")
    ordering = ("-day", "grouping", "-customers", "pk")
    fields = readonly_fields = ("day", "grouping", "called", "customers")
    empty_text = gettext_lazy("Groups are counted every night, as soon as somebody ordered.")
    actions_list = ("open_overview", "write_now")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SegmentDay]:
        return super().get_queryset(request).filter(customers__gte=FEWEST)

    def get_urls(self) -> list[Any]:
        return [self.own_path("overview/", self.overview_view, "overview"), *super().get_urls()]

    def overview_view(self, request: HttpRequest) -> HttpResponse:
        """Every segment with its size, worth, moves and strategy; behaviour, age and country."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.show(request, "segments", _("Customer segments"), overview_context(request))

    @action(description=gettext_lazy("Customer segments"), icon="groups", permissions=["view"])
    def open_overview(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:analytics_segmentday_overview")

    def has_write_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("analytics.change_segmentday"))

    @action(
        description=gettext_lazy("Count anew"),
        icon="sync",
        permissions=["write"],
        dialog={
            "title": gettext_lazy("Count all customers anew?"),
            "description": gettext_lazy(
                "It is done every night. On a large shop it takes some minutes."
            ),
            "form_class": Dialog,
            "form_submit_text": gettext_lazy("Count anew"),
        },
    )
    def write_now(self, request: HttpRequest, form: Dialog) -> HttpResponse:
        if ask_for_profiles():
            messages.success(request, _("All customers are counted now; look again in a minute."))
        else:
            messages.info(request, _("They are being counted already."))
        return close_dialog()

    @display(description=gettext_lazy("Group"), ordering="value")
    def called(self, row: SegmentDay) -> str:
        return group_name(row.grouping, row.value)


@admin.register(SegmentMove)
class SegmentMoveAdmin(LedgerAdmin):
    list_display = ("day", "came_from", "after", "customers")
    list_display_links = ("day",)
    list_filter = ("day", "before", "after")
    ordering = ("-day", "-customers", "pk")
    fields = readonly_fields = ("day", "came_from", "after", "customers")
    empty_text = gettext_lazy("Nobody moved from one segment to another yet.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SegmentMove]:
        return super().get_queryset(request).filter(customers__gte=FEWEST)

    @display(description=gettext_lazy("From"), ordering="before")
    def came_from(self, row: SegmentMove) -> str:
        return segment_name(row.before) or str(NEW_HERE)
