"""A shop with a past, in which prices can be tested and what is sold answers to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
from django.conf import settings

from catalog.models import Product, Variant
from catalog.tests.factories import make_product
from events.models import DailyDemand
from foundation import clock
from foundation.money import Money
from pricing.models import Price, PriceTest
from pricing.price_tests.jobs import switch_all
from pricing.price_tests.services import save_draft
from pricing.services import set_price

USUAL, COST = 2_000, 1_000


def midday(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.shop_zone())


@dataclass
class TestShop:
    """Products in categories of ``per_category``; each sells ``pace`` units on a usual day."""

    __test__ = False

    categories: int = 4
    per_category: int = 2
    pace: float = 20.0
    elasticity: float = -2.0
    past_days: int = 182
    today: date = field(default_factory=clock.business_day)
    products: list[Product] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(7)
        for number in range(self.categories * self.per_category):
            shelf = f"Shelf {number % self.categories}"
            product = make_product(f"Thing {number}", price="20.00", category=shelf)
            self.set_price(product, USUAL, cost=COST)
            self.products.append(product)
        first = self.today - timedelta(days=self.past_days)
        for day in (first + timedelta(days=n) for n in range(self.past_days)):
            self.sell(day)

    def variants(self) -> list[Variant]:
        return list(Variant.objects.filter(product__in=self.products).order_by("pk"))

    def set_price(self, product: Product, minor: int, *, cost: int | None = None) -> None:
        base = settings.SHOP_BASE_CURRENCY
        set_price(
            variant=product.variants.get(),
            amount=Money(minor, base),
            cost=None if cost is None else Money(cost, base),
        )

    def asked(self) -> dict[int, int]:
        rows = Price.objects.filter(ends_at__isnull=True, variant__product__in=self.products)
        return dict(rows.values_list("variant_id", "amount_minor"))

    def sell(self, day: date) -> None:
        """A day's sales at the prices that are in force now."""
        prices = self.asked()
        rows = []
        for variant in self.variants():
            price = prices[variant.pk]
            units = int(self.rng.poisson(self.pace * (price / USUAL) ** self.elasticity))
            rows.append(
                DailyDemand(
                    variant_id=variant.pk, product_id=variant.product_id, day=day, units=units,
                    orders=units, revenue_minor=units * price, average_price_minor=price,
                )
            )  # fmt: skip
        DailyDemand.objects.bulk_create(rows)

    def draft(self, **fields: object) -> PriceTest:
        told: dict[str, object] = {"name": "Dearer", "pairs": 3, "period_days": 4} | fields
        products = told.pop("products", self.products)
        test = PriceTest(**told)
        save_draft(test=test, products=products)  # type: ignore[arg-type]
        return test

    def play(
        self,
        test: PriceTest,
        days: int,
        *,
        first: int = 0,
        each_day: Callable[[date], None] | None = None,
    ) -> None:
        """Days of a running test: its prices are switched, then the day is sold."""
        test.refresh_from_db()
        assert test.starts_on is not None
        for number in range(first, days):
            day = test.starts_on + timedelta(days=number)
            switch_all(at=midday(day))
            self.sell(day)
            if each_day is not None:
                each_day(day)


def prices_of(shop: TestShop, products: Sequence[Product]) -> list[int]:
    asked = shop.asked()
    return [asked[product.variants.get().pk] for product in products]


def fill_price_tests(product: Product, *, name: str) -> PriceTest:
    """A plan about one product, whatever it would find: rows for the pages of staff."""
    test = PriceTest(name=f"Test {name}", pairs=2, period_days=2, washout_days=0)
    save_draft(test=test, products=[product])
    price = Price.objects.get(
        variant=product.variants.first(), currency=settings.SHOP_BASE_CURRENCY, ends_at=None
    )
    test.items.all().delete()
    test.items.create(
        variant=price.variant, cluster=0, cluster_name=name, usual_minor=price.amount_minor,
        test_minor=price.amount_minor + 100, price=price,
    )  # fmt: skip
    return test
