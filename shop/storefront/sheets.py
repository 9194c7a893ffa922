"""What a product page says that is neither its text, price nor stock, joined once when it changes.

A page reads one row instead of five tables, as list pages do with listings. The outbox keeps the
rows; a product that it has not come to yet is read as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NotRequired, TypedDict

from django.conf import settings
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import translation

from catalog.models import (
    BundlePart,
    DigitalFile,
    Product,
    ProductAttribute,
    ProductImage,
    ProductKind,
    ProductStatus,
    Review,
    ReviewStatus,
    Variant,
)
from foundation import clock
from shop.storefront.models import ProductSheet

REVIEWS_SHOWN = 6
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class SheetVariant(TypedDict):
    """An active variant with the keys of its option values."""

    id: int
    public_id: str
    sku: str
    values: list[int]


class SheetPicture(TypedDict):
    file: str
    alt: str
    value: int | None


class SheetFact(TypedDict):
    """An attribute by language."""

    names: dict[str, str]
    texts: dict[str, str]


class SheetReview(TypedDict):
    id: int
    author: str
    rating: int
    title: str
    text: str
    is_verified: bool
    written_on: str
    helpful: int
    unhelpful: int


class SheetPart(TypedDict):
    """Units of a variant in a bundle; texts by language."""

    bundle: int
    units: int
    names: dict[str, str]
    slugs: dict[str, str]


class SheetFile(TypedDict):
    """A file that whoever buys a variant may download; ``kind`` is how its name ends."""

    variant: int
    title: str
    kind: str
    size: int
    days: int
    downloads: int


class Sheet(TypedDict):
    """``ratings`` counts the published reviews by their stars; ``reviews`` are the latest.

    A sheet from before there were bundles and downloads says nothing of them.
    """

    variants: list[SheetVariant]
    pictures: list[SheetPicture]
    facts: list[SheetFact]
    ratings: dict[str, int]
    reviews: list[SheetReview]
    parts: NotRequired[list[SheetPart]]
    files: NotRequired[list[SheetFile]]


def refresh_sheets(product_ids: Iterable[int]) -> None:
    """Write the sheets of those of the products that are published, in eight queries."""
    published = Product.objects.filter(pk__in=list(product_ids), status=ProductStatus.PUBLISHED)
    sheets = read_sheets(list(published.values_list("pk", flat=True)))
    ProductSheet.objects.bulk_create(
        (ProductSheet(product_id=pk, content=sheet) for pk, sheet in sorted(sheets.items())),
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=["content"],
        batch_size=500,
    )


def read_sheets(product_ids: Sequence[int]) -> dict[int, Sheet]:
    """The sheets of products as the tables stand, by product."""
    sheets = {
        pk: Sheet(variants=[], pictures=[], facts=[], ratings={}, reviews=[]) for pk in product_ids
    }
    kinds = _add_variants(sheets)
    _add_contents(sheets, kinds)
    _add_pictures(sheets)
    _add_facts(sheets)
    _add_reviews(sheets)
    return sheets


def _add_variants(sheets: dict[int, Sheet]) -> dict[str, list[int]]:
    """The active variants; returns the products that have any, by their kind."""
    kinds: dict[str, list[int]] = {}
    rows = (
        Variant.objects.filter(product__in=sheets, is_active=True)
        .order_by("product", "position", "pk", "options__pk")
        .values_list("product_id", "pk", "public_id", "sku", "options__value_id", "product__kind")
    )
    for product_id, pk, public_id, sku, value_id, kind in rows:
        variants = sheets[product_id]["variants"]
        if not variants:
            kinds.setdefault(kind, []).append(product_id)
        if not variants or variants[-1]["id"] != pk:
            variants.append(SheetVariant(id=pk, public_id=public_id, sku=sku, values=[]))
        if value_id is not None:
            variants[-1]["values"].append(value_id)
    return kinds


def _add_contents(sheets: dict[int, Sheet], kinds: Mapping[str, list[int]]) -> None:
    """What bundles are made of, and which files downloads have: nothing is asked for goods."""
    if bundles := kinds.get(ProductKind.BUNDLE):
        parts = BundlePart.objects.filter(bundle__product__in=bundles, bundle__is_active=True)
        for part in parts.select_related("bundle", "part__product").order_by("bundle", "pk"):
            sheets[part.bundle.product_id].setdefault("parts", []).append(_part(part))
    if digital := kinds.get(ProductKind.DIGITAL):
        files = DigitalFile.objects.filter(variant__product__in=digital, is_active=True)
        for file in files.select_related("variant"):
            sheets[file.variant.product_id].setdefault("files", []).append(
                SheetFile(
                    variant=file.variant_id,
                    title=file.title,
                    kind=file.name.rpartition(".")[2].upper() if "." in file.name else "",
                    size=file.size,
                    days=file.days,
                    downloads=file.downloads,
                )
            )


def _part(part: BundlePart) -> SheetPart:
    product = part.part.product
    is_shown = product.status == ProductStatus.PUBLISHED
    names: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for code in LANGUAGES:
        with translation.override(code):
            names[code], slugs[code] = str(product.name), (product.slug or "") if is_shown else ""
    return SheetPart(bundle=part.bundle_id, units=part.quantity, names=names, slugs=slugs)


def _add_pictures(sheets: dict[int, Sheet]) -> None:
    rows = (
        ProductImage.objects.filter(product__in=sheets)
        .order_by("product", "position", "pk")
        .values_list("product_id", "file", "alt", "option_value_id")
    )
    for product_id, file, alt, value_id in rows:
        sheets[product_id]["pictures"].append(SheetPicture(file=file, alt=alt, value=value_id))


def _add_facts(sheets: dict[int, Sheet]) -> None:
    rows = (
        ProductAttribute.objects.filter(product__in=sheets)
        .select_related("attribute")
        .order_by("product", "attribute__code")
    )
    facts = [(row, SheetFact(names={}, texts={})) for row in rows]
    for code in LANGUAGES:
        with translation.override(code):
            for row, fact in facts:
                fact["names"][code], fact["texts"][code] = str(row.attribute.name), row.value
    for row, fact in facts:
        sheets[row.product_id]["facts"].append(fact)


def _add_reviews(sheets: dict[int, Sheet]) -> None:
    published = Review.objects.filter(product__in=sheets, status=ReviewStatus.PUBLISHED)
    counts = published.values_list("product_id", "rating").annotate(number=Count("pk"))
    for product_id, rating, number in counts:
        sheets[product_id]["ratings"][str(rating)] = number
    newest = Window(RowNumber(), partition_by="product_id", order_by=F("written_at").desc())
    latest = published.annotate(place=newest).filter(place__lte=REVIEWS_SHOWN)
    for review in latest.order_by("product", "place"):
        sheets[review.product_id]["reviews"].append(
            SheetReview(
                id=review.pk,
                author=review.author,
                rating=review.rating,
                title=review.title,
                text=review.text,
                is_verified=review.is_verified,
                written_on=clock.business_day(review.written_at).isoformat(),
                helpful=review.helpful_votes,
                unhelpful=review.unhelpful_votes,
            )
        )
