"""Staff pages of how demand answers to price: by product, and why it is not steeper."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from forecasting.admin.drawings import units
from foundation.admin import LedgerAdmin, label
from pricing.admin.answers import answers_context
from pricing.admin.pages import ReadAdmin
from pricing.explaining_elasticities import explain_elasticity, signed
from pricing.models import CrossEffect, ElasticityEstimate
from pricing.selectors.elasticities import cross_effects_of

MAY_SEE = "pricing.view_elasticityestimate"


@admin.register(ElasticityEstimate)
class ElasticityEstimateAdmin(ReadAdmin):
    list_display = (
        "name", "elasticity", "interval", "revenue", "moved", "sells", "to_learn",
    )  # fmt: skip
    list_display_links = ("name",)
    list_filter = ("needs_variation", "known_from", "product__category")
    search_fields = ("product__name",)
    search_help_text = gettext_lazy("Product")
    list_select_related = ("product",)
    ordering = ("-weekly_units", "pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nothing has been learned yet: prices have to move first.")
    page_template = "elasticity"

    def get_urls(self) -> list[Any]:
        return [self.own_path("answers/", self.answers_view, "answers"), *super().get_urls()]

    def page_title(self, row: ElasticityEstimate) -> str:
        return str(row.product)

    def page_context(self, request: HttpRequest, row: ElasticityEstimate) -> dict[str, Any]:
        return {
            "sentence": explain_elasticity(row),
            "facts": _facts(row),
            "made_at": row.made_at,
            "version": row.version,
            "cross": [_cross_row(one) for one in cross_effects_of(row.product_id)],
            "answers_url": reverse("admin:pricing_elasticityestimate_answers"),
        }

    def answers_view(self, request: HttpRequest) -> HttpResponse:
        """How the whole shop's demand answers, and what large lines would make of it."""
        self.require(request, MAY_SEE)
        return self.show(request, "answers", _("How demand answers to price"), answers_context())

    @display(description=gettext_lazy("Product"), ordering="product__name")
    def name(self, row: ElasticityEstimate) -> str:
        return str(row.product)

    @display(description=gettext_lazy("Elasticity"), ordering="mean")
    def elasticity(self, row: ElasticityEstimate) -> str:
        return signed(row.mean)

    @display(description=gettext_lazy("80% interval"), ordering="sd")
    def interval(self, row: ElasticityEstimate) -> str:
        return interval_text(row)

    @display(description=gettext_lazy("More revenue"))
    def revenue(self, row: ElasticityEstimate) -> SafeString:
        if row.high < -1:
            return label(_("at a lower price"), "success")
        if row.low > -1:
            return label(_("at a higher price"), "info")
        return label(_("not known"))

    @display(description=gettext_lazy("Price moved"), ordering="variation")
    def moved(self, row: ElasticityEstimate) -> str:
        return share_text(row.variation)

    @display(description=gettext_lazy("Units a week"), ordering="weekly_units")
    def sells(self, row: ElasticityEstimate) -> str:
        return units(row.weekly_units)

    @display(description=gettext_lazy("To be known by a test"), ordering="test_weeks")
    def to_learn(self, row: ElasticityEstimate) -> str | None:
        return test_text(row) if row.needs_variation else None


@admin.register(CrossEffect)
class CrossEffectAdmin(LedgerAdmin):
    list_display = ("product", "other", "strength", "version")
    list_filter = ("product__category",)
    search_fields = ("product__name", "other__name")
    list_select_related = ("product", "other")
    ordering = ("-effect", "pk")
    empty_text = gettext_lazy("No category's sales bear an effect of one price on another's sales.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CrossEffect]:
        return super().get_queryset(request).select_related("product", "other")

    @display(description=gettext_lazy("Effect"), ordering="effect")
    def strength(self, row: CrossEffect) -> str:
        return signed(row.effect)


def interval_text(row: ElasticityEstimate) -> str:
    return _("%(low)s to %(high)s") % {"low": signed(row.low), "high": signed(row.high)}


def share_text(value: float) -> str:
    return f"{number_format(100 * value, 0)}%"


def test_text(row: ElasticityEstimate) -> str:
    if row.test_weeks is None:
        return _("not within a year")
    return _("%(weeks)d weeks") % {"weeks": round(row.test_weeks)}


def _facts(row: ElasticityEstimate) -> list[tuple[str, str]]:
    facts = [
        (_("Elasticity"), signed(row.mean)),
        (_("80% interval"), interval_text(row)),
        (_("From its own weeks"), "–" if row.own is None else signed(row.own)),
        (_("Of its category"), signed(row.group_mean)),
        (_("Price moved"), share_text(row.variation)),
        (_("Units a week"), units(row.weekly_units)),
        (_("Weeks seen"), str(row.weeks)),
    ]
    if row.needs_variation:
        facts.append((_("To be known by a test"), test_text(row)))
    return facts


def _cross_row(one: CrossEffect) -> dict[str, Any]:
    stands_in = one.effect > 0
    return {
        "name": str(one.other),
        "effect": signed(one.effect),
        "kind": _("stands in for it") if stands_in else _("is bought with it"),
    }
