"""Which of two policies to take: both are replayed over the shop's own history, and kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import Variant
from events import jobs
from events.models import DailyDemand
from forecasting.algorithms.censoring import uncensored
from forecasting.algorithms.panel import FloatArray
from forecasting.dataset import load_history
from forecasting.models import ComparisonState, PolicyComparison
from forecasting.replenishment.replaying import Rule, Stage, draw_lead_times, play
from forecasting.replenishment.sourcing import (
    ASSUMED_LEAD_DAYS,
    ASSUMED_SPREAD,
    lead_time,
    read_offers,
)
from foundation import clock
from foundation.refusals import Refusal
from inventory.algorithms.simulation import Replay, Terms
from inventory.models import SupplierOffer

JOB = "forecasting.compare"
BEFORE_DAYS = 182
MOST_VARIANTS = 2_000
LONGEST_DAYS = 400
SHORTEST_DAYS = 14
HOLDING_RATE = 0.2


class ComparisonRefused(Refusal):
    """A comparison that cannot be made, in words for people."""


@transaction.atomic
def ask_comparison(
    *,
    name: str,
    left: Rule,
    right: Rule,
    first_day: date,
    last_day: date,
    most_variants: int = 200,
    by: User | None,
    at: datetime | None = None,
) -> PolicyComparison:
    """Have two policies compared; a job does it, and the row then holds what came of it.

    Raises:
        ComparisonRefused: days or numbers that cannot be replayed.
    """
    days = (last_day - first_day).days + 1
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        raise ComparisonRefused(
            _("Choose %(least)d to %(most)d days.")
            % {"least": SHORTEST_DAYS, "most": LONGEST_DAYS},
            field="last_day",
        )
    if last_day >= clock.business_day(at):
        raise ComparisonRefused(_("The last day lies in the past."), field="last_day")
    if not 1 <= most_variants <= MOST_VARIANTS:
        raise ComparisonRefused(
            _("Choose 1 to %(most)d variants.") % {"most": MOST_VARIANTS}, field="most_variants"
        )
    comparison = PolicyComparison.objects.create(
        name=name[:80],
        first_day=first_day,
        last_day=last_day,
        most_variants=most_variants,
        left=left.as_json(),
        right=right.as_json(),
        asked_by=by.pk if by is not None else None,
        asked_at=at or clock.now(),
    )
    jobs.enqueue(JOB, key=f"{JOB}@{comparison.pk}", payload={"comparison": comparison.pk})
    return comparison


@jobs.handles(JOB)
def _comparison_job(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    comparison = PolicyComparison.objects.filter(pk=payload["comparison"]).first()
    if comparison is None:
        return {}  # deleted meanwhile
    return {"state": str(run_comparison(comparison=comparison).state)}


def run_comparison(*, comparison: PolicyComparison, at: datetime | None = None) -> PolicyComparison:
    """Replay both sides with their frontiers; again, it gives the same."""
    left, right = Rule.from_json(comparison.left), Rule.from_json(comparison.right)
    stage = _stage(comparison)
    comparison.finished_at = at or clock.now()
    if stage is None:
        comparison.state = ComparisonState.FAILED
        comparison.note = _("Nothing was sold in these days.")
    else:
        comparison.state, comparison.note = ComparisonState.DONE, ""
        comparison.variants = len(stage.demand)
        comparison.left_result = _result(play(stage, left))
        comparison.right_result = _result(play(stage, right))
        comparison.frontier = {"left": _frontier(stage, left), "right": _frontier(stage, right)}
    comparison.save()
    return comparison


def _stage(comparison: PolicyComparison) -> Stage | None:
    """Demand of the best-selling variants, with what stock-outs hid put back, and their terms."""
    chosen = (
        DailyDemand.objects.filter(day__range=(comparison.first_day, comparison.last_day))
        .values_list("variant_id")
        .annotate(units=Sum("units"))
        .filter(units__gt=0)
        .order_by("-units", "variant_id")[: comparison.most_variants]
    )
    variants = sorted(pk for pk, _units in chosen)
    days = (comparison.last_day - comparison.first_day).days + 1
    history = load_history(
        Variant.objects.filter(pk__in=variants),
        as_of=comparison.last_day + timedelta(days=1),
        weeks=-(-(days + BEFORE_DAYS) // 7),
    )
    if not len(history.goods):
        return None
    demand = np.nan_to_num(uncensored(history.daily).units) + history.cut
    demand = np.maximum(demand, 0.0)
    start = demand.shape[1] - days
    if start < 28 or not demand[:, start:].any():
        return None
    return _set(demand, start, [int(pk) for pk in history.goods.variants])


def _set(demand: FloatArray, start: int, variants: list[int]) -> Stage:
    offers = read_offers(variants)
    chosen = [_usual_offer(offers.get(pk, [])) for pk in variants]
    leads = [lead_time(one)[:2] if one else _assumed() for one in chosen]
    mean, sd = np.array(leads, dtype=np.float64).T
    price = _prices(variants)
    cost = np.array(
        [
            float(one.cost_minor)
            if one and one.currency == settings.SHOP_BASE_CURRENCY
            else price[at] / 2
            for at, one in enumerate(chosen)
        ]
    )
    return Stage(
        demand=demand,
        start=start,
        lead_times=draw_lead_times(mean, sd, demand.shape[1]),
        lead_mean=mean,
        lead_sd=sd,
        terms=Terms(
            price=price,
            cost=cost,
            holding_rate=HOLDING_RATE,
            minimum=[one.minimum_quantity if one else 1 for one in chosen],
            pack=[one.pack_size if one else 1 for one in chosen],
        ),
    )


def _usual_offer(offers: list[SupplierOffer]) -> SupplierOffer | None:
    preferred = [offer for offer in offers if offer.is_preferred]
    return next(iter(preferred or offers), None)


def _assumed() -> tuple[float, float]:
    return ASSUMED_LEAD_DAYS, ASSUMED_LEAD_DAYS * ASSUMED_SPREAD


def _prices(variants: list[int]) -> FloatArray:
    """What a unit sold for on average, in minor units of the base currency; 0 where unknown."""
    sums = (
        DailyDemand.objects.filter(variant_id__in=variants, units__gt=0)
        .values_list("variant_id")
        .annotate(units=Sum("units"), revenue=Sum("revenue_minor"))
    )
    mean = {pk: max(revenue, 0) / units for pk, units, revenue in sums}
    return np.array([mean.get(pk, 0.0) for pk in variants])


def _result(done: Replay) -> dict[str, float]:
    return {
        "fill_rate": round(done.fill_rate, 5),
        "stock_out_share": round(done.stock_out_share, 5),
        "stock_value_minor": round(done.stock_value),
        "holding_cost_minor": round(done.holding_cost),
        "lost_revenue_minor": round(done.lost_revenue),
        "revenue_minor": round(done.revenue),
        "orders": int(done.orders.sum()),
    }


def _frontier(stage: Stage, rule: Rule) -> list[dict[str, Any]]:
    points = [
        {
            "service_level": one.service_level,
            "safety_days": one.safety_days,
            **_result(play(stage, one)),
        }
        for one in rule.variations()
    ]
    return sorted(points, key=lambda point: point["stock_value_minor"])
