"""Sales history to forecast from, written as the roll-ups leave it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import numpy as np

from catalog.models import Category, Product, ProductStatus, Variant
from catalog.tests.factories import make_category
from events.models import DailyDemand
from foundation import clock

TODAY = date(2026, 11, 22)


def make_variant(sku: str, *, category: Category | str = "Home", days_old: int = 700) -> Variant:
    """A published product of one variant, without prices and stock: what forecasts read."""
    shelf = make_category(category) if isinstance(category, str) else category
    born = datetime.combine(TODAY - timedelta(days=days_old), time(9), clock.shop_zone())
    product = Product.objects.create(
        name_en=sku, slug_en=sku.lower(), category=shelf, status=ProductStatus.PUBLISHED,
        published_at=born, created_at=born,
    )  # fmt: skip
    return Variant.objects.create(product=product, sku=sku)


def sell(
    variant: Variant,
    units: Iterable[float],
    *,
    until: date = TODAY,
    price: int = 1_500,
    stock_out_minutes: dict[int, int] | None = None,
) -> None:
    """Daily demand whose last day is the one before ``until``; days without sales leave no row."""
    course = [round(float(value)) for value in units]
    outs = {place % len(course): minutes for place, minutes in (stock_out_minutes or {}).items()}
    first = until - timedelta(days=len(course))
    DailyDemand.objects.bulk_create(
        [
            DailyDemand(
                variant_id=variant.pk, product_id=variant.product_id,
                day=first + timedelta(days=place), units=count, orders=1 if count else 0,
                revenue_minor=count * price, average_price_minor=price if count else 0,
                stock_out_minutes=outs.get(place, 0),
            )
            for place, count in enumerate(course)
            if count or place in outs
        ]
    )  # fmt: skip


def steady(days: int, *, level: float = 6.0, seed: int = 1) -> np.ndarray:
    """Poisson sales with a busier weekend."""
    rng = np.random.default_rng(seed)
    weekday = np.tile([0.8, 0.8, 0.9, 1.0, 1.1, 1.4, 1.0], days // 7 + 1)[:days]
    return rng.poisson(level * weekday)
