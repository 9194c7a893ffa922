"""The page of one suggestion: its numbers with their reasons, its drawings, what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalog.models import Product, Variant
from forecasting.admin.drawings import units
from foundation.admin import money_text
from pricing.admin.desk import RejectForm, ScheduleForm
from pricing.admin.desk_effects import effect_context
from pricing.admin.desk_figures import (
    candidate_figures,
    candidate_rows,
    candidates_of,
    course_figures,
)
from pricing.admin.desk_words import (
    chance_text,
    cover_change,
    gain_ends,
    gain_text,
    kind_of,
    prices_of,
    state_of,
    step_text,
    weighs_units,
)
from pricing.competition.selectors import CompetitorBand, competitor_band
from pricing.models import (
    OPEN_STATES,
    ElasticityEstimate,
    PriceSuggestion,
    PriceSuggestionLine,
    SuggestionState,
)
from pricing.repricing.explaining import explain
from pricing.selectors.courses import price_course

MAY_DECIDE = "pricing.decide_pricesuggestion"
NORMAL_80 = 1.2816
"""Standard deviations to the ends of an interval of 80 %."""


def page_context(request: HttpRequest, suggestion: PriceSuggestion) -> dict[str, Any]:
    """What ``suggestion.html`` shows."""
    lines = list(suggestion.lines.select_related("variant").order_by("pk"))
    variant_ids = list(
        Variant.objects.filter(product=suggestion.product_id).values_list("pk", flat=True)
    )
    candidates, in_units = candidates_of(suggestion), weighs_units(suggestion)
    course = price_course(suggestion.product_id, variant_ids)
    return {
        "suggestion": suggestion,
        "state": state_of(suggestion),
        "kind": kind_of(suggestion),
        "facts": _facts(suggestion, lines),
        "reasons": explain(suggestion),
        "version_words": _version(suggestion),
        "elasticity_url": _elasticity_url(suggestion.product_id),
        "lines": [_line(line, suggestion.currency) for line in lines],
        "relatives": _relatives(suggestion),
        "competitors": _competitors(competitor_band(variant_ids).values()),
        "candidate_figures": candidate_figures(suggestion, candidates, in_units=in_units),
        "candidates": candidate_rows(suggestion, candidates, in_units=in_units),
        "figures": course_figures(suggestion, course),
        "similar": _similar(suggestion),
        "effect": effect_context(suggestion),
        **_deeds(request, suggestion),
    }


def _deeds(request: HttpRequest, suggestion: PriceSuggestion) -> dict[str, Any]:
    """What the reader may do with it now."""
    may = request.user.has_perm(MAY_DECIDE)
    return {
        "decide_url": reverse("admin:pricing_pricesuggestion_decide", args=[suggestion.pk]),
        "can_decide": may and suggestion.state in OPEN_STATES,
        "is_scheduled": suggestion.state == SuggestionState.SCHEDULED,
        "can_revert": may and suggestion.state == SuggestionState.APPLIED,
        "reject_form": RejectForm(auto_id="id_reject_%s"),
        "schedule_form": ScheduleForm(auto_id="id_schedule_%s"),
    }


def _facts(
    suggestion: PriceSuggestion, lines: Sequence[PriceSuggestionLine]
) -> list[tuple[str, str]]:
    currency = suggestion.currency
    before, after = prices_of(lines, currency)
    facts = [
        (_("Price"), f"{before} → {after}"),
        (_("Step"), step_text(suggestion.step_basis_points)),
        (_("Gain in %(days)d days") % {"days": suggestion.horizon_days}, gain_text(suggestion)),
        (_("At least, at most"), gain_ends(suggestion)),
        (_("Chance to lose"), chance_text(suggestion)),
        (
            _("Units"),
            f"{units(round(suggestion.units_now, 1))} → {units(round(suggestion.units_after, 1))}",
        ),
        (
            _("Revenue without tax"),
            _moves(suggestion.revenue_now_minor, suggestion.revenue_after_minor, currency),
        ),
        (
            _("Margin"),
            _moves(suggestion.margin_now_minor, suggestion.margin_after_minor, currency),
        ),
    ]
    if cover := cover_change(suggestion):
        facts.append((_("Days of cover"), cover))
    return facts


def _moves(now: int, after: int, currency: str) -> str:
    return f"{money_text(now, currency)} → {money_text(after, currency)}"


def _version(suggestion: PriceSuggestion) -> str:
    """The elasticity it was made with, its interval and the model's version."""
    if suggestion.elasticity is None:
        return ""
    away = NORMAL_80 * (suggestion.elasticity_sd or 0.0)
    return _(
        "Elasticity %(mean)s (four times of five %(low)s to %(high)s), version %(version)s."
    ) % {
        "mean": _signed(suggestion.elasticity),
        "low": _signed(suggestion.elasticity - away),
        "high": _signed(suggestion.elasticity + away),
        "version": suggestion.model_version or "–",
    }


def _elasticity_url(product_id: int) -> str:
    """The page that tells how the demand for it answers to price; empty where nobody knows."""
    estimate = ElasticityEstimate.objects.filter(product_id=product_id).first()
    if estimate is None:
        return ""
    return reverse("admin:pricing_elasticityestimate_change", args=[estimate.pk])


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else ''}{number_format(abs(value), 2)}"


def _line(line: PriceSuggestionLine, currency: str) -> dict[str, Any]:
    return {
        "sku": line.variant.sku,
        "before": money_text(line.before_minor, currency),
        "after": money_text(line.after_minor, currency),
        "reduced_from": money_text(line.compare_at_minor, currency),
    }


def _relatives(suggestion: PriceSuggestion) -> list[dict[str, str]]:
    """What moves together with it."""
    if suggestion.together is None:
        return []
    rows = (
        PriceSuggestion.objects.filter(together=suggestion.together)
        .exclude(pk=suggestion.pk)
        .select_related("product")
        .order_by("pk")
    )
    return [
        {
            "name": str(row.product),
            "step": step_text(row.step_basis_points),
            "url": reverse("admin:pricing_pricesuggestion_change", args=[row.pk]),
        }
        for row in rows
    ]


def _competitors(bands: Any) -> dict[str, Any] | None:
    """All variants' bands together, fresh ones before stale ones; None where nobody is known."""
    told: list[CompetitorBand] = list(bands)
    chosen = [band for band in told if not band.stale] or told
    if not chosen:
        return None
    base = settings.SHOP_BASE_CURRENCY
    return {
        "lowest": money_text(min(band.lowest for band in chosen), base),
        "highest": money_text(max(band.highest for band in chosen), base),
        "offers": sum(band.offers for band in chosen),
        "newest": max(band.newest for band in chosen),
        "is_stale": all(band.stale for band in chosen),
    }


def _similar(suggestion: PriceSuggestion) -> list[dict[str, Any]]:
    """Goods like it, with what they cost and what is proposed for them."""
    wanted = {row["product"]: row for row in suggestion.similar}
    names = {row.pk: str(row) for row in Product.objects.filter(pk__in=wanted)}
    open_now = {
        row.product_id: row
        for row in PriceSuggestion.objects.filter(product__in=wanted, state__in=OPEN_STATES)
    }
    return [
        {
            "name": names[pk],
            "price": money_text(row["price_minor"], suggestion.currency),
            "step": step_text(open_now[pk].step_basis_points) if pk in open_now else "",
            "url": reverse("admin:pricing_pricesuggestion_change", args=[open_now[pk].pk])
            if pk in open_now
            else reverse("admin:catalog_product_change", args=[pk]),
        }
        for pk, row in wanted.items()
        if pk in names
    ]
