"""What the exchange holds of a member of staff who is a customer, too."""

from __future__ import annotations

from shop.exchange.models import ImportRun


def export_runs(customer_id: int) -> list[dict[str, object]]:
    """The files that somebody brought, by name and day; what was in them is not theirs."""
    runs = ImportRun.objects.filter(by__customer=customer_id).order_by("pk")
    return [{"file": run.file_name, "table": run.table, "brought": run.created_at} for run in runs]


def erase_runs(customer_id: int) -> int:
    """Nobody is named as who brought them any more; returns how many files those were."""
    return ImportRun.objects.filter(by__customer=customer_id).update(by=None)
