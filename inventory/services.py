"""Every change of stock, gathered from where the verbs live. Levels are written here alone."""

from inventory.stock.changes import (
    adjust_stock,
    receive_stock,
    set_reorder_points,
    write_off_stock,
)
from inventory.stock.errors import OutOfStock, Shortage, StockRuleBroken
from inventory.stock.ledger import default_warehouse, live_reservations
from inventory.stock.policies import set_stock_policy
from inventory.stock.promises import (
    RESERVATION_LASTS,
    Quantities,
    ShippedUnits,
    allocate_stock,
    release_reservation,
    release_stock,
    reserve_stock,
    return_stock,
    ship_stock,
    sweep_reservations,
)

__all__ = [
    "RESERVATION_LASTS",
    "OutOfStock",
    "Quantities",
    "ShippedUnits",
    "Shortage",
    "StockRuleBroken",
    "adjust_stock",
    "allocate_stock",
    "default_warehouse",
    "live_reservations",
    "receive_stock",
    "release_reservation",
    "release_stock",
    "reserve_stock",
    "return_stock",
    "set_reorder_points",
    "set_stock_policy",
    "ship_stock",
    "sweep_reservations",
    "write_off_stock",
]
