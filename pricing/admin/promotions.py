"""The staff page for promotions: what it does, for what and whom, and how far."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelectWidget

from foundation.admin import label, language_tabs
from foundation.dialog_fields import amount_field
from pricing.admin.coupons import GENERATE_DIALOG, GenerateForm, generate
from pricing.admin.fields import (
    basis_points,
    currency_choices,
    currency_field,
    major,
    minor,
    per_cent,
    percent_field,
)
from pricing.admin.promotion_outlook import ASKED, asking, outlook_context
from pricing.models import Promotion, PromotionGroup, PromotionKind, PromotionTarget
from pricing.promotion_effects.jobs import request_forecast
from pricing.sentences import promotion_sentence
from pricing.services import save_group, save_promotion, set_targets

_AMOUNTS = {
    "amount": "amount_minor",
    "minimum_value": "minimum_value_minor",
    "cap": "cap_minor",
}
# What the page asks for of each kind, and what to say where it is missing.
_ASKED = {
    PromotionKind.PERCENTAGE: ("percent",),
    PromotionKind.AMOUNT: ("amount",),
    PromotionKind.FIXED_PRICE: ("amount",),
    PromotionKind.BUY_GET: ("buy_quantity", "get_quantity", "percent"),
    PromotionKind.GIFT: ("gift_variant",),
    PromotionKind.FREE_SHIPPING: (),
}


class PromotionForm(forms.ModelForm):
    """Amounts in major units and percentages, as people write them."""

    currency = currency_field(_("Currency of its amounts"))
    only_currency = forms.ChoiceField(
        label=_("Only in the currency"),
        choices=lambda: [("", "—"), *currency_choices()],
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )
    percent = percent_field(
        _("Per cent off"), required=False, help_text=_("100 is free: buy two, get one.")
    )
    amount = amount_field(
        _("Amount"), required=False, help_text=_("Taken off, or the fixed price of each piece.")
    )
    minimum_value = amount_field(
        _("From a value of"), required=False, help_text=_("Of the goods it is about, as priced.")
    )
    cap = amount_field(_("At most off an order"), required=False)

    class Meta:
        model = Promotion
        fields = (
            "label", "kind", "currency", "spread", "buy_quantity", "get_quantity", "most_sets",
            "gift_variant", "gift_quantity", "skips_reduced", "minimum_quantity",
            "first_order_only", "only_currency", "needs_coupon", "priority", "group",
            "combinable", "most_uses", "most_uses_each", "is_active", "starts_at", "ends_at",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row.pk is None:
            return
        self.fields["percent"].initial = per_cent(row.percent_basis_points)
        for name, column in _AMOUNTS.items():
            self.fields[name].initial = major(getattr(row, column), row.currency)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind")
        for name in _ASKED[PromotionKind(kind)] if kind else ():
            if name not in self.errors and not cleaned.get(name):
                zero_is_meant = kind == PromotionKind.FIXED_PRICE
                if not (zero_is_meant and cleaned.get(name) == 0):
                    self.add_error(name, _("This kind of promotion needs it."))
        currency = cleaned.get("currency") or self.instance.currency
        if currency:
            self._to_columns(cleaned, currency)
        return cleaned

    def _to_columns(self, cleaned: dict[str, Any], currency: str) -> None:
        self.instance.percent_basis_points = basis_points(cleaned.get("percent"))
        for name, column in _AMOUNTS.items():
            setattr(self.instance, column, minor(cleaned.get(name), currency))
        self.instance.minimum_value_minor = self.instance.minimum_value_minor or 0
        self.instance.cap_minor = self.instance.cap_minor or None


_NAMED = ("product", "category", "brand", "group", "company")


class TargetForm(forms.ModelForm):
    class Meta:
        model = PromotionTarget
        fields = (*_NAMED, "is_reward")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if sum(bool(cleaned.get(name)) for name in _NAMED) != 1:
            raise forms.ValidationError(_("Name one thing on each line."))
        return cleaned


class TargetInline(TabularInline):
    """Goods and buyers, one a line; without any it is about everything and everybody."""

    model = PromotionTarget
    form = TargetForm
    extra = 1
    autocomplete_fields = _NAMED
    verbose_name_plural = _("What and whom it is about: one thing a line, none for everything")


class CouponFilter(admin.SimpleListFilter):
    title = _("Coupons")
    parameter_name = "coupon"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("With a coupon")), ("0", _("For everybody"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(needs_coupon=self.value() == "1")


@admin.register(Promotion)
class PromotionAdmin(ModelAdmin, TranslationAdmin):
    form = PromotionForm
    list_display = ("label", "says", "state", "priority", "times", "starts_at", "ends_at")
    list_filter = ("kind", "is_active", CouponFilter, "group")
    search_fields = ("label", "coupons__code")
    search_help_text = _("Name or coupon code")
    ordering = ("priority", "pk")
    inlines = (TargetInline,)
    autocomplete_fields = ("gift_variant",)
    readonly_fields = ("says",)
    actions_detail = ("make_codes",)
    change_form_after_template = "admin/pricing/promotion_outlook.html"
    conditional_fields = {
        "percent": "kind == 'percentage' || kind == 'buy_get'",
        "amount": "kind == 'amount' || kind == 'fixed_price'",
        "spread": "kind == 'amount'",
        "buy_quantity": "kind == 'buy_get'",
        "get_quantity": "kind == 'buy_get'",
        "most_sets": "kind == 'buy_get'",
        "gift_variant": "kind == 'gift'",
        "gift_quantity": "kind == 'gift'",
    }
    fieldsets = (
        *language_tabs(("label",)),
        (
            _("What it does"),
            {
                "fields": (
                    "says", "kind", "currency", "percent", "amount", "spread", "buy_quantity",
                    "get_quantity", "most_sets", "gift_variant", "gift_quantity",
                ),
            },
        ),
        (
            _("When it holds"),
            {
                "fields": (
                    ("is_active", "needs_coupon"), "starts_at", "ends_at",
                    ("minimum_value", "minimum_quantity"), ("first_order_only", "skips_reduced"),
                    "only_currency",
                ),
            },
        ),
        (
            _("Beside other promotions"),
            {
                "description": _(
                    "Promotions go by priority, each on what those before left to pay. Of a group "
                    "one applies; one that does not combine applies alone, where it is worth more "
                    "to the buyer than all the others together."
                ),
                "fields": (("priority", "group"), "combinable"),
            },
        ),
        (_("How far it goes"), {"fields": ("cap", ("most_uses", "most_uses_each"))}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Promotion]:
        standing = Count("redemptions", filter=Q(redemptions__released_at__isnull=True))
        targets = PromotionTarget.objects.select_related(
            "product", "category", "brand", "group", "company"
        )
        return (
            super()
            .get_queryset(request)
            .select_related("gift_variant")
            .prefetch_related(Prefetch("targets", targets))
            .annotate(times=standing)
        )

    def get_form(
        self, request: HttpRequest, obj: Promotion | None = None, change: bool = False, **more: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **more)
        return asking(form) if ASKED in request.POST else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        obj: Promotion | None = context.get("original")
        may_ask = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        context |= outlook_context(request, context, obj, may_ask=may_ask)
        return super().render_change_form(request, context, *args, **more)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        request_forecast(form.instance)

    def save_model(self, request: HttpRequest, obj: Promotion, form: Any, change: bool) -> None:
        save_promotion(promotion=obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        kept = [
            row.instance
            for row in formset.forms
            if row not in formset.deleted_forms and (row.instance.pk or row.has_changed())
        ]
        set_targets(promotion=form.instance, targets=kept)

    def has_delete_permission(self, request: HttpRequest, obj: Promotion | None = None) -> bool:
        """What was used stays for the books: it is switched off instead."""
        if obj is not None and (obj.redemptions.exists() or obj.coupons.exists()):
            return False
        return bool(super().has_delete_permission(request, obj))

    @display(description=_("In words"))
    def says(self, promotion: Promotion) -> str:
        return capfirst(promotion_sentence(promotion)) if promotion.pk else "—"

    @display(description=_("State"))
    def state(self, promotion: Promotion) -> Any:
        return label(_("Active"), "success") if promotion.is_active else label(_("Off"))

    @display(description=_("Used"), ordering="times")
    def times(self, promotion: Any) -> int:
        return int(promotion.times)

    @action(
        description=_("Make coupon codes"),
        icon="confirmation_number",
        variant=ActionVariant.PRIMARY,
        permissions=["change"],
        dialog=GENERATE_DIALOG,
    )
    def make_codes(self, request: HttpRequest, form: GenerateForm, object_id: int) -> HttpResponse:
        promotion = Promotion.objects.get(pk=object_id)
        return generate(request, form, promotion)


@admin.register(PromotionGroup)
class PromotionGroupAdmin(ModelAdmin):
    """Promotions of which one applies to an order."""

    list_display = ("name", "rule", "number")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PromotionGroup]:
        return super().get_queryset(request).annotate(number=Count("promotions"))

    def save_model(
        self, request: HttpRequest, obj: PromotionGroup, form: Any, change: bool
    ) -> None:
        save_group(group=obj)

    @display(description=_("Promotions"), ordering="number")
    def number(self, group: Any) -> int:
        return int(group.number)
