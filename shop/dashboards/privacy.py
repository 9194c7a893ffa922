"""What the dashboards hold of a member of staff who is a customer, too."""

from __future__ import annotations

from shop.dashboards.models import ReportSchedule, SavedView


def export_views(customer_id: int) -> list[dict[str, object]]:
    """The looks at pages that somebody saved, and the reports that they get."""
    views = SavedView.objects.filter(owner__customer=customer_id).order_by("pk")
    reports = ReportSchedule.objects.filter(reader__customer=customer_id).order_by("pk")
    saved: list[dict[str, object]] = [
        {"page": view.dashboard, "name": view.name, "query": view.query} for view in views
    ]
    return saved + [
        {"page": row.dashboard, "report": row.rhythm, "only": row.only} for row in reports
    ]


def erase_views(customer_id: int) -> int:
    """Both are forgotten; returns how many rows went."""
    views, _kinds = SavedView.objects.filter(owner__customer=customer_id).delete()
    reports, _kinds = ReportSchedule.objects.filter(reader__customer=customer_id).delete()
    return views + reports
