"""Staff pages for prices: a new price is set, an old one is history."""

from __future__ import annotations

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
from foundation.money import Money
from pricing.models import ExchangeRate, Price
from pricing.services import set_exchange_rate, set_price


def _amount(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_digits=14,
        decimal_places=4,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
        **options,
    )


class NewPriceForm(forms.ModelForm):
    """A price in major units (19.99), as people write it."""

    currency = forms.ChoiceField(label=_("Currency"), widget=UnfoldAdminSelectWidget())
    amount = _amount(_("Price"))
    compare_at = _amount(
        _("Reduced from"), required=False, help_text=_("The higher price, shown struck through.")
    )
    cost = _amount(
        _("Cost"), required=False, help_text=_("Of one unit. Empty keeps the cost known so far.")
    )

    class Meta:
        model = Price
        fields = ("variant",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(currency, currency) for currency in settings.SHOP_CURRENCIES]
        self.fields["currency"].choices = choices  # type: ignore[attr-defined]

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
class PriceAdmin(LedgerAdmin):
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


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ModelAdmin):
    """A rate holds from a moment on; orders keep the rate they were placed at."""

    list_display = ("currency", "rate", "starts_at")
    list_filter = ("currency",)
    ordering = ("-starts_at", "currency")
    fields = ("currency", "rate", "starts_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ExchangeRate, form: Any, change: bool) -> None:
        made = set_exchange_rate(currency=obj.currency, rate=obj.rate, at=obj.starts_at)
        obj.pk = made.pk
