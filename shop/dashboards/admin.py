"""Staff pages for targets, saved views and reports by mail."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget

from foundation.admin import LedgerAdmin, money_cell
from foundation.dialog_fields import amount_of
from foundation.money import Money
from foundation.refusals import Refusal
from shop.dashboards.frame import dashboards
from shop.dashboards.models import ReportSchedule, SalesTarget, SavedView
from shop.dashboards.services import check_schedule, check_target, save_schedule, save_target

AMOUNTS = ("revenue", "margin")


def _pages() -> list[tuple[str, str]]:
    """The pages that tell of a period."""
    return [(slug, str(page.title)) for slug, page in dashboards if page.has_period]


def _amount(label: Any) -> forms.DecimalField:
    """A sum of a month, which may be larger than any price."""
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_digits=16,
        decimal_places=4,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )


class TargetForm(forms.ModelForm):
    """Amounts in major units of the base currency."""

    revenue = _amount(_("Revenue"))
    margin = _amount(_("Margin"))

    class Meta:
        model = SalesTarget
        fields = ("month", "orders")
        error_messages = {"month": {"unique": _("This month has a target already.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in AMOUNTS if self.instance.pk else ():
            minor = getattr(self.instance, f"{name}_minor")
            self.initial[name] = amount_of(minor, settings.SHOP_BASE_CURRENCY)

    def clean_month(self) -> date:
        day: date = self.cleaned_data["month"]
        return day.replace(day=1)

    def _post_clean(self) -> None:
        """Told together: what the fields say one by one may make no sense."""
        super()._post_clean()  # type: ignore[misc]
        for name in AMOUNTS:
            amount = self.cleaned_data.get(name)
            minor = None if amount is None else Money.of(amount, settings.SHOP_BASE_CURRENCY).minor
            setattr(self.instance, f"{name}_minor", minor)
        if not self.errors:
            _refused(self, lambda: check_target(self.instance))


class ScheduleForm(forms.ModelForm):
    dashboard = forms.ChoiceField(label=_("Page"), choices=_pages, widget=UnfoldAdminSelectWidget())

    class Meta:
        model = ReportSchedule
        fields = ("reader", "dashboard", "rhythm", "is_active")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            _refused(self, lambda: check_schedule(self.instance))


def _refused(form: forms.ModelForm[Any], check: Any) -> None:
    try:
        check()
    except Refusal as problem:
        form.add_error(problem.field or None, problem.message)


def _page_name(slug: str) -> str:
    page = dashboards.get(slug)
    return str(page.title) if page else slug


@admin.register(SalesTarget)
class SalesTargetAdmin(ModelAdmin):
    form = TargetForm
    fields = ("month", "revenue", "margin", "orders")
    list_display = ("called", "revenue", "margin", "orders")
    ordering = ("-month",)

    def save_model(self, request: HttpRequest, obj: SalesTarget, form: Any, change: bool) -> None:
        save_target(target=obj)

    @display(description=_("Month"), ordering="month")
    def called(self, row: SalesTarget) -> str:
        return str(row)

    @display(description=_("Revenue"), ordering="revenue_minor")
    def revenue(self, row: SalesTarget) -> SafeString | None:
        return money_cell(row.revenue_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=_("Margin"), ordering="margin_minor")
    def margin(self, row: SalesTarget) -> SafeString | None:
        return money_cell(row.margin_minor, settings.SHOP_BASE_CURRENCY)


@admin.register(ReportSchedule)
class ReportScheduleAdmin(ModelAdmin):
    """Who gets which page; a filter is set where the page is looked at."""

    form = ScheduleForm
    fields = ("reader", "dashboard", "rhythm", "is_active", "only", "sent_for")
    readonly_fields = ("only", "sent_for")
    list_display = ("page", "reader", "rhythm", "only", "is_active", "sent_for")
    list_select_related = ("reader",)
    list_filter = ("rhythm", "is_active")
    ordering = ("reader__email", "dashboard", "pk")
    autocomplete_fields = ("reader",)

    def save_model(
        self, request: HttpRequest, obj: ReportSchedule, form: Any, change: bool
    ) -> None:
        save_schedule(schedule=obj)

    @display(description=_("Page"), ordering="dashboard")
    def page(self, row: ReportSchedule) -> str:
        return _page_name(row.dashboard)


@admin.register(SavedView)
class SavedViewAdmin(LedgerAdmin):
    """Looks at pages, made and removed where they are looked at."""

    list_display = ("name", "page", "owner", "is_shared", "created_at")
    list_select_related = ("owner",)
    list_filter = ("is_shared",)
    search_fields = ("name",)
    ordering = ("dashboard", "name", "pk")

    @display(description=_("Page"), ordering="dashboard")
    def page(self, row: SavedView) -> str:
        return _page_name(row.dashboard)
