"""Customers with orders of days that tests choose, to judge campaigns by."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from django.conf import settings

from accounts.models import Customer
from orders.models import Order, OrderLine, OrderState

_numbers = count(1)


def make_people(number: int) -> list[Customer]:
    """Customers without a login, all at once."""
    start = next(_numbers)
    return Customer.objects.bulk_create(
        Customer(email=f"buyer-{start}-{index}@example.com", name=f"Buyer {index}")
        for index in range(number)
    )


def buy(
    customer: Customer,
    at: datetime,
    *,
    minor: int = 3_000,
    tax_minor: int = 0,
    cost_minor: int | None = 1_000,
    **fields: Any,
) -> Order:
    """An order of one thing in the base currency; what it cost the shop, where that is known."""
    base = settings.SHOP_BASE_CURRENCY
    order = Order.objects.create(
        **{
            "customer": customer, "state": OrderState.PLACED, "currency": base,
            "base_currency": base, "total_minor": minor, "subtotal_minor": minor,
            "created_at": at, "placed_at": at, **fields,
        }
    )  # fmt: skip
    OrderLine.objects.create(
        order=order, sku="thing", name="Thing", quantity=1, unit_price_minor=minor,
        tax_minor=tax_minor, total_minor=minor, unit_cost_minor=cost_minor,
    )  # fmt: skip
    return order
