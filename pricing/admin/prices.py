"""Staff pages for prices: a new price is set, an old one is history."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, TitledAdmin, money_cell, money_text
from foundation.dialog_fields import amount_field
from foundation.money import Money
from pricing.admin.fields import currency_field
from pricing.models import Price
from pricing.services import set_price


class NewPriceForm(forms.ModelForm):
    """A price in major units (19.99), as people write it."""

    currency = currency_field(_("Currency"))
    amount = amount_field(_("Price"))
    compare_at = amount_field(
        _("Reduced from"), required=False, help_text=_("The higher price, shown struck through.")
    )
    cost = amount_field(
        _("Cost"), required=False, help_text=_("Of one unit. Empty keeps the cost known so far.")
    )

    class Meta:
        model = Price
        fields = ("variant",)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        amount, compare_at = cleaned.get("amount"), cleaned.get("compare_at")
        if amount is not None and compare_at is not None and compare_at <= amount:
            self.add_error("compare_at", _("The price it is reduced from must be higher."))
        return cleaned

    def money(self, field: str) -> Money | None:
        amount = self.cleaned_data.get(field)
        return None if amount is None else Money.of(amount, self.cleaned_data["currency"])

    def _post_clean(self) -> None:
        """The row is made by the service: there is no instance to validate here."""


class InForceFilter(admin.SimpleListFilter):
    title = _("Prices")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("In force")), ("no", _("Past"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(ends_at__isnull=self.value() == "yes")


@admin.register(Price)
class PriceAdmin(TitledAdmin, LedgerAdmin):
    list_display = (
        "sku",
        "product",
        "amount",
        "compare_at",
        "cost",
        "source",
        "starts_at",
        "ends_at",
    )
    list_filter = (InForceFilter, "currency", "source", "starts_at")
    search_fields = ("variant__sku", "variant__product__name")
    search_help_text = _("SKU or product")
    list_select_related = ("variant__product",)
    ordering = ("-starts_at", "-pk")
    autocomplete_fields = ("variant",)
    fields = ("sku", "product", "amount", "compare_at", "cost", "source", "starts_at", "ends_at")
    add_fieldsets = (
        (
            None,
            {
                "description": _("The price in force ends, this one begins, the history stays."),
                "fields": ("variant", ("currency", "amount"), "compare_at", "cost"),
            },
        ),
    )

    def page_title(self, row: Price) -> str:
        return f"{row.variant.sku} · {money_text(row.amount_minor, row.currency)}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("pricing.add_price"))

    def get_fieldsets(self, request: HttpRequest, obj: Price | None = None) -> Any:
        return self.add_fieldsets if obj is None else ((None, {"fields": self.fields}),)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kw: Any
    ) -> Any:
        if obj is None:
            kw["form"], kw["fields"] = NewPriceForm, ("variant",)
        return super().get_form(request, obj, change, **kw)

    def save_model(self, request: HttpRequest, obj: Price, form: Any, change: bool) -> None:
        made = set_price(
            variant=form.cleaned_data["variant"],
            amount=form.money("amount"),
            compare_at=form.money("compare_at"),
            cost=form.money("cost"),
        )
        # The admin goes on to log and show the row that the service made.
        obj.__dict__.update(made.__dict__)

    @display(description=_("SKU"), ordering="variant__sku")
    def sku(self, price: Price) -> str:
        return price.variant.sku

    @display(description=_("Product"), ordering="variant__product__name")
    def product(self, price: Price) -> str:
        return str(price.variant.product)

    @display(description=_("Price"), ordering="amount_minor")
    def amount(self, price: Price) -> SafeString | None:
        return money_cell(price.amount_minor, price.currency)

    @display(description=_("Reduced from"), ordering="compare_at_minor")
    def compare_at(self, price: Price) -> SafeString | None:
        return money_cell(price.compare_at_minor, price.currency)

    @display(description=_("Cost"), ordering="cost_minor")
    def cost(self, price: Price) -> SafeString | None:
        return money_cell(price.cost_minor, price.currency)
