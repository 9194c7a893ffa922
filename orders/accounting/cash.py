"""Cash that moves beside any order: change brought, deposits, and what a closing found amiss."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef

from foundation import clock
from foundation.money import Money
from orders.accounting import postings
from orders.accounting.postings import Account, Entry, Posting
from orders.accounting.roles import PostingKind, Role
from orders.accounting.unposted import orders_to_post
from orders.models import CashKind, CashMovement
from orders.payments.counter import CASH
from pricing.selectors import NoRate, exchange_rate

logger = logging.getLogger(__name__)


def cash_entries(*, since: date | None) -> Iterator[tuple[str, Entry]]:
    """Postings of movements of cash that no order tells of, each with its currency.

    What goes between drawer, safe and bank stands on an account of its own until the bank's
    statement, or whoever keeps the books, says where it went. So does what is given back for
    orders of older books or of another shop; for all others it is posted with them, and an entry
    without sides takes back what was posted of it before the books' first day was moved.
    """
    with_order = Exists(orders_to_post(since).filter(pk=OuterRef("order")))
    rows = CashMovement.objects.exclude(kind=CashKind.SALE).annotate(is_of_order=with_order)
    rows = rows.select_related("shift__register")
    if since is not None:
        rows = rows.filter(moved_at__gte=clock.day_bounds(since)[0])
    for row in rows.order_by("moved_at", "pk").iterator(chunk_size=1000):
        try:
            entry = _entry(row, is_of_order=row.is_of_order)
        except NoRate:
            logger.error("cash %s: no rate of %s then", row.pk, row.shift.register.currency)
            continue
        yield row.shift.register.currency, entry


def _entry(row: CashMovement, *, is_of_order: bool) -> Entry:
    is_amiss = row.kind == CashKind.DIFFERENCE
    against = Role.CASH_DIFFERENCE if is_amiss else Role.CASH_MOVED
    currency = row.shift.register.currency
    minor = 0 if is_of_order else row.amount_minor
    amounts = {Account(Role.MONEY, provider=CASH): minor, Account(against): -minor}
    posting = Posting(
        f"cash-{row.pk}",
        PostingKind.CASH,
        clock.business_day(row.moved_at),
        amounts,
        f"{row.shift.register.name} {row.shift}"[:40],
    )

    def to_base(minor: int) -> int:
        base = settings.SHOP_BASE_CURRENCY
        if currency == base:
            return minor
        rate = 1 / exchange_rate(currency, at=row.moved_at)
        return Money(minor, currency).converted(base, rate).minor

    return postings.in_base([posting], to_base)[0]
