"""The staff pages for the rules by which is ordered, and for what they ordered alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from forecasting.models import AutomaticOrder, PolicyScope, ReplenishmentPolicy
from forecasting.replenishment.policy_book import delete_policy, save_policy
from foundation.admin import LedgerAdmin, label, money_cell
from foundation.dialog_fields import amount_field, amount_of
from foundation.money import Money

AMOUNTS = {"order_cost": "order_cost_minor", "alone_limit": "alone_limit_minor",
           "budget": "budget_minor"}  # fmt: skip
TARGETS = ("category", "supplier", "variant")


class PolicyForm(forms.ModelForm):
    """Amounts in major units; what the policy is for is asked by its scope."""

    order_cost = amount_field(
        gettext_lazy("Cost of an order"),
        required=False,
        help_text=gettext_lazy("What one order costs beside the goods: freight, work, papers."),
    )
    alone_limit = amount_field(
        gettext_lazy("May order alone a day"),
        required=False,
        help_text=gettext_lazy(
            "Up to this value a day the shop orders without being asked. Empty: never."
        ),
    )
    budget = amount_field(
        gettext_lazy("Budget"),
        required=False,
        help_text=gettext_lazy("What one plan may cost at most. Empty: no limit."),
    )

    class Meta:
        model = ReplenishmentPolicy
        fields = (
            "scope", *TARGETS, "kind", "service_level", "review_days", "cover_days",
            "cover_varies", "minimum", "maximum", "holding_rate", "overstock_days", "dead_days",
            "capacity_units", "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, column in AMOUNTS.items():
            if name in self.fields:
                minor = getattr(self.instance, column) or None
                self.fields[name].initial = amount_of(minor, settings.SHOP_BASE_CURRENCY)

    def clean(self) -> dict[str, Any]:
        """What belongs to another scope is forgotten, so that a change of scope is one step."""
        cleaned: dict[str, Any] = super().clean() or {}
        scope = cleaned.get("scope")
        for name in TARGETS:
            if name != scope:
                cleaned[name] = None
        if scope in TARGETS and scope not in self.errors and cleaned.get(scope) is None:
            self.add_error(scope, _("Name what the policy is for."))
        for name, column in AMOUNTS.items():
            told = cleaned.get(name)
            currency = settings.SHOP_BASE_CURRENCY
            none = None if name == "budget" else 0
            setattr(self.instance, column, none if told is None else Money.of(told, currency).minor)
        return cleaned

    def validate_constraints(self) -> None:
        """What is told at a field already is not told again above all."""
        if not self.errors:
            super().validate_constraints()  # type: ignore[misc]


@admin.register(ReplenishmentPolicy)
class ReplenishmentPolicyAdmin(ModelAdmin):
    form = PolicyForm
    list_display = (
        "called", "kind", "service", "review_days", "cover_days", "alone", "state",
    )  # fmt: skip
    list_filter = ("scope", "kind", "is_active")
    search_fields = ("category__name", "supplier__name", "variant__sku", "variant__product__name")
    search_help_text = gettext_lazy("Category, supplier, SKU or product")
    ordering = ("scope", "pk")
    autocomplete_fields = TARGETS
    conditional_fields = {name: f"scope == '{name}'" for name in TARGETS} | {
        "minimum": "kind == 'min_max'",
        "maximum": "kind == 'min_max'",
    }
    fieldsets = (
        (
            gettext_lazy("What it is for"),
            {
                "description": gettext_lazy(
                    "The narrowest policy governs: of the variant, its category, its supplier, "
                    "the shop."
                ),
                "fields": ("scope", *TARGETS, "is_active"),
            },
        ),
        (
            gettext_lazy("When to order, and how much"),
            {
                "fields": (
                    "kind", "service_level", ("review_days", "cover_days"), "cover_varies",
                    "minimum", "maximum", ("order_cost", "holding_rate"),
                )
            },
        ),
        (
            gettext_lazy("What counts as too much"),
            {"fields": (("overstock_days", "dead_days"),)},
        ),
        (
            gettext_lazy("Limits"),
            {"fields": (("budget", "capacity_units"), "alone_limit")},
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReplenishmentPolicy]:
        return (
            super().get_queryset(request).select_related("category", "supplier", "variant__product")
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_policy(policy=obj)

    def delete_model(self, request: HttpRequest, obj: ReplenishmentPolicy) -> None:
        delete_policy(policy=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for policy in queryset:
            delete_policy(policy=policy)

    @display(description=gettext_lazy("For"), ordering="scope")
    def called(self, policy: ReplenishmentPolicy) -> str:
        if policy.scope == PolicyScope.VARIANT and policy.variant is not None:
            return f"{policy.variant.product} · {policy.variant.sku}"
        return str(policy.category or policy.supplier or policy.get_scope_display())

    @display(description=gettext_lazy("Service level"), ordering="service_level")
    def service(self, policy: ReplenishmentPolicy) -> str:
        if policy.service_level is None:
            return _("by class")
        return f"{number_format(100 * policy.service_level, 1)}%"

    @display(description=gettext_lazy("Orders alone up to"), ordering="alone_limit_minor")
    def alone(self, policy: ReplenishmentPolicy) -> SafeString | None:
        return money_cell(policy.alone_limit_minor or None, settings.SHOP_BASE_CURRENCY)

    @display(description=gettext_lazy("State"))
    def state(self, policy: ReplenishmentPolicy) -> SafeString:
        return label(_("Active"), "success") if policy.is_active else label(_("Off"))


@admin.register(AutomaticOrder)
class AutomaticOrderAdmin(LedgerAdmin):
    list_display = ("day", "purchase_order", "supplier", "warehouse", "worth", "made_at")
    list_filter = ("supplier", "warehouse")
    search_fields = ("purchase_order__number", "supplier__name")
    date_hierarchy = "day"
    ordering = ("-day", "-pk")
    fields = ("day", "policy", "purchase_order", "supplier", "warehouse", "worth", "made_at")
    readonly_fields = ("worth",)
    empty_text = gettext_lazy("Nothing has been ordered alone yet.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AutomaticOrder]:
        return (
            super()
            .get_queryset(request)
            .select_related(
                "policy__category",
                "policy__supplier",
                "policy__variant",
                "purchase_order",
                "supplier",
                "warehouse",
            )
        )

    @display(description=gettext_lazy("Value"), ordering="value_minor")
    def worth(self, order: AutomaticOrder) -> SafeString | None:
        return money_cell(order.value_minor, settings.SHOP_BASE_CURRENCY)
