"""Entities of people: customers, what they belong to, and what the shop owes them."""

from __future__ import annotations

from accounts.models import Company, Customer, CustomerGroup
from accounts.tokens import Scope
from loyalty.models import Account, Entry
from shop.api.records.entities import Entity


class Customers(Entity):
    """Who buys here. One who was erased has neither name nor address."""

    slug, model, scope = "customers", Customer, Scope.CUSTOMERS_READ
    columns = (
        "id=public_id", "email", "name", "country", "language", "external_ref", "group=group.code",
        "company=company.public_id", "company_role", "created_at", "erased_at",
    )  # fmt: skip
    filters = ("email", "external_ref", "country", "group=group.code",
               "company=company.public_id", "created_at>")  # fmt: skip


class Companies(Entity):
    """Companies with the terms on which their members buy; amounts in the base currency."""

    slug, model, scope = "companies", Company, Scope.CUSTOMERS_READ
    columns = (
        "id=public_id", "name", "vat_id", "country", "is_active", "payment_days",
        "credit_limit_minor", "approval_from_minor", "needs_po_number", "tax_exemption",
        "tax_exempt_until", "created_at",
    )  # fmt: skip
    filters = ("is_active", "country", "vat_id", "created_at>")


class Groups(Entity):
    """Groups of customers."""

    slug, model, scope, key = "customer-groups", CustomerGroup, Scope.CUSTOMERS_READ, "code"
    columns = ("code", "name")


class ValueAccounts(Entity):
    """Gift cards, store credit and points: what the shop owes. `balance` is minor units or points.

    A gift card's code is told nowhere.
    """

    slug, model, scope = "value-accounts", Account, Scope.CUSTOMERS_READ
    columns = ("id=public_id", "kind", "customer=customer.public_id", "currency", "balance",
               "held", "is_active", "opened_at", "expires_on")  # fmt: skip
    filters = ("kind", "currency", "is_active", "customer=customer.public_id", "opened_at>")


class ValueEntries(Entity):
    """Every change of such an account, with the balance after it."""

    slug, model, scope, key = "value-entries", Entry, Scope.CUSTOMERS_READ, "id"
    columns = ("id", "account=account.public_id", "kind", "amount", "balance_after", "reference",
               "expires_on", "written_at")  # fmt: skip
    filters = ("kind", "account=account.public_id", "reference", "written_at>")
