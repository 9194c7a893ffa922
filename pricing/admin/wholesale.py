"""Staff pages for prices by quantity: terms of each group, and what is proposed to it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from accounts.roles import staff_of
from events import audit
from foundation.admin import money_cell, money_text, state_label
from foundation.money import BASIS_POINTS
from foundation.refusals import Refusal
from pricing.admin.pages import ReadAdmin
from pricing.models import WholesaleState, WholesaleSuggestion, WholesaleTerms
from pricing.wholesale.explaining import explain
from pricing.wholesale.jobs import request_proposals
from pricing.wholesale.services import (
    delete_terms,
    reject_suggestions,
    save_terms,
    take_suggestions,
)

MAY_DECIDE = "pricing.decide_wholesalesuggestion"
STATE_COLOURS: dict[str, str] = {
    WholesaleState.PROPOSED: "info",
    WholesaleState.TAKEN: "success",
    WholesaleState.REJECTED: "",
    WholesaleState.EXPIRED: "",
}


@admin.register(WholesaleTerms)
class WholesaleTermsAdmin(ModelAdmin):
    list_display = ("of", "handling", "margin_floor", "most_off", "days", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("group",)
    search_fields = ("group__name", "group__code")
    autocomplete_fields = ("group",)
    actions_list = ("propose_now",)
    fieldsets = (
        (
            None,
            {
                "description": gettext_lazy(
                    "Prices by quantity are proposed for this group each week, from what its "
                    "members bought together and from quotes won and lost. Nobody's own purchases "
                    "make a price."
                ),
                "fields": (
                    "group", "handling_minor",
                    ("margin_floor_basis_points", "most_off_basis_points"), "days", "is_active",
                ),
            },
        ),
    )  # fmt: skip

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_terms(terms=obj)

    def delete_model(self, request: HttpRequest, obj: WholesaleTerms) -> None:
        delete_terms(terms=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for terms in queryset:
            delete_terms(terms=terms)

    @action(description=gettext_lazy("Propose now"), icon="sync", permissions=["change"])
    def propose_now(self, request: HttpRequest) -> HttpResponse:
        if request_proposals():
            messages.success(request, _("Prices are being reckoned; look again in a minute."))
        else:
            messages.info(request, _("It was asked for already."))
        return redirect("admin:pricing_wholesalesuggestion_changelist")

    @display(description=gettext_lazy("Customer group"), ordering="group__name")
    def of(self, terms: WholesaleTerms) -> str:
        return terms.group.name

    @display(description=gettext_lazy("Cost of a line"), ordering="handling_minor")
    def handling(self, terms: WholesaleTerms) -> int:
        return terms.handling_minor

    @display(description=gettext_lazy("Least margin"), ordering="margin_floor_basis_points")
    def margin_floor(self, terms: WholesaleTerms) -> str:
        return _share(terms.margin_floor_basis_points)

    @display(description=gettext_lazy("Largest discount"), ordering="most_off_basis_points")
    def most_off(self, terms: WholesaleTerms) -> str:
        return _share(terms.most_off_basis_points)


@admin.register(WholesaleSuggestion)
class WholesaleSuggestionAdmin(ReadAdmin):
    list_display = ("product", "group", "usual", "prices", "gain", "units", "decided", "made_at")
    list_display_links = ("product",)
    list_filter = ("state", "group")
    list_select_related = ("group", "variant__product")
    search_fields = ("variant__sku", "variant__product__name", "group__name")
    search_help_text = gettext_lazy("SKU, product or group")
    ordering = ("-gain_minor", "pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nothing has been proposed yet: give a group its terms.")
    actions = ("take_chosen", "reject_chosen")
    page_template = "wholesale"

    def get_urls(self) -> list[Any]:
        route = self.own_path("<int:object_id>/decide/", self.decide_view, "decide")
        return [route, *super().get_urls()]

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm(MAY_DECIDE))

    def page_title(self, row: WholesaleSuggestion) -> str:
        return f"{row.variant.product} · {row.variant.sku} · {row.group.name}"

    def page_context(self, request: HttpRequest, row: WholesaleSuggestion) -> dict[str, Any]:
        return {
            "row": row,
            "state": state_label(row, colours=STATE_COLOURS),
            "reasons": explain(row),
            "usual": money_text(row.retail_minor, row.currency),
            "tiers": [_tier(row, tier) for tier in row.tiers],
            "is_open": row.state == WholesaleState.PROPOSED,
            "may_decide": self.has_decide_permission(request),
            "decide_url": reverse("admin:pricing_wholesalesuggestion_decide", args=[row.pk]),
        }

    def decide_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST takes a proposal into the group's list, or rejects it."""
        self.require(request, MAY_DECIDE)
        row = get_object_or_404(WholesaleSuggestion, pk=object_id)
        if request.method == "POST":
            _decide(request, [row], take=request.POST.get("do") == "take")
        return redirect("admin:pricing_wholesalesuggestion_change", object_id)

    @action(description=gettext_lazy("Take into the group's list"), permissions=["decide"])
    def take_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        _decide(request, list(queryset), take=True)

    @action(description=gettext_lazy("Reject"), permissions=["decide"])
    def reject_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        _decide(request, list(queryset), take=False)

    @display(description=gettext_lazy("Product"), ordering="variant__product__name")
    def product(self, row: WholesaleSuggestion) -> str:
        return f"{row.variant.product} · {row.variant.sku}"

    @display(description=gettext_lazy("Usual price"), ordering="retail_minor")
    def usual(self, row: WholesaleSuggestion) -> SafeString | None:
        return money_cell(row.retail_minor, row.currency)

    @display(description=gettext_lazy("Proposed"))
    def prices(self, row: WholesaleSuggestion) -> str:
        return ", ".join(
            _("from %(quantity)d: %(price)s")
            % {
                "quantity": tier["from"],
                "price": money_text(tier["amount_minor"], row.currency),
            }
            for tier in row.tiers
        )

    @display(description=gettext_lazy("Gain"), ordering="gain_minor")
    def gain(self, row: WholesaleSuggestion) -> SafeString | None:
        return money_cell(row.gain_minor, row.currency)

    @display(description=gettext_lazy("State"), ordering="state")
    def decided(self, row: WholesaleSuggestion) -> SafeString:
        return state_label(row, colours=STATE_COLOURS)


def _tier(row: WholesaleSuggestion, tier: dict[str, int]) -> dict[str, Any]:
    return {
        "quantity": tier["from"],
        "price": money_text(tier["amount_minor"], row.currency),
        "off": _share(tier["off"]),
        "units": number_format(tier["units"], force_grouping=True),
        "gain": money_text(tier["gain"], row.currency),
        "low": money_text(tier["low"], row.currency),
        "high": money_text(tier["high"], row.currency),
    }


def _decide(request: HttpRequest, rows: list[WholesaleSuggestion], *, take: bool) -> None:
    service = take_suggestions if take else reject_suggestions
    try:
        done = service(suggestions=rows, by=staff_of(request))
    except Refusal as problem:
        messages.error(request, str(problem))
        return
    for row in rows:
        audit.by_staff(request, "wholesale.take" if take else "wholesale.reject", row)
    if take:
        told = ngettext(
            "%(count)d is in its group's price list now.",
            "%(count)d are in their groups' price lists now.",
            done,
        )
    else:
        told = ngettext("%(count)d is rejected.", "%(count)d are rejected.", done)
    messages.success(request, told % {"count": done})


def _share(basis_points: int) -> str:
    return f"{number_format(100 * basis_points / BASIS_POINTS, 0)}%"
