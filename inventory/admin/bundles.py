"""Staff pages for what bundles are made of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from catalog.models import BundlePart, Variant
from foundation.admin import LedgerAdmin, TitledAdmin
from inventory.models import PromisedPart
from inventory.services import BundleRefused, set_bundle_parts
from inventory.stock.bundles import check_bundle_parts


def _parts(variant: Variant) -> dict[int, int]:
    return dict(variant.bundle_parts.values_list("part_id", "quantity"))


class PartForm(forms.ModelForm):
    class Meta:
        model = BundlePart
        fields = ("bundle", "part", "quantity")

    def clean(self) -> dict[str, Any]:
        """The rules of the service, each at its field."""
        cleaned = super().clean() or self.cleaned_data
        row = self.instance
        bundle = cleaned.get("bundle") or (row.bundle if row.pk else None)
        part = cleaned.get("part") or (row.part if row.pk else None)
        if bundle is None or part is None:
            return cleaned
        parts = _parts(bundle) | {part.pk: cleaned.get("quantity") or 0}
        try:
            check_bundle_parts(bundle, parts)
        except BundleRefused as problem:
            field = problem.field if problem.field in self.fields else NON_FIELD_ERRORS
            raise forms.ValidationError({field: str(problem)}) from problem
        return cleaned


@admin.register(BundlePart)
class BundlePartAdmin(TitledAdmin):
    """A row a part; the stock of the bundle follows from them at once."""

    form = PartForm
    list_display = ("bundle_sku", "bundle_name", "quantity", "part_sku", "part_name")
    search_fields = ("bundle__sku", "bundle__product__name", "part__sku", "part__product__name")
    search_help_text = _("SKU or name of a bundle or a part")
    list_select_related = ("bundle__product", "part__product")
    ordering = ("bundle__sku", "pk")
    autocomplete_fields = ("bundle", "part")

    def page_title(self, row: BundlePart) -> str:
        return f"{row.bundle} · {row.part}"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("bundle", "part") if obj else ()

    def save_model(self, request: HttpRequest, obj: BundlePart, form: Any, change: bool) -> None:
        parts = _parts(obj.bundle) | {obj.part_id: obj.quantity}
        set_bundle_parts(variant=obj.bundle, parts=parts)
        obj.pk = BundlePart.objects.get(bundle=obj.bundle, part=obj.part).pk

    def delete_model(self, request: HttpRequest, obj: BundlePart) -> None:
        parts = {pk: units for pk, units in _parts(obj.bundle).items() if pk != obj.part_id}
        try:
            set_bundle_parts(variant=obj.bundle, parts=parts)
        except BundleRefused as problem:
            messages.error(request, str(problem))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[BundlePart]) -> None:
        for row in queryset.select_related("bundle__product"):
            self.delete_model(request, row)

    @display(description=_("Bundle"), ordering="bundle__sku")
    def bundle_sku(self, row: BundlePart) -> str:
        return row.bundle.sku

    @display(description=_("Name"))
    def bundle_name(self, row: BundlePart) -> str:
        return str(row.bundle.product)

    @display(description=_("Part"), ordering="part__sku")
    def part_sku(self, row: BundlePart) -> str:
        return row.part.sku

    @display(description=_("Name of the part"))
    def part_name(self, row: BundlePart) -> str:
        return str(row.part.product)


@admin.register(PromisedPart)
class PromisedPartAdmin(LedgerAdmin):
    list_display = ("reference", "bundle", "quantity", "part")
    search_fields = ("reference", "bundle__sku", "part__sku")
    list_select_related = ("bundle", "part")
    ordering = ("-pk",)
