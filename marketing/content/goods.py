"""Products as a message shows them: with the price and the stock of the moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from accounts.models import Customer
from catalog.models import Product, ProductStatus, Variant
from catalog.selectors import VariantCard, cards_of
from foundation.ids import is_public_id
from foundation.money import Money
from inventory.selectors import availability
from notifications.links import picture
from pricing.selectors import PriceBook, lowest_prices, price_book


@dataclass(frozen=True, slots=True)
class Good:
    """Something that can be bought now. ``path`` is its page, ``picture`` a whole address.

    ``price`` is what a unit costs this reader; ``lowest`` the lowest price of the thirty days
    before, where it is reduced; ``quantity`` counts units in a cart or an order.
    """

    product_id: int
    variant_id: int
    name: str
    options: str
    path: str
    picture: str
    price: Money | None
    lowest: Money | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Buyer:
    """For whom prices are asked, and in which language names are told."""

    language: str
    customer: Customer | None = None
    currency: str = ""

    @property
    def pays_in(self) -> str:
        return self.currency or str(settings.SHOP_BASE_CURRENCY)


def goods_of_products(
    product_ids: Sequence[int], *, buyer: Buyer, most: int, at: datetime
) -> list[Good]:
    """The first of some products that can be bought, in their order, with their lowest price."""
    rows = _for_sale().filter(product__in=product_ids)
    by_product: dict[int, Good] = {}
    for good in _goods(rows, buyer=buyer, at=at):
        known = by_product.get(good.product_id)
        if known is None or _cost(good) < _cost(known):
            by_product[good.product_id] = replace(good, options="")
    return [by_product[pk] for pk in dict.fromkeys(product_ids) if pk in by_product][:most]


def goods_of_variants(
    variant_ids: Sequence[int], *, buyer: Buyer, most: int, at: datetime
) -> list[Good]:
    """The first of some variants that can be bought, in their order; each product once."""
    rows = _for_sale().filter(pk__in=variant_ids)
    found = {good.variant_id: good for good in _goods(rows, buyer=buyer, at=at)}
    by_product: dict[int, Good] = {}
    for pk in variant_ids:
        if pk in found:
            by_product.setdefault(found[pk].product_id, found[pk])
    return list(by_product.values())[:most]


def product_named(name: str) -> int | None:
    """The product of a number or of the last part of an address; None where there is none."""
    rows = Product.objects.filter(status=ProductStatus.PUBLISHED)
    if is_public_id(name) and (found := rows.filter(public_id=name).first()):
        return found.pk
    slugs = [f"slug_{code}" for code, _label in settings.LANGUAGES]
    for slug in slugs:
        if found := rows.filter(**{slug: name}).first():
            return found.pk
    return None


def newest_products(*, besides: Collection[int], most: int) -> list[int]:
    """What came to the shelves last: what a shop without any model recommends."""
    rows = Product.objects.filter(status=ProductStatus.PUBLISHED).exclude(pk__in=besides)
    return list(rows.order_by("-published_at").values_list("pk", flat=True)[:most])


def product_path(slug: str, language: str) -> str:
    with translation.override(language):
        return reverse("storefront:product", args=[slug])


def _for_sale() -> QuerySet[Variant]:
    return Variant.objects.filter(is_active=True, product__status=ProductStatus.PUBLISHED)


def _goods(rows: QuerySet[Variant], *, buyer: Buyer, at: datetime) -> Iterable[Good]:
    """Those that are in stock and have a price."""
    variants = list(rows.select_related("product").order_by("pk"))
    if not variants:
        return []
    ids = [variant.pk for variant in variants]
    stock = availability(ids, at=at)
    there = [variant for variant in variants if stock.get(variant.pk, 1) > 0]
    book = price_book(
        variant_ids=[variant.pk for variant in there],
        currency=buyer.pays_in,
        customer=buyer.customer,
        at=at,
    )
    with translation.override(buyer.language):
        cards = cards_of(there)
    return _priced(there, cards, book, buyer=buyer, at=at)


def _priced(
    variants: Sequence[Variant],
    cards: dict[int, VariantCard],
    book: PriceBook,
    *,
    buyer: Buyer,
    at: datetime,
) -> list[Good]:
    quotes = {one.pk: quote for one in variants if (quote := book.quote(one.pk)) is not None}
    reduced = [pk for pk, quote in quotes.items() if quote.compare_at is not None]
    lowest = lowest_prices(reduced, currency=buyer.pays_in, at=at) if reduced else {}
    return [
        Good(
            product_id=card.product_id,
            variant_id=pk,
            name=card.name,
            options=card.options,
            path=product_path(card.slug, buyer.language),
            picture=picture(card.picture),
            price=quote.amount,
            lowest=lowest.get(pk),
        )
        for pk, quote in quotes.items()
        if (card := cards[pk]).slug
    ]


def _cost(good: Good) -> int:
    return good.price.minor if good.price else 0
