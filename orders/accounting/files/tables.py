"""VAT, sales and balances as tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from orders.accounting.files.journal import plain, rate_text
from orders.accounting.periods import Period
from orders.accounting.reading import Taxed, balances, taxed_sales

VAT_HEAD = (
    "treatment", "country", "tax_rate", "currency", "net", "tax", "base_currency", "base_net",
    "base_tax",
)  # fmt: skip
SALES_HEAD = (
    "country", "tax_rate", "treatment", "currency", "sold_net", "sold_tax", "taken_back_net",
    "taken_back_tax", "base_currency", "base_sold_net", "base_sold_tax", "base_taken_back_net",
    "base_taken_back_tax",
)  # fmt: skip
BALANCE_HEAD = ("account", "name", "currency", "opening", "debit", "credit", "closing")


def vat_rows(period: Period) -> Iterator[tuple[str, ...]]:
    """What a VAT return asks, by treatment, country, rate and currency."""
    for row in taxed_sales(period):
        yield (
            row.treatment.value,
            row.country,
            rate_text(row.rate),
            row.currency,
            plain(row.net, row.currency),
            plain(row.tax, row.currency),
            row.base_currency,
            plain(row.base_net, row.base_currency),
            plain(row.base_tax, row.base_currency),
        )


def sales_rows(period: Period) -> Iterator[tuple[str, ...]]:
    """What was sold and what was taken back, by country and rate."""
    for row in sorted(taxed_sales(period), key=_by_country):
        own = (row.sold, row.tax_sold, row.back, row.tax_back)
        base = (row.base_sold, row.base_tax_sold, row.base_back, row.base_tax_back)
        yield (
            row.country,
            rate_text(row.rate),
            row.treatment.value,
            row.currency,
            *(plain(minor, row.currency) for minor in own),
            row.base_currency,
            *(plain(minor, row.base_currency) for minor in base),
        )


def balance_rows(period: Period) -> Iterator[tuple[str, ...]]:
    """Every account with what it held before, what moved, and what it holds after."""
    currency = settings.SHOP_BASE_CURRENCY
    for row in balances(period):
        amounts = (row.opening, row.debit, row.credit, row.closing)
        yield (
            row.account.number,
            row.account.name,
            currency,
            *(plain(minor, currency) for minor in amounts),
        )


def _by_country(row: Taxed) -> tuple[str, int, str, str]:
    return row.country, -row.rate, row.treatment.value, row.currency
