"""The panel of the staff home that says what runs out, what is late and what is too much."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import ngettext

from forecasting.models import PlanLine
from forecasting.replenishment.selectors import Alert, AlertKind, alerts

MOST_LINES = 4


def planning(at: datetime) -> Mapping[str, Any]:
    """Alerts with the page on which each is dealt with, and what is most pressing."""
    found = alerts(at=at, examples=(AlertKind.STOCK_OUT_RISK,))
    risky = next((alert for alert in found if alert.kind is AlertKind.STOCK_OUT_RISK), None)
    return {
        "alerts": [_alert(alert) for alert in found],
        "lines": [_line(line) for line in risky.lines[:MOST_LINES]] if risky else [],
    }


def _alert(alert: Alert) -> dict[str, Any]:
    count = alert.count
    words, icon, route, query = {
        AlertKind.STOCK_OUT_RISK: (
            ngettext("variant is about to run out", "variants are about to run out", count),
            "production_quantity_limits", "forecasting_planline_queue", "",
        ),
        AlertKind.LATE_PURCHASE: (
            ngettext("delivery is late", "deliveries are late", count),
            "running_with_errors", "inventory_purchaseorder_changelist",
            "?state__in=sent,part_received",
        ),
        AlertKind.LOW_COVER: (
            ngettext("variant lasts less than a week", "variants last less than a week", count),
            "hourglass_bottom", "forecasting_planline_queue", "",
        ),
        AlertKind.NO_SUPPLIER: (
            ngettext("variant has no supplier", "variants have no supplier", count),
            "person_search", "forecasting_planline_queue", "",
        ),
        AlertKind.OVERSTOCK: (
            ngettext("variant is too much", "variants are too much", count),
            "inventory", "forecasting_planline_health", "",
        ),
    }[alert.kind]  # fmt: skip
    url = reverse(f"admin:{route}") + query
    return {"count": count, "words": words, "icon": icon, "url": url, "kind": alert.kind.value}


def _line(line: PlanLine) -> dict[str, Any]:
    return {
        "line": line,
        "product": str(line.variant.product),
        "sku": line.variant.sku,
        "risk": f"{number_format(100 * line.risk, 0)}%",
        "url": reverse("admin:forecasting_planline_change", args=[line.pk]),
    }
