"""The shop's own articles behind the SKUs of a file, read at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from catalog.models import Variant
from catalog.selectors import VariantCard, variant_cards
from pricing.engine.taxes import TaxPolicy
from pricing.models import ProductTax
from pricing.models.taxes import STANDARD
from pricing.selectors import Destination, PriceQuote, prices_of, tax_policy
from shop.marketplaces.sold import SoldItem, SoldOrder

CHUNK = 500
Key = TypeVar("Key", str, int)


@dataclass(frozen=True, slots=True)
class Articles:
    """Variants of SKUs as an order's lines need them."""

    ids: Mapping[str, int]
    cards: Mapping[int, VariantCard]
    quotes: Mapping[int, PriceQuote]
    classes: Mapping[int, str]
    """Codes of tax classes by product; a product without one is taxed as most are."""

    def card(self, item: SoldItem) -> VariantCard:
        return self.cards[self.ids[item.sku]]

    def cost(self, item: SoldItem) -> int | None:
        """What a unit costs the shop, in minor units of the order's currency."""
        quote = self.quotes.get(self.ids[item.sku])
        return quote.cost.minor if quote and quote.cost else None

    def rates(self, order: SoldOrder) -> list[int]:
        """The shop's tax rate of each item where the order goes, in basis points."""
        policy = _policy(order)
        return [
            policy.rate(self.classes.get(self.card(item).product_id, STANDARD))
            for item in order.items
        ]


def read_articles(skus: Iterable[str], *, currency: str) -> Articles:
    """The articles of SKUs, a few queries for every five hundred; unknown ones are absent.

    Raises:
        NoRate: costs in the base currency cannot be converted.
    """
    found: dict[str, int] = {}
    for some in _chunks(sorted(set(skus))):
        found |= dict(Variant.objects.filter(sku__in=some).values_list("sku", "pk"))
    cards: dict[int, VariantCard] = {}
    quotes: dict[int, PriceQuote] = {}
    classes: dict[int, str] = {}
    for keys in _chunks(sorted(found.values())):
        cards |= variant_cards(keys)
        quotes |= prices_of(keys, currency=currency)
        taxed = ProductTax.objects.filter(product__variants__in=keys)
        classes |= dict(taxed.values_list("product", "tax_class__code"))
    return Articles(found, cards, quotes, classes)


def _policy(order: SoldOrder) -> TaxPolicy:
    to = order.to
    return tax_policy(Destination(to.country, region=to.region, postcode=to.postcode))


def _chunks(values: list[Key]) -> Iterator[list[Key]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
