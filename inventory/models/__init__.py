"""Where stock lies, every movement of it, who supplies it and who waits for it."""

from inventory.models.alerts import AlertState, StockAlert
from inventory.models.bundles import PromisedPart
from inventory.models.counts import CountLine, CountState, StockCount
from inventory.models.purchasing import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderState,
    PurchaseReceipt,
    Supplier,
    SupplierOffer,
)
from inventory.models.stock import (
    Backorder,
    ImmutableRow,
    MovementType,
    PolicyKind,
    Reservation,
    StockLevel,
    StockMovement,
    StockPolicy,
)
from inventory.models.transfers import StockTransfer, TransferLine, TransferState
from inventory.models.warehouses import Warehouse

__all__ = [
    "AlertState",
    "Backorder",
    "CountLine",
    "CountState",
    "ImmutableRow",
    "MovementType",
    "PolicyKind",
    "PromisedPart",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderState",
    "PurchaseReceipt",
    "Reservation",
    "StockAlert",
    "StockCount",
    "StockLevel",
    "StockMovement",
    "StockPolicy",
    "StockTransfer",
    "Supplier",
    "SupplierOffer",
    "TransferLine",
    "TransferState",
    "Warehouse",
]
