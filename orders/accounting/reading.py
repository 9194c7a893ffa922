"""What the journal says of a period: sales by rate and country, VAT, balances of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from orders.accounting.chart import Numbered, chart
from orders.accounting.periods import Period
from orders.accounting.postings import Account
from orders.accounting.roles import PostingKind, Role, Treatment
from orders.models import JournalEntry, JournalLine

_TAXED = (Role.REVENUE, Role.VAT)


@dataclass(frozen=True, slots=True)
class Taxed:
    """What was sold and taken back at one rate, in minor units of one currency and of the base.

    ``sold`` and ``back`` are without tax, ``back`` and ``tax_back`` not negative.
    """

    treatment: Treatment
    country: str
    rate: int
    currency: str
    base_currency: str
    sold: int = 0
    back: int = 0
    tax_sold: int = 0
    tax_back: int = 0
    base_sold: int = 0
    base_back: int = 0
    base_tax_sold: int = 0
    base_tax_back: int = 0

    @property
    def net(self) -> int:
        return self.sold - self.back

    @property
    def tax(self) -> int:
        return self.tax_sold - self.tax_back

    @property
    def base_net(self) -> int:
        return self.base_sold - self.base_back

    @property
    def base_tax(self) -> int:
        return self.base_tax_sold - self.base_tax_back


@dataclass(frozen=True, slots=True)
class Balance:
    """An account over a period, in minor units of the base currency; debit is positive."""

    account: Numbered
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a period holds."""

    entries: int
    orders: int


def taxed_sales(period: Period) -> list[Taxed]:
    """What was sold by treatment, country, rate and currency, less what was taken back.

    This is the VAT return: domestic, OSS, reverse charge and exports are its treatments.
    """
    is_sale = Q(entry__kind=PostingKind.SALE)
    rows = (
        _lines(period)
        .filter(role__in=_TAXED)
        .values_list(
            "treatment", "country", "rate_basis_points", "entry__currency",
            "entry__base_currency", "role",
        )
        .annotate(
            sold=Sum("amount_minor", filter=is_sale),
            back=Sum("amount_minor", filter=~is_sale),
            base_sold=Sum("base_minor", filter=is_sale),
            base_back=Sum("base_minor", filter=~is_sale),
        )
        .order_by("treatment", "country", "-rate_basis_points", "entry__currency", "role")
    )  # fmt: skip
    found: dict[tuple[str, ...], dict[str, int]] = {}
    for treatment, country, rate, currency, base, role, *sums in rows:
        amounts = found.setdefault((treatment, country, rate, currency, base), {})
        tax = "tax_" if role == Role.VAT else ""
        sold, back, base_sold, base_back = (total or 0 for total in sums)
        amounts |= {f"{tax}sold": -sold, f"{tax}back": back}
        amounts |= {f"base_{tax}sold": -base_sold, f"base_{tax}back": base_back}
    return [
        Taxed(Treatment(treatment), country, int(rate), currency, base, **amounts)
        for (treatment, country, rate, currency, base), amounts in found.items()
    ]


def in_base_only(rows: Iterable[Taxed]) -> list[Taxed]:
    """The same rows with their currencies put together, in the base currency."""
    sums: dict[tuple[Treatment, str, int, str], list[int]] = {}
    for row in rows:
        key = (row.treatment, row.country, row.rate, row.base_currency)
        parts = (row.base_sold, row.base_back, row.base_tax_sold, row.base_tax_back)
        sums[key] = [a + b for a, b in zip(sums.get(key, [0] * 4), parts, strict=True)]
    return [
        Taxed(treatment, country, rate, base, base, *amounts, *amounts)
        for (treatment, country, rate, base), amounts in sums.items()
    ]


def balances(period: Period) -> list[Balance]:
    """What every account held before a period, what moved, and what it holds after; by number."""
    before = Q(entry__booked_on__lt=period.first)
    rows = (
        JournalLine.objects.filter(entry__booked_on__lte=period.last)
        .values_list("role", "treatment", "country", "rate_basis_points", "provider")
        .annotate(
            opening=Sum("base_minor", filter=before),
            debit=Sum("base_minor", filter=~before & Q(base_minor__gt=0)),
            credit=Sum("base_minor", filter=~before & Q(base_minor__lt=0)),
        )
        .order_by()
    )
    numbers = chart()
    sums: dict[Numbered, tuple[int, ...]] = {}
    for role, treatment, country, rate, provider, *parts in rows:
        numbered = numbers.of(Account(Role(role), treatment, country, rate, provider))
        known = sums.get(numbered, (0, 0, 0))
        sums[numbered] = tuple(a + (b or 0) for a, b in zip(known, parts, strict=True))
    return [
        Balance(numbered, opening, debit, -credit)
        for numbered, (opening, debit, credit) in sorted(
            sums.items(), key=lambda item: (item[0].number, item[0].name)
        )
    ]


def extent(period: Period) -> Extent:
    """How many entries a period has, and how many orders they are of."""
    found = entries_in(period).aggregate(entries=Count("pk"), orders=Count("order", distinct=True))
    return Extent(found["entries"], found["orders"])


def entries_in(period: Period) -> QuerySet[JournalEntry]:
    """The entries booked in a period, by number."""
    days = (period.first, period.last)
    return JournalEntry.objects.filter(booked_on__range=days).order_by("number")


def _lines(period: Period) -> QuerySet[JournalLine]:
    return JournalLine.objects.filter(entry__booked_on__range=(period.first, period.last))
