"""Staff pages of the days in numbers: the rows that dashboards sum, to look one of them up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from analytics.models import (
    DailyProduct,
    DailySales,
    DailyTraffic,
    Dimension,
    MonthlyProduct,
    OrderOrigin,
)
from analytics.models.customers import RfmSegment
from analytics.models.rollups import ProductCounts
from analytics.small_groups import FEWEST
from events.names import Device
from foundation.admin import LedgerAdmin, money_cell


def _in_base(minor: int) -> SafeString | None:
    return money_cell(minor, settings.SHOP_BASE_CURRENCY)


class DayAdmin(LedgerAdmin):
    """What pages of days by dimension have in common.

    A value of fewer than ten (``counted``) is in the whole of the day alone.
    """

    counted = ""
    list_filter: tuple[str, ...] = ("dimension", "day")
    search_fields = ("=value",)
    search_help_text = _("A value, such as a country's code; those of ten or more are listed")
    ordering = ("-day", "dimension", "value")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        whole, large = Q(dimension=Dimension.ALL), Q(**{f"{self.counted}__gte": FEWEST})
        return super().get_queryset(request).filter(whole | large)


@admin.register(DailySales)
class DailySalesAdmin(DayAdmin):
    counted = "orders"
    list_display = (
        "day", "dimension", "value", "orders", "cancelled_orders", "units", "revenue", "margin",
        "refunds",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("day", ("dimension", "value"))}),
        (
            _("Orders"),
            {
                "fields": (
                    ("orders", "units"),
                    ("first_orders", "repeat_orders"),
                    "cancelled_orders",
                )
            },
        ),
        (
            _("Money"),
            {
                "fields": (
                    ("revenue", "discounts"),
                    ("margin", "costed"),
                    ("shipping", "taxes"),
                    "refunds",
                )
            },
        ),
    )

    @display(description=_("Revenue"), ordering="revenue_minor")
    def revenue(self, row: DailySales) -> SafeString | None:
        return _in_base(row.revenue_minor)

    @display(description=_("Margin"))
    def margin(self, row: DailySales) -> SafeString | None:
        return _in_base(row.costed_minor - row.cost_minor) if row.costed_minor else None

    @display(description=_("Revenue whose cost is known"))
    def costed(self, row: DailySales) -> SafeString | None:
        return _in_base(row.costed_minor)

    @display(description=_("Discounts"))
    def discounts(self, row: DailySales) -> SafeString | None:
        return _in_base(row.discount_minor)

    @display(description=_("Shipping"))
    def shipping(self, row: DailySales) -> SafeString | None:
        return _in_base(row.shipping_minor)

    @display(description=_("Tax"))
    def taxes(self, row: DailySales) -> SafeString | None:
        return _in_base(row.tax_minor)

    @display(description=_("Refunds"), ordering="refund_minor")
    def refunds(self, row: DailySales) -> SafeString | None:
        return _in_base(row.refund_minor)


@admin.register(DailyTraffic)
class DailyTrafficAdmin(DayAdmin):
    counted = "visitors"
    list_display = (
        "day", "dimension", "value", "sessions", "visitors", "viewed", "carted", "started",
        "ordered", "unnamed_views",
    )  # fmt: skip


class ProductRowAdmin(LedgerAdmin):
    """What pages of products by time have in common."""

    search_fields = ("=product_id",)
    search_help_text = _("Number of a product")
    list_per_page = 50

    @display(description=_("Revenue"), ordering="revenue_minor")
    def revenue(self, row: ProductCounts) -> SafeString | None:
        return _in_base(row.revenue_minor)

    @display(description=_("Margin"))
    def margin(self, row: ProductCounts) -> SafeString | None:
        return _in_base(row.costed_minor - row.cost_minor) if row.costed_minor else None


@admin.register(DailyProduct)
class DailyProductAdmin(ProductRowAdmin):
    list_display = (
        "day", "product_id", "views", "carts", "orders", "units", "returned_units", "revenue",
        "margin",
    )  # fmt: skip
    list_filter = ("day",)
    ordering = ("-day", "-revenue_minor", "product_id")


@admin.register(MonthlyProduct)
class MonthlyProductAdmin(ProductRowAdmin):
    list_display = (
        "month", "product_id", "views", "carts", "orders", "units", "returned_units", "revenue",
        "margin",
    )  # fmt: skip
    list_filter = ("month",)
    ordering = ("-month", "-revenue_minor", "product_id")


@admin.register(OrderOrigin)
class OrderOriginAdmin(LedgerAdmin):
    list_display = ("order", "device_name", "source", "campaign", "segment_name")
    list_filter = ("device", "segment")
    search_fields = ("=order__number", "=source", "=campaign")
    search_help_text = _("Number of an order, a source or a campaign")
    list_select_related = ("order",)
    ordering = ("-order_id",)
    fields = ("order", "device_name", "source", "campaign", "segment_name")

    @display(description=_("Device"), ordering="device")
    def device_name(self, origin: OrderOrigin) -> Any:
        return dict(Device.choices).get(origin.device) or None

    @display(description=_("Segment"), ordering="segment")
    def segment_name(self, origin: OrderOrigin) -> Any:
        return dict(RfmSegment.choices).get(origin.segment) or None
