"""From the catalogue to items of a feed: published variants with prices and stock, as of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.html import strip_tags

from catalog.models import Product, ProductImage, ProductKind, ProductStatus, Variant
from foundation.money import Money
from inventory.selectors import PromiseKind, StockPromise, stock_promises
from pricing.engine.taxes import TaxPolicy
from pricing.models import ProductTax
from pricing.models.taxes import STANDARD
from pricing.selectors import Destination, PriceQuote, prices_of, tax_policy
from shop.feeds.models import ProductFeed
from shop.feeds.specification import Availability, Item
from shop.storefront.cards import product_address
from shop.storefront.categories import category_tree

CHUNK = 200
# Where feeds list prices without tax, whatever the shop's own pages do.
WITHOUT_TAX = frozenset({"US", "CA"})
# Options that feeds have an attribute for, by the shop's code.
_ATTRIBUTES = {
    "color": "color", "colour": "color", "farbe": "color", "size": "size", "groesse": "size",
    "material": "material", "pattern": "pattern",
}  # fmt: skip
_AVAILABILITY = {
    PromiseKind.IN_STOCK: Availability.IN_STOCK,
    PromiseKind.BACKORDER: Availability.BACKORDER,
    PromiseKind.PREORDER: Availability.PREORDER,
    PromiseKind.SOLD_OUT: Availability.OUT_OF_STOCK,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An item with the product that staff put right where it lacks something."""

    product_id: int
    item: Item


@dataclass(frozen=True, slots=True)
class _Known:
    """What the variants of a chunk cost and what of them there is."""

    prices: Mapping[int, PriceQuote]
    promises: Mapping[int, StockPromise]
    classes: Mapping[int, str]
    policy: TaxPolicy


def items_of(feed: ProductFeed) -> Iterator[Listed]:
    """Every active variant of published products that has a price; gift cards are no goods.

    A few queries for each two hundred products.
    """
    policy = tax_policy(Destination(feed.country))
    products = (
        Product.objects.filter(status=ProductStatus.PUBLISHED)
        .exclude(kind=ProductKind.GIFT_CARD)
        .select_related("brand", "category")
        .prefetch_related("images", "variants__option_values__option")
        .order_by("pk")
    )
    with translation.override(feed.language):
        rows = products.iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            yield from _listed(feed, chunk, policy)


def _listed(feed: ProductFeed, chunk: Sequence[Product], policy: TaxPolicy) -> Iterator[Listed]:
    ids = [variant.pk for product in chunk for variant in _active(product)]
    known = _Known(
        prices_of(ids, currency=feed.currency),
        stock_promises(ids),
        dict(
            ProductTax.objects.filter(product__in=chunk).values_list("product", "tax_class__code")
        ),
        policy,
    )
    for product in chunk:
        variants = _active(product)
        for variant in variants:
            if variant.pk not in known.prices:
                continue
            item = _item(feed, product, variant, known, is_one_of=len(variants) > 1)
            if feed.with_sold_out or item.availability != Availability.OUT_OF_STOCK:
                yield Listed(product.pk, item)


def _active(product: Product) -> list[Variant]:
    return [variant for variant in product.variants.all() if variant.is_active]


def _item(
    feed: ProductFeed, product: Product, variant: Variant, known: _Known, *, is_one_of: bool
) -> Item:
    quote, tax_class = known.prices[variant.pk], known.classes.get(product.pk, STANDARD)
    promise = known.promises.get(variant.pk)
    options = {value.option.code: value for value in variant.option_values.all()}
    names = [str(value.name) for value in options.values()]
    now = price_there(quote.amount, known.policy, tax_class, feed.country)
    before = quote.compare_at and price_there(
        quote.compare_at, known.policy, tax_class, feed.country
    )
    pictures = _pictures(product, [value.pk for value in options.values()])
    shelf = category_tree(feed.language).trail(product.category_id)
    return Item(
        id=variant.sku,
        group_id=product.public_id if is_one_of else "",
        title=" – ".join([str(product.name), *names]),
        description=strip_tags(str(product.description or product.summary)).strip(),
        link=_link(feed, product, {code: value.code for code, value in options.items()}),
        image=pictures[0] if pictures else "",
        more_images=tuple(pictures[1:]),
        price=before or now,
        sale_price=now if before else None,
        availability=_AVAILABILITY[promise.kind] if promise else Availability.IN_STOCK,
        available_from=promise.expected_at if promise else None,
        brand=product.brand.name if product.brand else "",
        gtin=variant.barcode,
        product_type=" > ".join(step.name for step in shelf),
        weight_grams=variant.weight_grams,
        options={
            _ATTRIBUTES[code]: str(value.name)
            for code, value in options.items()
            if code in _ATTRIBUTES
        },
    )


def price_there(price: Money, policy: TaxPolicy, tax_class: str, country: str) -> Money:
    """What a buyer in a country is asked for, with its tax but where feeds are without."""
    asked = policy.asked(price.minor, policy.contained_rate(tax_class))
    tax = policy.tax(asked, policy.rate(tax_class))
    if policy.included:
        return Money(asked - tax if country in WITHOUT_TAX else asked, price.currency)
    return Money(asked if country in WITHOUT_TAX else asked + tax, price.currency)


def _pictures(product: Product, values: Sequence[int]) -> list[str]:
    """Addresses of the pictures, those of the variant's own colour first, of others none."""

    def is_of_another(image: ProductImage) -> bool:
        return image.option_value_id is not None and image.option_value_id not in values

    own = [image for image in product.images.all() if not is_of_another(image)]
    own.sort(key=lambda image: (image.option_value_id is None, image.position, image.pk))
    return [_whole(default_storage.url(image.file.name)) for image in own]


def _link(feed: ProductFeed, product: Product, codes: Mapping[str, str]) -> str:
    """The page of the product with the variant chosen, in the feed's currency."""
    asked = dict(codes)
    if feed.currency != settings.SHOP_BASE_CURRENCY:
        asked["currency"] = feed.currency
    query = f"?{urlencode(asked)}" if asked else ""
    return _whole(f"{product_address(feed.language)}{product.slug}/{query}")


def _whole(address: str) -> str:
    """An address with the shop's own before it, where it has none."""
    return address if "://" in address else f"{settings.SHOP_BASE_URL.rstrip('/')}{address}"
