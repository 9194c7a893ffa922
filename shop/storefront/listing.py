"""Keeping the listing table: what list pages show of a product, joined once when it changes.

The outbox tells which products changed; a batch of them is read in a fixed number of queries and
written in four statements, so that a hundred products cost little more than one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import Avg, Count, Max, QuerySet, Sum

from catalog.models import (
    Category,
    Product,
    ProductImage,
    ProductStatus,
    Review,
    ReviewStatus,
    Variant,
    VariantOption,
)
from events.models import DailyDemand
from events.outbox import Payload
from foundation.money import Money
from inventory.selectors import availability
from pricing.selectors import PriceQuote, prices_of
from shop.storefront.listing_prices import lowest_before, price_range, refresh_prices
from shop.storefront.models import Listing, ListingPlacement
from shop.storefront.sheets import refresh_sheets

BATCH = 1_000
MOST_SWATCHES = 6
POPULARITY_DAYS = 28
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)

_TRANSLATED = tuple(f"{name}_{code}" for name in ("name", "slug") for code in LANGUAGES)
_COLUMNS = (
    *_TRANSLATED, "public_id", "brand", "picture", "second_picture", "swatches", "currency",
    "price_minor", "highest_price_minor", "compare_at_minor", "lowest_minor", "available",
    "in_stock", "rating", "review_count", "popularity", "published_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a batch of products needs, by product (prices and stock by variant)."""

    variants: dict[int, list[int]]
    prices: dict[int, PriceQuote]
    lowest: dict[int, Money]
    stock: dict[int, int]
    pictures: dict[int, list[str]]
    swatches: dict[int, list[str]]
    ratings: dict[int, tuple[float, int]]
    popularity: dict[int, float]


def refresh_changed(payloads: list[Payload]) -> None:
    """The outbox consumer of ``product.changed``."""
    product_ids = {int(payload["product"]) for payload in payloads}
    refresh_listings(product_ids)
    refresh_sheets(product_ids)


def refresh_listings(product_ids: Iterable[int]) -> int:
    """Write the listings of some products anew; returns how many of them are on the shelves.

    A product that is not published, or has nothing with a price, loses its listing.
    """
    remaining = iter(sorted(set(product_ids)))
    listed = 0
    while batch := list(islice(remaining, BATCH)):
        listed += _refresh_batch(batch)
    return listed


def rebuild_listings(*, advance: Callable[[int], None] | None = None) -> int:
    """Write every listing and sheet anew; ``advance`` hears how many products were looked at."""
    Listing.objects.exclude(product__status=ProductStatus.PUBLISHED).delete()
    listed = 0
    ids = Product.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
    while batch := list(islice(ids, BATCH)):
        listed += _refresh_batch(batch)
        refresh_sheets(batch)
        if advance:
            advance(len(batch))
    return listed


def refresh_popularity() -> int:
    """Rank by the sales of the last weeks; returns how many listings moved.

    Run when the roll-ups are new. Only what changed is written.
    """
    sold = _popularity(None)
    moved = [
        listing_id
        for listing_id, before in Listing.objects.values_list("pk", "popularity").iterator()
        if before != sold.get(listing_id, 0.0)
    ]
    return refresh_listings(moved)


@transaction.atomic
def _refresh_batch(product_ids: Sequence[int]) -> int:
    products = list(
        Product.objects.filter(pk__in=product_ids, status=ProductStatus.PUBLISHED)
        .select_related("category", "brand")
        .order_by("pk")
    )
    facts = _facts([product.pk for product in products])
    listings = [row for product in products if (row := _listing(product, facts)) is not None]
    kept = {row.product_id for row in listings}
    Listing.objects.filter(pk__in=[pk for pk in product_ids if pk not in kept]).delete()
    Listing.objects.bulk_create(
        listings,
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=_COLUMNS,
        batch_size=500,
    )
    _place(listings, {product.pk: product.category.path for product in products})
    refresh_prices({product: facts.variants[product] for product in sorted(kept)})
    return len(listings)


def _facts(product_ids: list[int]) -> _Facts:
    variants: dict[int, list[int]] = defaultdict(list)
    for variant_id, product_id in Variant.objects.filter(
        product__in=product_ids, is_active=True
    ).values_list("pk", "product_id"):
        variants[product_id].append(variant_id)
    variant_ids = [variant_id for ids in variants.values() for variant_id in ids]
    prices = prices_of(variant_ids, currency=settings.SHOP_BASE_CURRENCY)
    return _Facts(
        variants=variants,
        prices=prices,
        lowest=lowest_before(prices, settings.SHOP_BASE_CURRENCY),
        stock=availability(variant_ids),
        pictures=_pictures(product_ids),
        swatches=_swatches(product_ids),
        ratings=_ratings(product_ids),
        popularity=_popularity(product_ids),
    )


def _listing(product: Product, facts: _Facts) -> Listing | None:
    """The row of one product; None where nothing of it can be sold."""
    variants = [pk for pk in facts.variants.get(product.pk, []) if pk in facts.prices]
    if not variants or product.published_at is None:
        return None
    shown = price_range(variants, facts.prices, facts.lowest)
    pictures = facts.pictures.get(product.pk, [])
    rating, reviews = facts.ratings.get(product.pk, (None, 0))
    available = _available(variants, facts.stock)
    return Listing(
        product_id=product.pk,
        **{column: getattr(product, column) for column in _TRANSLATED},
        public_id=product.public_id,
        brand=product.brand.name if product.brand else "",
        picture=pictures[0] if pictures else "",
        second_picture=pictures[1] if len(pictures) > 1 else "",
        swatches=facts.swatches.get(product.pk, [])[:MOST_SWATCHES],
        currency=settings.SHOP_BASE_CURRENCY,
        price_minor=shown.price,
        highest_price_minor=shown.highest,
        compare_at_minor=shown.compare_at,
        lowest_minor=shown.lowest,
        available=available,
        in_stock=available is None or available > 0,
        rating=round(rating, 2) if rating is not None else None,
        review_count=reviews,
        popularity=facts.popularity.get(product.pk, 0.0),
        published_at=product.published_at,
    )


def _available(variants: list[int], stock: dict[int, int]) -> int | None:
    """Units of all variants together; None as soon as one of them is not tracked."""
    if any(pk not in stock for pk in variants):
        return None
    return sum(max(stock[pk], 0) for pk in variants)


def _pictures(product_ids: list[int]) -> dict[int, list[str]]:
    pictures: dict[int, list[str]] = defaultdict(list)
    for product_id, file in (
        ProductImage.objects.filter(product__in=product_ids)
        .order_by("product", "position", "pk")
        .values_list("product_id", "file")
    ):
        pictures[product_id].append(file)
    return pictures


def _swatches(product_ids: list[int]) -> dict[int, list[str]]:
    """The colours that a product comes in, in their order, each once."""
    swatches: dict[int, dict[str, None]] = defaultdict(dict)
    rows = (
        VariantOption.objects.filter(variant__product__in=product_ids, variant__is_active=True)
        .exclude(value__swatch="")
        .order_by("variant__position", "variant_id")
        .values_list("variant__product_id", "value__swatch")
    )
    for product_id, swatch in rows:
        swatches[product_id][swatch] = None
    return {product_id: list(colours) for product_id, colours in swatches.items()}


def _ratings(product_ids: list[int]) -> dict[int, tuple[float, int]]:
    rows = (
        Review.objects.filter(product__in=product_ids, status=ReviewStatus.PUBLISHED)
        .values_list("product_id")
        .annotate(mean=Avg("rating"), number=Count("pk"))
    )
    return {product_id: (mean, number) for product_id, mean, number in rows}


def _popularity(product_ids: list[int] | None) -> dict[int, float]:
    """Times bought in the four weeks before the latest sale that the roll-ups know.

    Orders count, not units: one wholesale order of a thousand pieces is one buyer. The weeks end
    with the data, so that imported history ranks by its own last month.
    """
    latest = DailyDemand.objects.aggregate(day=Max("day"))["day"]
    if latest is None:
        return {}
    demand = DailyDemand.objects.filter(day__gt=latest - timedelta(days=POPULARITY_DAYS))
    if product_ids is not None:
        demand = demand.filter(product_id__in=product_ids)
    rows = demand.values_list("product_id").annotate(times=Sum("orders"))
    return {product_id: float(times) for product_id, times in rows}


def _place(listings: list[Listing], paths: dict[int, str]) -> None:
    """Put listings on the shelf of their category and of every category above it."""
    shelves = _shelves(set(paths.values()))
    wanted = [
        ListingPlacement(
            listing_id=row.product_id,
            category_id=category_id,
            popularity=row.popularity,
            price_minor=row.price_minor,
            published_at=row.published_at,
        )
        for row in listings
        for category_id in shelves[paths[row.product_id]]
    ]
    keys = {(placement.listing_id, placement.category_id) for placement in wanted}
    standing: QuerySet[ListingPlacement] = ListingPlacement.objects.filter(
        listing__in=[row.product_id for row in listings]
    )
    stale = [
        pk
        for pk, listing_id, category_id in standing.values_list("pk", "listing_id", "category_id")
        if (listing_id, category_id) not in keys
    ]
    ListingPlacement.objects.filter(pk__in=stale).delete()
    ListingPlacement.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["category", "listing"],
        update_fields=["popularity", "price_minor", "published_at"],
        batch_size=1_000,
    )


def _shelves(paths: set[str]) -> dict[str, list[int]]:
    """The categories above each tree path, and the one at it."""
    step = Category.steplen
    above = {path: [path[:end] for end in range(step, len(path) + 1, step)] for path in paths}
    wanted = {prefix for prefixes in above.values() for prefix in prefixes}
    ids = dict(Category.objects.filter(path__in=wanted).values_list("path", "pk"))
    return {path: [ids[prefix] for prefix in prefixes] for path, prefixes in above.items()}
