"""Reading quotes: whose they are, and how a page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet, prefetch_related_objects

from accounts.companies.members import sees_all_of_company
from accounts.models import Customer
from foundation.money import Money
from orders.models import Quote, QuoteLine, QuoteState, QuoteVersion


def quotes_seen_by(customer: Customer) -> QuerySet[Quote]:
    """One's own quotes; an approver or administrator sees all of the company."""
    theirs = Q(customer=customer)
    if customer.company_id is not None and sees_all_of_company(customer):
        theirs |= Q(company=customer.company_id)
    return Quote.objects.filter(theirs).select_related("order", "customer", "company")


@dataclass(frozen=True, slots=True)
class QuoteLineView:
    """A line in money: ``listed`` is the usual price, ``unit_price`` None until it is offered."""

    line: QuoteLine
    listed: Money
    unit_price: Money | None
    full: Money | None

    @property
    def is_cheaper(self) -> bool:
        return self.unit_price is not None and self.unit_price < self.listed


@dataclass(frozen=True, slots=True)
class QuoteVersionView:
    """A version as its buyer reads it; sums are None until it is offered."""

    version: QuoteVersion
    lines: tuple[QuoteLineView, ...]
    currency: str

    @property
    def is_offered(self) -> bool:
        return self.version.offered_at is not None

    @property
    def total(self) -> Money:
        return Money(self.version.total_minor, self.currency)

    @property
    def listed_total(self) -> Money:
        """What the goods cost at usual prices."""
        nothing = Money.zero(self.currency)
        return sum((entry.listed * entry.line.quantity for entry in self.lines), nothing)

    @property
    def saving(self) -> Money:
        """What the goods cost less than usual; nothing where they do not."""
        subtotal = Money(self.version.subtotal_minor, self.currency)
        nothing = Money.zero(self.currency)
        return max(self.listed_total - subtotal, nothing) if self.is_offered else nothing


def versions_of(quote: Quote) -> list[QuoteVersionView]:
    """All rounds of a quote, the newest first; what was prefetched is not read again."""
    prefetch_related_objects([quote], "versions__lines")
    rows = sorted(quote.versions.all(), key=lambda version: version.number, reverse=True)
    return [view_of(version, quote.currency) for version in rows]


def view_of(version: QuoteVersion, currency: str) -> QuoteVersionView:
    lines = tuple(_line(line, currency) for line in version.lines.all())
    return QuoteVersionView(version, lines, currency)


def _line(line: QuoteLine, currency: str) -> QuoteLineView:
    offered = line.unit_price_minor
    unit_price = None if offered is None else Money(offered, currency)
    return QuoteLineView(
        line=line,
        listed=Money(line.listed_minor, currency),
        unit_price=unit_price,
        full=None if unit_price is None else unit_price * line.quantity,
    )


def open_requests() -> int:
    """How many quotes wait for an offer of staff."""
    return Quote.objects.filter(state=QuoteState.REQUESTED).count()
