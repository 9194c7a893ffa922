"""Rows of repricing as its nights and its staff leave them, for tests of the staff's pages."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from catalog.models import Product
from foundation import clock
from pricing.models import (
    AdvertisedMinimum,
    BindingRule,
    PriceFamily,
    PriceFamilyMember,
    PriceLadder,
    PriceLadderStep,
    PriceSuggestion,
    SuggestionState,
)
from pricing.tests.suggestions import make_policy, suggest

STEPS = range(-2000, 2500, 500)
MEASURED = {
    "first": "2026-10-01", "last": "2026-10-28", "lift": 0.12, "low": 0.04, "high": 0.2,
    "units": 9.0, "revenue": {"minor": 5000, "low_minor": -1000, "high_minor": 11000},
    "margin": {"minor": 2000, "low_minor": 500, "high_minor": 3500}, "matched": 8,
    "pre_trend_p": 0.4, "untold": "",
}  # fmt: skip
"""What a change did, as ``pricing.repricing.effects`` keeps it."""


def candidates(price_minor: int = 2000) -> list[dict[str, float]]:
    """What steps of five per cent would bring; beyond ten per cent a rule is in the way."""
    return [
        {
            "step": step,
            "price_minor": price_minor * (10_000 + step) // 10_000,
            "units": 40 - step / 100,
            "revenue": 80_000,
            "margin": 30_000 + step,
            "gain": step,
            "gain_low": step - 900,
            "gain_high": step + 900,
            "rule": int(BindingRule.LARGEST_CHANGE if abs(step) > 1000 else BindingRule.NOTHING),
        }
        for step in STEPS
    ]


def fill_repricing(product: Product, *, name: str) -> PriceSuggestion:
    """A policy, a family, a ladder, an agreed least price; a suggestion, and one applied before."""
    policy = make_policy(f"Policy {name}", is_active=False)
    family = PriceFamily.objects.create(name=f"Family {name}")
    PriceFamilyMember.objects.create(family=family, product=product)
    ladder = PriceLadder.objects.create(name=f"Ladder {name}")
    PriceLadderStep.objects.create(ladder=ladder, product=product, tier=1)
    AdvertisedMinimum.objects.create(
        variant=product.variants.first(),  # type: ignore[attr-defined]
        amount_minor=100,
        currency=settings.SHOP_BASE_CURRENCY,
    )
    suggest(
        product, policy=policy, state=SuggestionState.APPLIED, effect=MEASURED,
        applied_at=clock.now() - timedelta(days=30),
    )  # fmt: skip
    return suggest(
        product, 1000, policy=policy, candidates=candidates(), elasticity=-1.4, elasticity_sd=0.3,
        model_version="7", cover_now=12.4, similar=[{"product": product.pk, "price_minor": 2500}],
        reasons=[{"code": "chance", "percent": 5.0}, {"code": "policy", "policy": str(policy)}],
    )  # fmt: skip
