"""Entities of stock and of buying it."""

from __future__ import annotations

from accounts.tokens import Scope
from inventory.models import (
    Backorder,
    PurchaseOrder,
    PurchaseOrderLine,
    StockLevel,
    StockMovement,
    StockTransfer,
    Supplier,
    SupplierOffer,
    TransferLine,
    Warehouse,
)
from shop.api.records.columns import Amount, Rows
from shop.api.records.entities import Entity

_READ = Scope.STOCK_READ


class Warehouses(Entity):
    """Where goods lie."""

    slug, model, scope, key = "warehouses", Warehouse, _READ, "code"
    columns = ("code", "name", "is_default", "is_active", "is_pickup", "priority", "serves",
               "city", "postcode", "country")  # fmt: skip
    filters = ("is_active", "is_pickup")


class Stock(Entity):
    """What lies where; `on_hand` less `allocated` is not yet promised to an order."""

    slug, model, scope, key = "stock", StockLevel, _READ, "id"
    columns = ("id", "sku=variant.sku", "warehouse=warehouse.code", "on_hand", "allocated",
               "reorder_point")  # fmt: skip
    filters = ("sku=variant.sku", "warehouse=warehouse.code", "on_hand")


class StockMovements(Entity):
    """Every change of stock, as the ledger has it."""

    slug, model, scope, key = "stock-movements", StockMovement, _READ, "id"
    columns = ("id", "sku=variant.sku", "warehouse=warehouse.code", "type", "on_hand_change",
               "allocated_change", "reference", "moved_at")  # fmt: skip
    filters = ("sku=variant.sku", "warehouse=warehouse.code", "type", "reference",
               "moved_at>")  # fmt: skip


class Backorders(Entity):
    """Units that orders wait for."""

    slug, model, scope, key = "backorders", Backorder, _READ, "id"
    columns = ("id", "sku=variant.sku", "warehouse=warehouse.code", "reference", "quantity",
               "waiting", "created_at")  # fmt: skip
    filters = ("sku=variant.sku", "reference", "created_at>")


class Transfers(Entity):
    """Goods on their way from one warehouse to another."""

    slug, model, scope, key = "transfers", StockTransfer, _READ, "number"
    columns = (
        "number", "source=source.code", "target=target.code", "state", "expected_on",
        "created_at", "sent_at", "received_at",
        Rows("lines", "lines", TransferLine, ("sku=variant.sku", "quantity", "received")),
    )  # fmt: skip
    filters = ("state", "source=source.code", "target=target.code", "created_at>")


class Suppliers(Entity):
    """Whom the shop buys from."""

    slug, model, scope, key = "suppliers", Supplier, _READ, "code"
    columns = ("code", "name", "email", "phone", "country", "currency", "over_receipt_percent",
               "is_active", "note")  # fmt: skip
    filters = ("is_active", "country")


class SupplierOffers(Entity):
    """What suppliers sell, at which cost and how fast."""

    slug, model, scope, key = "supplier-offers", SupplierOffer, _READ, "id"
    columns = (
        "id", "supplier=supplier.code", "sku=variant.sku", "supplier_sku",
        Amount("cost", "cost_minor"), "minimum_quantity", "pack_size", "lead_time_days",
        "is_preferred",
    )  # fmt: skip
    filters = ("supplier=supplier.code", "sku=variant.sku", "is_preferred")


class PurchaseOrders(Entity):
    """Orders to suppliers with their lines."""

    slug, model, scope, key = "purchase-orders", PurchaseOrder, _READ, "number"
    columns = (
        "number", "supplier=supplier.code", "warehouse=warehouse.code", "state", "currency",
        Amount("freight", "freight_minor"), "expected_on", "supplier_reference", "created_at",
        "sent_at", "received_at", "cancelled_at",
        Rows("lines", "lines", PurchaseOrderLine, (
            "sku=variant.sku", "quantity", "received",
            Amount("unit_cost", "unit_cost_minor", "order.currency"),
        )),
    )  # fmt: skip
    filters = ("state", "supplier=supplier.code", "warehouse=warehouse.code", "created_at>")
