"""Balancing the books: what different tables say of the same money and goods must agree."""

from orders.books.balance import balance
from orders.books.finding import Finding

__all__ = ["Finding", "balance"]
