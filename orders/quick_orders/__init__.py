"""Ordering by a list of SKUs, pasted or from a file."""

from orders.quick_orders.filling import Filled, Found, fill_cart, find_variants
from orders.quick_orders.reading import LineProblem, ListedLine, SkuList, read_list

__all__ = [
    "Filled",
    "Found",
    "LineProblem",
    "ListedLine",
    "SkuList",
    "fill_cart",
    "find_variants",
    "read_list",
]
