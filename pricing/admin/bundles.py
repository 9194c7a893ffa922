"""Staff pages for bundles that cost what their parts cost, less a share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from catalog.models import BundlePart
from foundation.admin import TitledAdmin
from pricing.admin.fields import basis_points, per_cent, percent_field
from pricing.models import BundlePrice
from pricing.services import free_bundle_price, set_bundle_share
from pricing.services.bundles import MOST_OFF


class BundlePriceForm(forms.ModelForm):
    share = percent_field(
        _("Percent off"), help_text=_("Off the sum of its parts; 0 for exactly the sum.")
    )

    class Meta:
        model = BundlePrice
        fields = ("variant",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["share"].initial = per_cent(self.instance.share_basis_points)

    def clean_share(self) -> int:
        points = basis_points(self.cleaned_data["share"]) or 0
        if points > MOST_OFF:
            raise forms.ValidationError(_("Between 0 and 90 % can be taken off."))
        return points

    def clean_variant(self) -> Any:
        variant = self.cleaned_data["variant"]
        if not BundlePart.objects.filter(bundle=variant).exists():
            raise forms.ValidationError(_("Say first what the bundle is made of."))
        return variant


@admin.register(BundlePrice)
class BundlePriceAdmin(TitledAdmin):
    """With a row the price of a bundle follows its parts; without, staff set it like any other."""

    form = BundlePriceForm
    list_display = ("sku", "product", "share_off")
    search_fields = ("variant__sku", "variant__product__name")
    list_select_related = ("variant__product",)
    ordering = ("variant__sku",)
    autocomplete_fields = ("variant",)
    fields = ("variant", "share")

    def page_title(self, row: BundlePrice) -> str:
        return row.variant.sku

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("variant",) if obj else ()

    def save_model(self, request: HttpRequest, obj: BundlePrice, form: Any, change: bool) -> None:
        kept = set_bundle_share(variant=obj.variant, share_basis_points=form.cleaned_data["share"])
        obj.__dict__.update(kept.__dict__)

    def delete_model(self, request: HttpRequest, obj: BundlePrice) -> None:
        free_bundle_price(rule=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[BundlePrice]) -> None:
        for rule in queryset:
            free_bundle_price(rule=rule)

    @display(description=_("SKU"), ordering="variant__sku")
    def sku(self, rule: BundlePrice) -> str:
        return rule.variant.sku

    @display(description=_("Product"), ordering="variant__product__name")
    def product(self, rule: BundlePrice) -> str:
        return str(rule.variant.product)

    @display(description=_("Percent off"), ordering="share_basis_points")
    def share_off(self, rule: BundlePrice) -> str:
        return f"{per_cent(rule.share_basis_points):g} %"
