"""Staff pages of orders."""

from orders.admin import (
    accounts,
    carts,
    companies,
    disputes,
    downloads,
    orders,
    papers,
    payments,
    quotes,
    returns,
    shipping,
    webhooks,
)

__all__ = [
    "accounts",
    "carts",
    "companies",
    "disputes",
    "downloads",
    "orders",
    "papers",
    "payments",
    "quotes",
    "returns",
    "shipping",
    "webhooks",
]
