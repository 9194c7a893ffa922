"""Staff pages of orders."""

from orders.admin import carts, disputes, orders, papers, payments, returns, shipping, webhooks

__all__ = ["carts", "disputes", "orders", "papers", "payments", "returns", "shipping", "webhooks"]
