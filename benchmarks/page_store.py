"""A large catalogue, written by the bulk services: what page benchmarks and query budgets browse.

Three departments of ten shelves of four; every product has three colours, each a variant with its
price and stock, pictures, facts, some reviews, and a third of them sold lately. The same numbers
give the same store. ``build_store`` needs configured Django and an empty, migrated database.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import connection

from catalog.history import (
    NewImage,
    NewProduct,
    NewVariant,
    PastReview,
    ProductText,
    StoredProduct,
    record_reviews,
)
from catalog.history import record_history as record_products
from catalog.models import Attribute, Brand, Category, Option, OptionValue, ProductAttribute
from events.models import DailyDemand
from foundation import clock
from foundation.bulk import insert_rows
from inventory.history import PastMovement
from inventory.history import record_history as record_stock
from inventory.models import MovementType
from inventory.services import default_warehouse
from pricing.history import PastPrice
from pricing.history import record_history as record_prices
from shop.storefront.listing import rebuild_listings

SEED = 24
BATCH = 5_000
DEPARTMENTS, SHELVES, LEAVES = 3, 10, 4
BRANDS = 40
COLOURS = {
    "forest": "#2f5d46", "sand": "#d8c3a0", "ink": "#1f2a44", "clay": "#b5603f",
    "stone": "#8f938f", "berry": "#8c2f4a",
}  # fmt: skip
MAKES = ("Plain", "Ribbed", "Washed", "Woven", "Quilted", "Brushed", "Folded", "Waxed")
MATERIALS = ("linen", "cotton", "oak", "wool", "steel", "cork", "glass", "canvas")
KINDS = ("shirt", "lamp", "bag", "mug", "chair", "speaker", "blanket", "clock", "notebook", "bowl")
OPINIONS = ("Just right", "Better than expected", "Does what it should", "A little small")


@dataclass(frozen=True, slots=True)
class Shelving:
    """What products refer to, by key."""

    leaves: Sequence[int]
    brands: Sequence[int]
    colours: Sequence[tuple[str, int]]
    attributes: Sequence[int]
    warehouse: int


def build_store(products: int) -> Shelving:
    """Fill the empty shop with so many published products and list them."""
    shelving = _make_shelving()
    grow_store(range(products), shelving)
    return shelving


def grow_store(numbers: range, shelving: Shelving) -> None:
    """Add the products of these numbers to a store that has none of them, and list all anew."""
    remaining = iter(numbers)
    while batch := list(islice(remaining, BATCH)):
        _write_batch(batch, shelving)
    _settle()  # listing reads all of it, and would be planned for the tables' sizes of before
    rebuild_listings()
    _settle()


def _make_shelving() -> Shelving:
    leaves = []
    for department in range(1, DEPARTMENTS + 1):
        top = Category.objects.add_root(instance=_category(f"department-{department}"))
        for shelf in range(1, SHELVES + 1):
            middle = _add_child(top.pk, f"shelf-{department}-{shelf}")
            for leaf in range(1, LEAVES + 1):
                leaves.append(_add_child(middle, f"leaf-{department}-{shelf}-{leaf}"))
    colour = Option.objects.create(code="colour", name_en="Colour", name_de="Farbe")
    return Shelving(
        leaves=leaves,
        brands=[
            Brand.objects.create(name=f"Brand {number}", slug=f"brand-{number}").pk
            for number in range(1, BRANDS + 1)
        ],
        colours=[(code, _colour(colour, code, place)) for place, code in enumerate(COLOURS)],
        attributes=[
            Attribute.objects.create(code=code, name_en=code.capitalize()).pk
            for code in ("material", "care", "origin")
        ],
        warehouse=default_warehouse().pk,
    )


def _category(slug: str) -> Category:
    return Category(slug_en=slug, name_en=slug.replace("-", " ").capitalize())


def _add_child(parent: int, slug: str) -> int:
    # Read anew: the tree keeps the number of children in the parent's row.
    above = Category.objects.get(pk=parent)
    return int(Category.objects.add_child(above, instance=_category(slug)).pk)


def _colour(option: Option, code: str, place: int) -> int:
    value = OptionValue.objects.create(
        option=option, code=code, name_en=code.capitalize(), swatch=COLOURS[code], position=place
    )
    return value.pk


def _write_batch(numbers: Sequence[int], shelving: Shelving) -> None:
    now = clock.now()
    chance = random.Random(SEED + numbers[0])
    products = [_product(number, shelving, now) for number in numbers]
    stored = record_products(products=products)
    record_prices(prices=_prices(stored, chance, now))
    record_stock(movements=_movements(stored, shelving.warehouse, chance, now))
    record_reviews(reviews=_reviews(stored, chance, now))
    insert_rows(ProductAttribute, ("product_id", "attribute_id", "text"), _facts(stored, shelving))
    insert_rows(DailyDemand, _DEMAND_FIELDS, _demand(stored, chance, now))


def _product(number: int, shelving: Shelving, now: datetime) -> NewProduct:
    name = f"{MAKES[number % 8]} {MATERIALS[number // 8 % 8]} {KINDS[number % 10]} {number}"
    born = now - timedelta(minutes=5 * number + 60)
    colours = [shelving.colours[(number + step) % len(COLOURS)] for step in range(3)]
    text = ProductText(
        name=name,
        slug=f"product-{number}",
        summary=f"{name}: made to last, easy to look after.",
        description=f"{name} is made by people who know how.\n\n" + 4 * _SENTENCES,
    )
    return NewProduct(
        texts={"en": text},
        category_id=shelving.leaves[number % len(shelving.leaves)],
        brand_id=shelving.brands[number % BRANDS],
        created_at=born,
        published_at=born,
        variants=tuple(
            NewVariant(sku=f"P{number}-{code.upper()}", option_value_ids=(value,))
            for code, value in colours
        ),
        images=tuple(
            NewImage(file=f"products/{code}.svg", alt=f"{name}, {code}", option_value_id=value)
            for code, value in colours
        ),
    )


_SENTENCES = "It keeps its shape and its colour. Every part of it can be had again. "


def _prices(
    stored: Sequence[StoredProduct], chance: random.Random, now: datetime
) -> Iterator[PastPrice]:
    began = now - timedelta(days=30)
    for product in stored:
        base = chance.randrange(5_00, 150_00, 5)
        reduced = chance.random() < 0.2
        for step, variant in enumerate(product.variants.values()):
            amount = base + step * chance.choice((0, 0, 5_00))
            yield PastPrice(
                variant_id=variant,
                currency=settings.SHOP_BASE_CURRENCY,
                amount_minor=amount,
                starts_at=began,
                compare_at_minor=amount * 5 // 4 if reduced else None,
                cost_minor=amount // 2,
            )


def _movements(
    stored: Sequence[StoredProduct], warehouse: int, chance: random.Random, now: datetime
) -> Iterator[PastMovement]:
    moved_at = now - timedelta(days=20)
    for product in stored:
        for place, variant in enumerate(product.variants.values()):
            units = chance.choice((0, 2, 10, 25, 40) if place else (2, 10, 25, 40))
            yield PastMovement(variant, warehouse, MovementType.RECEIPT, moved_at, units)


def _reviews(
    stored: Sequence[StoredProduct], chance: random.Random, now: datetime
) -> Iterator[PastReview]:
    """A third of the products is reviewed, three to twelve times."""
    for product in stored[::3]:
        for number in range(chance.randint(3, 12)):
            yield PastReview(
                product_id=product.id,
                customer_id=None,
                author=f"Reader {number}",
                rating=chance.choice((3, 4, 4, 5, 5)),
                written_at=now - timedelta(hours=chance.randint(1, 9_000)),
                title=chance.choice(OPINIONS),
                text=_SENTENCES,
            )


def _facts(stored: Sequence[StoredProduct], shelving: Shelving) -> Iterator[tuple[int, int, str]]:
    for product in stored:
        for attribute in shelving.attributes:
            yield product.id, attribute, MATERIALS[(product.id + attribute) % len(MATERIALS)]


_DEMAND_FIELDS = (
    "variant_id", "product_id", "day", "units", "orders", "revenue_minor", "average_price_minor",
    "promoted", "stock_out_minutes",
)  # fmt: skip


def _demand(
    stored: Sequence[StoredProduct], chance: random.Random, now: datetime
) -> Iterator[tuple[object, ...]]:
    today = clock.business_day(now)
    for product in stored[::3]:
        variant = next(iter(product.variants.values()))
        for back in range(chance.randint(1, 6)):
            units = chance.randint(1, 9)
            day = today - timedelta(days=back)
            yield variant, product.id, day, units, units, units * 1_000, 1_000, False, 0


def _settle() -> None:
    """As a database at rest: the planner knows its tables, and pages are marked visible."""
    if connection.in_atomic_block:
        statement = "ANALYZE"
    else:
        statement = "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
    with connection.cursor() as cursor:
        cursor.execute(statement)
