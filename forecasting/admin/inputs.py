"""The staff pages for what the models are told beside sales: events, and series from outside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminFileFieldWidget

from forecasting.admin.pages import PagesAdmin
from forecasting.models import CalendarEvent, OutsideSeries, OutsideValue
from forecasting.services import (
    InputRefused,
    delete_event,
    delete_series,
    load_values,
    save_event,
    save_series,
)
from foundation import clock
from foundation.admin import LedgerAdmin, label
from foundation.charts import sparkline

SHOWN_VALUES = 90
LARGEST_FILE = 2_000_000


@admin.register(CalendarEvent)
class CalendarEventAdmin(ModelAdmin):
    list_display = ("name", "first_day", "last_day", "state", "note")
    list_filter = ("is_active",)
    search_fields = ("name", "note")
    date_hierarchy = "first_day"
    ordering = ("-first_day", "name")
    fieldsets = (
        (
            None,
            {
                "description": gettext_lazy(
                    "Days on which people buy otherwise. How much otherwise is learned from the "
                    "days that went by: give an event that comes again the same name."
                ),
                "fields": ("name", ("first_day", "last_day"), "is_active", "note"),
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_event(event=obj)

    def delete_model(self, request: HttpRequest, obj: CalendarEvent) -> None:
        delete_event(event=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for event in queryset:
            delete_event(event=event)

    @display(description=gettext_lazy("State"))
    def state(self, event: CalendarEvent) -> SafeString:
        if not event.is_active:
            return label(_("Off"))
        today = clock.business_day()
        if event.last_day < today:
            return label(_("Over"))
        return label(_("Now"), "success") if event.first_day <= today else label(_("Later"), "info")


class UploadForm(forms.Form):
    """A file of two columns, day and value."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in UTF-8: a line for each day, such as 2026-11-22,3.5. Days that are known "
            "already take the new value."
        ),
        widget=UnfoldAdminFileFieldWidget(),
    )

    def clean_file(self) -> str:
        told = self.cleaned_data["file"]
        if told.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large."))
        try:
            return str(told.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This file is not written in UTF-8.")) from None


@admin.register(OutsideSeries)
class OutsideSeriesAdmin(PagesAdmin):
    list_display = ("name", "code", "unit", "known", "until", "fill_forward", "state")
    list_filter = ("is_active",)
    search_fields = ("name", "code")
    ordering = ("name", "pk")
    prepopulated_fields = {"code": ("name",)}
    fields = ("name", "code", "unit", "fill_forward", "is_active", "course")
    readonly_fields = ("course",)
    actions_detail = ("upload_values",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutsideSeries]:
        return (
            super()
            .get_queryset(request)
            .annotate(days_known=Count("values"), last_known=Max("values__day"))
        )

    def get_urls(self) -> list[Any]:
        route = self.own_path("<int:object_id>/values/", self.values_view, "values")
        return [route, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_series(series=obj)

    def delete_model(self, request: HttpRequest, obj: OutsideSeries) -> None:
        delete_series(series=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for series in queryset:
            delete_series(series=series)

    def values_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Take in a file of values; a wrong line is named, and nothing of the file is kept."""
        self.require(request, "forecasting.change_outsideseries")
        series = get_object_or_404(OutsideSeries, pk=object_id)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                loaded = load_values(series=series, text=form.cleaned_data["file"])
            except InputRefused as problem:
                form.add_error("file", str(problem))
            else:
                told = ngettext(
                    "%(count)d day was taken in.", "%(count)d days were taken in.", loaded
                )
                messages.success(request, told % {"count": loaded})
                return redirect("admin:forecasting_outsideseries_change", object_id)
        title = _("Values of %(series)s") % {"series": series}
        return self.show(request, "upload", title, {"form": form, "series": series})

    @action(description=gettext_lazy("Upload values"), icon="upload_file", permissions=["change"])
    def upload_values(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("admin:forecasting_outsideseries_values", object_id)

    @display(description=gettext_lazy("Days known"), ordering="days_known")
    def known(self, series: Any) -> int:
        return int(series.days_known)

    @display(description=gettext_lazy("Until"), ordering="last_known")
    def until(self, series: Any) -> str | None:
        return date_format(series.last_known, "SHORT_DATE_FORMAT") if series.last_known else None

    @display(description=gettext_lazy("State"))
    def state(self, series: OutsideSeries) -> SafeString:
        return label(_("Active"), "success") if series.is_active else label(_("Off"))

    @display(description=gettext_lazy("Latest values"))
    def course(self, series: OutsideSeries) -> SafeString | None:
        if series.pk is None:
            return None
        latest = series.values.order_by("-day").values_list("value", flat=True)[:SHOWN_VALUES]
        values = list(latest)[::-1]
        return sparkline(values, title=_("The latest values")) if values else None


@admin.register(OutsideValue)
class OutsideValueAdmin(LedgerAdmin):
    """Written by uploads and by the API; looked at here."""

    list_display = ("series", "day", "value")
    list_filter = ("series",)
    list_select_related = ("series",)
    date_hierarchy = "day"
    ordering = ("-day", "series_id")
    empty_text = gettext_lazy("No value has been taken in yet.")
