"""Staff pages for what is sold beyond the stock, and for who waits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, TitledAdmin
from inventory.models import Backorder, PolicyKind, Reservation, StockPolicy
from inventory.services import StockRuleBroken, set_stock_policy
from inventory.stock.policies import check_policy


class PolicyForm(ModelForm):
    class Meta:
        model = StockPolicy
        fields = ("variant", "kind", "limit", "releases_on", "expected_on")

    def clean(self) -> dict[str, Any]:
        """The rules of the service, each at its field."""
        cleaned = super().clean() or self.cleaned_data
        variant = cleaned.get("variant") or (self.instance.variant if self.instance.pk else None)
        if variant is None or "kind" not in cleaned:
            return cleaned
        try:
            check_policy(
                variant_id=variant.pk,
                kind=PolicyKind(cleaned["kind"]),
                limit=cleaned.get("limit") or 0,
                releases_on=cleaned.get("releases_on"),
            )
        except StockRuleBroken as problem:
            field = problem.field or NON_FIELD_ERRORS
            raise forms.ValidationError({field: str(problem)}) from problem
        return cleaned


@admin.register(StockPolicy)
class StockPolicyAdmin(TitledAdmin):
    """What happens when a variant is sold out."""

    form = PolicyForm
    list_display = ("sku", "product", "kind", "limit", "releases_on", "expected_on", "updated_at")
    list_filter = ("kind",)
    search_fields = ("variant__sku", "variant__product__name")
    list_select_related = ("variant__product",)
    ordering = ("-updated_at", "-pk")
    autocomplete_fields = ("variant",)

    def page_title(self, row: StockPolicy) -> str:
        return str(row.variant)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Orders may wait by it: choose "only what is there" instead."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("variant",) if obj else ()

    def save_model(self, request: HttpRequest, obj: StockPolicy, form: Any, change: bool) -> None:
        kept = set_stock_policy(
            variant=obj.variant,
            kind=PolicyKind(obj.kind),
            limit=obj.limit,
            expected_on=obj.expected_on,
            releases_on=obj.releases_on,
        )
        obj.pk = kept.pk

    @display(description=_("SKU"), ordering="variant__sku")
    def sku(self, policy: StockPolicy) -> str:
        return policy.variant.sku

    @display(description=_("Product"))
    def product(self, policy: StockPolicy) -> str:
        return str(policy.variant.product)


class WaitingFilter(admin.SimpleListFilter):
    title = _("Waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Still waiting")), ("no", _("Served or cancelled"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.filter(waiting__gt=0)
        return queryset.filter(waiting=0) if self.value() == "no" else queryset


@admin.register(Backorder)
class BackorderAdmin(LedgerAdmin):
    list_display = ("created_at", "variant", "waiting", "quantity", "warehouse", "reference")
    list_filter = (WaitingFilter, "created_at")
    search_fields = ("reference", "variant__sku")
    list_select_related = ("variant", "warehouse")
    ordering = ("created_at", "pk")


@admin.register(Reservation)
class ReservationAdmin(LedgerAdmin):
    list_display = ("variant", "quantity", "warehouse", "expires_at", "key")
    list_filter = ("warehouse", "expires_at")
    search_fields = ("key", "variant__sku")
    list_select_related = ("variant", "warehouse")
    ordering = ("-expires_at", "-pk")
