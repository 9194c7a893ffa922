"""The staff pages for suggestions: the pricing desk, one suggestion, and all there ever were."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from pricing.admin.desk import decide, desk_context
from pricing.admin.desk_page import MAY_DECIDE, page_context
from pricing.admin.desk_words import (
    chance_text,
    gain_ends,
    gain_text,
    kind_of,
    state_of,
    step_text,
)
from pricing.admin.pages import ReadAdmin
from pricing.admin.reports import margin_context, markdown_context
from pricing.models import PricePolicy, PriceSuggestion

MAY_VIEW = "pricing.view_pricesuggestion"


@admin.register(PriceSuggestion)
class PriceSuggestionAdmin(ReadAdmin):
    list_display = (
        "called", "kind_label", "step", "gain", "ends", "chance", "held_by", "state_label",
        "policy", "made_at",
    )  # fmt: skip
    list_display_links = ("called",)
    list_filter = ("state", "kind", "binding_rule", "policy", "automatic", "reject_reason")
    search_fields = ("product__name",)
    search_help_text = gettext_lazy("Product")
    date_hierarchy = "made_at"
    ordering = ("-made_at", "-pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nothing has been proposed yet.")
    actions_list = ("open_desk",)
    page_template = "suggestion"

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("desk/", self.desk_view, "desk"),
            self.own_path("margins/", self.margins_view, "margins"),
            self.own_path("markdowns/", self.markdowns_view, "markdowns"),
            self.own_path("<int:object_id>/decide/", self.decide_view, "decide"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceSuggestion]:
        return super().get_queryset(request).select_related("product", "policy")

    def page_title(self, row: PriceSuggestion) -> str:
        return f"{row.product} · {step_text(row.step_basis_points)}"

    def page_context(self, request: HttpRequest, row: PriceSuggestion) -> dict[str, Any]:
        return page_context(request, row)

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """What is proposed, for yes, no or later; a POST decides what is ticked."""
        self.require(request, MAY_VIEW)
        if request.method == "POST":
            self.require(request, MAY_DECIDE)
            decide(request)
            return redirect(request.get_full_path())
        context = {
            **desk_context(request),
            "may_decide": request.user.has_perm(MAY_DECIDE),
            "has_policy": PricePolicy.objects.filter(is_active=True).exists(),
        }
        return self.show(request, "desk", _("Pricing desk"), context)

    def margins_view(self, request: HttpRequest) -> HttpResponse:
        """What is left of what is sold, by category, and what new prices brought."""
        self.require(request, MAY_VIEW)
        return self.show(request, "margins", _("Margins"), margin_context(request))

    def markdowns_view(self, request: HttpRequest) -> HttpResponse:
        """What is reduced, what it sells since, and what is to be marked down."""
        self.require(request, MAY_VIEW)
        return self.show(request, "markdowns", _("Markdowns"), markdown_context())

    def decide_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST decides this one suggestion."""
        self.require(request, MAY_DECIDE)
        get_object_or_404(PriceSuggestion, pk=object_id)
        if request.method == "POST":
            decide(request)
        return redirect("admin:pricing_pricesuggestion_change", object_id)

    @action(description=gettext_lazy("Pricing desk"), icon="price_check", permissions=["view"])
    def open_desk(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:pricing_pricesuggestion_desk")

    @display(description=gettext_lazy("Product"), ordering="product__name")
    def called(self, row: PriceSuggestion) -> str:
        return str(row.product)

    @display(description=gettext_lazy("Kind"), ordering="kind")
    def kind_label(self, row: PriceSuggestion) -> SafeString:
        return kind_of(row)

    @display(description=gettext_lazy("Step"), ordering="step_basis_points")
    def step(self, row: PriceSuggestion) -> str:
        return step_text(row.step_basis_points)

    @display(description=gettext_lazy("Gain"), ordering="gain_minor")
    def gain(self, row: PriceSuggestion) -> str:
        return gain_text(row)

    @display(description=gettext_lazy("At least, at most"))
    def ends(self, row: PriceSuggestion) -> str:
        return gain_ends(row)

    @display(description=gettext_lazy("Chance to lose"), ordering="chance_to_lose")
    def chance(self, row: PriceSuggestion) -> str:
        return chance_text(row)

    @display(description=gettext_lazy("Held back by"), ordering="binding_rule")
    def held_by(self, row: PriceSuggestion) -> str | None:
        return str(row.get_binding_rule_display()) if row.binding_rule else None

    @display(description=gettext_lazy("State"), ordering="state")
    def state_label(self, row: PriceSuggestion) -> SafeString:
        return state_of(row)
