"""A shop whose prices can be proposed: priced long ago, with costs, sales and elasticities."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from catalog.models import Product, Variant
from catalog.tests.factories import make_product
from events.models import DailyDemand
from foundation import clock
from foundation.money import Money
from pricing.models import Price, PricePolicy
from pricing.repricing.policies import save_policy, switch_on
from pricing.repricing.simulating import simulate
from pricing.services import set_price
from pricing.tests.elasticity_champions import make_elasticities

BASE = settings.SHOP_BASE_CURRENCY
PRICED_DAYS_AGO = 100


def make_goods(
    name: str,
    *,
    price: str = "20.00",
    cost: str | None = "10.00",
    daily: int = 4,
    **more: Any,
) -> Product:
    """A product that sold ``daily`` units of each variant for the last quarter."""
    product = make_product(name, price=price, **more)
    long_ago = clock.now() - timedelta(days=PRICED_DAYS_AGO)
    Product.objects.filter(pk=product.pk).update(published_at=long_ago, created_at=long_ago)
    for variant in product.variants.all():
        _price(variant, cost, long_ago)
        if daily:
            sell_daily(variant, daily)
    product.refresh_from_db()
    return product


def _price(variant: Variant, cost: str | None, at: datetime) -> None:
    row = Price.objects.get(variant=variant, currency=BASE, ends_at=None)
    row.cost_minor = Money.of(cost, BASE).minor if cost else None
    row.starts_at = at
    row.save()


def sell_daily(variant: Variant, units: int, *, days: int = 91) -> None:
    today = clock.business_day()
    DailyDemand.objects.bulk_create(
        DailyDemand(
            variant_id=variant.pk,
            product_id=variant.product_id,
            day=today - timedelta(days=back),
            units=units,
            orders=units,
            revenue_minor=units * 2_000,
            average_price_minor=2_000,
        )
        for back in range(1, days + 1)
    )


def make_policy(**fields: Any) -> PricePolicy:
    """A policy for the shop that is simulated and on, without endings and a budget of risk."""
    fields = {"name": "All", "ends_in_99": False, "risk_basis_points": None, **fields}
    policy = save_policy(policy=PricePolicy(**fields))
    simulate(policy=policy)
    return switch_on(policy=policy)


def believe(elasticities: dict[Product, tuple[float, float]]) -> None:
    """A champion that believes these means and standard deviations."""
    make_elasticities({product.pk: believed for product, believed in elasticities.items()})


def change_price(variant: Variant, amount: str) -> Price:
    return set_price(variant=variant, amount=Money.of(amount, BASE))
