"""The staff page for suppliers with their offers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from foundation.dialog_fields import amount_field, amount_of
from foundation.money import Money
from inventory.admin.parents import ParentFormSet
from inventory.models import Supplier, SupplierOffer
from inventory.purchasing.suppliers import save_offer


class OfferForm(ModelForm):
    cost = amount_field(_("Cost"))

    class Meta:
        model = SupplierOffer
        fields = (
            "variant", "supplier_sku", "minimum_quantity", "pack_size", "lead_time_days",
            "lead_time_spread_days", "is_preferred",
        )  # fmt: skip

    def __init__(self, *args: Any, parent: Supplier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.supplier = parent
        if self.instance.pk:
            self.initial["cost"] = amount_of(self.instance.cost_minor, self.instance.currency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        currency = self.supplier.currency or settings.SHOP_BASE_CURRENCY
        if cleaned.get("cost") is not None:
            self.instance.cost_minor = Money.of(cleaned["cost"], currency).minor
            self.instance.currency = currency
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """A new preferred offer takes the place of the old one: no error here."""
        return {*super()._get_validation_exclusions(), "is_preferred"}  # type: ignore[misc]


class OfferInline(TabularInline):
    model = SupplierOffer
    form = OfferForm
    formset = ParentFormSet
    extra = 0
    per_page = 50
    hide_title = True
    autocomplete_fields = ("variant",)
    readonly_fields = ("measured",)
    fields = (
        "variant", "supplier_sku", "cost", "minimum_quantity", "pack_size", "lead_time_days",
        "lead_time_spread_days", "measured", "is_preferred",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupplierOffer]:
        return super().get_queryset(request).select_related("variant", "supplier")

    @display(description=_("Measured"))
    def measured(self, offer: SupplierOffer) -> str | None:
        if not offer.measured_receipts or offer.measured_days is None:
            return None
        spread = offer.measured_spread_days
        days = f"{offer.measured_days:.1f}" + (f" ± {spread:.1f}" if spread is not None else "")
        return str(
            _("%(days)s days (%(receipts)d)") % {"days": days, "receipts": offer.measured_receipts}
        )


@admin.register(Supplier)
class SupplierAdmin(ModelAdmin):
    list_display = ("name", "code", "country", "currency", "offer_count", "is_active")
    list_filter = ("is_active", "country")
    search_fields = ("name", "code", "offers__variant__sku", "offers__supplier_sku")
    search_help_text = _("Name, SKU or the supplier's SKU")
    ordering = ("name",)
    inlines = (OfferInline,)
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": (("name", "code"), ("currency", "over_receipt_percent"), "is_active")}),
        (_("How to reach them"), {"fields": (("email", "phone"), "country", "note")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Supplier]:
        return super().get_queryset(request).annotate(offer_number=Count("offers"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Purchase orders still speak of it: put it out of use instead."""
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for offer in formset.save(commit=False):
            save_offer(offer=offer)
        for offer in formset.deleted_objects:
            offer.delete()

    @display(description=_("Offers"), ordering="offer_number")
    def offer_count(self, supplier: Any) -> int:
        return int(supplier.offer_number)
