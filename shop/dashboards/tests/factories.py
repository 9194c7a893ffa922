"""Days in numbers for the pages to read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from analytics.models import DailySales, DailyTraffic, Dimension
from shop.dashboards.models import ReportSchedule, SalesTarget, SavedView


def fill_days(last: date, days: int, *, dimension: str = Dimension.ALL, value: str = "") -> None:
    """``days`` days up to ``last`` with sales and visits that grow by one a day."""
    for back in range(days):
        make_day(last - timedelta(days=back), days - back, dimension=dimension, value=value)


def make_day(
    day: date, orders: int, *, dimension: str = Dimension.ALL, value: str = "", **more: Any
) -> DailySales:
    """A day with so many orders of 50.00 at a cost of 30.00, each tenth visit an order."""
    DailyTraffic.objects.create(
        day=day, dimension=dimension, value=value, sessions=10 * orders, visitors=9 * orders,
        viewed=6 * orders, carted=3 * orders, started=2 * orders, ordered=orders,
        product_views=30 * orders,
    )  # fmt: skip
    counts = {
        "orders": orders, "first_orders": orders - orders // 4, "repeat_orders": orders // 4,
        "units": 2 * orders, "revenue_minor": 5000 * orders, "costed_minor": 5000 * orders,
        "cost_minor": 3000 * orders,
    }  # fmt: skip
    return DailySales.objects.create(
        day=day, dimension=dimension, value=value, **{**counts, **more}
    )


def fill_dashboards(owner: User, name: str) -> None:
    """A target, a saved view and a report, for the pages of the admin."""
    month = date(2026, 1, 1) + timedelta(days=31 * SalesTarget.objects.count())
    SalesTarget.objects.create(month=month.replace(day=1), revenue_minor=100_000)
    SavedView.objects.create(owner=owner, dashboard="owner", name=f"Thing {name}")
    ReportSchedule.objects.create(reader=owner, dashboard="owner")
