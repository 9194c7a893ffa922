"""Staff pages of orders."""

from orders.admin import (
    accounts,
    carts,
    disputes,
    orders,
    papers,
    payments,
    returns,
    shipping,
    webhooks,
)

__all__ = [
    "accounts",
    "carts",
    "disputes",
    "orders",
    "papers",
    "payments",
    "returns",
    "shipping",
    "webhooks",
]
