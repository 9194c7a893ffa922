"""The shop's own columns of orders, in which they leave and in which another shop's come in."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from orders.models import FulfilmentState, OrderPaymentState, OrderState
from shop.exchange.cells import Amount, Cell, Choice, Email, Moment, Whole, Words, YesNo
from shop.exchange.people.columns import Country

MOST_UNITS = 1_000_000
OF_LINES = (
    "sku", "product", "quantity", "unit_price", "discount", "tax_rate", "tax", "line_total",
    "returned",
)  # fmt: skip
"""What is said of a line; all else is said of its order."""
_RATE = re.compile(r"^\d{1,9}([.,]\d{1,8})?$", re.ASCII)


class Percent(Cell):
    """A rate of tax in per cent, as basis points: ``19``, ``19%``, ``8.1``."""

    is_amount = True

    def read(self, text: str) -> int:
        value = Amount().read(text.strip().removesuffix("%"))
        points = value * 100
        if points != int(points) or points > 100_00:
            raise ValueError(
                _("“%(text)s” is no rate of tax; write it like 19 or 8.1.") % {"text": text[:40]}
            )
        return int(points)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else f"{(Decimal(value) / 100).normalize():f}"


class ExchangeRate(Cell):
    """Units of a currency for one of the shop's own."""

    is_amount = True

    def read(self, text: str) -> Decimal:
        plain = text.strip()
        if not _RATE.match(plain) or not (rate := Decimal(plain.replace(",", "."))):
            raise ValueError(_("“%(text)s” is no rate of exchange.") % {"text": text[:40]})
        return rate


class OrderColumns(Resource):
    """A line of an order a row; what is said of the order stands in any of its rows."""

    number = Field(column_name="order", widget=Words(60))
    placed_at = Field(widget=Moment())
    state = Field(widget=Choice(OrderState))
    payment = Field(widget=Choice(OrderPaymentState))
    fulfilment = Field(widget=Choice(FulfilmentState))
    email = Field(widget=Email(254))
    name = Field(widget=Words(120))
    country = Field(widget=Country())
    currency = Field(widget=Words(3))
    sku = Field(widget=Words(60))
    product = Field(widget=Words(240))
    quantity = Field(widget=Whole(MOST_UNITS))
    unit_price = Field(widget=Amount())
    line_total = Field(widget=Amount())
    order_total = Field(widget=Amount())
    external_ref = Field(widget=Words(60))
    company = Field(widget=Words(120))
    line1 = Field(widget=Words(120))
    line2 = Field(widget=Words(120))
    postcode = Field(widget=Words(20))
    city = Field(widget=Words(80))
    region = Field(widget=Words(40))
    phone = Field(widget=Words(30))
    language = Field(widget=Words(8))
    discount = Field(widget=Amount())
    discount_name = Field(widget=Words(160))
    tax_rate = Field(widget=Percent())
    tax = Field(widget=Amount())
    prices_include_tax = Field(widget=YesNo())
    shipping = Field(widget=Amount())
    shipping_tax = Field(widget=Amount())
    shipping_method = Field(widget=Words(80))
    rate = Field(widget=ExchangeRate())
    paid_at = Field(widget=Moment())
    shipped_at = Field(widget=Moment())
    tracking = Field(widget=Words(80))
    cancelled_at = Field(widget=Moment())
    refunded = Field(widget=Amount())
    refunded_at = Field(widget=Moment())
    returned = Field(widget=Whole(MOST_UNITS))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name, field in self.fields.items():
            field.attribute = name
            field.widget.may_clear = False
