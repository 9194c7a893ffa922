"""Staff pages of what promotions did, of what is expected of them, and of what was learned."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from foundation.admin import LedgerAdmin, label, money_cell
from pricing.admin.pages import ReadAdmin
from pricing.admin.promotion_outcomes import (
    course_figure,
    expected_of,
    figure_rows,
    lift_text,
    returned_text,
    share,
)
from pricing.models import PromotionEffect, PromotionForecast, PromotionResponse
from pricing.models.promotion_effects import Outcome
from pricing.promotion_effects.explaining import explain_effect, explain_forecast

NO_BREAK = "\u00a0"
DOUBTFUL = 0.2
"""A p-value of the course before below which a reader should look twice."""


class OutcomeAdmin(ReadAdmin):
    """Promotions with their figures, newest first; each on a page of its own."""

    list_display = ("name", "days", "lifted", "given_away", "earned", "returned", "status")
    list_display_links = ("name",)
    list_filter = ("cannot_tell", "promotion__kind")
    search_fields = ("promotion__label",)
    search_help_text = gettext_lazy("Name of the promotion")
    list_select_related = ("promotion",)
    date_hierarchy = "first_day"
    page_template = "promotion_outcome"

    def page_title(self, row: Any) -> str:
        return str(row.promotion)

    @display(description=gettext_lazy("Promotion"), ordering="promotion__label")
    def name(self, row: Any) -> str:
        return str(row.promotion)

    @display(description=gettext_lazy("Days"), ordering="first_day")
    def days(self, row: Outcome) -> str:
        first, last = date_format(row.first_day, "j M"), date_format(row.last_day, "j M Y")
        return f"{first} – {last}".replace(" ", NO_BREAK)

    @display(description=gettext_lazy("More units"), ordering="lift")
    def lifted(self, row: Outcome) -> str | None:
        return lift_text(row)

    @display(description=gettext_lazy("Given away"), ordering="discount_minor")
    def given_away(self, row: Outcome) -> SafeString | None:
        return money_cell(row.discount_minor, row.currency)

    @display(description=gettext_lazy("Margin"), ordering="margin_minor")
    def earned(self, row: Outcome) -> SafeString | None:
        return money_cell(row.margin_minor, row.currency)

    @display(description=gettext_lazy("For each unit given away"))
    def returned(self, row: Outcome) -> str | None:
        return returned_text(row)

    @display(description=gettext_lazy("Told"))
    def status(self, row: Outcome) -> SafeString:
        if row.cannot_tell:
            return label(_("cannot be told"))
        if row.margin_low_minor is None or row.margin_high_minor is None:
            return label(_("units alone"), "info")
        if row.margin_low_minor > 0:
            return label(_("it pays"), "success")
        if row.margin_high_minor < 0:
            return label(_("it costs"), "danger")
        return label(_("not sure"), "warning")


@admin.register(PromotionEffect)
class PromotionEffectAdmin(OutcomeAdmin):
    ordering = ("-last_day", "-pk")
    empty_text = gettext_lazy("No promotion of single goods has ended yet.")

    def page_context(self, request: HttpRequest, row: PromotionEffect) -> dict[str, Any]:
        expected = expected_of(row)
        measured = None if row.cannot_tell else row
        return {
            "status": self.status(row),
            "sentences": explain_effect(row),
            "facts": _facts(row),
            "is_preliminary": not row.is_final,
            "columns": [_("Expected"), _("Measured")] if expected else [_("Measured")],
            "rows": figure_rows([expected, measured] if expected else [measured]),
            "figure": course_figure(row),
            "made_at": row.measured_at,
            "promotion_url": reverse("admin:pricing_promotion_change", args=[row.promotion_id]),
        }


@admin.register(PromotionForecast)
class PromotionForecastAdmin(OutcomeAdmin):
    ordering = ("-first_day", "-pk")
    empty_text = gettext_lazy("Nothing was planned since promotions are foretold.")

    def page_context(self, request: HttpRequest, row: PromotionForecast) -> dict[str, Any]:
        return {
            "status": self.status(row),
            "sentences": explain_forecast(row, row.response),
            "columns": [_("Expected")],
            "rows": figure_rows([None if row.cannot_tell else row]),
            "made_at": row.made_at,
            "version": row.version,
            "promotion_url": reverse("admin:pricing_promotion_change", args=[row.promotion_id]),
        }


@admin.register(PromotionResponse)
class PromotionResponseAdmin(LedgerAdmin):
    list_display = ("learned_at", "promotions", "beyond", "taken", "pulled")
    ordering = ("-learned_at", "-pk")
    empty_text = gettext_lazy("Nothing has been learned yet: a promotion has to end first.")

    @display(description=gettext_lazy("Beyond the price"), ordering="lift")
    def beyond(self, row: PromotionResponse) -> str:
        return f"{share(row.lift)} ± {100 * row.lift_sd:.0f}"

    @display(description=gettext_lazy("Taken from neighbours"), ordering="cannibalised")
    def taken(self, row: PromotionResponse) -> str:
        return f"{100 * row.cannibalised:.0f}% ± {100 * row.cannibalised_sd:.0f}"

    @display(description=gettext_lazy("Taken from the days after"), ordering="pulled_forward")
    def pulled(self, row: PromotionResponse) -> str:
        return f"{100 * row.pulled_forward:.0f}% ± {100 * row.pulled_forward_sd:.0f}"


def _facts(row: PromotionEffect) -> list[tuple[str, str]]:
    facts = [
        (_("More units"), lift_text(row) or "–"),
        (_("Held against"), _("%(count)d products") % {"count": row.matched}),
    ]
    if row.pre_trend_p is not None:
        words = number_format(row.pre_trend_p, 2)
        if row.pre_trend_p < DOUBTFUL:
            words = _("%(p)s: look twice") % {"p": words}
        facts.append((_("Like course before (p)"), words))
    return facts
