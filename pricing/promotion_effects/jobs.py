"""Promotions on the ledger: foretold when they are saved, measured each night after they ended."""

from __future__ import annotations

from typing import Any

from events import jobs
from foundation import clock
from pricing.models import Promotion, PromotionEffect
from pricing.promotion_effects.services import keep_forecast, learn_response, measure_ended

FORECAST_JOB, MEASURE_JOB = "pricing.promotion_forecast", "pricing.promotion_effects"


def request_forecast(promotion: Promotion) -> None:
    """Have it kept what is expected of a promotion that was saved."""
    key = f"{FORECAST_JOB}@{promotion.pk}:{clock.now():%Y-%m-%dT%H:%M:%S.%f}"
    jobs.enqueue(FORECAST_JOB, key=key, payload={"promotion": promotion.pk})


def ask_where_missing() -> None:
    """Have past promotions measured where none was: a part of the worker's first work."""
    if not PromotionEffect.objects.exists():
        jobs.enqueue(MEASURE_JOB, key=f"{MEASURE_JOB}@first")


@jobs.handles(FORECAST_JOB)
def _foretell(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    promotion = Promotion.objects.filter(pk=payload["promotion"]).first()
    row = keep_forecast(promotion=promotion) if promotion else None
    return {"kept": row is not None}


@jobs.handles(MEASURE_JOB)
def _measure(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    measured = measure_ended()
    report(f"{measured} measured")
    row = learn_response()
    return {"measured": measured, "learned_from": row.promotions if row else None}
