"""Staff pages for shipping methods."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
)

from foundation.admin import (
    money_cell,
)
from foundation.money import Money
from orders.models import (
    ShippingMethod,
)


class ShippingMethodForm(forms.ModelForm):
    """Prices in major units (4.90), as people write them."""

    price = forms.DecimalField(
        label=_("Price"), min_value=Decimal(0), widget=UnfoldAdminDecimalFieldWidget()
    )
    free_from = forms.DecimalField(
        label=_("Free from"),
        min_value=Decimal(0),
        required=False,
        help_text=_("Value of the goods from which it costs nothing. Empty: never."),
        widget=UnfoldAdminDecimalFieldWidget(),
    )

    class Meta:
        model = ShippingMethod
        fields = ("code", "name", "description", "days_min", "days_max", "position", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = settings.SHOP_BASE_CURRENCY
        for name, minor in (
            ("price", self.instance.price_minor),
            ("free_from", self.instance.free_from_minor),
        ):
            if minor is not None:
                self.initial[name] = Money(minor, currency).amount
            self.fields[name].help_text = self.fields[name].help_text or currency

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        currency = settings.SHOP_BASE_CURRENCY
        if cleaned.get("price") is not None:
            self.instance.price_minor = Money.of(cleaned["price"], currency).minor
        free_from = cleaned.get("free_from")
        self.instance.free_from_minor = (
            None if free_from is None else Money.of(free_from, currency).minor
        )
        if (cleaned.get("days_min") or 0) > (cleaned.get("days_max") or 0):
            self.add_error("days_max", _("This must not be less than the fewest days."))
        return cleaned


@admin.register(ShippingMethod)
class ShippingMethodAdmin(ModelAdmin):
    form = ShippingMethodForm
    list_display = ("name", "code", "cost", "free_over", "days", "position", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "code")
    ordering = ("position", "pk")
    fields = (
        ("name", "code"), "description", ("price", "free_from"), ("days_min", "days_max"),
        ("position", "is_active"),
    )  # fmt: skip

    @display(description=_("Price"), ordering="price_minor")
    def cost(self, method: ShippingMethod) -> SafeString | None:
        return money_cell(method.price_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=_("Free from"), ordering="free_from_minor")
    def free_over(self, method: ShippingMethod) -> SafeString | None:
        return money_cell(method.free_from_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=_("Days"))
    def days(self, method: ShippingMethod) -> str:
        return f"{method.days_min}–{method.days_max}"
