"""The plan as a table: for CSV, by command and by the API."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from forecasting.models import PlanLine
from foundation.money import Money

COLUMNS = (
    "sku", "warehouse", "supplier", "day", "on_hand", "free", "incoming", "drafted", "waiting",
    "daily_demand", "lead_days", "service_level", "class", "safety_stock", "reorder_point",
    "order_up_to", "quantity", "unit_cost", "cost", "currency", "transfer_from",
    "transfer_quantity", "days_of_cover", "risk", "risk_from", "risk_until", "state", "advice",
    "markdown_percent", "status",
)  # fmt: skip
Cell = str | int | float | None


def plan_rows(lines: QuerySet[PlanLine] | None = None) -> Iterator[list[Cell]]:
    """A row a line, in the order of ``COLUMNS``; amounts in major units."""
    chosen = PlanLine.objects.all() if lines is None else lines
    chosen = chosen.select_related("variant", "warehouse", "supplier", "transfer_from")
    for line in chosen.order_by("variant__sku", "warehouse__code").iterator(chunk_size=1_000):
        yield _row(line)


def _row(line: PlanLine) -> list[Cell]:
    return [
        line.variant.sku, line.warehouse.code, line.supplier.code if line.supplier else "",
        line.as_of.isoformat(), line.on_hand, line.free, line.incoming, line.drafted, line.waiting,
        line.daily_demand, line.lead_days, line.service_level, line.abc + line.xyz,
        line.safety_stock, line.reorder_point, line.order_up_to, line.quantity,
        _amount(line.unit_cost_minor, line.currency), _amount(line.cost_minor, line.currency),
        line.currency, line.transfer_from.code if line.transfer_from else "",
        line.transfer_quantity, line.days_of_cover, line.risk,
        line.risk_from.isoformat() if line.risk_from else "",
        line.risk_until.isoformat() if line.risk_until else "",
        line.state, line.advice, line.markdown_percent, line.status,
    ]  # fmt: skip


def _amount(minor: int | None, currency: str) -> str:
    return "" if minor is None or not currency else str(Money(minor, currency).amount)
