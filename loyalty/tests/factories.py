"""Accounts with something on them, to test with."""

from __future__ import annotations

from itertools import count
from typing import Any

from accounts.models import Customer
from foundation.money import Money
from loyalty.gift_cards import NOBODY, Recipient, issue_gift_card
from loyalty.ledger import credit, hold, open_account
from loyalty.models import Account, AccountKind, EntryKind, GiftCard

_numbers = count(1)


def make_customer(**fields: str) -> Customer:
    return Customer.objects.create(**{"email": f"member-{next(_numbers)}@example.com", **fields})


def make_account(
    amount: int = 0, *, kind: AccountKind = AccountKind.STORE_CREDIT, **options: object
) -> Account:
    """An account with so much on it; store credit in euros of a new customer, unless told else."""
    told: dict[str, object] = {"currency": "" if kind == AccountKind.POINTS else "EUR", **options}
    if kind != AccountKind.GIFT_CARD:
        told.setdefault("customer", make_customer())
    account = open_account(kind=kind, **told)  # type: ignore[arg-type]
    if amount:
        earned = EntryKind.EARNED if kind == AccountKind.POINTS else EntryKind.ISSUED
        credit(account=account, amount=amount, kind=earned, key=f"made-{next(_numbers)}")
        account.refresh_from_db()
    return account


def make_gift_card(
    minor: int, *, currency: str = "EUR", recipient: Recipient = NOBODY, **options: Any
) -> GiftCard:
    return issue_gift_card(
        worth=Money(minor, currency), key=f"made-{next(_numbers)}", recipient=recipient, **options
    )


def fill_loyalty(customer: Customer, *, name: str) -> None:
    """A row of everything the ledger keeps, about one customer."""
    make_account(5_000, customer=customer)
    # Of somebody else: who pays with an account right now cannot be erased.
    hold(account=make_account(1_500), amount=1_000, key=f"held-{name}", reference="an-order")
    make_account(200, kind=AccountKind.POINTS, customer=customer)
    friend = Recipient(name=f"Friend {name}", email=f"friend-{name}@example.com")
    make_gift_card(2_500, recipient=friend)
