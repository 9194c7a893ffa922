"""The staff page for warehouses."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from foundation.checked_forms import CheckedForm
from inventory.models import Warehouse
from inventory.services import save_warehouse
from inventory.stock.warehouses import check_warehouse


class WarehouseForm(CheckedForm):
    class Meta:
        model = Warehouse
        fields = (
            "name", "code", "is_default", "is_active", "is_pickup", "serves", "priority",
            "line1", "line2", "postcode", "city", "country",
        )  # fmt: skip

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_serves(self) -> str:
        return " ".join(str(self.cleaned_data["serves"]).upper().replace(",", " ").split())

    def check_row(self) -> None:
        check_warehouse(self.instance)

    def _get_validation_exclusions(self) -> set[str]:
        """A new default takes the place of the old one, so that two are no error here."""
        return {*super()._get_validation_exclusions(), "is_default"}  # type: ignore[misc]


@admin.register(Warehouse)
class WarehouseAdmin(ModelAdmin):
    form = WarehouseForm
    list_display = (
        "name", "code", "country", "serves", "priority", "is_default", "is_pickup", "is_active",
    )  # fmt: skip
    list_filter = ("is_active", "is_pickup")
    search_fields = ("name", "code")
    ordering = ("priority", "name")
    fieldsets = (
        (None, {"fields": (("name", "code"), "is_default", "is_active", "is_pickup")}),
        (_("Which orders it takes"), {"fields": (("serves", "priority"),)}),
        (
            _("Address"),
            {"fields": (("line1", "line2"), ("postcode", "city"), "country")},
        ),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The ledger still speaks of it: put it out of use instead."""
        return False

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Warehouse, form: Any, change: bool) -> None:
        save_warehouse(warehouse=obj)
