"""What marketplaces bring, less what they keep, and what waits to be sent to their buyers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import TruncMonth

from foundation import clock
from foundation.money import Money
from inventory.models import Backorder
from orders.models import FulfilmentState, OrderState, Refund, RefundState
from shop.marketplaces.models import Marketplace, MarketplaceOrder

MONTHS = 12
TO_SEND = (FulfilmentState.UNFULFILLED, FulfilmentState.PARTIAL)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of one marketplace, in its currency; refunds count in the month of their order.

    ``revenue`` is what buyers paid the shop, with the tax that it owes.
    """

    first: date
    orders: int
    revenue: Money
    refunded: Money
    commission: Money

    @property
    def left(self) -> Money:
        return self.revenue - self.refunded - self.commission


def months_of(marketplace: Marketplace, *, at: datetime | None = None) -> list[Month]:
    """The last twelve months with orders, newest first, by three aggregates.

    The commission stays whole where an order was given back: whether a marketplace gives its
    commission back is its own affair.
    """
    since = (at or clock.now()) - timedelta(days=31 * MONTHS)
    month, currency = TruncMonth("order__placed_at"), marketplace.currency
    rows = (
        MarketplaceOrder.objects.filter(marketplace=marketplace, order__placed_at__gte=since)
        .annotate(month=month)
        .values("month")
        .annotate(orders=Count("pk"), paid=Sum("order__total_minor"), kept=Sum("commission_minor"))
        .order_by("-month")
    )
    back = _refunds_by_month(marketplace, since)
    return [
        Month(
            first=row["month"].date(),
            orders=row["orders"],
            revenue=Money(row["paid"], currency),
            refunded=Money(back.get(row["month"], 0), currency),
            commission=Money(row["kept"], currency),
        )
        for row in rows[:MONTHS]
    ]


def _refunds_by_month(marketplace: Marketplace, since: datetime) -> dict[datetime, int]:
    rows = (
        Refund.objects.filter(
            payment__order__at_marketplace__marketplace=marketplace,
            payment__order__placed_at__gte=since,
        )
        .exclude(state=RefundState.FAILED)
        .annotate(month=TruncMonth("payment__order__placed_at"))
        .values("month")
        .annotate(back=Sum("amount_minor"))
    )
    return {row["month"]: row["back"] for row in rows}


def whole(months: list[Month]) -> Month | None:
    """The months together; None without any."""
    if not months:
        return None
    summed = months[-1]
    for month in months[:-1]:
        summed = replace(
            summed,
            orders=summed.orders + month.orders,
            revenue=summed.revenue + month.revenue,
            refunded=summed.refunded + month.refunded,
            commission=summed.commission + month.commission,
        )
    return summed


def to_send() -> QuerySet[MarketplaceOrder]:
    """Orders of marketplaces of which something is still to be sent."""
    return MarketplaceOrder.objects.filter(
        order__state=OrderState.PLACED, order__fulfilment_state__in=TO_SEND
    )


def short_of_stock(rows: QuerySet[MarketplaceOrder]) -> QuerySet[MarketplaceOrder]:
    """Those of which something waits for goods."""
    waits = Backorder.objects.filter(reference=OuterRef("order__public_id"), waiting__gt=0)
    return rows.filter(Exists(waits))
