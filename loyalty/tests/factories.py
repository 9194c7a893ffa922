"""Accounts with something on them, to test with."""

from __future__ import annotations

from itertools import count

from accounts.models import Customer
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


def fill_loyalty(customer: Customer, *, name: str) -> None:
    """A row of everything the ledger keeps, about one customer."""
    account = make_account(5_000, customer=customer)
    hold(account=account, amount=1_000, key=f"held-{name}", reference="an-order")
    make_account(200, kind=AccountKind.POINTS, customer=customer)
    card = make_account(2_500, kind=AccountKind.GIFT_CARD)
    GiftCard.objects.create(
        account=card, code_digest=f"digest-{name}", last_letters="WXYZ", worth=2_500,
        to_name=f"Friend {name}", to_email=f"friend-{name}@example.com",
    )  # fmt: skip
