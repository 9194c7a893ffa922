"""Products and reviews in bulk: what an import or the demo store brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from catalog.models import (
    Product,
    ProductAttribute,
    ProductImage,
    ProductKind,
    ProductStatus,
    Review,
    ReviewStatus,
    Variant,
    VariantOption,
)
from foundation.bulk import Row, insert_rows, reserve_ids
from foundation.ids import new_public_id


@dataclass(frozen=True, slots=True)
class ProductText:
    """What a product says of itself in one language."""

    name: str
    slug: str
    summary: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class NewVariant:
    sku: str
    option_value_ids: tuple[int, ...] = ()
    barcode: str = ""
    weight_grams: int = 0
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class NewImage:
    """A picture whose file lies in the media storage under ``file`` already."""

    file: str
    alt: str = ""
    option_value_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewTrait:
    """The value of an attribute, in the column of its type."""

    attribute_id: int
    text: str = ""
    number: Decimal | None = None
    boolean: bool | None = None


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product of the past. ``texts`` holds at least the shop's default language.

    Without ``status`` it is published where it has a day of that, else a draft.
    """

    texts: Mapping[str, ProductText]
    category_id: int
    created_at: datetime
    variants: tuple[NewVariant, ...]
    published_at: datetime | None = None
    brand_id: int | None = None
    images: tuple[NewImage, ...] = ()
    external_ref: str = ""
    kind: ProductKind = ProductKind.GOODS
    status: ProductStatus | None = None
    traits: tuple[NewTrait, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredProduct:
    """Where a product went: its key, and its variants' keys by SKU."""

    id: int
    variants: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastReview:
    """A review as it was written; ``author`` is the name they chose to show."""

    product_id: int
    customer_id: int | None
    author: str
    rating: int
    written_at: datetime
    title: str = ""
    text: str = ""
    is_verified: bool = False
    status: ReviewStatus = ReviewStatus.PUBLISHED


@transaction.atomic
def record_history(*, products: Sequence[NewProduct]) -> list[StoredProduct]:
    """Write products with variants, options and pictures; returns them in order.

    One with ``published_at`` is published, the others are drafts.

    Raises:
        IntegrityError: a slug, SKU or external name that exists already.
    """
    keys = reserve_ids(Product, len(products))
    variant_keys = iter(reserve_ids(Variant, sum(len(product.variants) for product in products)))
    stored = [
        StoredProduct(key, {variant.sku: next(variant_keys) for variant in product.variants})
        for key, product in zip(keys, products, strict=True)
    ]
    pairs = list(zip(stored, products, strict=True))
    insert_rows(Product, _product_fields(), (_product_row(*pair) for pair in pairs))
    insert_rows(Variant, _VARIANT_FIELDS, _variant_rows(pairs))
    insert_rows(VariantOption, ("variant_id", "value_id"), _option_rows(pairs))
    insert_rows(ProductImage, _IMAGE_FIELDS, _image_rows(pairs))
    insert_rows(
        ProductAttribute,
        TRAIT_FIELDS,
        (trait_row(kept.id, trait) for kept, product in pairs for trait in product.traits),
    )
    return stored


@transaction.atomic
def record_reviews(*, reviews: Iterable[PastReview]) -> int:
    """Write reviews as they stood; returns how many.

    Raises:
        IntegrityError: a second review of a product by one customer, or a rating not of 1 to 5.
    """
    return insert_rows(Review, _REVIEW_FIELDS, (_review_row(review) for review in reviews))


_TEXTS = ("name", "slug", "summary", "description")
_VARIANT_FIELDS = (
    "id", "public_id", "product_id", "sku", "barcode", "position", "is_active", "weight_grams",
)  # fmt: skip
TRAIT_FIELDS = ("product_id", "attribute_id", "text", "number", "boolean")
_IMAGE_FIELDS = ("product_id", "option_value_id", "file", "alt", "position")
_REVIEW_FIELDS = (
    "public_id", "product_id", "customer_id", "author", "rating", "title", "text", "is_verified",
    "status", "written_at",
)  # fmt: skip
_Pairs = Sequence[tuple[StoredProduct, NewProduct]]


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _product_fields() -> list[str]:
    """The plain columns, then each text as modeltranslation keeps it: plain and by language."""
    plain = [
        "id", "public_id", "category_id", "brand_id", "status", "published_at", "created_at",
        "external_ref", "kind",
    ]  # fmt: skip
    translated = [f"{text}_{code}" for code in _languages() for text in _TEXTS]
    return [*plain, *_TEXTS, *translated]


def _product_row(stored: StoredProduct, product: NewProduct) -> Row:
    shown = ProductStatus.PUBLISHED if product.published_at else ProductStatus.DRAFT
    status = product.status or shown
    default = product.texts[settings.MODELTRANSLATION_DEFAULT_LANGUAGE]
    texts = _columns_of(default)
    for code in _languages():
        texts += _columns_of(product.texts.get(code))
    return [
        stored.id, new_public_id(), product.category_id, product.brand_id, status,
        product.published_at, product.created_at, product.external_ref, product.kind, *texts,
    ]  # fmt: skip


def _columns_of(text: ProductText | None) -> list[str | None]:
    if text is None:
        return [None] * len(_TEXTS)
    return [text.name, text.slug, text.summary, text.description]


def trait_row(product_id: int, trait: NewTrait) -> Row:
    """A value of an attribute as a row of ``TRAIT_FIELDS``."""
    return product_id, trait.attribute_id, trait.text, trait.number, trait.boolean


def _variant_rows(pairs: _Pairs) -> Iterator[Row]:
    for stored, product in pairs:
        for position, variant in enumerate(product.variants):
            yield (
                stored.variants[variant.sku], new_public_id(), stored.id, variant.sku,
                variant.barcode, position, variant.is_active, variant.weight_grams,
            )  # fmt: skip


def _option_rows(pairs: _Pairs) -> Iterator[Row]:
    for stored, product in pairs:
        for variant in product.variants:
            for value_id in variant.option_value_ids:
                yield stored.variants[variant.sku], value_id


def _image_rows(pairs: _Pairs) -> Iterator[Row]:
    for stored, product in pairs:
        for position, image in enumerate(product.images):
            yield stored.id, image.option_value_id, image.file, image.alt, position


def _review_row(review: PastReview) -> Row:
    return (
        new_public_id(), review.product_id, review.customer_id, review.author, review.rating,
        review.title, review.text, review.is_verified, review.status, review.written_at,
    )  # fmt: skip
