"""Entities of the other ways to buy: subscriptions, stores and marketplaces.

Where things go is with their orders, and what opens something (a code of collection, a secret
address) is told nowhere.
"""

from __future__ import annotations

from accounts.tokens import Scope
from orders.models import (
    PickUp,
    Register,
    Renewal,
    Shift,
    Subscription,
    SubscriptionLine,
    SubscriptionOffer,
)
from shop.api.records.columns import Amount, Rows
from shop.api.records.entities import Entity
from shop.marketplaces.models import Marketplace

_READ = Scope.ORDERS_READ


class SubscriptionOffers(Entity):
    """Which products can be had again and again, how often, how much cheaper."""

    slug, model, scope, key = "subscription-offers", SubscriptionOffer, Scope.CATALOGUE_READ, "id"
    columns = ("id", "product=product.public_id", "intervals", "basis_points", "is_active")
    filters = ("is_active", "product=product.public_id")


class Subscriptions(Entity):
    """Subscriptions with what comes each time; `next_on` is the day of the next order."""

    slug, model, scope = "subscriptions", Subscription, _READ
    columns = (
        "id=public_id", "customer=customer.public_id", "state", "pause_reason", "interval",
        "next_on", "if_out", "currency", "shipping_code", "created_at", "paused_at", "ended_at",
        Rows("lines", "lines", SubscriptionLine, ("sku", "name", "quantity", "basis_points")),
    )  # fmt: skip
    filters = ("state", "customer=customer.public_id", "next_on>", "created_at>")


class Renewals(Entity):
    """What came, comes or failed to come of subscriptions, a row for each due day."""

    slug, model, scope = "renewals", Renewal, _READ
    columns = (
        "id=public_id", "subscription=subscription.public_id", "due_on", "try_on", "state",
        Amount("told", "told_minor"), "declines", "order=order.public_id", "created_at",
        "closed_at",
    )  # fmt: skip
    filters = ("state", "subscription=subscription.public_id", "due_on>")


class Registers(Entity):
    """Tills, and the warehouse of whose stock each sells."""

    slug, model, scope = "registers", Register, _READ
    columns = ("id=public_id", "name", "warehouse=warehouse.code", "currency", "is_active")
    filters = ("is_active", "warehouse=warehouse.code")


class Shifts(Entity):
    """Shifts of registers; `report` is the Z report of those that are closed."""

    slug, model, scope = "shifts", Shift, _READ
    columns = (
        "id=public_id", "register=register.public_id", "number", "opened_at", "closed_at",
        Amount("float", "float_minor", "register.currency"),
        Amount("expected", "expected_minor", "register.currency"),
        Amount("counted", "counted_minor", "register.currency"), "report",
    )  # fmt: skip
    filters = ("register=register.public_id", "opened_at>", "closed_at>")


class PickUps(Entity):
    """Orders that lie or lay ready in a store."""

    slug, model, scope = "pick-ups", PickUp, _READ
    columns = ("id=public_id", "order=order.public_id", "warehouse=warehouse.code", "ready_at",
               "reminded_at", "collected_at")  # fmt: skip
    filters = ("warehouse=warehouse.code", "order=order.public_id", "ready_at>", "collected_at>")


class Marketplaces(Entity):
    """Marketplaces that sell from the same stock; `orders` of theirs have the channel `market`."""

    slug, model, scope = "marketplaces", Marketplace, _READ
    columns = (
        "id=public_id", "name", "code", "layout", "country", "currency", "prices_include_tax",
        "collects_tax", "commission_basis_points", "price_change_basis_points", "stock_share",
        "buffer_units", "is_active", "written_at", "listed",
    )  # fmt: skip
    filters = ("code", "is_active", "country")
