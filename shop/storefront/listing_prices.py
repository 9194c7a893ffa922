"""What listings cost: the cheapest variant's price, in the base currency and in every other.

List pages in another currency read finished prices and can be sorted by them, as in the base
currency; nothing is converted while somebody waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.db import transaction

from catalog.models import Variant
from events.outbox import Payload
from foundation.money import Money
from pricing.selectors import PriceQuote, lowest_prices, offered_currencies, prices_of
from shop.storefront.currency import forget_offered
from shop.storefront.models import Listing, ListingPrice

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Of a product's variants the cheapest with its reduction, and the highest price."""

    price: int
    highest: int
    compare_at: int | None
    lowest: int | None


def price_range(
    variants: Iterable[int], prices: Mapping[int, PriceQuote], lowest: Mapping[int, Money]
) -> PriceRange:
    """What a card shows of variants that have prices; at least one must."""
    by_price = sorted(variants, key=lambda pk: prices[pk].amount.minor)
    cheapest, dearest = by_price[0], by_price[-1]
    quote, before = prices[cheapest], lowest.get(cheapest)
    return PriceRange(
        price=quote.amount.minor,
        highest=prices[dearest].amount.minor,
        compare_at=quote.compare_at.minor if quote.compare_at else None,
        lowest=before.minor if before else None,
    )


def lowest_before(prices: Mapping[int, PriceQuote], currency: str) -> dict[int, Money]:
    """The lowest price of thirty days of those that are reduced; no query where none is."""
    reduced = [pk for pk, quote in prices.items() if quote.compare_at is not None]
    return lowest_prices(reduced, currency=currency) if reduced else {}


@transaction.atomic
def refresh_prices(
    variants: Mapping[int, Sequence[int]], *, currencies: Iterable[str] | None = None
) -> None:
    """Write the prices of listings in other currencies anew; ``variants`` are by product.

    Without ``currencies`` all that are on offer. One that no longer is loses its prices when it
    is named.
    """
    others = [code for code in offered_currencies() if code != settings.SHOP_BASE_CURRENCY]
    rows = ListingPrice.objects.filter(listing__in=list(variants))
    if currencies is not None:
        rows = rows.filter(currency__in=set(currencies))
        others = [code for code in others if code in set(currencies)]
    if others or currencies is not None:
        rows.delete()
    ids = [variant_id for own in variants.values() for variant_id in own]
    for currency in others:
        prices = prices_of(ids, currency=currency)
        lowest = lowest_before(prices, currency)
        ListingPrice.objects.bulk_create(
            (
                _row(product_id, currency, price_range(sold, prices, lowest))
                for product_id, own in variants.items()
                if (sold := [pk for pk in own if pk in prices])
            ),
            batch_size=500,
        )


def _row(product_id: int, currency: str, shown: PriceRange) -> ListingPrice:
    return ListingPrice(
        listing_id=product_id,
        currency=currency,
        price_minor=shown.price,
        highest_price_minor=shown.highest,
        compare_at_minor=shown.compare_at,
        lowest_minor=shown.lowest,
    )


def refresh_currencies(payloads: list[Payload]) -> None:
    """The outbox consumer of ``currency.changed``: every listing's price in those currencies."""
    forget_offered()
    currencies = {str(payload["currency"]) for payload in payloads}
    listed = iter(Listing.objects.order_by("pk").values_list("pk", flat=True))
    while batch := list(islice(listed, BATCH)):
        variants: dict[int, list[int]] = {}
        active = Variant.objects.filter(product__in=batch, is_active=True)
        for variant_id, product_id in active.values_list("pk", "product_id"):
            variants.setdefault(product_id, []).append(variant_id)
        refresh_prices(variants, currencies=currencies)
