"""Gift cards and credit whose last day is over: told of before, then booked out.

What is left is the customer's until that day has passed. Then it is an entry of the ledger like
any other, which the accounts post as value that expired.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from accounts.models import User
from events.outbox import publish
from foundation import clock
from foundation.money import Money
from loyalty.gift_cards import CHANGED, last_day
from loyalty.ledger import correct, is_over, lock_accounts, renew, spend
from loyalty.models import Account, AccountKind, Entry, EntryKind, GiftCard

MONEY: Final = (AccountKind.GIFT_CARD, AccountKind.STORE_CREDIT)
MONTHS_AHEAD: Final = 12


@dataclass(frozen=True, slots=True)
class Expiring:
    """What ends in a month, whose first day is ``month``: so many accounts with so much left."""

    month: date
    accounts: int
    left: Money


def expire_money(*, at: datetime | None = None) -> int:
    """Book out what is left on accounts of money whose time is over; how many accounts.

    What an order that is being paid holds is left to it, and booked out in a later night where
    it comes to nothing.
    """
    now = at or clock.now()
    over = _with_something().filter(expires_on__lt=clock.business_day(now))
    keys = list(over.order_by("pk").values_list("pk", flat=True))
    return sum(_expire(key, now) for key in keys)


@transaction.atomic
def correct_balance(
    *,
    account: Account,
    amount: int,
    reason: str,
    by: User | None,
    key: str,
    at: datetime | None = None,
) -> Entry:
    """Staff correct a balance (``ledger.correct``).

    What they put on an account whose time is over is good for as long as a new card: else the
    night after would take it.

    Raises:
        LedgerRefused: as ``ledger.correct``.
    """
    if amount > 0:
        renew(account=account, until=last_day(at), at=at)
    return correct(account=account, amount=amount, reason=reason, by=by, key=key, at=at)


def expiring_money(*, at: datetime | None = None) -> list[Expiring]:
    """What will be booked out, by month and currency: the next ``MONTHS_AHEAD`` that have any.

    Holds count as left: most of them are spent before.
    """
    rows = (
        _with_something()
        .filter(expires_on__gte=clock.business_day(at))
        .annotate(month=TruncMonth("expires_on"))
        .values("month", "currency")
        .annotate(accounts=Count("pk"), left=Sum("balance"))
        .order_by("month", "currency")
    )
    return [
        Expiring(row["month"], row["accounts"], Money(row["left"], row["currency"]))
        for row in rows[:MONTHS_AHEAD]
    ]


def _with_something() -> QuerySet[Account]:
    """Accounts of money with something on them that no order holds."""
    return Account.objects.filter(Q(kind__in=MONEY), balance__gt=F("held"))


@transaction.atomic
def _expire(account_id: int, now: datetime) -> int:
    account = lock_accounts([account_id])[account_id]
    if not account.free or not is_over(account, at=now):
        return 0
    spend(
        account=account, amount=account.free, kind=EntryKind.EXPIRED, at=now,
        key=f"expired:{account.pk}:{account.entries.count()}",
    )  # fmt: skip
    for card in GiftCard.objects.filter(account=account_id).values_list("pk", flat=True):
        publish(CHANGED, {"card": card})
    return 1
