"""Drafts by the clock: prices by the day of the week and by unusual demand, where policies allow.

These steps are the policy's word, not the optimiser's: demand of constant elasticity has the same
best price on a strong day as on a weak one. What the model thinks of them is told beside.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Sum

from events.models import DailyDemand
from foundation import clock
from inventory.algorithms.arrays import IntArray
from pricing.algorithms.endings import nearest_ending
from pricing.algorithms.families import in_order, movers, together
from pricing.algorithms.guard_rails import WHOLE, GuardRails, Rule, apply
from pricing.models import PriceSuggestionLine, SuggestionKind, SuggestionState
from pricing.repricing.bonds import bond
from pricing.repricing.drafts import (
    Case,
    Draft,
    Gain,
    beside,
    candidates_of,
    chance_to_lose,
    lines_of,
    value,
)
from pricing.repricing.facts import facts_of
from pricing.repricing.optimising import lead_policy
from pricing.repricing.rails import rails_of, strictest
from pricing.repricing.reasons import Reason, ReasonCode, reason
from pricing.repricing.telling import reasons_of

WEEK, USUAL_WEEKS = 7, 8
BY_THE_CLOCK = (SuggestionKind.TIME_OF_WEEK, SuggestionKind.DEMAND)
SURE = 2.0
"""Standard deviations of a count that a week has to be away from the usual one."""
BASES = "bases"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The step off the usual price that a policy asks for today, in basis points, and why."""

    step: int
    kind: SuggestionKind
    reasons: tuple[Reason, ...]


def moves_by_the_clock(bundle: Sequence[Case]) -> bool:
    policy = lead_policy(bundle)
    return bool(policy.weekday_steps) or policy.demand_step_basis_points > 0


def wanted_today(bundle: Sequence[Case], usual: Mapping[int, float], *, at: datetime) -> Wanted:
    """What the bundle's policy asks of its price today.

    Args:
        usual: units a week of products over the last eight.
    """
    policy = lead_policy(bundle)
    day = clock.business_day(at).weekday()
    by_day = policy.weekday_steps[day] if policy.weekday_steps else 0
    reasons = []
    if policy.weekday_steps:
        reasons.append(reason(ReasonCode.WEEKDAY, percent=round((WHOLE + by_day) / 100, 1)))
    by_demand = 0
    if policy.demand_step_basis_points:
        coming = sum(good.outlook.over(WEEK)[0] for case in bundle for good in case.goods)
        before = sum(usual.get(case.product_id, 0.0) for case in bundle)
        way = _unusual(coming, before, policy.demand_threshold_basis_points)
        by_demand = way * policy.demand_step_basis_points
        if way:
            code = ReasonCode.DEMAND_STRONG if way > 0 else ReasonCode.DEMAND_WEAK
            reasons.append(reason(code, percent=round(abs(coming / before - 1) * 100)))
    kind = SuggestionKind.DEMAND if by_demand else SuggestionKind.TIME_OF_WEEK
    step = by_day + by_demand
    return Wanted(step, kind, tuple(reasons) if step else (reason(ReasonCode.BACK),))


def usual_weeks(product_ids: Sequence[int], *, at: datetime) -> dict[int, float]:
    """Units a week that products sold over the last eight."""
    today = clock.business_day(at)
    rows = (
        DailyDemand.objects.filter(
            product_id__in=product_ids,
            day__gte=today - timedelta(days=WEEK * USUAL_WEEKS),
            day__lt=today,
        )
        .values("product_id")
        .annotate(sold=Sum("units"))
        .values_list("product_id", "sold")
    )
    return {product: sold / USUAL_WEEKS for product, sold in rows}


def bases_of(price_ids: Sequence[int]) -> dict[int, int]:
    """The usual price of variants whose price in force is a step by the clock."""
    lines = PriceSuggestionLine.objects.filter(
        applied_id__in=price_ids,
        suggestion__kind__in=BY_THE_CLOCK,
        suggestion__state=SuggestionState.APPLIED,
    ).values_list("variant_id", "suggestion__reasons")
    found = {}
    for variant_id, reasons in lines:
        for fact in reasons:
            if str(variant_id) in fact.get(BASES, {}):
                found[variant_id] = int(fact[BASES][str(variant_id)])
    return found


def step_to(bundle: Sequence[Case], wanted: Wanted, bases: Mapping[int, int]) -> list[Draft] | None:
    """Drafts that bring the bundle to the wanted step off its usual prices.

    None where it stands there already, so that the usual price itself may be looked at; empty
    where a rail is against it or another step is in force.
    """
    goods = [good for case in bundle for good in case.goods]
    rails = strictest(rails_of(case.policy) for case in bundle)
    facts = facts_of(goods)
    usual = np.array([bases.get(good.variant_id, good.price) for good in goods], dtype=np.int64)
    stepped = np.rint(usual * (1 + wanted.step / WHOLE)).astype(np.int64)
    prices = nearest_ending(stepped, rails.endings, digits=rails.digits)
    if wanted.step == 0:
        prices = usual
    if (prices == facts.price).all():
        return None if wanted.step == 0 else []
    column = prices[:, None]
    mask = apply(rails, facts, column).mask
    fits = together(facts, column, mask, movers(facts)).all()
    moving = np.flatnonzero(prices != facts.price)
    if not fits or not in_order(rails, facts, prices, moving, prices[moving]):
        return []
    marks = {str(good.variant_id): int(one) for good, one in zip(goods, usual, strict=True)}
    return _drafts(bundle, rails, prices, wanted, marks)


def _drafts(
    bundle: Sequence[Case],
    rails: GuardRails,
    prices: IntArray,
    wanted: Wanted,
    marks: dict[str, int],
) -> list[Draft]:
    drafts, begin = [], 0
    told = ({**wanted.reasons[0], BASES: marks}, *wanted.reasons[1:])
    for case in bundle:
        after = [int(price) for price in prices[begin : begin + len(case.goods)]]
        begin += len(case.goods)
        valued = value(case, beside(case, after))
        ends = (float(valued.gain[1]), float(valued.gain_low[1]), float(valued.gain_high[1]))
        draft = Draft(
            case=case,
            kind=wanted.kind,
            lines=lines_of(case, after),
            valued=valued,
            gain=Gain(*ends, chance_to_lose(case, after)),
            rule=Rule.NOTHING,
            candidates=candidates_of(case, rails, after),
        )
        drafts.append(reasons_of(draft, together=len(bundle), first=told))
    return bond(drafts, bundle, rails)


def _unusual(coming: float, usual: float, threshold: int) -> int:
    """1 for a strong week, -1 for a weak one, 0 for one like others or too few sales to say."""
    away = coming - usual
    is_far = abs(away) * WHOLE >= threshold * usual
    is_sure = abs(away) > SURE * math.sqrt(max(usual, 1.0) / USUAL_WEEKS)
    if usual < 1 or not (is_far and is_sure):
        return 0
    return 1 if away > 0 else -1
