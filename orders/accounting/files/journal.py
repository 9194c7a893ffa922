"""The journal as a table: a row for each side of each entry."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from foundation.money import Money
from orders.accounting.chart import chart
from orders.accounting.periods import Period
from orders.accounting.postings import Account
from orders.accounting.roles import Role
from orders.models import JournalLine

HEAD = (
    "entry", "booked_on", "happened_on", "kind", "order", "document", "source", "account",
    "account_name", "role", "treatment", "country", "tax_rate", "provider", "currency", "debit",
    "credit", "base_currency", "base_debit", "base_credit",
)  # fmt: skip


def journal_rows(period: Period) -> Iterator[tuple[str, ...]]:
    """Rows under ``HEAD``; amounts in major units with a point, empty on the other side."""
    numbers = chart()
    for line in lines_of(period).iterator(chunk_size=2000):
        entry, account = line.entry, account_of(line)
        numbered = numbers.of(account)
        yield (
            str(entry.number),
            entry.booked_on.isoformat(),
            entry.document_on.isoformat(),
            entry.kind,
            entry.order.number or entry.order.public_id if entry.order else "",
            entry.reference,
            entry.source if entry.turn == 1 else f"{entry.source}~{entry.turn}",
            numbered.number,
            numbered.name,
            line.role,
            line.treatment,
            line.country,
            rate_text(line.rate_basis_points),
            line.provider,
            entry.currency,
            *sides(line.amount_minor, entry.currency),
            entry.base_currency,
            *sides(line.base_minor, entry.base_currency),
        )


def lines_of(period: Period) -> QuerySet[JournalLine]:
    """The lines of a period's entries, by the entries' numbers."""
    return (
        JournalLine.objects.filter(entry__booked_on__range=(period.first, period.last))
        .select_related("entry__order")
        .only(
            "role", "treatment", "country", "rate_basis_points", "provider", "amount_minor",
            "base_minor", "entry__number", "entry__booked_on", "entry__document_on",
            "entry__kind", "entry__reference", "entry__source", "entry__turn",
            "entry__currency", "entry__base_currency", "entry__order__number",
            "entry__order__public_id",
        )
        .order_by("entry__number", "pk")
    )  # fmt: skip


def account_of(line: JournalLine) -> Account:
    return Account(
        Role(line.role), line.treatment, line.country, line.rate_basis_points, line.provider
    )


def sides(minor: int, currency: str) -> tuple[str, str]:
    """Debit and credit of a signed amount, in major units."""
    text = plain(abs(minor), currency)
    return (text, "") if minor > 0 else ("", text)


def plain(minor: int, currency: str) -> str:
    """An amount in major units as programs read it: ``1234.50``."""
    return f"{Money(minor, currency).amount:f}"


def rate_text(basis_points: int | None) -> str:
    """A rate in per cent with two digits; empty where there is none."""
    return "" if basis_points is None else f"{basis_points / 100:.2f}"
