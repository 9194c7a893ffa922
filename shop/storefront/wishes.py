"""What a wishlist shows: each wish with today's price and stock, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from catalog.models import ProductStatus, Variant, Wishlist
from catalog.selectors import VariantCard, variant_cards
from catalog.wishlists import items_of
from foundation.money import Money
from inventory.selectors import availability
from pricing.selectors import prices_of
from shop.storefront.currency import active_currency
from shop.storefront.product_page import find_variant


@dataclass(frozen=True, slots=True)
class Wish:
    """A variant that somebody would like; ``price`` is None for what is not sold now."""

    card: VariantCard
    price: Money | None
    is_sold_out: bool

    @property
    def can_be_bought(self) -> bool:
        return self.price is not None and self.card.is_for_sale and not self.is_sold_out


def wishes_of(wishlist: Wishlist) -> list[Wish]:
    """The wishes of a list, the latest first, priced in the reader's currency."""
    ids = list(items_of(wishlist).values_list("variant_id", flat=True))
    cards = variant_cards(ids)
    prices = prices_of(ids, currency=active_currency())
    stock = availability(ids)
    return [
        Wish(
            card=cards[pk],
            price=prices[pk].amount if pk in prices else None,
            is_sold_out=stock.get(pk, 1) <= 0,
        )
        for pk in ids
        if pk in cards
    ]


def wanted_variant(asked: Mapping[str, str]) -> Variant | None:
    """The variant that a heart means.

    That is the one named, else the one of the chosen options, else the product's first.
    """
    if public_id := asked.get("variant"):
        return _published().filter(public_id=public_id).first()
    product = asked.get("product", "")
    chosen = find_variant(product_public_id=product, codes=asked)
    if chosen is not None:
        return chosen
    return _published().filter(product__public_id=product).order_by("position", "pk").first()


def _published() -> QuerySet[Variant]:
    return Variant.objects.select_related("product").filter(
        is_active=True, product__status=ProductStatus.PUBLISHED
    )
