"""Articles as products of the shop: shelves, texts, pictures and prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import slugify

from catalog.history import NewImage, NewProduct, NewVariant, ProductText, record_history
from catalog.illustrations import Kind, Look, Pattern, draw
from catalog.illustrations.words import colour_of, kind_of, pattern_of
from catalog.models import Category, Variant
from foundation.progress import Advance
from pricing.history import PastPrice
from pricing.history import record_history as record_prices
from shop.imports.online_retail.articles import Article
from shop.imports.online_retail.shelves import Shelf, all_shelves, shelf_of

REFERENCE = "online-retail:"
CURRENCY = "GBP"
SOURCE = "Online Retail (Daqing Chen, UCI Machine Learning Repository, 2015), CC BY 4.0"
# Where a title names no colour: quiet ones, so that a shelf of such things is no patchwork.
_QUIET = ("oat", "sage", "sky", "blush", "ivory", "sand", "mint", "dove")
_GRAINS = 4


@dataclass(frozen=True, slots=True)
class Stocked:
    """A product of this import, as order lines need it."""

    product_id: int
    variant_id: int
    name: str


def stocked_products() -> dict[str, Stocked]:
    """The products of this import that the shop has, by stock code."""
    rows = Variant.objects.filter(product__external_ref__startswith=REFERENCE).values_list(
        "product__external_ref", "product_id", "pk", "product__name"
    )
    return {
        reference.removeprefix(REFERENCE): Stocked(product_id, variant_id, name)
        for reference, product_id, variant_id, name in rows
    }


def draw_pictures(articles: Sequence[Article], *, advance: Advance) -> int:
    """Draw what is not in the media storage yet; returns the number of files written.

    Things of one kind, colour, pattern and grain share a file.
    """
    written = 0
    for article in articles:
        name, kind, look, grain = _picture(article)
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(draw(kind, look, seed=grain).encode()))
            written += 1
        advance(1)
    return written


def stock_products(articles: Sequence[Article]) -> dict[str, Stocked]:
    """Write the articles as products with their prices; returns them by stock code.

    One with a title and a price is published, the others are drafts that no list shows.
    """
    categories = _categories({shelf_of(article.title) for article in articles})
    products = [_product(article, categories) for article in articles]
    stored = [
        Stocked(kept.id, kept.variants[article.code], _name(article))
        for kept, article in zip(record_history(products=products), articles, strict=True)
    ]
    record_prices(
        prices=(
            PastPrice(kept.variant_id, CURRENCY, article.price, article.first_seen)
            for kept, article in zip(stored, articles, strict=True)
            if article.price is not None
        )
    )
    return {article.code: kept for kept, article in zip(stored, articles, strict=True)}


def _categories(wanted: Iterable[Shelf]) -> dict[Shelf, int]:
    """The keys of the shelves that something stands on; those that are missing are made."""
    needed = set(wanted)
    return {
        shelf: _category(shelf.name, _category(shelf.department, None)).pk
        for shelf in all_shelves()
        if shelf in needed
    }


def _category(name: str, parent: Category | None) -> Category:
    slug = slugify(name)
    if found := Category.objects.filter(slug_en=slug).first():
        return found
    category = Category(name_en=name, slug_en=slug)
    if parent is None:
        return Category.objects.add_root(instance=category)
    return Category.objects.add_child(parent, instance=category)


def _product(article: Article, categories: Mapping[Shelf, int]) -> NewProduct:
    name = _name(article)
    text = ProductText(
        name=name,
        slug=f"{slugify(name)[:150]}-{slugify(article.code)}",
        description=f"{name}. Stock code {article.code}.\n\nFrom {SOURCE}.",
    )
    is_sold = bool(article.title) and article.price is not None
    return NewProduct(
        texts={settings.MODELTRANSLATION_DEFAULT_LANGUAGE: text},
        category_id=categories[shelf_of(article.title)],
        created_at=article.first_seen,
        published_at=article.first_seen if is_sold else None,
        variants=(NewVariant(sku=article.code),),
        images=(NewImage(_picture(article)[0], alt=name),),
        external_ref=f"{REFERENCE}{article.code}",
    )


def _name(article: Article) -> str:
    return article.title or f"Item {article.code}"


def _picture(article: Article) -> tuple[str, Kind, Look, int]:
    """File name, kind, look and grain of an article's picture, by the words of its title."""
    kind = kind_of(article.title) or shelf_of(article.title).picture
    mark = crc32(article.code.encode())
    colour = colour_of(article.title) or _QUIET[mark % len(_QUIET)]
    pattern = pattern_of(article.title) or Pattern.PLAIN
    grain = mark // len(_QUIET) % _GRAINS
    name = f"products/{kind}-{colour}-{pattern}-{grain}.svg"
    return name, kind, Look.named(colour, pattern), grain
