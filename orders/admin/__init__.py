"""Staff pages of orders."""

from orders.admin import carts, orders, papers, payments, returns, shipping, webhooks

__all__ = ["carts", "orders", "papers", "payments", "returns", "shipping", "webhooks"]
