"""Reading the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models.functions import Lower

from catalog.models import (
    Category,
    Product,
    ProductImage,
    ProductKind,
    ProductStatus,
    Variant,
    VariantOption,
)
from catalog.selling import without_content
from foundation.ids import is_public_id

Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class VariantCard:
    """What a cart or an order shows of a variant, in the active language."""

    variant_id: int
    public_id: str
    sku: str
    product_id: int
    product_public_id: str
    name: str
    slug: str
    options: str
    picture: str
    is_for_sale: bool
    kind: str = ProductKind.GOODS.value


def variant_cards(variant_ids: Iterable[int]) -> dict[int, VariantCard]:
    """Cards of variants by id, in three queries however many there are."""
    rows = Variant.objects.filter(pk__in=list(variant_ids)).select_related("product")
    return cards_of(list(rows))


def cards_of(variants: Sequence[Variant], *, pictures: bool = True) -> dict[int, VariantCard]:
    """Cards of variants that were read with their products, by id: a query, one for pictures."""
    options = _option_values(variants)
    files = _pictures(variants, options) if pictures else {}
    empty = without_content(variants)
    return {
        variant.pk: VariantCard(
            variant_id=variant.pk,
            public_id=variant.public_id,
            sku=variant.sku,
            product_id=variant.product_id,
            product_public_id=variant.product.public_id,
            name=str(variant.product.name),
            slug=variant.product.slug or "",
            options=", ".join(name for _value, name in options.get(variant.pk, [])),
            picture=files.get(variant.pk, ""),
            is_for_sale=variant.is_active
            and variant.product.status == ProductStatus.PUBLISHED
            and variant.pk not in empty,
            kind=variant.product.kind,
        )
        for variant in variants
    }


def _option_values(variants: Sequence[Variant]) -> dict[int, list[tuple[int, str]]]:
    rows = (
        VariantOption.objects.filter(variant__in=variants)
        .select_related("value")
        .order_by("value__option__position", "value__option_id")
    )
    options: dict[int, list[tuple[int, str]]] = {}
    for row in rows:
        options.setdefault(row.variant_id, []).append((row.value_id, str(row.value.name)))
    return options


def _pictures(
    variants: Sequence[Variant], options: dict[int, list[tuple[int, str]]]
) -> dict[int, str]:
    """The picture of each variant's colour, else the first of its product."""
    images: dict[int, list[ProductImage]] = {}
    for image in ProductImage.objects.filter(product__in={v.product_id for v in variants}):
        images.setdefault(image.product_id, []).append(image)
    pictures: dict[int, str] = {}
    for variant in variants:
        own = {value for value, _name in options.get(variant.pk, [])}
        of_product = images.get(variant.product_id, [])
        matching = [image for image in of_product if image.option_value_id in own]
        if chosen := (matching or of_product)[:1]:
            pictures[variant.pk] = chosen[0].file.name
    return pictures


def variants_by_sku(skus: Iterable[str]) -> dict[str, Variant]:
    """Variants with their products by SKU in small letters, in whatever case these were typed."""
    wanted = {sku.lower() for sku in skus}
    rows = Variant.objects.annotate(small=Lower("sku")).filter(small__in=wanted)
    return {variant.sku.lower(): variant for variant in rows.select_related("product")}


def published_products(product_ids: Iterable[int]) -> list[Product]:
    return list(Product.objects.filter(pk__in=list(product_ids), status=ProductStatus.PUBLISHED))


def product_keys(public_ids: Sequence[str]) -> dict[str, int]:
    """Keys of products by public id, whatever the texts are, for the log below."""
    wanted = [text for text in public_ids if is_public_id(text)]
    if not wanted:
        return {}
    return dict(Product.objects.filter(public_id__in=wanted).values_list("public_id", "pk"))


def inherited_by_category(own: Mapping[int, Held]) -> dict[int, Held]:
    """What holds for each category: its own, else that of the nearest one above that has any."""
    if not own:
        return {}
    inherited: dict[int, Held] = {}
    by_path: dict[str, Held] = {}
    for pk, path in Category.objects.order_by("path").values_list("pk", "path"):
        found = own.get(pk) or by_path.get(path[: -Category.steplen])
        if found is not None:
            inherited[pk] = by_path[path] = found
    return inherited
