"""Staff pages of stock."""

from inventory.admin import (
    alerts,
    bundles,
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
    "bundles",
    "counts",
    "levels",
    "movements",
    "policies",
    "purchase_orders",
    "suppliers",
    "transfers",
    "warehouses",
]
