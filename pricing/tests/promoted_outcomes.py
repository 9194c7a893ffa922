"""Promotions with what was expected of them, what they did and what was learned, as rows."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from foundation import clock
from pricing.models import PromotionEffect, PromotionForecast, PromotionResponse
from pricing.tests.factories import make_promotion

FIGURES = {
    "without": [40.0, 34.0, 46.0],
    "under": [62.0, 52.0, 74.0],
    "neighbours": [-4.0, -8.0, 0.0],
    "afterwards": [-8.0, -14.0, -2.0],
    "won": [10.0, 0.0, 21.0],
    "revenue": [12_000.0, 1_000.0, 24_000.0],
    "discount": [20_800.0, 17_500.0, 24_900.0],
    "margin": [-3_100.0, -9_000.0, 2_500.0],
    "returned": [-0.15, -0.43, 0.12],
}


def fill_promotion_outcomes(name: str) -> PromotionEffect:
    """A promotion that ended, expected and measured, and what was learned of it."""
    now = clock.now()
    promotion = make_promotion(
        label=f"Ended {name}", starts_at=now - timedelta(days=30), ends_at=now - timedelta(days=25)
    )
    response = PromotionResponse.objects.create(
        learned_at=now, promotions=3, lift=0.3, lift_sd=0.1, lift_spread=0.1,
        cannibalised=0.2, cannibalised_sd=0.1, pulled_forward=0.4, pulled_forward_sd=0.1,
    )  # fmt: skip
    day = clock.business_day(now)
    told = {
        "promotion": promotion,
        "first_day": day - timedelta(days=30),
        "last_day": day - timedelta(days=26),
        "products": 4,
        "currency": settings.SHOP_BASE_CURRENCY,
        "lift": 0.55,
        "lift_low": 0.3,
        "lift_high": 0.85,
        "discount_minor": 20_800,
        "margin_minor": -3_100,
        "margin_low_minor": -9_000,
        "margin_high_minor": 2_500,
        "figures": FIGURES,
    }
    PromotionForecast.objects.create(
        **told, made_at=now - timedelta(days=40), version="1", response=response
    )
    weeks = [day - timedelta(weeks=back) for back in range(14, 0, -1)]
    return PromotionEffect.objects.create(
        **told,
        measured_at=now,
        is_final=True,
        matched=60,
        pre_trend_p=0.4,
        log_lift=0.44,
        log_lift_sd=0.13,
        log_price=0.4,
        log_price_sd=0.1,
        course=[{"from": week.isoformat(), "sold": 41.0, "expected": 40.0} for week in weeks],
    )
