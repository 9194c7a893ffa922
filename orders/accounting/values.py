"""Gift cards and store credit beside any order: given, put right by staff, expired."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Q

from foundation import clock
from foundation.money import Money
from loyalty.models import AccountKind, EntryKind
from loyalty.models import Entry as ValueEntry
from orders.accounting import postings
from orders.accounting.postings import Entry, Posting
from orders.accounting.roles import PostingKind, Role
from orders.accounting.unposted import unposted_values
from pricing.selectors import NoRate, exchange_rate

logger = logging.getLogger(__name__)
_ROLES = {AccountKind.GIFT_CARD: Role.GIFT_CARDS, AccountKind.STORE_CREDIT: Role.STORE_CREDIT}
# What payments, refunds and lines of orders tell of is posted with those; so are gift cards that
# were bought in one.
_OF_ORDERS = (EntryKind.SPENT, EntryKind.GIVEN_BACK, EntryKind.TAKEN_BACK)


def value_entries(*, since: date | None, whole: bool = False) -> Iterator[tuple[str, Entry]]:
    """Postings of movements that no order tells of, each with its currency.

    Of those that no entry tells of yet, or of all (``whole``).

    What the shop gave away costs it, what expired is earned. Points are posted only where they
    pay for something: what they will be worth is not known before. Nor is what a currency is
    worth that had no rate then: that waits for its rate, and nothing else waits for it.
    """
    rows = (
        (ValueEntry.objects.all() if whole else unposted_values())
        .filter(account__kind__in=_ROLES)
        .exclude(kind__in=_OF_ORDERS)
        .exclude(Q(account__kind=AccountKind.GIFT_CARD, kind=EntryKind.ISSUED) & ~Q(reference=""))
        .select_related("account")
        .order_by("written_at", "pk")
    )
    if since is not None:
        rows = rows.filter(written_at__gte=clock.day_bounds(since)[0])
    for row in rows.iterator(chunk_size=1000):
        try:
            entry = _entry(row)
        except NoRate:
            logger.error("entry %s: no rate of %s then", row.pk, row.account.currency)
            continue
        yield row.account.currency, entry


def _entry(row: ValueEntry) -> Entry:
    account = row.account
    against = Role.EXPIRED_VALUE if row.kind == EntryKind.EXPIRED else Role.GIVEN_AWAY
    amounts = postings.value_change(row.amount, _ROLES[AccountKind(account.kind)], against)
    posting = Posting(
        f"value-{row.pk}",
        PostingKind.VALUE,
        clock.business_day(row.written_at),
        amounts,
        account.public_id[:40],
    )

    def to_base(minor: int) -> int:
        return _in_base(Money(minor, account.currency), row)

    return postings.in_base([posting], to_base)[0]


def _in_base(money: Money, row: ValueEntry) -> int:
    base = settings.SHOP_BASE_CURRENCY
    if money.currency == base:
        return money.minor
    return money.converted(base, 1 / exchange_rate(money.currency, at=row.written_at)).minor
