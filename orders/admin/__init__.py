"""Staff pages of orders."""

from orders.admin import (
    accounts,
    carts,
    companies,
    counter,
    disputes,
    downloads,
    orders,
    papers,
    payments,
    pick_ups,
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
    "counter",
    "disputes",
    "downloads",
    "orders",
    "papers",
    "payments",
    "pick_ups",
    "quotes",
    "returns",
    "shipping",
    "subscriptions",
    "webhooks",
]
