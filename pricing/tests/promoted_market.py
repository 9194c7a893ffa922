"""A shop of several shelves with Poisson sales, in which promotions do what a test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from catalog.models import Variant
from events.models import DailyDemand
from forecasting.tests.factories import TODAY, make_variant
from foundation import clock
from foundation.money import Money
from pricing.models import Promotion, PromotionKind
from pricing.services import set_price
from pricing.tests.factories import make_promotion

PRICE, COST = 2_000, 1_000
DAYS = 200
Factor = Callable[[int, np.ndarray], np.ndarray]
"""Which multiple of its usual units a shelf sells, by shelf and by days before today."""


@dataclass(frozen=True)
class Shelf:
    number: int
    variants: list[Variant]

    @property
    def products(self) -> list[int]:
        return [variant.product_id for variant in self.variants]

    @property
    def category(self):
        return self.variants[0].product.category


def make_shelves(
    *,
    shelves: int = 4,
    goods: int = 6,
    daily: float = 2.0,
    seed: int = 1,
    days: int = DAYS,
    factor: Factor | None = None,
) -> list[Shelf]:
    """Priced goods on shelves, with what they sold until yesterday."""
    rng = np.random.default_rng(seed)
    before_today = np.arange(days, 0, -1)
    made = []
    for number in range(shelves):
        course = np.ones(days) if factor is None else factor(number, before_today)
        variants = [
            make_variant(f"S{number}-{place}", category=f"Shelf {number}") for place in range(goods)
        ]
        for variant in variants:
            set_price(variant=variant, amount=_money(PRICE), cost=_money(COST), at=_long_ago())
        rows = [
            DailyDemand(
                variant_id=variant.pk,
                product_id=variant.product_id,
                day=TODAY - timedelta(days=int(ago)),
                units=int(sold),
                orders=int(sold > 0),
                revenue_minor=int(sold) * PRICE,
                average_price_minor=PRICE if sold else 0,
            )
            for variant in variants
            for ago, sold in zip(before_today, rng.poisson(daily * course), strict=True)
        ]
        DailyDemand.objects.bulk_create(rows)
        made.append(Shelf(number, variants))
    return made


def promote(shelf: Shelf, *, first: date, last: date, per_cent: int = 20) -> Promotion:
    """A share off a whole shelf on some days, both included; what was sold then cost less."""
    promotion = make_promotion(
        PromotionKind.PERCENTAGE,
        targets=(shelf.category,),
        percent_basis_points=100 * per_cent,
        starts_at=clock.day_bounds(first)[0],
        ends_at=clock.day_bounds(last)[1],
        label_en=f"{per_cent} % off shelf {shelf.number}",
    )
    reduced = PRICE * (100 - per_cent) // 100
    rows = DailyDemand.objects.filter(product_id__in=shelf.products, day__gte=first, day__lte=last)
    for row in rows:
        row.revenue_minor = row.units * reduced
        row.average_price_minor = reduced if row.units else 0
        row.promoted = True
    DailyDemand.objects.bulk_update(rows, ["revenue_minor", "average_price_minor", "promoted"])
    return promotion


def _money(minor: int) -> Money:
    from django.conf import settings

    return Money(minor, settings.SHOP_BASE_CURRENCY)


def _long_ago() -> datetime:
    return clock.day_bounds(TODAY - timedelta(days=700))[0]
