"""Points whose time is over leave the balance, the oldest first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from foundation import clock
from loyalty.algorithms.lots import NEVER, Lot, Movement, expired, lots_left, next_to_expire
from loyalty.ledger import lock_accounts, spend
from loyalty.mails import tell_expiring
from loyalty.models import Account, AccountKind, Entry, EntryKind

WARN_BEFORE: Final = timedelta(days=21)
LATE_RUN: Final = timedelta(days=7)
"""A night that was missed is made up for; who was told of a day is not told again."""
LOOK_BACK: Final = timedelta(days=90)
"""Longer than any order is paid for: what an order held on the day is expired when it is free."""


def expire_points(*, at: datetime | None = None) -> int:
    """Let everybody's points expire whose last day is over; returns how many points that were."""
    now = at or clock.now()
    return sum(_expire(account, now) for account in _with_old_points(now))


def warn_of_expiry(*, at: datetime | None = None) -> int:
    """Tell customers whose points are good for ``WARN_BEFORE`` from today; how many were told."""
    now = at or clock.now()
    last_day = clock.business_day(now) + WARN_BEFORE
    accounts = Account.objects.filter(
        kind=AccountKind.POINTS,
        balance__gt=0,
        customer__isnull=False,
        entries__expires_on__lte=last_day,
        entries__expires_on__gt=last_day - LATE_RUN,
    )
    told = 0
    for account in accounts.select_related("customer").order_by("pk").distinct():
        lot = next_to_expire(lots_of(account), today=clock.business_day(now).toordinal())
        if account.customer and lot and lot.last_day <= last_day.toordinal():
            day = date.fromordinal(lot.last_day)
            told += tell_expiring(customer=account.customer, points=lot.left, last_day=day, at=now)
    return told


def lots_of(account: Account) -> list[Lot]:
    """What is left of an account's points by the day until which they are good."""
    rows = Entry.objects.filter(account=account).order_by("pk")
    return lots_left(
        Movement(amount, last.toordinal() if last else NEVER)
        for amount, last in rows.values_list("amount", "expires_on")
    )


def next_expiry(account: Account, *, at: datetime | None = None) -> tuple[date, int] | None:
    """The day until which the next points to expire are good, with how many; None where none do."""
    lot = next_to_expire(lots_of(account), today=clock.business_day(at).toordinal())
    return (date.fromordinal(lot.last_day), lot.left) if lot else None


def _with_old_points(now: datetime) -> list[int]:
    """Accounts with something on them that came in with a last day that is just over."""
    today = clock.business_day(now)
    lately = Account.objects.filter(
        kind=AccountKind.POINTS,
        balance__gt=0,
        entries__expires_on__lt=today,
        entries__expires_on__gte=today - LOOK_BACK,
    )
    return list(lately.order_by("pk").values_list("pk", flat=True).distinct())


@transaction.atomic
def _expire(account_id: int, now: datetime) -> int:
    """At most what is free: an order that is being paid keeps what it holds."""
    account = lock_accounts([account_id])[account_id]
    today = clock.business_day(now)
    over = min(expired(lots_of(account), today=today.toordinal()), account.free)
    if not over:
        return 0
    spend(
        account=account, amount=over, kind=EntryKind.EXPIRED, at=now,
        key=f"points:expired:{account.pk}:{account.entries.count()}",
    )  # fmt: skip
    return over
