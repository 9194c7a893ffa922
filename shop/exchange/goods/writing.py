"""Writing what a plan holds, in one transaction and as the services would have written it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction

from catalog.history import NewProduct, NewVariant, ProductText, record_history
from catalog.many_products import (
    ProductChange,
    VariantChange,
    add_variants,
    change_products,
    change_variants,
)
from catalog.models import Product, ProductKind, ProductStatus, Variant
from catalog.services import announce_changes
from foundation.bulk import count_rows_anew
from inventory.models import PolicyKind
from inventory.services import set_stock_policy
from inventory.stock.setting import SetLevel, set_stock
from pricing.services.many_prices import set_prices
from shop.exchange.goods.existing import DEFAULT, LANGUAGES
from shop.exchange.goods.pictures import wish_pictures
from shop.exchange.goods.plans import GoodsPlan, PlannedProduct, PlannedVariant
from shop.exchange.goods.traits import trait_of
from shop.exchange.goods.vocabulary import write_vocabulary
from shop.exchange.tables import Carrying

MANY = 5_000
SOLD_BEYOND = 10_000
"""Units that may be promised beyond the stock of what another shop sold without end."""


@dataclass(slots=True)
class _Written:
    """Keys of what is there now, whether it was before or not."""

    products: dict[int, int] = field(default_factory=dict)
    """By the identity of the planned product."""
    variants: dict[str, int] = field(default_factory=dict)
    first: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)


@transaction.atomic
def write_goods(plan: GoodsPlan, carrying: Carrying) -> None:
    """Write a plan without problems.

    Prices, movements of stock and messages to the readers of the catalogue are those that the
    services write.

    Raises:
        StockRuleBroken: stock was promised since the plan was made.
        IntegrityError: a SKU or address that came into the shop since.
    """
    written, step, at = _Written(), carrying.step, carrying.at
    keys = write_vocabulary(plan.existing.words)
    step("products")
    _write_new_products(plan, keys, written, at)
    _write_changes(plan, keys, written, at)
    step("variants")
    _write_variants(plan, keys, written)
    step("prices")
    _write_prices(plan, written, at)
    step("pictures")
    _wish_pictures(plan, keys, written, at)
    step("stock")
    announced = _write_stock(plan, written, carrying)
    step("messages")
    announce_changes(product_ids=sorted(written.touched - announced))
    if len(written.first) > MANY:
        count_rows_anew((Product, Variant))


_Keys = dict[int, int]


def _key(keys: _Keys, wanted: int | None) -> int | None:
    """The key of a name, which was below zero while it was only wished for."""
    return keys[wanted] if wanted is not None and wanted < 0 else wanted


def _write_new_products(plan: GoodsPlan, keys: _Keys, written: _Written, at: datetime) -> None:
    new = [product for product in plan.products if product.known is None]
    # Lists show the newest first: the file's first product is to be the first there.
    stored = record_history(
        products=[
            _new_product(product, keys, at - timedelta(milliseconds=number))
            for number, product in enumerate(new)
        ]
    )
    for product, kept in zip(new, stored, strict=True):
        written.products[id(product)] = kept.id
        written.touched.add(kept.id)
        written.variants |= kept.variants
        written.first |= set(kept.variants.values())


def _new_product(product: PlannedProduct, keys: _Keys, at: datetime) -> NewProduct:
    columns = product.columns
    status = ProductStatus(columns.get("status", ProductStatus.DRAFT))
    category = _key(keys, columns["category_id"])
    assert category is not None  # noqa: S101  (the plan refuses a new product without one)
    return NewProduct(
        texts={code: _text(columns, code) for code in LANGUAGES if columns.get(f"name_{code}")},
        category_id=category,
        created_at=at,
        variants=tuple(_new_variant(variant, keys) for variant in product.variants),
        published_at=at if status == ProductStatus.PUBLISHED else None,
        brand_id=_key(keys, columns.get("brand_id")),
        external_ref=columns.get("external_ref", ""),
        kind=ProductKind(columns.get("kind", ProductKind.GOODS)),
        status=status,
        traits=tuple(
            trait_of(keys.get(attribute, attribute), value)
            for attribute, value in product.traits.items()
            if value is not None
        ),
    )


def _text(columns: dict[str, str], code: str) -> ProductText:
    return ProductText(
        name=columns[f"name_{code}"],
        slug=columns[f"slug_{code}"],
        summary=columns.get(f"summary_{code}", ""),
        description=columns.get(f"description_{code}", ""),
    )


def _new_variant(variant: PlannedVariant, keys: _Keys) -> NewVariant:
    columns = variant.columns
    return NewVariant(
        sku=variant.article.sku,
        option_value_ids=_values(variant, keys) or (),
        barcode=columns.get("barcode", ""),
        weight_grams=columns.get("weight_grams", 0),
        is_active=columns.get("is_active", True),
    )


def _values(variant: PlannedVariant, keys: _Keys) -> tuple[int, ...] | None:
    if variant.options is None:
        return None
    return tuple(keys.get(value, value) for value in variant.options.values())


def _write_changes(plan: GoodsPlan, keys: _Keys, written: _Written, at: datetime) -> None:
    changes = []
    for product in plan.products:
        if product.known is None:
            continue
        written.products[id(product)] = product.known.id
        if not (product.columns or product.traits):
            continue
        written.touched.add(product.known.id)
        columns = {name: _foreign(name, v, keys) for name, v in product.columns.items()}
        for text in ("name", "slug", "summary", "description"):
            if f"{text}_{DEFAULT}" in columns:
                columns[text] = columns[f"{text}_{DEFAULT}"]
        changes.append(
            ProductChange(
                product.known.id,
                columns,
                traits=tuple(
                    trait_of(keys.get(attribute, attribute), value)
                    for attribute, value in product.traits.items()
                    if value is not None
                ),
                without=tuple(a for a, value in product.traits.items() if value is None and a > 0),
            )
        )
    change_products(changes=changes, at=at)


def _foreign(name: str, value: object, keys: _Keys) -> object:
    return _key(keys, value) if name.endswith("_id") else value  # type: ignore[arg-type]


def _write_variants(plan: GoodsPlan, keys: _Keys, written: _Written) -> None:
    added = []
    changes = []
    for product, variant in plan.variants:
        if variant.known is not None:
            written.variants[variant.article.sku] = variant.known.id
            if variant.columns or variant.options is not None:
                written.touched.add(variant.known.product_id)
                changes.append(
                    VariantChange(variant.known.id, variant.columns, _values(variant, keys))
                )
        elif product.known is not None:
            written.touched.add(product.known.id)
            added.append((product.known.id, _new_variant(variant, keys)))
    ids = add_variants(added=added)
    written.variants |= ids
    written.first |= set(ids.values())
    change_variants(changes=changes)


def _write_prices(plan: GoodsPlan, written: _Written, at: datetime) -> None:
    changes = []
    for product, variant in plan.variants:
        if variant.price is not None:
            written.touched.add(written.products[id(product)])
            variant_id = written.variants[variant.article.sku]
            changes.append(replace(variant.price, variant_id=variant_id))
    set_prices(changes=changes, at=at)


def _wish_pictures(plan: GoodsPlan, keys: _Keys, written: _Written, at: datetime) -> None:
    """Each with the option value that it shows, where it is a variant's own."""
    wishes = []
    for product in plan.products:
        shows = _shown_values(product, keys)
        had = len(product.known.pictures) if product.known else 0
        for position, picture in enumerate(product.pictures, start=had):
            wishes.append(
                (written.products[id(product)], picture, position, shows.get(picture.url))
            )
    wish_pictures(wishes=wishes, at=at)


def _shown_values(product: PlannedProduct, keys: _Keys) -> dict[str, int]:
    """Option value by address, of pictures that belong to all variants of one value."""
    shows: dict[str, int] = {}
    by_url: dict[str, list[set[int]]] = {}
    for variant in product.variants:
        if own := variant.article.own_picture:
            options = variant.options if variant.options is not None else {}
            if variant.options is None and variant.known:
                options = variant.known.options
            by_url.setdefault(own.url, []).append({keys.get(v, v) for v in options.values()})
    for url, chosen in by_url.items():
        if common := set.intersection(*chosen):
            shows[url] = min(common)
    return shows


def _write_stock(plan: GoodsPlan, written: _Written, carrying: Carrying) -> set[int]:
    """Last, for the levels are what a checkout waits for."""
    levels = [
        SetLevel(written.variants[variant.article.sku], *variant.stock)
        for _product, variant in plan.variants
        if variant.stock is not None
    ]
    announced = set_stock(
        levels=levels,
        note=carrying.note,
        reference=carrying.reference,
        untouched=frozenset(written.first),
        at=carrying.at,
    )
    beyond = [v.article.sku for _product, v in plan.variants if v.sells_beyond]
    for row in Variant.objects.filter(pk__in=[written.variants[sku] for sku in beyond]):
        set_stock_policy(variant=row, kind=PolicyKind.BACKORDER, limit=SOLD_BEYOND, at=carrying.at)
    return announced
