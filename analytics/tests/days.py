"""Days in numbers as the roll-ups leave them, for tests that only look at them."""

from datetime import date, timedelta

from analytics.models import (
    DailyProduct,
    DailySales,
    DailyTraffic,
    Dimension,
    MonthlyProduct,
    OrderOrigin,
)
from events.models import ArchivedDay, MinuteCount
from events.names import Device, EventName
from foundation import clock
from orders.models import Order


def fill_days(order: Order) -> None:
    """A row of each table of days, of a day that no other order has."""
    day = clock.business_day() - timedelta(days=OrderOrigin.objects.count())
    OrderOrigin.objects.create(order=order, device=Device.PHONE, source="newsletter")
    DailySales.objects.create(
        day=day, dimension=Dimension.ALL, orders=3, units=4, revenue_minor=5_000,
        costed_minor=4_000, cost_minor=1_000,
    )  # fmt: skip
    DailyTraffic.objects.create(day=day, dimension=Dimension.ALL, sessions=40, ordered=3)
    product = order.lines.values_list("product_id_then", flat=True).first() or order.pk
    DailyProduct.objects.create(day=day, product_id=product, views=9, units=1, revenue_minor=900)
    month = date(2020 + order.pk // 12 % 5, order.pk % 12 + 1, 1)
    MonthlyProduct.objects.create(month=month, product_id=product, views=90, units=7)
    ArchivedDay.objects.create(day=day, rows=9, size=900, sha256="0" * 64, exported_at=clock.now())
    MinuteCount.objects.create(
        minute=clock.now(), name=EventName.PRODUCT_VIEWED, subject=str(order.pk), count=2
    )
