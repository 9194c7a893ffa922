"""Staff pages for the currencies sold in and their rates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from foundation import clock
from foundation.money import Money
from pricing.models import Currency, ExchangeRate, Rounding
from pricing.selectors.prices import Conversion
from pricing.services import save_currency, set_exchange_rate


class CurrencyForm(forms.ModelForm):
    code = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=_("Code"),
        help_text=_("ISO 4217, such as USD."),
        widget=UnfoldAdminTextInputWidget(),
    )

    class Meta:
        model = Currency
        fields = ("code", "rounding", "converts", "is_active", "position")

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).upper()
        if code == settings.SHOP_BASE_CURRENCY:
            raise forms.ValidationError(_("This is the shop's base currency."))
        return code


@admin.register(Currency)
class CurrencyAdmin(ModelAdmin):
    """A currency needs a rate before shoppers can choose it."""

    form = CurrencyForm
    list_display = ("code", "rounding", "example", "converts", "is_active", "position")
    list_filter = ("is_active",)
    ordering = ("position", "code")

    def save_model(self, request: HttpRequest, obj: Currency, form: Any, change: bool) -> None:
        save_currency(currency=obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Currency]:
        known = ExchangeRate.objects.filter(
            currency=OuterRef("code"), starts_at__lte=clock.now()
        ).order_by("-starts_at")
        return super().get_queryset(request).annotate(rate=Subquery(known.values("rate")[:1]))

    @display(description=_("20 in the base currency"))
    def example(self, currency: Any) -> str:
        if currency.rate is None:
            return str(_("No rate yet"))
        conversion = Conversion(currency.code, currency.rate, Rounding(currency.rounding))
        return str(conversion.price(Money.of(20, settings.SHOP_BASE_CURRENCY)))


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
