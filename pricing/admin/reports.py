"""The reports of the pricing desk: what is left of what is sold, and what reductions do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forecasting.admin.drawings import units
from forecasting.admin.words import days_text, share_text
from pricing.admin.desk import desk_row
from pricing.admin.desk_effects import share_change
from pricing.admin.desk_words import base_money
from pricing.models import PriceSuggestion, SuggestionKind, SuggestionState
from pricing.repricing.reports import Results, results
from pricing.selectors.margins import Compared, margin_report
from pricing.selectors.reductions import Reduced, reduced_products

SPANS = (7, 28, 91)
USUAL_SPAN = 28
RESULT_DAYS = 91
MOST_REDUCED = 60
MOST_WAITING = 10


def margin_context(request: HttpRequest) -> dict[str, Any]:
    """Margins of as many days as the address asks for, beside as many before."""
    asked = request.GET.get("days", "")
    days = next((span for span in SPANS if str(span) == asked), USUAL_SPAN)
    report = margin_report(days=days)
    best = max((abs(row.now.margin) for row in report.categories), default=0) or 1
    return {
        "spans": [{"days": span, "is_on": span == days} for span in SPANS],
        "days": days,
        "facts": _facts(report.whole),
        "categories": [_compared(row, best) for row in report.categories],
        "thin": [_thin(row) for row in report.thin],
        "uncosted": base_money(report.whole.now.uncosted) if report.whole.now.uncosted else "",
        "results": _results(results(days=RESULT_DAYS)),
        "result_days": RESULT_DAYS,
    }


def _facts(whole: Compared) -> list[tuple[str, str, str]]:
    now, before = whole.now, whole.before
    return [
        (_("Revenue without tax"), base_money(now.revenue), _change(now.revenue, before.revenue)),
        (_("Margin"), base_money(now.margin), _change(now.margin, before.margin)),
        (_("Margin as a share"), _share(now.share), _before(before.share)),
        (_("Units"), units(now.units), _change(now.units, before.units)),
    ]


def _change(now: int, before: int) -> str:
    if before <= 0:
        return _("nothing to compare with")
    return _("%(change)s against before") % {"change": share_change(now / before - 1)}


def _share(share: float | None) -> str:
    return "–" if share is None else share_text(share, places=1)


def _before(share: float | None) -> str:
    return "" if share is None else _("%(share)s before") % {"share": _share(share)}


def _compared(row: Compared, best: int) -> dict[str, Any]:
    return {
        "name": row.name,
        "revenue": base_money(row.now.revenue),
        "margin": base_money(row.now.margin),
        "share": _share(row.now.share),
        "share_before": _share(row.before.share),
        "margin_before": base_money(row.before.margin),
        "bar": round(100 * max(row.now.margin, 0) / best),
    }


def _thin(row: Compared) -> dict[str, Any]:
    return {
        "name": row.name,
        "url": reverse("admin:catalog_product_change", args=[row.subject_id]),
        "units": units(row.now.units),
        "revenue": base_money(row.now.revenue),
        "margin": base_money(row.now.margin),
        "share": _share(row.now.share),
        "is_loss": row.now.margin < 0,
    }


def _results(found: Results) -> dict[str, Any] | None:
    if not found.applied:
        return None
    return {
        "applied": found.applied,
        "taken_back": found.taken_back,
        "measured": found.measured,
        "untold": found.untold,
        "expected": base_money(found.expected),
        "margin": base_money(found.margin),
        "ends": _("%(low)s to %(high)s")
        % {"low": base_money(found.low), "high": base_money(found.high)},
    }


def markdown_context() -> dict[str, Any]:
    """What is reduced now and what came of it; what is proposed to be marked down."""
    reduced = reduced_products()
    proposed = (
        PriceSuggestion.objects.filter(
            kind=SuggestionKind.MARKDOWN,
            state__in=(SuggestionState.PROPOSED, SuggestionState.SCHEDULED),
        )
        .select_related("product", "policy")
        .prefetch_related("lines")
        .order_by("-gain_minor", "pk")
    )
    count = proposed.count()
    return {
        "facts": _reduced_facts(reduced),
        "rows": [_reduced(row) for row in reduced[:MOST_REDUCED]],
        "more": max(len(reduced) - MOST_REDUCED, 0),
        "waiting": [desk_row(row) for row in proposed[:MOST_WAITING]],
        "waiting_words": ngettext(
            "%(count)d markdown is proposed.", "%(count)d markdowns are proposed.", count
        )
        % {"count": count},
        "desk_url": f"{reverse('admin:pricing_pricesuggestion_desk')}"
        f"?kind={SuggestionKind.MARKDOWN.value}",
    }


def _reduced_facts(rows: list[Reduced]) -> list[tuple[str, str]]:
    free, sold = sum(row.free for row in rows), sum(row.units_since for row in rows)
    return [
        (_("Products reduced"), units(len(rows))),
        (_("Sold at the reduced price"), units(sold)),
        (_("Given away by it"), base_money(sum(row.given for row in rows))),
        (_("Still there"), units(free)),
        (_("Sell-through"), share_text(sold / (sold + free)) if sold + free else "–"),
    ]


def _reduced(row: Reduced) -> dict[str, Any]:
    return {
        "name": row.name,
        "url": reverse("admin:catalog_product_change", args=[row.product_id]),
        "off": share_text(row.off),
        "since": date_format(row.since, "j M"),
        "before": units(round(row.weekly_before, 1)),
        "after": units(round(row.weekly_since, 1)),
        "sold": units(row.units_since),
        "given": base_money(row.given),
        "free": units(row.free),
        "cover": days_text(None if row.cover_days is None else round(row.cover_days)),
        "sell_through": "–" if row.sell_through is None else share_text(row.sell_through),
    }
