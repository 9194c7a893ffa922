"""The staff pages for the rules by which prices may be changed, and for their simulation."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from foundation.admin import label
from pricing.admin.pages import PagesAdmin
from pricing.admin.policy_form import TARGETS, PolicyForm
from pricing.admin.simulation import simulation_context
from pricing.models import PricePolicy, PriceScope
from pricing.repricing.policies import (
    PolicyRefused,
    delete_policy,
    save_policy,
    switch_off,
    switch_on,
)
from pricing.repricing.simulating import simulate

MAY_SWITCH = "pricing.switch_pricepolicy"


@admin.register(PricePolicy)
class PricePolicyAdmin(PagesAdmin):
    form = PolicyForm
    list_display = ("name", "called", "goal", "alone", "state")
    list_display_links = ("name",)
    list_filter = ("scope", "goal", "is_active", "is_automatic")
    search_fields = ("name", "category__name", "brand__name", "product__name")
    search_help_text = gettext_lazy("Name, category, brand or product")
    ordering = ("-is_active", "scope", "name")
    autocomplete_fields = TARGETS
    actions_detail = ("open_simulation",)
    conditional_fields = {name: f"scope == '{name}'" for name in TARGETS} | {
        "automatic_changes_a_day": "is_automatic",
        "automatic_risk_a_day": "is_automatic",
    }
    fieldsets = (
        (
            gettext_lazy("What it is for"),
            {
                "description": gettext_lazy(
                    "The narrowest policy governs: of the product, its category, its brand, the "
                    "shop. A policy that is saved is off: simulate it, then switch it on."
                ),
                "fields": (
                    "name", "scope", *TARGETS, "goal", ("horizon_days", "least_gain"),
                ),
            },
        ),
        (
            gettext_lazy("What no price may break"),
            {
                "description": gettext_lazy("An empty rail is off."),
                "fields": (
                    ("margin_floor", "largest_change"), ("days_between", "ladder_gap"),
                    ("competitor_low", "competitor_high"),
                    ("ends_in_99", "ends_in_95", "ends_whole"), "announces_reductions",
                ),
            },
        ),
        (
            gettext_lazy("How sure a gain must be"),
            {"fields": (("deviations", "risk"),)},
        ),
        (
            gettext_lazy("What it may do alone"),
            {"fields": ("is_automatic", ("automatic_changes_a_day", "automatic_risk_a_day"))},
        ),
        (
            gettext_lazy("Too much, and the end of a season"),
            {
                "fields": (
                    "marks_down", ("season_ends_on", "clears_within_days"),
                    ("deepest_markdown", "salvage"), ("markdown_floor", "markdown_change"),
                )
            },
        ),
        (
            gettext_lazy("Scarcity, demand and days of the week"),
            {
                "fields": (
                    "prices_scarcity", ("demand_step", "demand_threshold"),
                    ("monday", "tuesday"), ("wednesday", "thursday"), ("friday", "saturday"),
                    "sunday",
                )
            },
        ),
    )  # fmt: skip

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("<int:object_id>/simulate/", self.simulate_view, "simulate"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PricePolicy]:
        return super().get_queryset(request).select_related("category", "brand", "product")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_policy(policy=obj)

    def delete_model(self, request: HttpRequest, obj: PricePolicy) -> None:
        delete_policy(policy=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for policy in queryset:
            delete_policy(policy=policy)

    def response_post_save_add(self, request: HttpRequest, obj: PricePolicy) -> HttpResponse:
        """From the form to what it would do."""
        return redirect("admin:pricing_pricepolicy_simulate", obj.pk)

    def response_post_save_change(self, request: HttpRequest, obj: PricePolicy) -> HttpResponse:
        return redirect("admin:pricing_pricepolicy_simulate", obj.pk)

    @action(
        description=gettext_lazy("Simulate"), icon="science", permissions=["view"],
        url_path="open-simulation",
    )  # fmt: skip
    def open_simulation(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("admin:pricing_pricepolicy_simulate", object_id)

    def simulate_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What a policy would do today; a POST simulates it, or switches it on or off."""
        self.require(request, "pricing.view_pricepolicy")
        policy = get_object_or_404(self.get_queryset(request), pk=object_id)
        if request.method == "POST":
            self.require(request, MAY_SWITCH)
            _do(request, policy)
            return redirect("admin:pricing_pricepolicy_simulate", object_id)
        context = {
            **simulation_context(policy),
            "state": state_of(policy),
            "called": called(policy),
            "may_switch": request.user.has_perm(MAY_SWITCH),
        }
        return self.show(request, "simulation", str(policy), context)

    @display(description=gettext_lazy("For"), ordering="scope")
    def called(self, policy: PricePolicy) -> str:
        return called(policy)

    @display(description=gettext_lazy("Changes alone a day"), ordering="automatic_changes_a_day")
    def alone(self, policy: PricePolicy) -> int | None:
        return policy.automatic_changes_a_day if policy.is_automatic else None

    @display(description=gettext_lazy("State"), ordering="is_active")
    def state(self, policy: PricePolicy) -> SafeString:
        return state_of(policy)


def called(policy: PricePolicy) -> str:
    """What it is for, by name."""
    return str(policy.product or policy.category or policy.brand or PriceScope(policy.scope).label)


def state_of(policy: PricePolicy) -> SafeString:
    if policy.is_active:
        return label(_("On"), "success")
    return label(_("Simulated"), "info") if policy.simulated_at else label(_("Off"))


def _do(request: HttpRequest, policy: PricePolicy) -> None:
    deed = request.POST.get("do", "")
    try:
        if deed == "simulate":
            simulate(policy=policy)
        elif deed == "on":
            switch_on(policy=policy)
            messages.success(request, _("It governs from the next proposals on."))
        elif deed == "off":
            switch_off(policy=policy)
            messages.success(request, _("It governs no more. What waited under it is withdrawn."))
    except PolicyRefused as problem:
        messages.error(request, str(problem))
