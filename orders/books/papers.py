"""Numbers of invoices without gaps, and their totals against orders and refunds."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from orders.accounting.posting import SERIES as JOURNAL
from orders.books.finding import Book, Finding
from orders.models import Invoice, InvoiceKind, NumberSequence, Order


def check_papers() -> Iterator[Finding]:
    """Whether every number was given once and none was left out, and papers agree with orders."""
    yield from _gaps()
    wrong = (
        Invoice.objects.filter(kind=InvoiceKind.INVOICE)
        .exclude(total_minor=F("order__total_minor"))
        .values_list("number", "total_minor", "order__total_minor")
    )
    for number, total, owed in wrong:
        yield Finding(Book.PAPERS, number, f"is over {total}, its order costs {owed}")
    credited = Coalesce(
        Sum("invoices__total_minor", filter=Q(invoices__kind=InvoiceKind.CREDIT_NOTE)), 0
    )
    orders = (
        Order.objects.filter(invoices__isnull=False)
        .annotate(credited=credited)
        .filter(credited__gt=F("total_minor"))
        .values_list("number", "credited", "total_minor")
    )
    for order, minor, total in orders:
        yield Finding(Book.PAPERS, f"order {order}", f"{minor} of {total} were credited")


def _gaps() -> Iterator[Finding]:
    sequences = NumberSequence.objects.exclude(name=JOURNAL)
    given = {row.name: row.next_number - 1 for row in sequences}
    found = {
        row["series"]: row
        for row in Invoice.objects.order_by()
        .values("series")
        .annotate(count=Count("pk"), first=Min("position"), last=Max("position"))
    }
    for series in sorted(given.keys() | found.keys()):
        row = found.get(series, {"count": 0, "first": 1, "last": 0})
        if (row["first"], row["last"]) != (1, row["count"]):
            yield Finding(
                Book.PAPERS,
                f"series {series}",
                f"{row['count']} papers are numbered {row['first']} to {row['last']}",
            )
        if given.get(series, 0) != row["last"]:
            yield Finding(
                Book.PAPERS,
                f"series {series}",
                f"{given.get(series, 0)} numbers were given, the last paper has {row['last']}",
            )
