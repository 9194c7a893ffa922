"""Every change of stock, gathered from where the verbs live. Levels are written here alone."""

from inventory.purchasing.orders import (
    LineRequest,
    cancel_purchase_order,
    close_purchase_order,
    draft_purchase_order,
    receive_purchase_order,
    send_purchase_order,
)
from inventory.purchasing.suppliers import order_quantity, set_offer
from inventory.stock.bundles import BundleRefused, set_bundle_parts
from inventory.stock.changes import (
    adjust_stock,
    receive_stock,
    set_reorder_points,
    write_off_stock,
)
from inventory.stock.counts import (
    add_to_count,
    cancel_count,
    close_count,
    draft_count,
    record_counted,
    start_count,
)
from inventory.stock.errors import OutOfStock, Shortage, StockRuleBroken
from inventory.stock.leaving import ShippedUnits, release_stock, return_stock, ship_stock
from inventory.stock.ledger import default_warehouse, live_reservations
from inventory.stock.policies import set_stock_policy
from inventory.stock.promises import (
    RESERVATION_LASTS,
    Quantities,
    allocate_stock,
    release_reservation,
    reserve_stock,
    sweep_reservations,
)
from inventory.stock.transfers import (
    cancel_transfer,
    draft_transfer,
    receive_transfer,
    send_transfer,
)
from inventory.stock.warehouses import save_warehouse

__all__ = [
    "RESERVATION_LASTS",
    "BundleRefused",
    "LineRequest",
    "OutOfStock",
    "Quantities",
    "ShippedUnits",
    "Shortage",
    "StockRuleBroken",
    "add_to_count",
    "adjust_stock",
    "allocate_stock",
    "cancel_count",
    "cancel_purchase_order",
    "cancel_transfer",
    "close_count",
    "close_purchase_order",
    "default_warehouse",
    "draft_count",
    "draft_purchase_order",
    "draft_transfer",
    "live_reservations",
    "order_quantity",
    "receive_purchase_order",
    "receive_stock",
    "receive_transfer",
    "record_counted",
    "release_reservation",
    "release_stock",
    "reserve_stock",
    "return_stock",
    "save_warehouse",
    "send_purchase_order",
    "send_transfer",
    "set_bundle_parts",
    "set_offer",
    "set_reorder_points",
    "set_stock_policy",
    "ship_stock",
    "start_count",
    "sweep_reservations",
    "write_off_stock",
]
