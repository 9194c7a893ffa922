"""The panel of the staff home that says which prices wait for somebody, and what new ones did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from pricing.admin.desk_words import base_money, gain_text, prices_of, step_text
from pricing.models import PriceSuggestion, SuggestionKind, SuggestionState
from pricing.repricing.reports import results

MOST_LINES = 4
RESULT_DAYS = 91


def pricing(at: datetime) -> Mapping[str, Any]:
    """Suggestions that wait, those of most gain, and what those applied lately were measured at."""
    waiting = PriceSuggestion.objects.filter(state=SuggestionState.PROPOSED)
    counted = waiting.aggregate(
        all=Count("pk"), markdowns=Count("pk", filter=Q(kind=SuggestionKind.MARKDOWN))
    )
    best = (
        waiting.select_related("product", "policy")
        .prefetch_related("lines")
        .order_by("-gain_minor", "pk")[:MOST_LINES]
    )
    return {
        "chores": _chores(counted["all"] - counted["markdowns"], counted["markdowns"]),
        "lines": [_line(suggestion) for suggestion in best],
        "measured": _measured(at),
    }


def _chores(prices: int, markdowns: int) -> list[dict[str, Any]]:
    desk = reverse("admin:pricing_pricesuggestion_desk")
    told = (
        (
            prices,
            ngettext("new price is proposed", "new prices are proposed", prices),
            "price_check",
            desk,
        ),
        (
            markdowns,
            ngettext("markdown is proposed", "markdowns are proposed", markdowns),
            "sell",
            f"{desk}?kind={SuggestionKind.MARKDOWN.value}",
        ),
    )
    return [
        {"count": count, "words": words, "icon": icon, "url": url, "kind": "price"}
        for count, words, icon, url in told
        if count
    ]


def _line(suggestion: PriceSuggestion) -> dict[str, Any]:
    before, after = prices_of(list(suggestion.lines.all()), suggestion.currency)
    return {
        "product": str(suggestion.product),
        "url": reverse("admin:pricing_pricesuggestion_change", args=[suggestion.pk]),
        "before": before,
        "after": after,
        "step": step_text(suggestion.step_basis_points),
        "gain": gain_text(suggestion),
    }


def _measured(at: datetime) -> str:
    """What was measured of new prices; empty before that."""
    found = results(days=RESULT_DAYS, at=at)
    if not found.measured:
        return ""
    told = ngettext(
        "%(count)d new price was measured: %(margin)s of margin (%(low)s to %(high)s).",
        "%(count)d new prices were measured: %(margin)s of margin (%(low)s to %(high)s).",
        found.measured,
    )
    return told % {
        "count": found.measured,
        "margin": base_money(found.margin),
        "low": base_money(found.low),
        "high": base_money(found.high),
    }
