"""Changes of many products at once. Whoever calls them announces the products afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from catalog.history import TRAIT_FIELDS, NewTrait, NewVariant, trait_row
from catalog.models import (
    Product,
    ProductAttribute,
    ProductKind,
    ProductStatus,
    Variant,
    VariantOption,
)
from foundation import clock
from foundation.bulk import insert_rows, reserve_ids, update_rows
from foundation.ids import new_public_id

AT_ONCE = 5_000
Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProductChange:
    """New values of a product's columns and attributes; those in ``without`` are taken away."""

    product_id: int
    columns: Columns
    traits: tuple[NewTrait, ...] = ()
    without: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class VariantChange:
    """New values of a variant's columns, and its option values where they change."""

    variant_id: int
    columns: Columns
    option_value_ids: tuple[int, ...] | None = None


@transaction.atomic
def change_products(*, changes: Sequence[ProductChange], at: datetime | None = None) -> None:
    """Write what changes of products; one that is published first now is so from ``at`` on."""
    moment = at or clock.now()
    published = [
        change.product_id
        for change in changes
        if change.columns.get("status") == ProductStatus.PUBLISHED
    ]
    undated = Product.objects.filter(pk__in=published, published_at__isnull=True)
    undated.update(published_at=moment)  # first: nothing is published without a date
    _write(Product, ((change.product_id, change.columns) for change in changes))
    _write_traits(changes)


@transaction.atomic
def add_variants(*, added: Sequence[tuple[int, NewVariant]]) -> dict[str, int]:
    """Write variants of products that exist, after those they have; their keys by SKU.

    Raises:
        IntegrityError: a SKU that exists already.
    """
    keys = reserve_ids(Variant, len(added))
    ids = {variant.sku: key for key, (_product, variant) in zip(keys, added, strict=True)}
    last = dict(
        Variant.objects.filter(product_id__in={product for product, _variant in added})
        .values_list("product_id")
        .annotate(Max("position"))
    )
    rows = []
    for product_id, variant in added:
        last[product_id] = last.get(product_id, -1) + 1
        rows.append(
            (ids[variant.sku], new_public_id(), product_id, variant.sku, variant.barcode,
             last[product_id], variant.is_active, variant.weight_grams)
        )  # fmt: skip
    insert_rows(
        Variant,
        ("id", "public_id", "product_id", "sku", "barcode", "position", "is_active",
         "weight_grams"),
        rows,
    )  # fmt: skip
    pairs = ((ids[v.sku], value) for _product, v in added for value in v.option_value_ids)
    insert_rows(VariantOption, ("variant_id", "value_id"), pairs)
    return ids


@transaction.atomic
def change_variants(*, changes: Sequence[VariantChange]) -> None:
    """Write what changes of variants, and set the option values of those where they change."""
    _write(Variant, ((change.variant_id, change.columns) for change in changes))
    chosen = {
        change.variant_id: change.option_value_ids
        for change in changes
        if change.option_value_ids is not None
    }
    for some in _parts(sorted(chosen)):
        VariantOption.objects.filter(variant_id__in=some).delete()
    insert_rows(
        VariantOption,
        ("variant_id", "value_id"),
        ((variant_id, value) for variant_id, values in chosen.items() for value in values),
    )


def not_ready(product_ids: Sequence[int]) -> dict[int, str]:
    """Why products cannot be put on the shelves, by the rules of ``publish_product``."""
    found: dict[int, str] = {}
    for some in _parts(sorted(set(product_ids))):
        sold = set(
            Variant.objects.filter(product_id__in=some, is_active=True).values_list(
                "product_id", flat=True
            )
        )
        empty = _without_content(some)
        for product in Product.objects.filter(pk__in=some):
            if not product.slug:
                found[product.pk] = _("It needs an address (slug).")
            elif product.pk not in sold:
                found[product.pk] = _("It needs at least one active variant.")
            elif product.pk in empty and product.kind == ProductKind.BUNDLE:
                found[product.pk] = _("Say first what each of its variants is made of.")
            elif product.pk in empty:
                found[product.pk] = _("Each of its variants needs a file.")
    return found


def _without_content(product_ids: Sequence[int]) -> set[int]:
    """Bundles with a variant of nothing, and downloads with one without a file."""
    sold = Variant.objects.filter(product_id__in=product_ids, is_active=True)
    bundles = sold.filter(product__kind=ProductKind.BUNDLE, bundle_parts=None)
    downloads = sold.filter(product__kind=ProductKind.DIGITAL).exclude(files__is_active=True)
    return {
        *bundles.values_list("product_id", flat=True),
        *downloads.values_list("product_id", flat=True),
    }


def _write(model: type[models.Model], rows: Iterable[tuple[int, Columns]]) -> None:
    """One statement for each set of columns that changes together.

    A text in the shop's default language is kept twice, plain and under its language: the caller
    names both.
    """
    alike: dict[tuple[str, ...], list[tuple[int, list[Any]]]] = defaultdict(list)
    for key, columns in rows:
        if columns:
            names = tuple(sorted(columns))
            alike[names].append((key, [columns[name] for name in names]))
    for names, values in alike.items():
        update_rows(model, names, values)


def _write_traits(changes: Iterable[ProductChange]) -> None:
    gone: dict[int, list[int]] = defaultdict(list)
    rows = []
    for change in changes:
        for attribute_id in change.without:
            gone[attribute_id].append(change.product_id)
        for trait in change.traits:
            gone[trait.attribute_id].append(change.product_id)
            rows.append(trait_row(change.product_id, trait))
    for attribute_id, product_ids in gone.items():
        for some in _parts(product_ids):
            had = ProductAttribute.objects.filter(attribute_id=attribute_id, product_id__in=some)
            had.delete()
    insert_rows(ProductAttribute, TRAIT_FIELDS, rows)


def _parts(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
