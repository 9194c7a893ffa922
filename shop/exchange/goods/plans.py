"""What a file comes to beside the shop: products and variants with what would change of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import ngettext

from pricing.services.many_prices import PriceChange
from shop.exchange.goods.articles import Article, Picture
from shop.exchange.goods.existing import Existing, KnownProduct, KnownVariant
from shop.exchange.goods.vocabulary import told_wishes
from shop.exchange.tables import Judged, Verdict


@dataclass(slots=True)
class PlannedVariant:
    """A variant of the file beside the one that the shop has, if it has it."""

    article: Article
    known: KnownVariant | None
    columns: dict[str, Any] = field(default_factory=dict)
    options: dict[int, int] | None = None
    price: PriceChange | None = None
    stock: tuple[int, int] | None = None
    """Warehouse and units."""
    sells_beyond: bool = False

    def changes(self) -> list[str]:
        others = {
            "options": self.options is not None,
            "price": self.price is not None,
            "stock": self.stock is not None or self.sells_beyond,
        }
        return [*self.columns, *(name for name, does in others.items() if does)]


@dataclass(slots=True)
class PlannedProduct:
    """A product of the file: one that the shop has, or a new one under ``handle``."""

    handle: str
    known: KnownProduct | None
    variants: list[PlannedVariant] = field(default_factory=list)
    columns: dict[str, Any] = field(default_factory=dict)
    traits: dict[int, Any] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.variants[0].article.line

    def changes(self) -> list[str]:
        pictures = ["pictures"] if self.pictures else []
        return [*self.columns, *(["attributes"] if self.traits else []), *pictures]


@dataclass(slots=True)
class GoodsPlan:
    """What a file comes to; nothing is written yet."""

    existing: Existing
    products: list[PlannedProduct] = field(default_factory=list)

    @property
    def variants(self) -> Iterable[tuple[PlannedProduct, PlannedVariant]]:
        return ((product, variant) for product in self.products for variant in product.variants)

    def judged(self) -> Iterable[Judged]:
        rows = sorted(self.variants, key=lambda pair: pair[1].article.line)
        for product, variant in rows:
            row = variant.article
            changes = (*product.changes(), *variant.changes())
            if variant.known is None:
                verdict = Verdict.NEW
            else:
                verdict = Verdict.CHANGED if changes else Verdict.SAME
            yield Judged(row.line, row.sku, verdict, changes if variant.known else ())

    def needs(self) -> set[str]:
        needed = set()
        for product, variant in self.variants:
            if variant.known is None:
                needed.add("catalog.add_product")
            elif product.changes() or variant.columns or variant.options is not None:
                needed.add("catalog.change_product")
            if variant.price is not None:
                needed.add("pricing.add_price")
            if variant.stock is not None or variant.sells_beyond:
                needed.add("inventory.move_stock")
        return needed

    def remarks(self) -> Iterable[str]:
        yield from told_wishes(self.existing.words)
        if pictures := sum(len(product.pictures) for product in self.products):
            yield ngettext(
                "%(count)d picture will be fetched from its address.",
                "%(count)d pictures will be fetched from their addresses.",
                pictures,
            ) % {"count": pictures}
