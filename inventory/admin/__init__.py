"""Staff pages of stock."""

from inventory.admin import (
    alerts,
    counts,
    levels,
    movements,
    policies,
    purchase_orders,
    suppliers,
    transfers,
    warehouses,
)

__all__ = [
    "alerts",
    "counts",
    "levels",
    "movements",
    "policies",
    "purchase_orders",
    "suppliers",
    "transfers",
    "warehouses",
]
