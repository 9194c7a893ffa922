"""Reading prices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Q

from foundation import clock
from foundation.money import Money
from pricing.models import ExchangeRate, Price


class NoRate(LookupError):
    """No exchange rate of a currency at a moment."""


@dataclass(frozen=True, slots=True)
class PriceQuote:
    """What a variant costs; ``cost`` is what it costs the shop, None where unknown."""

    amount: Money
    compare_at: Money | None
    cost: Money | None

    def converted(self, currency: str, rate: Decimal) -> PriceQuote:
        return PriceQuote(
            amount=self.amount.converted(currency, rate),
            compare_at=self.compare_at.converted(currency, rate) if self.compare_at else None,
            cost=self.cost.converted(currency, rate) if self.cost else None,
        )


def exchange_rate(currency: str, *, at: datetime | None = None) -> Decimal:
    """Units of a currency for one of the base currency.

    Raises:
        NoRate: none is known at that moment.
    """
    if currency == settings.SHOP_BASE_CURRENCY:
        return Decimal(1)
    found = (
        ExchangeRate.objects.filter(currency=currency, starts_at__lte=at or clock.now())
        .order_by("-starts_at")
        .first()
    )
    if found is None:
        raise NoRate(currency)
    return found.rate


def prices_of(
    variant_ids: Iterable[int], *, currency: str, at: datetime | None = None
) -> dict[int, PriceQuote]:
    """The price in force of each variant in a currency, now or at a moment.

    An own price in the currency goes before the base price converted at the rate; variants
    without any price are absent: they are not for sale.
    """
    base = settings.SHOP_BASE_CURRENCY
    rows = Price.objects.filter(variant_id__in=list(variant_ids), currency__in={currency, base})
    if at is None:
        rows = rows.filter(ends_at__isnull=True)
    else:
        rows = rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)
    own: dict[int, PriceQuote] = {}
    converted: dict[int, PriceQuote] = {}
    for variant_id, priced_in, *amounts in rows.values_list("variant_id", "currency", *_AMOUNTS):
        target = own if priced_in == currency else converted
        target[variant_id] = _quote(priced_in, *amounts)
    missing = converted.keys() - own.keys()
    if missing and currency != base:
        rate = exchange_rate(currency, at=at)
        own |= {variant: converted[variant].converted(currency, rate) for variant in missing}
    return own


_AMOUNTS = ("amount_minor", "compare_at_minor", "cost_minor")


def _quote(currency: str, amount: int, compare_at: int | None, cost: int | None) -> PriceQuote:
    return PriceQuote(
        amount=Money(amount, currency),
        compare_at=None if compare_at is None else Money(compare_at, currency),
        cost=None if cost is None else Money(cost, currency),
    )
