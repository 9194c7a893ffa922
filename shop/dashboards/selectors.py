"""What somebody keeps of a page of the numbers."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import User
from shop.dashboards.frame import Dashboard
from shop.dashboards.models import ReportSchedule, SavedView


def views_of(user: User, dashboard: Dashboard) -> list[SavedView]:
    """One's own looks at a page and those that others share, by name."""
    seen = SavedView.objects.filter(Q(owner=user) | Q(is_shared=True), dashboard=dashboard.slug)
    return list(seen.select_related("owner").order_by("name", "pk"))


def reports_of(user: User, dashboard: Dashboard) -> list[ReportSchedule]:
    """The reports of a page that somebody gets."""
    own = ReportSchedule.objects.filter(reader=user, dashboard=dashboard.slug, is_active=True)
    return list(own.order_by("rhythm", "only"))
