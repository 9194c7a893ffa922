"""Reading what customers may spend."""

from __future__ import annotations

from django.db.models import Prefetch

from accounts.models import Customer
from loyalty.models import Account, AccountKind, Entry

MOST_ENTRIES = 100


def credit_accounts(customer: Customer) -> list[Account]:
    """A customer's store credit, an account a currency, each with its last entries as ``moved``."""
    latest = Entry.objects.order_by("-written_at", "-pk")
    accounts = Account.objects.filter(customer=customer, kind=AccountKind.STORE_CREDIT)
    found = list(accounts.order_by("currency").prefetch_related(Prefetch("entries", latest)))
    for account in found:
        account.moved = list(account.entries.all())[:MOST_ENTRIES]  # type: ignore[attr-defined]
    return found
