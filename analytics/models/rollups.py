"""Days in numbers: what dashboards read instead of orders and events.

A row is a day and one value of one dimension; ``ALL`` with an empty value is the whole. A page
filters by one dimension at a time, so that the tables stay small however large the shop is.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models import Order


class Dimension(models.TextChoices):
    """By what a day is parted."""

    ALL = "all", _("Everything")
    COUNTRY = "country", _("Country")
    DEVICE = "device", _("Device")
    SOURCE = "source", _("Source")
    CAMPAIGN = "campaign", _("Campaign")
    SEGMENT = "segment", _("Segment")


class DayOfDimension(models.Model):
    """What every roll-up by day and dimension has."""

    day = models.DateField(_("day"))
    dimension = models.CharField(_("dimension"), max_length=10, choices=Dimension)
    value = models.CharField(_("value"), max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day} {self.dimension} {self.value}".strip()


class DailySales(DayOfDimension):
    """Orders placed on a business day, in minor units of the base currency.

    Revenue is what was paid for goods without tax, after discounts. ``costed_minor`` is the part
    of it whose cost is known, ``cost_minor`` that cost: margin is never taken from what is not
    known. Refunds stand on the day on which they were made.
    """

    orders = models.PositiveIntegerField(_("orders"), default=0)
    first_orders = models.PositiveIntegerField(
        _("first orders"), default=0, help_text=_("A customer's first.")
    )
    repeat_orders = models.PositiveIntegerField(
        _("repeat orders"), default=0, help_text=_("Not a customer's first.")
    )
    cancelled_orders = models.PositiveIntegerField(_("cancelled orders"), default=0)
    units = models.PositiveIntegerField(_("units"), default=0)
    revenue_minor = models.BigIntegerField(_("revenue"), default=0)
    costed_minor = models.BigIntegerField(_("revenue whose cost is known"), default=0)
    cost_minor = models.BigIntegerField(_("cost"), default=0)
    discount_minor = models.BigIntegerField(_("discounts"), default=0)
    shipping_minor = models.BigIntegerField(_("shipping"), default=0)
    tax_minor = models.BigIntegerField(_("tax"), default=0)
    refund_minor = models.BigIntegerField(_("refunds"), default=0)

    class Meta(DayOfDimension.Meta):
        abstract = False
        verbose_name = _("sales of a day")
        verbose_name_plural = _("sales by day")
        permissions = [("view_dashboards", _("Can see the dashboards"))]
        constraints = [
            models.UniqueConstraint(fields=["dimension", "value", "day"], name="sales_day_once")
        ]
        indexes = [models.Index(fields=["day"], name="sales_day")]


class DailyTraffic(DayOfDimension):
    """What shoppers did on a business day.

    Sessions are of people who agreed to be known, each counted on the day on which it began, with
    the steps that it reached; what was seen by all others is counted in ``unnamed_views`` alone.
    """

    sessions = models.PositiveIntegerField(_("sessions"), default=0)
    visitors = models.PositiveIntegerField(_("visitors"), default=0)
    viewed = models.PositiveIntegerField(
        _("saw a product"), default=0, help_text=_("Sessions that saw a product.")
    )
    carted = models.PositiveIntegerField(
        _("filled a cart"), default=0, help_text=_("… that filled a cart.")
    )
    started = models.PositiveIntegerField(
        _("began a checkout"), default=0, help_text=_("… that began a checkout.")
    )
    ordered = models.PositiveIntegerField(_("ordered"), default=0, help_text=_("… that ordered."))
    product_views = models.PositiveIntegerField(_("product views"), default=0)
    searches = models.PositiveIntegerField(_("searches"), default=0)
    unnamed_views = models.PositiveIntegerField(_("views without a name"), default=0)

    class Meta(DayOfDimension.Meta):
        abstract = False
        verbose_name = _("traffic of a day")
        verbose_name_plural = _("traffic by day")
        constraints = [
            models.UniqueConstraint(fields=["dimension", "value", "day"], name="traffic_day_once")
        ]
        indexes = [models.Index(fields=["day"], name="traffic_day")]


class ProductCounts(models.Model):
    """What is counted of a product over some time; no foreign key. Money as in ``DailySales``."""

    product_id = models.BigIntegerField(_("product"))
    views = models.PositiveIntegerField(_("views"), default=0)
    carts = models.PositiveIntegerField(_("carts"), default=0)
    recommended = models.PositiveIntegerField(
        _("recommended"), default=0, help_text=_("Times shown as such.")
    )
    recommended_clicks = models.PositiveIntegerField(_("clicks on recommendations"), default=0)
    orders = models.PositiveIntegerField(_("orders"), default=0)
    units = models.PositiveIntegerField(_("units"), default=0)
    returned_units = models.PositiveIntegerField(_("units sent back"), default=0)
    revenue_minor = models.BigIntegerField(_("revenue"), default=0)
    costed_minor = models.BigIntegerField(_("revenue whose cost is known"), default=0)
    cost_minor = models.BigIntegerField(_("cost"), default=0)

    class Meta:
        abstract = True


class DailyProduct(ProductCounts):
    """One product on one business day: seen, carted, sold, sent back."""

    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("product of a day")
        verbose_name_plural = _("products by day")
        constraints = [
            models.UniqueConstraint(fields=["product_id", "day"], name="product_day_once")
        ]
        indexes = [models.Index(fields=["day"], name="product_day")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.day}"


class MonthlyProduct(ProductCounts):
    """One product in one month that is over: the sum of its days, so that years are read fast."""

    month = models.DateField(_("month"), help_text=_("Its first day."))

    class Meta:
        verbose_name = _("product of a month")
        verbose_name_plural = _("products by month")
        constraints = [
            models.UniqueConstraint(fields=["month", "product_id"], name="product_month_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="product_month_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.month:%Y-%m}"


class OrderOrigin(models.Model):
    """How an order came, and the segment of its customer in the first night that knew it.

    Kept apart from the log, which ends sooner than the books, and from profiles, which change: a
    day that is summed again is parted as it was.
    """

    order = models.OneToOneField(
        Order, on_delete=models.CASCADE, primary_key=True, related_name="origin"
    )
    device = models.CharField(_("device"), max_length=10, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    campaign = models.CharField(_("campaign"), max_length=80, blank=True)
    segment = models.CharField(_("segment"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("origin of an order")
        verbose_name_plural = _("origins of orders")

    def __str__(self) -> str:
        return f"{self.order_id} {self.source}".strip()
