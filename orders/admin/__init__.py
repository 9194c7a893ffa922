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
    subscriptions,
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
    "subscriptions",
    "webhooks",
]
