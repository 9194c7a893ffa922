"""The staff page for surfaces: how far margin, stock and variety count, and the price bands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings as shop
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from accounts.roles import staff_of
from foundation.dialog_fields import amount_field
from pricing.admin.fields import major, minor
from recommendations.admin.rules import last_change
from recommendations.models import SegmentPrices, SurfaceSettings
from recommendations.rules.services import delete_settings, save_settings, set_price_bands


class BandForm(forms.ModelForm):
    """Prices in major units of the base currency."""

    lowest = amount_field(_("From"), required=False)
    highest = amount_field(_("To"), required=False)

    class Meta:
        model = SegmentPrices
        fields = ("segment",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lowest"].initial = major(self.instance.lowest_minor, shop.SHOP_BASE_CURRENCY)
        self.fields["highest"].initial = major(self.instance.highest_minor, shop.SHOP_BASE_CURRENCY)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        lowest, highest = cleaned.get("lowest"), cleaned.get("highest")
        if "lowest" in cleaned and "highest" in cleaned:
            if lowest is None and not highest:
                self.add_error("highest", _("Name a price from which or up to which."))
            elif lowest is not None and highest is not None and highest <= lowest:
                self.add_error("highest", _("The band must end above where it begins."))
        self.instance.lowest_minor = minor(lowest, shop.SHOP_BASE_CURRENCY)
        self.instance.highest_minor = minor(highest, shop.SHOP_BASE_CURRENCY)
        return cleaned


class BandInline(TabularInline):
    model = SegmentPrices
    form = BandForm
    fields = ("segment", "lowest", "highest")
    extra = 0
    verbose_name_plural = _("Prices that a segment of shoppers sees first")


@admin.register(SurfaceSettings)
class SurfaceSettingsAdmin(ModelAdmin):
    list_display = (
        "surface", "margin_boost", "stock_boost", "diversity", "most_of_category", "most_of_brand",
    )  # fmt: skip
    ordering = ("surface",)
    inlines = (BandInline,)
    readonly_fields = ("last_change",)
    fieldsets = (
        (None, {"fields": ("surface",)}),
        (
            _("What counts beside what fits"),
            {
                "description": _("Nought leaves the order as the models make it."),
                "fields": (("margin_boost", "stock_boost"),),
            },
        ),
        (
            _("Variety"),
            {"fields": ("diversity", ("most_of_category", "most_of_brand"))},
        ),
        (_("For colleagues"), {"fields": ("last_change",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[SurfaceSettings]:
        return super().get_queryset(request).select_related("changed_by")

    def save_model(
        self, request: HttpRequest, obj: SurfaceSettings, form: Any, change: bool
    ) -> None:
        save_settings(settings=obj, actor=staff_of(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        kept = [
            row.instance
            for row in formset.forms
            if row not in formset.deleted_forms and (row.instance.pk or row.has_changed())
        ]
        set_price_bands(settings=form.instance, bands=kept)

    def delete_model(self, request: HttpRequest, obj: SurfaceSettings) -> None:
        delete_settings(settings=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            delete_settings(settings=row)

    @display(description=_("Last change"))
    def last_change(self, row: SurfaceSettings) -> str:
        return last_change(row)
