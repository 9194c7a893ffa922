"""What should be cheaper: proposals that pricing finds in the feature store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forecasting.models import LineStatus, PlanLine, StockState
from mlops.services import forget_features, write_features

MARKDOWN = "forecasting.markdown"
"""Feature of ``variant:<id>``: ``{"percent", "state", "units", "cover_days", "day"}``."""


def write_markdowns(*, at: datetime) -> int:
    """Propose to mark down what lies too long, and withdraw what was proposed before.

    Nothing is proposed for a variant that another warehouse is short of, or that staff dismissed.
    """
    lines = PlanLine.objects.filter(markdown_percent__gt=0).exclude(status=LineStatus.DISMISSED)
    short = set(
        PlanLine.objects.filter(state=StockState.UNDER).values_list("variant_id", flat=True)
    )
    values: dict[str, dict[str, Any]] = {}
    for line in lines.order_by("variant_id", "-on_hand").iterator():
        subject = f"variant:{line.variant_id}"
        if line.variant_id in short or subject in values:
            continue  # the warehouse with most of it speaks for the variant
        values[subject] = {
            "percent": line.markdown_percent,
            "state": line.state,
            "units": line.free,
            "cover_days": line.days_of_cover,
            "day": line.as_of.isoformat(),
        }
    written = write_features(name=MARKDOWN, values=values, as_of=at) if values else 0
    forget_features(name=MARKDOWN, before=at)
    return written
