"""Suggestions to test with: made directly, as the nightly run would write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings

from catalog.models import Product, Variant
from foundation import clock
from pricing.models import (
    Price,
    PricePolicy,
    PriceSuggestion,
    PriceSuggestionLine,
    SuggestionState,
)

LONG_AGO = timedelta(days=60)
PriceState = tuple[int, int | None, int | None]


def make_policy(name: str = "Everything", **rails: Any) -> PricePolicy:
    """An active policy of the whole shop, without any rail that is not named."""
    off: dict[str, Any] = {
        "margin_floor_basis_points": None,
        "largest_change_basis_points": None,
        "days_between": 0,
        "ends_in_99": False,
        "risk_basis_points": None,
    }
    return PricePolicy.objects.create(
        name=name, **{**off, "is_active": True, "simulated_at": clock.now(), **rails}
    )


def suggest(
    product: Product,
    step_basis_points: int = -1000,
    *,
    policy: PricePolicy | None = None,
    compare_at: int | None = None,
    **columns: Any,
) -> PriceSuggestion:
    """A proposal of one step for all variants of a product, from their prices in force."""
    now = clock.now()
    suggestion = PriceSuggestion.objects.create(
        **{
            "product": product,
            "policy": policy or PricePolicy.objects.first() or make_policy(),
            "state": SuggestionState.PROPOSED,
            "currency": settings.SHOP_BASE_CURRENCY,
            "made_at": now,
            "expires_at": now + timedelta(days=7),
            "step_basis_points": step_basis_points,
            "horizon_days": 28,
            "gain_minor": 1000,
            "chance_to_lose": 0.05,
            **columns,
        }
    )
    for price in _prices(product):
        PriceSuggestionLine.objects.create(
            suggestion=suggestion,
            variant_id=price.variant_id,
            before=price,
            before_minor=price.amount_minor,
            after_minor=round(price.amount_minor * (10_000 + step_basis_points) / 10_000),
            compare_at_minor=compare_at,
        )
    return suggestion


def suggest_family(products: Sequence[Product], step: int = -1000, **columns: Any) -> Any:
    """Proposals for products that move together."""
    together = uuid4()
    return [suggest(product, step, together=together, **columns) for product in products]


def asked_of(product: Product) -> dict[int, PriceState]:
    """What each variant costs now: amount, compare-at, cost."""
    return {
        price.variant_id: (price.amount_minor, price.compare_at_minor, price.cost_minor)
        for price in _prices(product)
    }


def price_of(product: Product) -> int:
    """What all variants of a product cost, which have one price."""
    (amount,) = {amount for amount, _compare_at, _cost in asked_of(product).values()}
    return amount


def age_prices(product: Product) -> None:
    """Let the prices have stood for long, so that no rail of days is in the way."""
    Price.objects.filter(variant__product=product).update(starts_at=clock.now() - LONG_AGO)


def _prices(product: Product) -> list[Price]:
    variants = Variant.objects.filter(product=product)
    return list(
        Price.objects.filter(
            variant__in=variants, currency=settings.SHOP_BASE_CURRENCY, ends_at=None
        ).order_by("variant_id")
    )
