"""What a marketplace may sell of the shop: units and prices, as of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from catalog.models import ProductStatus, Variant
from foundation.money import Money
from inventory.selectors import StockPromise, stock_promises
from orders.sending import BY_EMAIL
from pricing.engine.taxes import TaxPolicy
from pricing.models import ProductTax
from pricing.models.taxes import STANDARD
from pricing.selectors import Destination, PriceQuote, prices_of, tax_policy
from shop.marketplaces.models import Marketplace

CHUNK = 500
NOT_COUNTED = 999
"""Units that are offered of what the shop keeps no account of: there is always some."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Units of an article; ``price`` None for what is not for sale, of which there are none."""

    sku: str
    units: int
    price: Money | None


@dataclass(frozen=True, slots=True)
class _Known:
    prices: Mapping[int, PriceQuote]
    promises: Mapping[int, StockPromise]
    classes: Mapping[int, str]


def offers_of(marketplace: Marketplace) -> Iterator[Offer]:
    """Every article that is sent in parcels, a few queries for each five hundred.

    What is not for sale any more is told with no units: an article that a file leaves out would
    go on being sold there. Goods on order are not offered: a marketplace expects them sent.

    Raises:
        NoRate: a base price would have to be converted and no rate is known.
    """
    policy = tax_policy(Destination(marketplace.country))
    rows = Variant.objects.exclude(product__kind__in=BY_EMAIL).select_related("product")
    variants = rows.order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(variants, CHUNK)):
        known = _read(chunk, marketplace.currency)
        for variant in chunk:
            yield _offer(marketplace, variant, known, policy)


def _read(chunk: Sequence[Variant], currency: str) -> _Known:
    ids = [variant.pk for variant in chunk]
    products = {variant.product_id for variant in chunk}
    classes = ProductTax.objects.filter(product__in=products)
    return _Known(
        prices_of(ids, currency=currency),
        stock_promises(ids),
        dict(classes.values_list("product", "tax_class__code")),
    )


def _offer(marketplace: Marketplace, variant: Variant, known: _Known, policy: TaxPolicy) -> Offer:
    quote = known.prices.get(variant.pk)
    is_for_sale = variant.is_active and variant.product.status == ProductStatus.PUBLISHED
    if quote is None or not is_for_sale:
        return Offer(variant.sku, 0, None)
    promise = known.promises.get(variant.pk)
    units = units_offered(
        promise.in_stock if promise else None,
        buffer=marketplace.buffer_units,
        share=marketplace.stock_share,
    )
    tax_class = known.classes.get(variant.product_id, STANDARD)
    return Offer(variant.sku, units, price_at(marketplace, quote.amount, policy, tax_class))


def units_offered(in_stock: int | None, *, buffer: int, share: int) -> int:
    """Units less the buffer, of that so many per cent, rounded down; never below nothing.

    None in stock says that the shop keeps no account of them.
    """
    if in_stock is None:
        return NOT_COUNTED
    return max(in_stock - buffer, 0) * share // 100


def price_at(marketplace: Marketplace, price: Money, policy: TaxPolicy, tax_class: str) -> Money:
    """A price of the shop with the marketplace's change, with the tax there or without it."""
    asked = policy.asked(price.minor, policy.contained_rate(tax_class))
    tax = policy.tax(asked, policy.rate(tax_class))
    net = asked - tax if policy.included else asked
    told = net + tax if marketplace.prices_include_tax else net
    changed = told * (10_000 + marketplace.price_change_basis_points)
    return Money((2 * changed + 10_000) // 20_000, price.currency)  # rounded half up
