"""A catalogue of any size in seconds, to see that pages cost the same in a large one."""

from datetime import timedelta
from itertools import cycle

from django.conf import settings
from django.db import transaction

from catalog.models import Category, Product, ProductImage, ProductStatus, Variant
from catalog.tests.factories import make_category
from foundation import clock
from foundation.bulk import insert_rows, reserve_ids
from foundation.ids import new_public_id
from inventory.models import StockLevel
from inventory.services import default_warehouse
from pricing.models import Price, PriceSource
from shop.storefront.listing import rebuild_listings

CATEGORIES = 12


@transaction.atomic
def make_many(count: int) -> list[Category]:
    """``count`` products of one variant each, on twelve shelves below one; all of them listed."""
    top = make_category("Everything")
    shelves = [make_category(f"Shelf {number}", parent=top) for number in range(CATEGORIES)]
    product_ids = list(reserve_ids(Product, count))
    variant_ids = list(reserve_ids(Variant, count))
    now = clock.now()
    insert_rows(
        Product,
        (
            "id", "public_id", "name", "name_en", "slug", "slug_en", "summary", "description",
            "category_id", "status", "published_at", "created_at", "external_ref",
        ),
        (
            (
                pk, new_public_id(), f"Thing {pk}", f"Thing {pk}", f"thing-{pk}", f"thing-{pk}",
                "", "", shelf.pk, ProductStatus.PUBLISHED, now - timedelta(minutes=pk), now, "",
            )
            for pk, shelf in zip(product_ids, cycle(shelves), strict=False)
        ),
    )  # fmt: skip
    insert_rows(
        Variant,
        (
            "id",
            "public_id",
            "product_id",
            "sku",
            "barcode",
            "position",
            "is_active",
            "weight_grams",
        ),
        (
            (pk, new_public_id(), product, f"THING-{pk}", "", 0, True, 0)
            for pk, product in zip(variant_ids, product_ids, strict=True)
        ),
    )
    insert_rows(
        Price,
        ("variant_id", "currency", "amount_minor", "source", "starts_at"),
        (
            (pk, settings.SHOP_BASE_CURRENCY, 500 + pk * 37 % 20_000, PriceSource.IMPORT, now)
            for pk in variant_ids
        ),
    )
    insert_rows(
        StockLevel,
        ("variant_id", "warehouse_id", "on_hand", "allocated", "reorder_point"),
        ((pk, warehouse, 7, 0, 0) for warehouse in [default_warehouse().pk] for pk in variant_ids),
    )
    insert_rows(
        ProductImage,
        ("product_id", "file", "alt", "position"),
        ((pk, f"products/{pk}.svg", "", 0) for pk in product_ids),
    )
    rebuild_listings()
    return shelves
