"""Entities of what is sold: orders and what becomes of them. Names of buyers are in `customers`."""

from __future__ import annotations

from accounts.tokens import Scope
from orders.models import (
    Dispute,
    Invoice,
    Order,
    OrderDiscount,
    OrderLine,
    Payment,
    Quote,
    Refund,
    ReturnLine,
    ReturnRequest,
    Shipment,
    ShipmentLine,
    ShippingMethod,
)
from shop.api.records.columns import Amount, Rows
from shop.api.records.entities import Entity

_READ = Scope.ORDERS_READ


class Orders(Entity):
    """Orders with their lines."""

    slug, model, scope = "orders", Order, _READ
    columns = (
        "id=public_id", "number", "state", "payment_state", "fulfilment_state", "hold", "channel",
        "external_ref", "customer=customer.public_id", "company=company.public_id", "po_number",
        "country=ship_country", "language", "vat_number", "reverse_charge", "currency",
        "prices_include_tax", Amount("subtotal", "subtotal_minor"),
        Amount("discount", "discount_minor"), Amount("shipping", "shipping_minor"),
        Amount("tax", "tax_minor"), Amount("total", "total_minor"), "shipping_method",
        "shipping_code", "created_at", "placed_at", "cancelled_at", "cancel_reason",
        Rows("lines", "lines", OrderLine, (
            "sku", "name", "kind", "quantity", "shipped", "cancelled", "returned", "is_gift",
            "tax_rate_basis_points", Amount("unit_price", "unit_price_minor", "order.currency"),
            Amount("discount", "discount_minor", "order.currency"),
            Amount("tax", "tax_minor", "order.currency"),
            Amount("total", "total_minor", "order.currency"),
        )),
        Rows("discounts", "discounts", OrderDiscount, (
            "label", "code", "is_shipping", Amount("amount", "amount_minor", "order.currency"),
        )),
    )  # fmt: skip
    filters = (
        "number", "state", "payment_state", "fulfilment_state", "channel", "external_ref",
        "currency", "customer=customer.public_id", "company=company.public_id", "po_number",
        "created_at>", "placed_at>",
    )  # fmt: skip


class Payments(Entity):
    """What was paid or is to be paid, by which provider."""

    slug, model, scope = "payments", Payment, _READ
    columns = ("id=public_id", "order=order.public_id", "provider", "provider_ref", "state",
               Amount("amount", "amount_minor"), "created_at", "due_on", "settled_at")  # fmt: skip
    filters = ("state", "provider", "order=order.public_id", "created_at>", "settled_at>")


class Refunds(Entity):
    """What went back, or is on its way."""

    slug, model, scope = "refunds", Refund, _READ
    columns = (
        "id=public_id", "payment=payment.public_id", "order=payment.order.public_id", "state",
        Amount("amount", "amount_minor"), "reason", "as_credit", "created_at", "settled_at",
    )  # fmt: skip
    filters = ("state", "order=payment.order.public_id", "created_at>", "settled_at>")


class Shipments(Entity):
    """Parcels, and what is in them."""

    slug, model, scope = "shipments", Shipment, _READ
    columns = (
        "id=public_id", "order=order.public_id", "warehouse=warehouse.code", "carrier", "tracking",
        "tracking_url", "shipped_at", "delivered_at",
        Rows("lines", "lines", ShipmentLine, ("sku=line.sku", "quantity")),
    )  # fmt: skip
    filters = ("order=order.public_id", "warehouse=warehouse.code", "tracking", "shipped_at>")


class Returns(Entity):
    """What comes back, and what was found when it came."""

    slug, model, scope = "returns", ReturnRequest, _READ
    columns = (
        "id=public_id", "number", "order=order.public_id", "state", "requested_at", "decided_at",
        "received_at", "completed_at",
        Rows("lines", "lines", ReturnLine, (
            "sku=line.sku", "quantity", "reason", "condition", "accepted", "restocked",
        )),
    )  # fmt: skip
    filters = ("state", "number", "order=order.public_id", "requested_at>")


class Quotes(Entity):
    """Quotes, each in its last version."""

    slug, model, scope = "quotes", Quote, _READ
    columns = (
        "id=public_id", "number", "customer=customer.public_id", "company=company.public_id",
        "state", "version", "currency", "po_number", "order=order.public_id", "valid_until",
        "created_at", "closed_at", "reason",
    )  # fmt: skip
    filters = ("state", "number", "customer=customer.public_id", "company=company.public_id",
               "created_at>")  # fmt: skip


class Invoices(Entity):
    """Invoices and credit notes by number."""

    slug, model, scope, key = "invoices", Invoice, _READ, "number"
    columns = ("number", "kind", "order=order.public_id", Amount("total", "total_minor"),
               "issued_at")  # fmt: skip
    filters = ("kind", "order=order.public_id", "issued_at>")


class Disputes(Entity):
    """Payments that a bank takes back."""

    slug, model, scope = "disputes", Dispute, _READ
    columns = ("id=public_id", "payment=payment.public_id", "order=payment.order.public_id",
               "state", "reason", Amount("amount", "amount_minor"), "opened_at", "respond_by",
               "closed_at")  # fmt: skip
    filters = ("state", "opened_at>")


class ShippingMethods(Entity):
    """Ways of delivery; prices in the base currency."""

    slug, model, scope, key = "shipping-methods", ShippingMethod, _READ, "code"
    columns = ("code", "name", "kind", "carrier", "price_minor", "free_from_minor", "days_min",
               "days_max", "is_active")  # fmt: skip
    filters = ("is_active", "kind")
