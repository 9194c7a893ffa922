"""What an experiment can be judged by; each is one number a visitor, or a share of two of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Metric(models.TextChoices):
    CONVERSION = "conversion", _("Visitors who ordered")
    ORDERS = "orders", _("Orders a visitor")
    REVENUE = "revenue", _("Revenue a visitor")
    CART = "cart", _("Visitors who put something in the cart")
    RETURNS = "returns", _("Orders with a return, of all orders")
    OPENED = "opened", _("Readers who opened a mail")
    CLICKED = "clicked", _("Readers who followed a link of a mail")

    @property
    def more_is_better(self) -> bool:
        return self is not Metric.RETURNS

    @property
    def is_rate(self) -> bool:
        """Whether every visitor counts zero or one."""
        return self in {Metric.CONVERSION, Metric.CART, Metric.OPENED, Metric.CLICKED}

    @property
    def is_of_mail(self) -> bool:
        """Whether only who was written to can do it."""
        return self in {Metric.OPENED, Metric.CLICKED}

    @property
    def is_share(self) -> bool:
        """Whether it is a sum over another sum: who orders more also sends more back."""
        return self is Metric.RETURNS
