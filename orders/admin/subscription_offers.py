"""Staff pages of what can be subscribed to: how often it may come, and how much less it costs."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminDecimalFieldWidget

from orders.models import Interval, SubscriptionOffer
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.offers import check_offer, set_offer, withdraw_offer


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

    def delete_model(self, request: HttpRequest, obj: SubscriptionOffer) -> None:
        withdraw_offer(offer=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SubscriptionOffer]) -> None:
        for offer in queryset:
            withdraw_offer(offer=offer)

    @display(description=_("How often"))
    def how_often(self, offer: SubscriptionOffer) -> str:
        return ", ".join(str(Interval(value).label) for value in offer.intervals)

    @display(description=_("Per cent off"), ordering="basis_points")
    def percent_off(self, offer: SubscriptionOffer) -> str:
        return f"{offer.basis_points / 100:g} %"
