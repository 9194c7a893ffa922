"""The page that tells how much there is of what, and what ties money up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forecasting.admin.drawings import units
from forecasting.admin.words import STATE_COLOURS, cover_text, days_text, share_text
from forecasting.models import PlanLine, StockState
from forecasting.replenishment.selectors import (
    InventoryFigures,
    StateSummary,
    inventory_figures,
    stock_health,
)
from foundation.admin import label, money_text

MOST_LINES = 15


def health_context() -> dict[str, Any]:
    """States of stock with their share of the money, figures, and the worst of what is too much."""
    summaries = stock_health()
    whole = sum(summary.value.minor for summary in summaries)
    return {
        "states": [_state(summary, whole) for summary in summaries],
        "facts": _facts(inventory_figures()),
        "excess": [
            _row(line)
            for line in PlanLine.objects.filter(state__in=(StockState.OVER, StockState.DEAD))
            .select_related("variant__product", "warehouse")
            .order_by("-stock_value_minor", "pk")[:MOST_LINES]
        ],
    }


def _state(summary: StateSummary, whole: int) -> dict[str, Any]:
    share = summary.value.minor / whole if whole else 0.0
    return {
        "label": label(summary.state.label, STATE_COLOURS[summary.state]),
        "name": summary.state.value,
        "lines": number_format(summary.lines, force_grouping=True),
        "units": units(summary.units),
        "value": summary.value.formatted(get_language() or "en"),
        "share": round(100 * share),
        "share_text": share_text(share),
        "url": f"{reverse('admin:forecasting_planline_changelist')}"
        f"?state__exact={summary.state.value}",
    }


def _facts(figures: InventoryFigures) -> list[tuple[str, str]]:
    told = [
        (_("Stock at cost"), figures.stock_value.formatted(get_language() or "en")),
        (_("Turnover a year"), _number(figures.turnover)),
        (_("Days of cover"), days_text(figures.days_of_cover)),
        (_("Delivered from stock"), _share(figures.fill_rate)),
        (_("Time in stock"), _share(figures.in_stock)),
        (_("Counts that were right"), _share(figures.count_accuracy)),
    ]
    return [(name, value) for name, value in told if value]


def _number(value: float | None) -> str:
    return "" if value is None else str(number_format(value, 1))


def _share(value: float | None) -> str:
    return "" if value is None else share_text(value, places=1)


def _row(line: PlanLine) -> dict[str, Any]:
    return {
        "url": reverse("admin:forecasting_planline_change", args=[line.pk]),
        "product": str(line.variant.product),
        "sku": line.variant.sku,
        "warehouse": str(line.warehouse),
        "label": label(StockState(line.state).label, STATE_COLOURS[line.state]),
        "on_hand": units(line.on_hand),
        "cover": cover_text(line),
        "value": money_text(line.stock_value_minor, settings.SHOP_BASE_CURRENCY),
        "markdown": f"{line.markdown_percent}%" if line.markdown_percent else "–",
    }
