"""What bulk work holds of somebody: of staff what they did and keep, of customers their group."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Customer
from shop.bulk.models import BulkChange, BulkRow, ListView

PEOPLE = Customer._meta.label_lower


def export_work(customer_id: int) -> list[dict[str, object]]:
    """The views that somebody saved, their changes of many, and changes that they were among."""
    views = ListView.objects.filter(owner__customer=customer_id).order_by("pk")
    changes = BulkChange.objects.filter(by__customer=customer_id).order_by("pk")
    rows = _rows_about(customer_id).select_related("change").order_by("pk")
    told: list[dict[str, object]] = [
        {"list": view.source, "name": view.name, "query": view.query} for view in views
    ]
    told += [{"changed": row.source, "edit": row.edit, "at": row.created_at} for row in changes]
    return told + [
        {"edit": row.change.edit, "before": row.before, "after": row.after, "state": row.state}
        for row in rows
    ]


def erase_work(customer_id: int) -> int:
    """Views are forgotten, changes name nobody any more; returns how many rows that were."""
    views, _kinds = ListView.objects.filter(owner__customer=customer_id).delete()
    changes = BulkChange.objects.filter(by__customer=customer_id).update(by=None)
    rows, _kinds = _rows_about(customer_id).delete()
    return views + changes + rows


def _rows_about(customer_id: int) -> QuerySet[BulkRow]:
    return BulkRow.objects.filter(change__source=PEOPLE, subject=customer_id)
