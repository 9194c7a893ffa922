"""Keeping what promotions are expected to do and did, and learning from them."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from scipy.stats import norm

from foundation import clock
from pricing.algorithms.panel import FloatArray
from pricing.algorithms.promotion_uplift import LEVEL, Measured, learn
from pricing.models import (
    CannotTell,
    Promotion,
    PromotionEffect,
    PromotionForecast,
    PromotionKind,
    PromotionResponse,
)
from pricing.promotion_effects import figures
from pricing.promotion_effects.figures import Name
from pricing.promotion_effects.foretelling import Foretold, foretell_promotion, response_of
from pricing.promotion_effects.promotions import measure_promotion

__all__ = ["foretell_promotion", "keep_forecast", "learn_response", "measure_ended"]


LONG_OVER = timedelta(days=730)
"""Promotions that ended before that are not measured any more."""
REACH = float(norm.ppf(0.5 + LEVEL / 2))


@transaction.atomic
def keep_forecast(*, promotion: Promotion, at: datetime | None = None) -> PromotionForecast | None:
    """Keep what is expected of a promotion; what was expected when it began stays as it is.

    None where it has begun, has no end, or its days are not known.
    """
    now = at or clock.now()
    Promotion.objects.select_for_update().get(pk=promotion.pk)
    if (
        promotion.starts_at <= now
        and PromotionForecast.objects.filter(promotion=promotion).exists()
    ):
        return None
    if promotion.ends_at is None or promotion.ends_at <= now:
        return None
    found = foretell_promotion(promotion=promotion, targets=list(promotion.targets.all()), at=at)
    if found.first is None or found.last is None:
        PromotionForecast.objects.filter(promotion=promotion).delete()
        return None
    row, _made = PromotionForecast.objects.update_or_create(
        promotion=promotion, defaults=_forecast_fields(found, now)
    )
    return row


def measure_ended(*, at: datetime | None = None) -> int:
    """Measure promotions that have ended, until each is final; returns how many were measured."""
    measured = 0
    for promotion in _to_measure(at or clock.now()):
        row = measure_promotion(promotion, at=at)
        fields = {
            field.name: getattr(row, field.name)
            for field in PromotionEffect._meta.concrete_fields
            if field.name not in ("id", "promotion")
        }
        PromotionEffect.objects.update_or_create(promotion=promotion, defaults=fields)
        measured += 1
    return measured


def learn_response(*, at: datetime | None = None) -> PromotionResponse | None:
    """Learn from all promotions that were measured; None where nothing was learned anew."""
    rows = list(
        PromotionEffect.objects.filter(
            cannot_tell=CannotTell.NOTHING, log_price__isnull=False, is_final=True
        ).order_by("pk")
    )
    latest = PromotionResponse.objects.first()
    if not rows or (latest and latest.learned_at >= max(row.measured_at for row in rows)):
        return None
    found = learn(_measured(rows), prior=response_of(None))
    return PromotionResponse.objects.create(
        learned_at=at or clock.now(),
        promotions=found.promotions,
        lift=found.lift,
        lift_sd=found.lift_sd,
        lift_spread=found.lift_spread,
        cannibalised=found.cannibalised,
        cannibalised_sd=found.cannibalised_sd,
        pulled_forward=found.pulled_forward,
        pulled_forward_sd=found.pulled_forward_sd,
    )


def _to_measure(now: datetime) -> QuerySet[Promotion]:
    """Ended promotions of goods that are not finally measured, whose days are all over."""
    today = clock.day_bounds(clock.business_day(now))[0]
    return (
        Promotion.objects.filter(
            Q(effect__isnull=True) | Q(effect__is_final=False),
            is_active=True,
            ends_at__lte=today,
            ends_at__gt=today - LONG_OVER,
        )
        .exclude(kind__in=(PromotionKind.GIFT, PromotionKind.FREE_SHIPPING))
        .order_by("ends_at", "pk")
    )


def _forecast_fields(found: Foretold, now: datetime) -> dict[str, object]:
    outlook = found.outlook
    fields: dict[str, object] = {
        "first_day": found.first,
        "last_day": found.last,
        "products": len(found.products),
        "currency": settings.SHOP_BASE_CURRENCY,
        "cannot_tell": found.cannot_tell,
        "made_at": now,
        "version": found.version,
        "response": found.response,
        "figures": figures.of_outlook(outlook) if outlook else {},
        "lift": None, "lift_low": None, "lift_high": None, "discount_minor": None,
        "margin_minor": None, "margin_low_minor": None, "margin_high_minor": None,
    }  # fmt: skip
    if outlook is None:
        return fields
    fields |= {
        "lift": outlook.lift.mean,
        "lift_low": outlook.lift.low,
        "lift_high": outlook.lift.high,
        "discount_minor": round(outlook.discount.mean),
    }
    if outlook.margin is not None:
        fields |= {
            "margin_minor": round(outlook.margin.mean),
            "margin_low_minor": round(outlook.margin.low),
            "margin_high_minor": round(outlook.margin.high),
        }
    return fields


def _measured(rows: list[PromotionEffect]) -> Measured:
    def column(name: str) -> FloatArray:
        return np.array([getattr(row, name) for row in rows], dtype=np.float64)

    def moved(name: Name) -> tuple[FloatArray, FloatArray]:
        """Units and their standard deviation; NaN where they could not be told."""
        found = [figures.range_of(row.figures, name) for row in rows]
        mean = np.array([np.nan if one is None else one.mean for one in found])
        sd = np.array(
            [np.nan if one is None else (one.high - one.low) / 2 / REACH for one in found]
        )
        return mean, sd

    expected = [figures.range_of(row.figures, Name.WITHOUT) for row in rows]
    neighbours, afterwards = moved(Name.NEIGHBOURS), moved(Name.AFTERWARDS)
    return Measured(
        log_lift=column("log_lift"),
        log_sd=column("log_lift_sd"),
        log_price=column("log_price"),
        log_price_sd=column("log_price_sd"),
        expected=np.array([0.0 if one is None else one.mean for one in expected]),
        neighbours=neighbours[0],
        neighbours_sd=neighbours[1],
        afterwards=afterwards[0],
        afterwards_sd=afterwards[1],
    )
