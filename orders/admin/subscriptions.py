"""Staff pages of subscriptions: what is offered so, who has subscribed, and what is due."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminDecimalFieldWidget

from foundation.admin import LedgerAdmin, LedgerInline, money_cell, state_label
from orders.models import (
    Interval,
    Mandate,
    Renewal,
    RenewalState,
    Subscription,
    SubscriptionLine,
    SubscriptionOffer,
    SubscriptionState,
)
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.offers import check_offer, set_offer

_COLOURS: dict[str, str] = {
    SubscriptionState.STARTING: "info",
    SubscriptionState.ACTIVE: "success",
    SubscriptionState.PAUSED: "warning",
}
_RENEWAL_COLOURS: dict[str, str] = {
    RenewalState.PLANNED: "info",
    RenewalState.PLACING: "info",
    RenewalState.DECLINED: "warning",
    RenewalState.WAITING: "warning",
    RenewalState.PLACED: "success",
    RenewalState.FAILED: "danger",
}


class SubscriptionOfferForm(forms.ModelForm):
    intervals = forms.MultipleChoiceField(
        label=_("How often"),
        choices=Interval.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    percent = forms.DecimalField(
        label=_("Per cent off"),
        min_value=0,
        max_value=90,
        decimal_places=2,
        initial=0,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )

    class Meta:
        model = SubscriptionOffer
        fields = ("product", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["intervals"] = self.instance.intervals
            self.initial["percent"] = self.instance.basis_points / 100

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        product = data.get("product") or getattr(self.instance, "product", None)
        if product is None or "intervals" not in data or data.get("percent") is None:
            return data
        try:
            check_offer(product=product, intervals=self.chosen(), basis_points=self.basis_points())
        except SubscriptionRefused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
        return data

    def chosen(self) -> list[Interval]:
        return [Interval(value) for value in self.cleaned_data["intervals"]]

    def basis_points(self) -> int:
        return int(self.cleaned_data["percent"] * 100)


@admin.register(SubscriptionOffer)
class SubscriptionOfferAdmin(ModelAdmin):
    form = SubscriptionOfferForm
    list_display = ("product", "how_often", "percent_off", "is_active")
    list_filter = ("is_active",)
    list_select_related: ClassVar[tuple[str, ...]] = ("product",)
    search_fields = ("product__name", "product__variants__sku")
    search_help_text = _("Product or SKU")
    autocomplete_fields = ("product",)
    fields = ("product", "intervals", "percent", "is_active")

    def get_readonly_fields(
        self, request: HttpRequest, obj: SubscriptionOffer | None = None
    ) -> tuple[str, ...]:
        return ("product",) if obj else ()

    def save_model(
        self, request: HttpRequest, obj: SubscriptionOffer, form: Any, change: bool
    ) -> None:
        offer = set_offer(
            product=obj.product,
            intervals=form.chosen(),
            basis_points=form.basis_points(),
            is_active=obj.is_active,
        )
        obj.pk = offer.pk

    @display(description=_("How often"))
    def how_often(self, offer: SubscriptionOffer) -> str:
        return ", ".join(str(Interval(value).label) for value in offer.intervals)

    @display(description=_("Per cent off"), ordering="basis_points")
    def percent_off(self, offer: SubscriptionOffer) -> str:
        return f"{offer.basis_points / 100:g} %"


class LineInline(LedgerInline):
    model = SubscriptionLine
    fields = ("sku", "name", "quantity")


class RenewalInline(LedgerInline):
    model = Renewal
    fields = ("due_on", "state", "order", "message")


@admin.register(Subscription)
class SubscriptionAdmin(LedgerAdmin):
    list_display = ("buyer", "status", "interval", "next_on", "created_at")
    list_filter = ("state", "interval", "pause_reason", "created_at")
    list_filter_submit = True
    list_select_related: ClassVar[tuple[str, ...]] = ("customer",)
    search_fields = ("customer__email", "customer__name", "lines__sku", "public_id")
    search_help_text = _("Customer, e-mail or SKU")
    inlines = (LineInline, RenewalInline)
    fields = (
        ("buyer", "status"), ("interval", "next_on"), ("if_out", "shipping_code"),
        ("provider", "mandate"), ("first_order", "created_at"), ("paused_at", "ended_at"),
    )  # fmt: skip

    @display(description=_("Customer"), ordering="customer__name")
    def buyer(self, subscription: Subscription) -> str | None:
        return str(subscription.customer) if subscription.customer else None

    @display(description=_("State"), ordering="state")
    def status(self, subscription: Subscription) -> SafeString:
        return state_label(subscription, colours=_COLOURS)


@admin.register(Renewal)
class RenewalAdmin(LedgerAdmin):
    list_display = ("due_on", "buyer", "status", "told", "try_on", "order")
    list_filter = ("state", "due_on")
    list_select_related: ClassVar[tuple[str, ...]] = ("subscription__customer", "order")
    search_fields = ("subscription__customer__email", "subscription__customer__name")
    ordering = ("-due_on", "-pk")
    fields = (
        ("buyer", "status"), ("due_on", "try_on"), ("told", "order"), ("tries", "declines"),
        "message",
    )  # fmt: skip

    @display(description=_("Customer"), ordering="subscription__customer__name")
    def buyer(self, renewal: Renewal) -> str | None:
        customer = renewal.subscription.customer
        return str(customer) if customer else None

    @display(description=_("State"), ordering="state")
    def status(self, renewal: Renewal) -> SafeString:
        return state_label(renewal, colours=_RENEWAL_COLOURS)

    @display(description=_("Told"), ordering="told_minor")
    def told(self, renewal: Renewal) -> SafeString | None:
        return money_cell(renewal.told_minor, renewal.currency)


@admin.register(Mandate)
class MandateAdmin(LedgerAdmin):
    list_display = ("customer", "provider", "label", "expires_on", "granted_at", "ended_at")
    list_filter = ("provider", "granted_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("customer",)
    search_fields = ("customer__email", "customer__name")
    fields = ("customer", "provider", "label", "expires_on", "granted_at", "ended_at")
