"""How an order can be sent somewhere, for how much, and when it will be there.

The tables are read once into a ``ShippingBook``; quoting from it is pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import translation

from foundation import clock
from foundation.money import Money
from foundation.prepared import PreparedQuery
from orders.models import ShippingKind, ShippingMethod, ShippingRate, ShippingZone
from pricing.selectors import Destination, exchange_rate

SATURDAY = 5
CACHE_KEY = "orders:shipping-tables"
CACHE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent: the value of the goods after discounts, as prices are, and weight.

    ``needs_sending`` is None where whoever asks has chosen the way for it themselves.
    """

    goods: Money
    weight_grams: int = 0
    needs_sending: bool | None = None

    def suits(self, method: ShippingMethod) -> bool:
        """Whether a way is for parcels, or for what is sent by e-mail, as this is."""
        return self.needs_sending in (None, method.kind != ShippingKind.EMAIL)


@dataclass(frozen=True, slots=True)
class DeliveryWindow:
    """From which to which day it arrives, or can be picked up."""

    first: date
    last: date

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class ShippingQuote:
    """A method with what it costs and when it delivers."""

    method: ShippingMethod
    price: Money
    window: DeliveryWindow

    @property
    def is_pickup(self) -> bool:
        return self.method.kind == ShippingKind.PICKUP

    @property
    def is_by_email(self) -> bool:
        return self.method.kind == ShippingKind.EMAIL

    @property
    def needs_street(self) -> bool:
        return self.method.kind == ShippingKind.DELIVERY


@dataclass(frozen=True, slots=True)
class ShippingTables:
    """All active methods, all rates by method, and the zones in the order in which they fit."""

    methods: tuple[ShippingMethod, ...]
    rates: dict[int, tuple[ShippingRate, ...]]
    zones: tuple[ShippingZone, ...]

    def zone_of(self, place: Destination) -> ShippingZone | None:
        """The first zone that a place lies in."""
        postcode = _plain(place.postcode)
        return next((zone for zone in self.zones if _lies_in(zone, place.country, postcode)), None)


@dataclass(frozen=True, slots=True)
class ShippingBook:
    """The tables, the rate of the currency and the moment: all that a quote hangs on."""

    tables: ShippingTables
    currency: str
    rate: Decimal
    at: datetime

    def quotes(self, parcel: Parcel, place: Destination) -> list[ShippingQuote]:
        """Every way to get a parcel to a place, in the shop's order."""
        zone = self.tables.zone_of(place)
        found = (self._quote(method, parcel, zone) for method in self.tables.methods)
        return [quote for quote in found if quote is not None]

    def quote(
        self, method: ShippingMethod, parcel: Parcel, place: Destination
    ) -> ShippingQuote | None:
        """One method's price and days; None where it does not deliver such a parcel there."""
        known = next((row for row in self.tables.methods if row.pk == method.pk), None)
        return self._quote(known, parcel, self.tables.zone_of(place)) if known else None

    def _quote(
        self, method: ShippingMethod, parcel: Parcel, zone: ShippingZone | None
    ) -> ShippingQuote | None:
        if not parcel.suits(method):
            return None
        rates = self.tables.rates.get(method.pk, ())
        rate = next((row for row in rates if self._fits(row, parcel, zone)), None)
        if rates and rate is None:
            return None
        minor = rate.price_minor if rate else method.price_minor
        price = self._money(minor)
        if method.free_from_minor is not None and self._money(method.free_from_minor) <= (
            parcel.goods
        ):
            price = Money.zero(self.currency)
        return ShippingQuote(method, price, self._window(method, rate))

    def _window(self, method: ShippingMethod, rate: ShippingRate | None) -> DeliveryWindow:
        if method.kind == ShippingKind.EMAIL:  # on any day, not only on working days
            today = clock.business_day(self.at)
            return DeliveryWindow(today, today)
        return delivery_window(method, at=self.at, extra_days=rate.extra_days if rate else 0)

    def _fits(self, rate: ShippingRate, parcel: Parcel, zone: ShippingZone | None) -> bool:
        if zone is None or rate.zone_id != zone.pk or parcel.weight_grams < rate.weight_from_grams:
            return False
        if rate.weight_to_grams is not None and parcel.weight_grams > rate.weight_to_grams:
            return False
        if parcel.goods < self._money(rate.value_from_minor):
            return False
        return rate.value_to_minor is None or parcel.goods < self._money(rate.value_to_minor)

    def _money(self, base_minor: int) -> Money:
        return Money(base_minor, settings.SHOP_BASE_CURRENCY).converted(self.currency, self.rate)


def shipping_book(
    *,
    currency: str,
    at: datetime | None = None,
    remembered: bool = False,
    only: ShippingMethod | None = None,
) -> ShippingBook:
    """Read what quotes need: three queries, one more for another currency than the base's.

    With ``remembered`` the tables may be a minute old: for estimates, not for what is charged.
    With ``only`` a method that was just read, nothing of the others is.
    """
    tables = cache.get(CACHE_KEY) if remembered else None
    if tables is None:
        tables = _read_tables(only)
        if remembered:
            cache.set(CACHE_KEY, tables, CACHE_SECONDS)
    return ShippingBook(tables, currency, exchange_rate(currency, at=at), at or clock.now())


def _rates(method: Any) -> QuerySet[ShippingRate]:
    """The rates of a method; without one, of all that are active."""
    rows = ShippingRate.objects.select_related("zone")
    return rows.filter(method=method) if method else rows.filter(method__is_active=True)


_RATES = PreparedQuery(_rates)


def _read_tables(only: ShippingMethod | None) -> ShippingTables:
    methods: Iterable[ShippingMethod] = [only] if only and only.is_active else []
    if only is None:
        methods = ShippingMethod.objects.filter(is_active=True).select_related("warehouse")
    rates: dict[int, list[ShippingRate]] = {}
    for rate in _RATES(method=only.pk if only else None):
        rates.setdefault(rate.method_id, []).append(rate)
    zones = tuple(ShippingZone.objects.all()) if rates else ()
    return ShippingTables(
        tuple(methods), {method: tuple(rows) for method, rows in rates.items()}, zones
    )


def _lies_in(zone: ShippingZone, country: str, postcode: str) -> bool:
    if zone.countries and country.upper() not in zone.countries:
        return False
    prefixes: Sequence[str] = zone.postcode_prefixes
    return not prefixes or any(postcode.startswith(_plain(prefix)) for prefix in prefixes)


def _plain(postcode: str) -> str:
    return "".join(postcode.split()).upper()


def tax_place(method: ShippingMethod | None, place: Destination) -> Destination:
    """Where goods change hands, which decides on their tax.

    What is picked up is sold over the counter: whatever address the buyer has, it is neither an
    export nor a supply to another member state, so that no VAT number frees it from tax.
    """
    if method is None or method.warehouse is None or method.kind != ShippingKind.PICKUP:
        return place
    counter = method.warehouse
    return Destination(counter.country or settings.SHOP_COUNTRY, postcode=counter.postcode)


def name_for(method: ShippingMethod | None, language: str) -> str:
    """What a buyer of a language reads: what their order or offer remembers, whoever writes it.

    Empty for what is handed over.
    """
    if method is None:
        return ""
    with translation.override(language or settings.LANGUAGE_CODE):
        return str(method.name)


def shipping_price(method: ShippingMethod, goods: Money) -> Money:
    """What a method without rates costs for goods of a value, in the currency of the goods."""
    tables = ShippingTables((method,), {}, ())
    book = ShippingBook(tables, goods.currency, exchange_rate(goods.currency), clock.now())
    quote = book.quote(method, Parcel(goods), Destination(settings.SHOP_COUNTRY))
    assert quote is not None, "a method without rates goes everywhere"  # noqa: S101
    return quote.price


def shipping_estimates(
    *,
    goods: Money,
    weight_grams: int,
    destination: Destination,
    needs_sending: bool = True,
    at: datetime | None = None,
) -> list[ShippingQuote]:
    """What delivery of some goods would cost and when it would come, from remembered tables."""
    book = shipping_book(currency=goods.currency, at=at, remembered=True)
    return book.quotes(Parcel(goods, weight_grams, needs_sending), destination)


def delivery_window(method: ShippingMethod, *, at: datetime, extra_days: int = 0) -> DeliveryWindow:
    """When an order of a moment arrives, in working days of the shop's time zone.

    It is handled from the next working day on, or from today before the method's cut-off hour,
    leaves after ``handling_days`` and is on its way for ``days_min`` to ``days_max`` days.
    """
    local = at.astimezone(clock.shop_zone())
    begin = local.date() + timedelta(days=0 if local.hour < method.cutoff_hour else 1)
    leaves = add_working_days(_next_working_day(begin), method.handling_days)
    return DeliveryWindow(
        add_working_days(leaves, method.days_min + extra_days),
        add_working_days(leaves, method.days_max + extra_days),
    )


def add_working_days(day: date, count: int) -> date:
    """The working day that comes ``count`` working days after ``day``."""
    for _step in range(count):
        day = _next_working_day(day + timedelta(days=1))
    return day


def _next_working_day(day: date) -> date:
    """``day`` itself where it is one, Monday to Friday."""
    over = day.weekday() - SATURDAY
    return day if over < 0 else day + timedelta(days=2 - over)
