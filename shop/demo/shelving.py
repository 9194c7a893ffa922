"""Putting the demo range on the shelves: categories, brands, options, products and pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from catalog.history import NewImage, NewProduct, NewVariant, ProductText, record_history
from catalog.illustrations import COLOURS, Look, draw
from catalog.models import (
    Attribute,
    AttributeType,
    Brand,
    Category,
    Option,
    OptionValue,
    ProductAttribute,
)
from shop.demo.merchandise import Merchandise, Shelf

REFERENCE = "demo:"
NUMBERS = {"capacity-ml": "ml", "width-cm": "cm", "height-cm": "cm", "battery-hours": "h",
           "screen-inches": "in"}  # fmt: skip
YES_OR_NO = {"waterproof"}
LETTER_SIZES = ("XS", "S", "M", "L", "XL", "XXL")


@dataclass(frozen=True, slots=True)
class ShelvedVariant:
    """A variant of the range with its key; ``size_rank`` is its place among the sizes."""

    id: int
    sku: str
    colour: str
    size: str
    size_rank: int
    options: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """A product of the range with its key and those of its variants."""

    id: int
    merchandise: Merchandise
    variants: tuple[ShelvedVariant, ...]


@dataclass(frozen=True, slots=True)
class _Labels:
    """Option values by (option code, value)."""

    values: Mapping[tuple[str, str], OptionValue]

    def ids(self, colour: str, size: str) -> tuple[int, ...]:
        chosen = [self.values["colour", colour]] if colour else []
        chosen += [self.values["size", size]] if size else []
        return tuple(value.pk for value in chosen)


@dataclass(frozen=True, slots=True)
class Range:
    """The whole of what is to be sold, and how it is arranged."""

    departments: Sequence[tuple[str, str, str]]
    """(slug, name, description) of each."""
    shelves: Sequence[Shelf]
    brands: Sequence[str]
    merchandise: Sequence[Merchandise]
    german_names: Mapping[str, str]


def shelve(
    stock: Range,
    *,
    launched: Callable[[Merchandise], datetime],
    advance: Callable[[int], None],
) -> list[Shelved]:
    """Write the range as published products; ``launched`` dates each, ``advance`` counts them."""
    categories = _make_categories(stock)
    brands = {name: _make_brand(name) for name in stock.brands}
    labels = _make_options(stock.merchandise)
    products = []
    for item in stock.merchandise:
        moment = launched(item)
        products.append(
            NewProduct(
                texts={
                    "en": ProductText(item.name, slugify(item.name), item.summary, item.description)
                },
                category_id=categories[item.shelf].pk,
                brand_id=brands[item.brand].pk,
                created_at=moment,
                published_at=moment,
                external_ref=f"{REFERENCE}{slugify(item.name)}"[:60],
                variants=tuple(
                    NewVariant(
                        sku=_sku(item, colour, size),
                        option_value_ids=labels.ids(colour, size),
                        weight_grams=item.weight_grams,
                    )
                    for colour, size in _combinations(item)
                ),
                images=_draw_pictures(item, labels),
            )
        )
        advance(1)
    stored = record_history(products=products)
    shelved = [
        Shelved(kept.id, item, _variants_of(item, kept.variants, labels))
        for kept, item in zip(stored, stock.merchandise, strict=True)
    ]
    _describe(shelved)
    return shelved


def _make_categories(stock: Range) -> dict[str, Category]:
    made: dict[str, Category] = {}
    for slug, name, description in stock.departments:
        department = _category(slug, name, description, stock.german_names)
        made[slug] = Category.objects.add_root(instance=department)
    for shelf in stock.shelves:
        parent = Category.objects.get(pk=made[shelf.department].pk)
        category = _category(shelf.slug, shelf.name, shelf.description, stock.german_names)
        made[shelf.slug] = Category.objects.add_child(parent, instance=category)
    return made


def _category(slug: str, name: str, description: str, german_names: Mapping[str, str]) -> Category:
    category = Category(name_en=name, slug_en=slug, description_en=description)
    if german := german_names.get(slug):
        category.name_de, category.slug_de = german, slugify(german)
    return category


def _make_brand(name: str) -> Brand:
    return Brand.objects.create(name=name, slug=slugify(name))


def _make_options(merchandise: Sequence[Merchandise]) -> _Labels:
    colour = Option.objects.create(code="colour", name_en="Colour", name_de="Farbe", position=0)
    size = Option.objects.create(code="size", name_en="Size", name_de="Größe", position=1)
    values: dict[tuple[str, str], OptionValue] = {}
    used = {name for item in merchandise for name in item.colours}
    for position, name in enumerate(name for name in COLOURS if name in used):
        values["colour", name] = OptionValue.objects.create(
            option=colour,
            code=name,
            name_en=name.capitalize(),
            swatch=COLOURS[name].swatch,
            position=position,
        )
    for position, name in enumerate(_sizes(merchandise)):
        values["size", name] = OptionValue.objects.create(
            option=size, code=slugify(name), name_en=name, position=position
        )
    return _Labels(values)


def _sizes(merchandise: Sequence[Merchandise]) -> list[str]:
    """All sizes, letters by size, then everything else in order of appearance."""
    used = dict.fromkeys(size for item in merchandise for size in item.sizes)
    letters = [size for size in LETTER_SIZES if size in used]
    return letters + [size for size in used if size not in LETTER_SIZES]


def _combinations(item: Merchandise) -> list[tuple[str, str]]:
    return [(colour, size) for colour in item.colours or ("",) for size in item.sizes or ("",)]


def _sku(item: Merchandise, colour: str, size: str) -> str:
    """Readable and short: ALDER-TABLE-LAMP-FOREST-M."""
    return "-".join(part for part in (slugify(item.name), colour, slugify(size)) if part).upper()


def _draw_pictures(item: Merchandise, labels: _Labels) -> tuple[NewImage, ...]:
    images = []
    for colour in item.colours:
        look = Look.named(colour, item.pattern)
        seed = int.from_bytes(hashlib.sha256(item.name.encode()).digest()[:4])
        value = labels.values["colour", colour]
        picture = draw(item.kind, look, seed=seed)
        images.append(
            NewImage(
                file=store_picture(f"{slugify(item.name)}-{colour}", picture),
                alt=f"{item.name}, {value.name}",
                option_value_id=value.pk,
            )
        )
    return tuple(images)


def store_picture(name: str, svg: str) -> str:
    """Write a picture under a name that holds its checksum, so that it can be cached for ever."""
    content = svg.encode()
    file = f"products/{name}-{hashlib.sha256(content).hexdigest()[:10]}.svg"
    path = Path(settings.MEDIA_ROOT) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return file


def _variants_of(
    item: Merchandise, keys: Mapping[str, int], labels: _Labels
) -> tuple[ShelvedVariant, ...]:
    variants = []
    for colour, size in _combinations(item):
        names = [str(labels.values["colour", colour].name)] if colour else []
        names += [size] if size else []
        sku = _sku(item, colour, size)
        rank = item.sizes.index(size) if size else 0
        variants.append(ShelvedVariant(keys[sku], sku, colour, size, rank, ", ".join(names)))
    return tuple(variants)


def _describe(shelved: Sequence[Shelved]) -> None:
    codes = dict.fromkeys(code for one in shelved for code, _value in one.merchandise.attributes)
    attributes = {code: _make_attribute(code) for code in ("material", *codes)}
    rows = []
    for one in shelved:
        given = {"material": one.merchandise.material} | dict(one.merchandise.attributes)
        rows += [_value(one.id, attributes[code], code, value) for code, value in given.items()]
    ProductAttribute.objects.bulk_create(rows, batch_size=1000)


def _make_attribute(code: str) -> Attribute:
    kind = AttributeType.TEXT
    if code in NUMBERS:
        kind = AttributeType.NUMBER
    if code in YES_OR_NO:
        kind = AttributeType.BOOLEAN
    name = code.removesuffix(f"-{NUMBERS.get(code, '')}").replace("-", " ").capitalize()
    if code == "screen-inches":
        name = "Screen"
    if code == "battery-hours":
        name = "Battery life"
    return Attribute.objects.get_or_create(
        code=code, defaults={"name_en": name, "type": kind, "unit": NUMBERS.get(code, "")}
    )[0]


def _value(product_id: int, attribute: Attribute, code: str, value: str) -> ProductAttribute:
    row = ProductAttribute(product_id=product_id, attribute=attribute)
    if code in NUMBERS:
        row.number = Decimal(value)
    elif code in YES_OR_NO:
        row.boolean = value.lower() in {"yes", "true", "1"}
    else:
        row.text = value
    return row
