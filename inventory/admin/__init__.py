"""Staff pages of stock."""

from inventory.admin import (
    alerts,
    counts,
    levels,
    movements,
    policies,
    purchasing,
    transfers,
    warehouses,
)

__all__ = [
    "alerts",
    "counts",
    "levels",
    "movements",
    "policies",
    "purchasing",
    "transfers",
    "warehouses",
]
