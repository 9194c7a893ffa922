"""Suggestions as a table, for CSV: a row a variant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pricing.models import BindingRule, PriceSuggestionLine
from pricing.repricing.effects import measured_effect

COLUMNS = (
    "suggestion", "product", "sku", "kind", "state", "policy", "currency", "before_minor",
    "after_minor", "compare_at_minor", "step_basis_points", "elasticity", "elasticity_sd",
    "model_version", "horizon_days", "units_now", "units_after", "revenue_now_minor",
    "revenue_after_minor", "margin_now_minor", "margin_after_minor", "gain_minor",
    "gain_low_minor", "gain_high_minor", "chance_to_lose", "held_back_by", "made_at",
    "expires_at", "decided_at", "reject_reason", "scheduled_for", "applied_at", "reverted_at",
    "automatic", "measured_lift", "measured_low", "measured_high",
)  # fmt: skip
AT_ONCE = 1_000
_PLAIN = (
    "step_basis_points", "elasticity", "elasticity_sd", "model_version", "horizon_days",
    "units_now", "units_after", "revenue_now_minor", "revenue_after_minor", "margin_now_minor",
    "margin_after_minor", "gain_minor", "gain_low_minor", "gain_high_minor", "chance_to_lose",
)  # fmt: skip
_MOMENTS = ("scheduled_for", "applied_at", "reverted_at")
Cell = str | float | int | bool


def suggestion_rows() -> Iterator[list[Cell]]:
    """All suggestions, the latest first, in the order of ``COLUMNS``; what is not known is empty.

    Figures of a suggestion are those of all its variants together, on each of its rows.
    """
    lines = (
        PriceSuggestionLine.objects.order_by("-suggestion", "pk")
        .select_related("variant", "suggestion__product", "suggestion__policy")
        .iterator(chunk_size=AT_ONCE)
    )
    for line in lines:
        row = line.suggestion
        effect = measured_effect(row)
        told = effect if effect is not None and not effect.untold else None
        yield [
            row.pk, row.product.public_id, line.variant.sku, row.kind, row.state,
            row.policy.name if row.policy else "", row.currency, line.before_minor,
            line.after_minor, _known(line.compare_at_minor),
            *(_known(getattr(row, name)) for name in _PLAIN),
            BindingRule(row.binding_rule).name.lower(), row.made_at.isoformat(),
            row.expires_at.isoformat(), _moment(row.decided_at), row.reject_reason,
            *(_moment(getattr(row, name)) for name in _MOMENTS), row.automatic,
            *((told.lift, told.low, told.high) if told else ("", "", "")),
        ]  # fmt: skip


def _known(value: Cell | None) -> Cell:
    return "" if value is None else value


def _moment(value: datetime | None) -> str:
    return value.isoformat() if value else ""
