"""Staff pages for tax classes and rates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import ModelAdmin
from unfold.decorators import display

from foundation.admin import language_tabs
from pricing.admin.fields import basis_points, per_cent, percent_field
from pricing.models import ProductTax, TaxClass, TaxRate
from pricing.services import put_in_class, save_tax_class, save_tax_rate


@admin.register(TaxClass)
class TaxClassAdmin(ModelAdmin, TranslationAdmin):
    list_display = ("name", "code", "is_exempt")
    search_fields = ("name", "code")
    fieldsets = ((None, {"fields": ("code", "is_exempt")}), *language_tabs(("name",)))

    def save_model(self, request: HttpRequest, obj: TaxClass, form: Any, change: bool) -> None:
        save_tax_class(tax_class=obj)


class TaxRateForm(forms.ModelForm):
    rate = percent_field(_("Rate in per cent"))

    class Meta:
        model = TaxRate
        fields = ("tax_class", "country", "area", "is_export", "valid_from", "valid_until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rate"].initial = per_cent(self.instance.rate_basis_points)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        points = basis_points(cleaned.get("rate"))
        if points and cleaned.get("is_export"):
            self.add_error("rate", _("An export has the rate 0."))
        self.instance.rate_basis_points = points or 0
        return cleaned


@admin.register(TaxRate)
class TaxRateAdmin(ModelAdmin):
    """Rates are dated: a new one begins, the old one gets its last day."""

    form = TaxRateForm
    list_display = (
        "place", "tax_class", "percentage", "is_export", "valid_from", "valid_until",
    )  # fmt: skip
    list_filter = ("tax_class", "country", "is_export")
    search_fields = ("country", "area")
    list_select_related = ("tax_class",)
    ordering = ("country", "area", "tax_class", "-valid_from")
    fields = (
        "tax_class", ("country", "area"), "rate", "is_export", ("valid_from", "valid_until"),
    )  # fmt: skip

    def save_model(self, request: HttpRequest, obj: TaxRate, form: Any, change: bool) -> None:
        save_tax_rate(rate=obj)

    @display(description=_("Place"), ordering="country")
    def place(self, rate: TaxRate) -> str:
        return f"{rate.country} {rate.area}".strip() or str(_("Everywhere else"))

    @display(description=_("Rate"), ordering="rate_basis_points")
    def percentage(self, rate: TaxRate) -> str:
        return f"{per_cent(rate.rate_basis_points):g} %"


@admin.register(ProductTax)
class ProductTaxAdmin(ModelAdmin):
    """Products that are not of the standard class."""

    list_display = ("product", "tax_class")
    list_filter = ("tax_class",)
    search_fields = ("product__name",)
    list_select_related = ("product", "tax_class")
    autocomplete_fields = ("product",)

    def save_model(self, request: HttpRequest, obj: ProductTax, form: Any, change: bool) -> None:
        put_in_class(product=obj.product, tax_class=obj.tax_class)
        obj.pk = ProductTax.objects.get(product=obj.product).pk
