"""What the shop holds of the products that a file speaks of, read in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from treebeard.mp_tree import MP_Node

from catalog.models import (
    Attribute,
    AttributeType,
    Brand,
    Category,
    Option,
    OptionValue,
    Product,
    ProductAttribute,
    Variant,
    VariantOption,
)
from inventory.models import PolicyKind, StockLevel, StockPolicy, Warehouse
from pricing.services.many_prices import StandingPrice, standing_prices
from shop.exchange.models import RemotePicture

AT_ONCE = 5_000
DEFAULT = settings.MODELTRANSLATION_DEFAULT_LANGUAGE
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
TEXT_COLUMNS = tuple(
    f"{text}_{code}" for code in LANGUAGES for text in ("name", "slug", "summary", "description")
)
PRODUCT_COLUMNS = (*TEXT_COLUMNS, "category_id", "brand_id", "status", "kind", "external_ref")
VARIANT_COLUMNS = ("barcode", "weight_grams", "is_active")
Pair = tuple[int, str]
Slug = tuple[str, str]
"""The column of a language (``slug_en``) and what stands there."""


@dataclass(slots=True)
class KnownVariant:
    id: int
    product_id: int
    columns: dict[str, Any]
    options: dict[int, int] = field(default_factory=dict)
    """Value by option, by their keys."""


@dataclass(slots=True)
class KnownProduct:
    id: int
    columns: dict[str, Any]
    traits: dict[int, Any] = field(default_factory=dict)
    pictures: set[str] = field(default_factory=set)
    active: set[int] = field(default_factory=set)
    """Its active variants."""


@dataclass(frozen=True, slots=True)
class KnownLevel:
    on_hand: int
    allocated: int


@dataclass(slots=True)
class Vocabulary:
    """Names of categories, brands, options and attributes with their keys; case does not count.

    What a file adds is noted by ``wish_…`` with a key below zero, until it is written.
    """

    paths: dict[int, tuple[str, ...]] = field(default_factory=dict)
    categories: dict[tuple[str, ...], int] = field(default_factory=dict)
    alone: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    brands: dict[str, int] = field(default_factory=dict)
    brand_names: dict[int, str] = field(default_factory=dict)
    options: dict[str, int] = field(default_factory=dict)
    values: dict[Pair, int] = field(default_factory=dict)
    attributes: dict[str, int] = field(default_factory=dict)
    types: dict[int, str] = field(default_factory=dict)
    wished: dict[str, dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))

    def category(self, path: tuple[str, ...]) -> int:
        """The key of a path of names; a name alone may stand anywhere, if it is the only one."""
        wanted = tuple(name.casefold() for name in path)
        if found := self.categories.get(wanted):
            return found
        if len(path) == 1 and len(known := self.alone.get(wanted[0], [])) == 1:
            return known[0]
        key = self._wish("category", path)
        self.categories[wanted] = key
        return key

    def brand(self, name: str) -> int | None:
        if not name:
            return None
        if found := self.brands.get(name.casefold()):
            return found
        return self.brands.setdefault(name.casefold(), self._wish("brand", name))

    def option(self, name: str) -> int:
        if found := self.options.get(name.casefold()):
            return found
        return self.options.setdefault(name.casefold(), self._wish("option", name))

    def value(self, option: int, name: str) -> int:
        if found := self.values.get((option, name.casefold())):
            return found
        key = self._wish("value", (option, name))
        return self.values.setdefault((option, name.casefold()), key)

    def attribute(self, name: str) -> int:
        if found := self.attributes.get(name.casefold()):
            return found
        key = self._wish("attribute", name)
        self.types[key] = AttributeType.TEXT
        return self.attributes.setdefault(name.casefold(), key)

    def _wish(self, kind: str, what: Any) -> int:
        key = -1 - sum(len(wishes) for wishes in self.wished.values())
        self.wished[kind][key] = what
        return key


def read_vocabulary() -> Vocabulary:
    """All names that the catalogue has; thousands at most, whatever a file holds."""
    words = Vocabulary()
    names: dict[str, str] = {}
    for node in Category.objects.order_by("path").values("pk", "path", f"name_{DEFAULT}", "slug"):
        names[node["path"]] = node[f"name_{DEFAULT}"] or ""
        path = tuple(names[part] for part in _ancestry(node["path"]))
        words.paths[node["pk"]] = path
        plain = tuple(name.casefold() for name in path)
        words.categories.setdefault(plain, node["pk"])
        words.alone[plain[-1]].append(node["pk"])
    for key, name in Brand.objects.values_list("pk", "name"):
        words.brands[name.casefold()], words.brand_names[key] = key, name
    _read_traits(words)
    return words


def _read_traits(words: Vocabulary) -> None:
    named = ("pk", "code", f"name_{DEFAULT}")
    for key, code, name in Option.objects.order_by("-pk").values_list(*named):
        words.options |= {code.casefold(): key, (name or code).casefold(): key}
    rows = OptionValue.objects.order_by("-pk").values_list("option_id", *named)
    for option, key, code, name in rows:
        words.values |= {(option, code.casefold()): key, (option, (name or code).casefold()): key}
    attributes = Attribute.objects.order_by("-pk").values_list("type", *named)
    for kind, key, code, name in attributes:
        words.attributes |= {(name or code).casefold(): key, code.casefold(): key}
        words.types[key] = kind


def _ancestry(path: str) -> Iterator[str]:
    step = MP_Node.steplen
    for end in range(step, len(path) + 1, step):
        yield path[:end]


@dataclass(slots=True)
class Existing:
    """The rows that a file may change, and what it must not collide with."""

    words: Vocabulary
    variants: dict[str, KnownVariant] = field(default_factory=dict)
    products: dict[int, KnownProduct] = field(default_factory=dict)
    handles: dict[str, int] = field(default_factory=dict)
    slugs: dict[Slug, int] = field(default_factory=dict)
    """Product by column and slug, of the slugs that the file names."""
    references: dict[str, int] = field(default_factory=dict)
    prices: Mapping[Pair, StandingPrice] = field(default_factory=dict)
    levels: dict[tuple[int, int], KnownLevel] = field(default_factory=dict)
    beyond: set[int] = field(default_factory=set)
    warehouses: dict[str, int] = field(default_factory=dict)


def read_existing(
    *, skus: Iterable[str], slugs: Iterable[Slug], references: Iterable[str]
) -> Existing:
    """What there is of the variants and products that a file names.

    Args:
        slugs: column (``slug_en``) and slug of each that the file names.
    """
    found = Existing(words=read_vocabulary())
    found.warehouses = dict(Warehouse.objects.values_list("code", "pk"))
    _read_variants(found, sorted(set(skus)))
    by_column: dict[str, set[str]] = defaultdict(set)
    for column, slug in slugs:
        by_column[column].add(slug)
    for column, named in by_column.items():
        for some in parts(sorted(named)):
            rows = Product.objects.filter(**{f"{column}__in": some}).values_list(column, "pk")
            found.slugs |= {(column, slug): key for slug, key in rows}
    found.handles = {s: key for (column, s), key in found.slugs.items() if column == HANDLE}
    for some in parts(sorted(set(references) - {""})):
        rows = Product.objects.filter(external_ref__in=some).values_list("external_ref", "pk")
        found.references |= dict(rows)
    product_ids = {known.product_id for known in found.variants.values()}
    _read_products(found, sorted(product_ids | set(found.handles.values())))
    _read_standing(found)
    return found


HANDLE = f"slug_{DEFAULT}"


def _read_variants(found: Existing, skus: Sequence[str]) -> None:
    by_id: dict[int, KnownVariant] = {}
    for some in parts(skus):
        rows = Variant.objects.filter(sku__in=some).values(
            "pk", "sku", "product_id", *VARIANT_COLUMNS
        )
        for row in rows:
            columns = {name: row[name] for name in VARIANT_COLUMNS}
            known = KnownVariant(row["pk"], row["product_id"], columns)
            found.variants[row["sku"]] = by_id[row["pk"]] = known
    for some in parts(sorted(by_id)):
        chosen = VariantOption.objects.filter(variant_id__in=some)
        for variant_id, option_id, value_id in chosen.values_list(
            "variant_id", "value__option_id", "value_id"
        ):
            by_id[variant_id].options[option_id] = value_id


def _read_products(found: Existing, ids: Sequence[int]) -> None:
    for some in parts(ids):
        for row in Product.objects.filter(pk__in=some).values("pk", *PRODUCT_COLUMNS):
            columns = {name: row[name] for name in PRODUCT_COLUMNS}
            found.products[row["pk"]] = KnownProduct(row["pk"], columns)
        traits = ProductAttribute.objects.filter(product_id__in=some)
        for product_id, attribute_id, *values in traits.values_list(
            "product_id", "attribute_id", "text", "number", "boolean"
        ):
            value = next((v for v in reversed(values) if v is not None), None)
            found.products[product_id].traits[attribute_id] = value
        pictures = RemotePicture.objects.filter(product_id__in=some)
        for product_id, url in pictures.values_list("product_id", "url"):
            found.products[product_id].pictures.add(url)
        active = Variant.objects.filter(product_id__in=some, is_active=True)
        for product_id, variant_id in active.values_list("product_id", "pk"):
            found.products[product_id].active.add(variant_id)


def _read_standing(found: Existing) -> None:
    ids = sorted(known.id for known in found.variants.values())
    found.prices = standing_prices(ids)
    for some in parts(ids):
        levels = StockLevel.objects.filter(variant_id__in=some)
        for variant_id, warehouse_id, *amounts in levels.values_list(
            "variant_id", "warehouse_id", "on_hand", "allocated"
        ):
            found.levels[variant_id, warehouse_id] = KnownLevel(*amounts)
        beyond = StockPolicy.objects.filter(variant_id__in=some).exclude(kind=PolicyKind.DENY)
        found.beyond |= set(beyond.values_list("variant_id", flat=True))


def parts(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Keys some thousand at a time, which every database takes in one statement."""
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
