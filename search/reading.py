"""Products as the search keeps them, read in bulk from the tables of the floors below.

A batch costs the same number of queries however many products are in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice

from django.conf import settings
from django.db.models import Avg

from catalog.models import (
    Attribute,
    AttributeType,
    Category,
    OptionValue,
    Product,
    ProductAttribute,
    ProductStatus,
    Review,
    ReviewStatus,
    Variant,
    VariantOption,
)
from foundation import clock
from inventory.selectors import availability
from pricing.selectors import NoRate, PriceQuote, offered_currencies, prices_of
from search.attractiveness import Demand, attractiveness_of, demand_of, demand_of_all
from search.documents import KEYS, ProductDocument, Texts

BATCH = 1_000
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)

ByLanguage = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Traits:
    """Facet values of a product by key, and their words by language, each once and in order."""

    facets: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    words: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, key: str, value: str, names: ByLanguage) -> None:
        self.facets[key][value] = None
        for language, name in names.items():
            self.words[language][name] = None


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where a product stands: its category and all above, the nearest first."""

    ids: tuple[int, ...]
    names: ByLanguage


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a batch of products needs, by product (prices by currency and variant)."""

    variants: Mapping[int, Sequence[tuple[int, str]]]
    traits: Mapping[int, _Traits]
    shelves: Mapping[str, _Shelf]
    prices: Mapping[str, Mapping[int, PriceQuote]]
    stock: Mapping[int, int]
    ratings: Mapping[int, float]
    demand: Demand
    now: datetime


def documents_of(
    product_ids: Iterable[int], *, at: datetime | None = None
) -> list[ProductDocument]:
    """Documents of those that are published and have a price; the others are left out."""
    documents: list[ProductDocument] = []
    remaining = iter(sorted(set(product_ids)))
    while batch := list(islice(remaining, BATCH)):
        documents += _documents(batch, demand_of(batch), at or clock.now())
    return documents


def all_documents(*, at: datetime | None = None) -> Iterator[ProductDocument]:
    """Documents of the whole shop, a batch in memory at a time."""
    demand = demand_of_all()
    published = Product.objects.filter(status=ProductStatus.PUBLISHED).order_by("pk")
    last = 0
    while batch := list(published.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield from _documents(batch, demand, at or clock.now())
        last = batch[-1]


def _documents(product_ids: list[int], demand: Demand, now: datetime) -> list[ProductDocument]:
    products = list(
        Product.objects.filter(pk__in=product_ids, status=ProductStatus.PUBLISHED)
        .select_related("category", "brand")
        .order_by("pk")
    )
    if not products:
        return []
    facts = _facts(products, demand, now)
    return [found for product in products if (found := _document(product, facts)) is not None]


def _facts(products: Sequence[Product], demand: Demand, now: datetime) -> _Facts:
    ids = [product.pk for product in products]
    variants: dict[int, list[tuple[int, str]]] = defaultdict(list)
    active = Variant.objects.filter(product__in=ids, is_active=True).order_by("position", "pk")
    for pk, product_id, sku in active.values_list("pk", "product_id", "sku"):
        variants[product_id].append((pk, sku))
    variant_ids = [pk for own in variants.values() for pk, _sku in own]
    return _Facts(
        variants=variants,
        traits=_traits(ids),
        shelves=_shelves({product.category.path for product in products}),
        prices=_prices(variant_ids),
        stock=availability(variant_ids),
        ratings=_ratings(ids),
        demand=demand,
        now=now,
    )


def _document(product: Product, facts: _Facts) -> ProductDocument | None:
    """A product's document; None where nothing of it can be sold."""
    variants = facts.variants.get(product.pk, ())
    quotes = {
        currency: min(sold, key=lambda quote: quote.amount.minor)
        for currency, prices in facts.prices.items()
        if (sold := [prices[pk] for pk, _sku in variants if pk in prices])
    }
    if settings.SHOP_BASE_CURRENCY not in quotes or product.published_at is None:
        return None
    units = _units([pk for pk, _sku in variants], facts.stock)
    shelf = facts.shelves[product.category.path]
    traits = facts.traits.get(product.pk, _Traits())
    return ProductDocument(
        product_id=product.pk,
        texts={language: _texts(product, language, shelf, traits) for language in LANGUAGES},
        skus=tuple(sku for _pk, sku in variants),
        facets=_facets(product, shelf, traits),
        prices={currency: quote.amount.minor for currency, quote in quotes.items()},
        in_stock=units is None or units > 0,
        rating=round(facts.ratings.get(product.pk, 0.0), 2),
        popularity=facts.demand.popularity.get(product.pk, 0.0),
        published_at=product.published_at,
        attractiveness=attractiveness_of(
            conversion=facts.demand.conversion(product.pk),
            quote=quotes[settings.SHOP_BASE_CURRENCY],
            units=units,
            age=facts.now - product.published_at,
        ),
    )


def _texts(product: Product, language: str, shelf: _Shelf, traits: _Traits) -> Texts:
    summary = _translated(product, "summary", language)
    description = _translated(product, "description", language)
    return Texts(
        name=_translated(product, "name", language),
        brand=product.brand.name if product.brand else "",
        category=shelf.names[language],
        attributes=" ".join(traits.words.get(language, ())),
        description=f"{summary} {description}".strip(),
    )


def _facets(product: Product, shelf: _Shelf, traits: _Traits) -> dict[str, tuple[str, ...]]:
    facets = {"category": tuple(str(pk) for pk in shelf.ids)}
    if product.brand:
        facets["brand"] = (product.brand.slug,)
    facets |= {key: tuple(values) for key, values in traits.facets.items()}
    return facets | {KEYS: tuple(facets)}


def _translated(row: object, column: str, language: str) -> str:
    """A column in a language, else in the shop's first."""
    for code in (language, settings.LANGUAGE_CODE):
        if value := getattr(row, f"{column}_{code}", None):
            return str(value)
    return ""


def _traits(product_ids: Collection[int]) -> dict[int, _Traits]:
    """Options of the variants that are sold, and attributes."""
    traits: dict[int, _Traits] = defaultdict(_Traits)
    _add_options(traits, product_ids)
    _add_attributes(traits, product_ids)
    return traits


def _add_options(traits: dict[int, _Traits], product_ids: Collection[int]) -> None:
    rows = list(
        VariantOption.objects.filter(variant__product__in=product_ids, variant__is_active=True)
        .order_by("value__option__position", "value__position", "value_id")
        .values_list("variant__product_id", "value_id")
    )
    known = OptionValue.objects.select_related("option").in_bulk({value for _pk, value in rows})
    named = {
        pk: (f"option.{value.option.code}", value.code, _names(value))
        for pk, value in known.items()
    }
    for product_id, value_id in rows:
        traits[product_id].add(*named[value_id])


def _add_attributes(traits: dict[int, _Traits], product_ids: Collection[int]) -> None:
    rows = list(
        ProductAttribute.objects.filter(product__in=product_ids)
        .order_by("attribute__code")
        .values_list("product_id", "attribute_id", "text", "number", "boolean")
    )
    known = Attribute.objects.in_bulk({row[1] for row in rows})
    for product_id, attribute_id, said, number, boolean in rows:
        attribute = known[attribute_id]
        if text := _text_of(attribute, said, number, boolean):
            key = f"attribute.{attribute.code}"
            traits[product_id].add(key, text, _words_of(attribute, text, is_so=bool(boolean)))


def _names(row: object) -> ByLanguage:
    return {code: _translated(row, "name", code) for code in LANGUAGES}


def _words_of(attribute: Attribute, text: str, *, is_so: bool) -> ByLanguage:
    """What is so is found by what that is called (``waterproof``), all else by its value."""
    if attribute.type != AttributeType.BOOLEAN:
        return dict.fromkeys(LANGUAGES, text)
    return _names(attribute) if is_so else {}


def _text_of(attribute: Attribute, text: str, number: Decimal | None, boolean: bool | None) -> str:
    """The value of an attribute as its facet names it, the same in every language."""
    match attribute.type:
        case AttributeType.BOOLEAN:
            return "" if boolean is None else "yes" if boolean else "no"
        case AttributeType.NUMBER:
            return "" if number is None else f"{number.normalize():f} {attribute.unit}".strip()
        case _:
            return text


def _shelves(paths: Collection[str]) -> dict[str, _Shelf]:
    """Shelves by the tree path of the category that products stand in."""
    step = Category.steplen
    above = {path: [path[:end] for end in range(len(path), 0, -step)] for path in paths}
    wanted = {prefix for prefixes in above.values() for prefix in prefixes}
    known = {category.path: category for category in Category.objects.filter(path__in=wanted)}
    shelves = {}
    for path, prefixes in above.items():
        line = [known[prefix] for prefix in prefixes]
        names = {
            code: " ".join(_translated(category, "name", code) for category in line)
            for code in LANGUAGES
        }
        shelves[path] = _Shelf(tuple(category.pk for category in line), names)
    return shelves


def _prices(variant_ids: Sequence[int]) -> dict[str, dict[int, PriceQuote]]:
    """Prices by currency; one without a rate has own prices only and is left out here."""
    prices = {}
    for currency in offered_currencies():
        try:
            prices[currency] = prices_of(variant_ids, currency=currency)
        except NoRate:
            continue
    return prices


def _units(variants: Sequence[int], stock: Mapping[int, int]) -> int | None:
    """Units of all variants together; None as soon as one of them is not tracked."""
    if any(pk not in stock for pk in variants):
        return None
    return sum(max(stock[pk], 0) for pk in variants)


def _ratings(product_ids: Collection[int]) -> dict[int, float]:
    rows = (
        Review.objects.filter(product__in=product_ids, status=ReviewStatus.PUBLISHED)
        .values_list("product_id")
        .annotate(mean=Avg("rating"))
    )
    return {product_id: float(mean) for product_id, mean in rows}
