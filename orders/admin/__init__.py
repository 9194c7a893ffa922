"""Staff pages of orders."""

from orders.admin import carts, orders, payments, shipping

__all__ = ["carts", "orders", "payments", "shipping"]
