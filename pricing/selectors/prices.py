"""Reading prices: in force now or then, own or converted, and the lowest of the last weeks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from foundation import clock
from foundation.money import Money
from pricing.models import Currency, ExchangeRate, Price, Rounding
from pricing.rounding import round_price


class NoRate(LookupError):
    """No exchange rate of a currency at a moment."""


@dataclass(frozen=True, slots=True)
class PriceQuote:
    """What a variant costs; ``cost`` is what it costs the shop, None where unknown."""

    amount: Money
    compare_at: Money | None
    cost: Money | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """From the base currency to another: its rate and how prices in it are rounded."""

    currency: str
    rate: Decimal
    rounding: Rounding = Rounding.EXACT
    converts: bool = True

    def money(self, amount: Money) -> Money:
        """An amount as it is, to the smallest coin."""
        return amount.converted(self.currency, self.rate)

    def price(self, amount: Money) -> Money:
        """An amount as a price in the currency."""
        return round_price(self.money(amount), self.rounding)

    def quote(self, quote: PriceQuote) -> PriceQuote:
        """A quote in the currency; a reduction that rounding swallows is none."""
        amount = self.price(quote.amount)
        before = self.price(quote.compare_at) if quote.compare_at else None
        return PriceQuote(
            amount=amount,
            compare_at=before if before and amount < before else None,
            cost=self.money(quote.cost) if quote.cost else None,
        )


def exchange_rate(currency: str, *, at: datetime | None = None) -> Decimal:
    """Units of a currency for one of the base currency.

    Raises:
        NoRate: none is known at that moment.
    """
    return conversion(currency, at=at).rate


def conversion(currency: str, *, at: datetime | None = None) -> Conversion:
    """How base amounts become amounts of a currency, now or at a moment.

    Raises:
        NoRate: none is known at that moment.
    """
    found = conversions({currency}, at=at)
    if currency not in found:
        raise NoRate(currency)
    return found[currency]


def conversions(currencies: Iterable[str], *, at: datetime | None = None) -> dict[str, Conversion]:
    """Conversions by currency, in one query; without a rate a currency is absent."""
    base = settings.SHOP_BASE_CURRENCY
    wanted = set(currencies)
    found = {base: Conversion(base, Decimal(1))} if base in wanted else {}
    if not wanted - {base}:
        return found
    known = ExchangeRate.objects.filter(starts_at__lte=at or clock.now())
    later = known.filter(currency=OuterRef("currency"), starts_at__gt=OuterRef("starts_at"))
    setup = Currency.objects.filter(code=OuterRef("currency"))
    rows = (
        known.filter(~Exists(later), currency__in=wanted - {base})
        .annotate(
            rounding=Subquery(setup.values("rounding")[:1]),
            converts=Subquery(setup.values("converts")[:1]),
        )
        .values_list("currency", "rate", "rounding", "converts")
    )
    for currency, rate, rounding, converts in rows:
        found[currency] = Conversion(
            currency, rate, Rounding(rounding or Rounding.EXACT), converts is not False
        )
    return found


def prices_of(
    variant_ids: Iterable[int], *, currency: str, at: datetime | None = None
) -> dict[int, PriceQuote]:
    """The price in force of each variant in a currency, now or at a moment.

    An own price in the currency goes before the base price, converted at the rate and rounded as
    the currency's row says; variants without any price are absent: they are not for sale.

    Raises:
        NoRate: a base price would have to be converted and no rate is known.
    """
    rows = price_rows(variant_ids, currency=currency, at=at)
    quotes = [
        (variant_id, quote_of(*amounts))
        for variant_id, *amounts in rows.values_list("variant_id", *QUOTE_COLUMNS)
    ]
    own, to_convert = split_by_currency(quotes, currency)
    if to_convert:
        rate = conversion(currency, at=at)
        if rate.converts:
            own |= {variant_id: rate.quote(quote) for variant_id, quote in to_convert.items()}
    return own


def price_rows(
    variant_ids: Iterable[int], *, currency: str, at: datetime | None
) -> QuerySet[Price]:
    """The prices in force of variants in a currency and in the base currency."""
    return prices_in_force(list(variant_ids), own_and_base(currency), at)


def own_and_base(currency: str) -> list[str]:
    """The currencies in which a price may stand that is asked for in one."""
    return sorted({currency, settings.SHOP_BASE_CURRENCY})


def prices_in_force(variant_ids: Any, currencies: Any, at: Any) -> QuerySet[Price]:
    """The rows in force, now without a moment; its arguments may be given when it runs."""
    rows = Price.objects.filter(variant_id__in=variant_ids, currency__in=currencies)
    if at is None:
        return rows.filter(ends_at__isnull=True)
    return rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at)


def split_by_currency(
    quotes: Iterable[tuple[int, PriceQuote]], currency: str
) -> tuple[dict[int, PriceQuote], dict[int, PriceQuote]]:
    """Own quotes in a currency by variant, and the others of variants that have no own one."""
    own: dict[int, PriceQuote] = {}
    other: dict[int, PriceQuote] = {}
    for variant_id, quote in quotes:
        (own if quote.amount.currency == currency else other)[variant_id] = quote
    return own, {pk: quote for pk, quote in other.items() if pk not in own}


QUOTE_COLUMNS = ("currency", "amount_minor", "compare_at_minor", "cost_minor")


def quote_of(currency: str, amount: int, compare_at: int | None, cost: int | None) -> PriceQuote:
    """A quote from the columns of ``QUOTE_COLUMNS``."""
    return PriceQuote(
        amount=Money(amount, currency),
        compare_at=None if compare_at is None else Money(compare_at, currency),
        cost=None if cost is None else Money(cost, currency),
    )


LOWEST_DAYS = 30


@dataclass(frozen=True, slots=True)
class _Period:
    """A price in force from a moment to another, None being now."""

    amount: int
    compare_at: int | None
    starts_at: datetime
    ends_at: datetime | None


def lowest_prices(
    variant_ids: Iterable[int],
    *,
    currency: str,
    days: int = LOWEST_DAYS,
    at: datetime | None = None,
) -> dict[int, Money]:
    """The lowest price in the days before the present reduction began, of reduced variants.

    What directive 98/6/EC, article 6a, asks to show beside a reduced price. A reduction began
    when the price in force first became lower than the one it is reduced from, without a break;
    further steps down belong to it. Variants that are not reduced, or had no price before, are
    absent. Two queries at most, whatever the number of variants.
    """
    now = at or clock.now()
    base = settings.SHOP_BASE_CURRENCY
    rows = (
        Price.objects.filter(
            variant_id__in=list(variant_ids), currency__in={currency, base}, starts_at__lte=now
        )
        .order_by("variant_id", "-starts_at", "-pk")
        .values_list(
            "variant_id", "currency", "amount_minor", "compare_at_minor", "starts_at", "ends_at"
        )
    )
    histories: dict[int, dict[str, list[_Period]]] = {}
    for variant_id, priced_in, amount, compare_at, starts_at, ends_at in rows:
        period = _Period(amount, compare_at, starts_at, ends_at)
        histories.setdefault(variant_id, {}).setdefault(priced_in, []).append(period)
    return _in_currency(
        {
            variant_id: found
            for variant_id, by_currency in histories.items()
            for priced_in in [currency if currency in by_currency else base]
            if (found := _lowest_before(by_currency[priced_in], days, priced_in)) is not None
        },
        currency,
        at,
    )


def _lowest_before(newest_first: list[_Period], days: int, currency: str) -> Money | None:
    """The lowest price of the days before the reduction in force began."""
    began: datetime | None = None
    before: list[_Period] = []
    for place, period in enumerate(newest_first):
        if period.compare_at is None:
            before = newest_first[place:]
            break
        began = period.starts_at
    if began is None or not before:
        return None
    first = began - timedelta(days=days)
    amounts = [p.amount for p in before if p.ends_at is None or p.ends_at > first]
    return Money(min(amounts), currency) if amounts else None


def _in_currency(
    amounts: Mapping[int, Money], currency: str, at: datetime | None
) -> dict[int, Money]:
    if all(amount.currency == currency for amount in amounts.values()):
        return dict(amounts)
    rate = conversion(currency, at=at)
    return {
        pk: amount if amount.currency == currency else rate.price(amount)
        for pk, amount in amounts.items()
    }
