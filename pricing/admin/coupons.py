"""Staff pages for coupons and for what was redeemed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from foundation.admin import LedgerAdmin, close_dialog, money_cell
from foundation.dialog_fields import units_field
from foundation.dialogs import Dialog, answer_problem
from pricing.coupons import coupon_code
from pricing.models import Coupon, Promotion, Redemption
from pricing.services import PromotionRefused, generate_coupons, save_coupon


class GenerateForm(Dialog):
    number = units_field(_("How many codes"), initial=100)
    prefix = forms.CharField(
        label=_("They begin with"),
        required=False,
        max_length=20,
        widget=UnfoldAdminTextInputWidget(),
    )
    batch = forms.CharField(
        label=_("Name of the batch"),
        required=False,
        max_length=60,
        widget=UnfoldAdminTextInputWidget(),
    )
    most_uses = units_field(_("Uses of each code"), initial=1, required=False)


GENERATE_DIALOG = {
    "title": _("Make coupon codes"),
    "description": _("Codes that nobody can guess. The promotion asks for one from then on."),
    "form_class": GenerateForm,
    "form_submit_text": _("Make them"),
}


def generate(request: HttpRequest, form: GenerateForm, promotion: Promotion) -> HttpResponse:
    """Make the codes a dialog asks for, or say at its field why not."""
    told = form.cleaned_data
    try:
        made = generate_coupons(
            promotion=promotion,
            number=told["number"],
            prefix=told["prefix"],
            batch=told["batch"],
            most_uses=told["most_uses"],
        )
    except PromotionRefused as problem:
        return answer_problem(request, form, problem, field="number")
    said = ngettext("%(count)d code is made.", "%(count)d codes are made.", len(made))
    messages.success(request, said % {"count": len(made)})
    return close_dialog()


class CouponForm(forms.ModelForm):
    class Meta:
        model = Coupon
        fields = (
            "code", "promotion", "batch", "most_uses", "most_uses_each", "is_active",
            "starts_at", "ends_at",
        )  # fmt: skip

    def clean_code(self) -> str:
        return coupon_code(self.cleaned_data["code"])

    def clean_most_uses(self) -> int | None:
        most: int | None = self.cleaned_data["most_uses"]
        if most is not None and self.instance.pk and most < self.instance.uses:
            raise forms.ValidationError(_("It was used more often already."))
        return most


@admin.register(Coupon)
class CouponAdmin(ModelAdmin):
    form = CouponForm
    list_display = ("code", "promotion", "used", "batch", "is_active", "starts_at", "ends_at")
    list_filter = ("is_active", "promotion", "batch")
    search_fields = ("code", "batch")
    list_select_related = ("promotion",)
    autocomplete_fields = ("promotion",)
    ordering = ("-created_at", "code")
    fieldsets = (
        (None, {"fields": ("code", "promotion", "batch", "is_active")}),
        (_("How far it goes"), {"fields": (("most_uses", "most_uses_each"),)}),
        (_("When it holds"), {"fields": ("starts_at", "ends_at")}),
    )

    def save_model(self, request: HttpRequest, obj: Coupon, form: Any, change: bool) -> None:
        save_coupon(coupon=obj)

    def has_delete_permission(self, request: HttpRequest, obj: Coupon | None = None) -> bool:
        """What was used stays for the books: it is switched off instead."""
        if obj is not None and obj.redemptions.exists():
            return False
        return bool(super().has_delete_permission(request, obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return dict(actions)

    @display(description=_("Used"), ordering="uses")
    def used(self, coupon: Coupon) -> str:
        return f"{coupon.uses} / {coupon.most_uses}" if coupon.most_uses else str(coupon.uses)


@admin.register(Redemption)
class RedemptionAdmin(LedgerAdmin):
    """Which order used what. An order that came to nothing gave its use back."""

    list_display = ("redeemed_at", "promotion", "coupon", "order_ref", "amount", "released_at")
    list_filter = ("promotion", "redeemed_at")
    search_fields = ("order_ref", "coupon__code")
    list_select_related = ("promotion", "coupon")
    ordering = ("-redeemed_at", "-pk")
    fields = (
        "promotion", "coupon", "order_ref", "customer", "amount", "redeemed_at", "released_at",
    )  # fmt: skip

    @display(description=_("Taken off"), ordering="amount_minor")
    def amount(self, redemption: Redemption) -> SafeString | None:
        return money_cell(redemption.amount_minor, redemption.currency)
