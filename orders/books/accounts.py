"""The journal: numbers without gaps, entries that balance, sales that are their orders' totals."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Max, Min, Sum

from orders.accounting.closing import unbalanced
from orders.accounting.posting import SERIES
from orders.accounting.roles import PostingKind, Role
from orders.books.finding import Book, Finding
from orders.models import JournalEntry, JournalLine, NumberSequence


def check_accounts() -> Iterator[Finding]:
    """Whether the journal is whole. What is not posted yet is no finding: that is done at night."""
    yield from _numbers()
    for entry in unbalanced():
        yield Finding(Book.ACCOUNTS, f"entry {entry.number}", "does not balance")
    rows = (
        JournalLine.objects.filter(
            entry__kind=PostingKind.SALE, role=Role.RECEIVABLES, entry__order__isnull=False
        )
        .values("entry__order_id")
        .annotate(owed=Sum("amount_minor"))
        .exclude(owed=F("entry__order__total_minor"))
        .values_list("entry__order__number", "owed", "entry__order__total_minor")
    )
    for number, owed, total in rows:
        message = f"costs {total}, the journal says {owed}"
        yield Finding(Book.ACCOUNTS, f"order {number}", message)


def _numbers() -> Iterator[Finding]:
    row = NumberSequence.objects.filter(name=SERIES).first()
    given = row.next_number - 1 if row else 0
    found = JournalEntry.objects.aggregate(
        count=Count("pk"), first=Min("number"), last=Max("number")
    )
    if (found["count"], found["first"] or 1, found["last"] or 0) != (given, 1, given):
        message = f"{given} numbers were given, {found['count']} entries have them"
        yield Finding(Book.ACCOUNTS, "journal", message)
