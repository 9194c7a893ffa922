"""Why a plan's line says what it says: facts that are kept with it, in the order they are told."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from forecasting.models import PolicyScope
from forecasting.replenishment.demand import RECENT_DAYS, DemandSource
from forecasting.replenishment.reckoning import Case, Numbers
from forecasting.replenishment.sourcing import Choice, LeadOrigin

Reason = dict[str, Any]
"""``{"code": ReasonCode, …}`` with the numbers of its sentence, as it stands in the database."""


class ReasonCode(StrEnum):
    """Each has its sentence in ``explaining``."""

    DEMAND_FORECAST = "demand_forecast"
    DEMAND_STATISTICS = "demand_statistics"
    DEMAND_RECENT = "demand_recent"
    DEMAND_NOTHING = "demand_nothing"
    SHARE = "share"
    NOT_SOLD = "not_sold"
    YOUNG = "young"
    SUPPLIER_PREFERRED = "supplier_preferred"
    SUPPLIER_ONLY = "supplier_only"
    SUPPLIER_CHEAPEST = "supplier_cheapest"
    SUPPLIER_NONE = "supplier_none"
    FOREIGN = "foreign"
    LEAD_LEARNED = "lead_learned"
    LEAD_TOLD = "lead_told"
    LEAD_ASSUMED = "lead_assumed"
    LEVEL_BY_CLASS = "level_by_class"
    LEVEL_BY_POLICY = "level_by_policy"
    POLICY = "policy"
    SAFETY = "safety"
    REORDER = "reorder"
    STAFFS_OWN = "staffs_own"
    UP_TO = "up_to"
    CYCLE = "cycle"
    LOT = "lot"
    POSITION = "position"
    LATE = "late"
    ENOUGH = "enough"
    WANTED = "wanted"
    TRANSFER = "transfer"
    PACKS = "packs"
    BUDGET = "budget"
    ROOM = "room"
    CHANGED = "changed"
    RISK = "risk"
    OVER = "over"
    DEAD = "dead"
    MARKDOWN = "markdown"


def reason(code: ReasonCode, **facts: Any) -> Reason:
    """A fact, ready for JSON."""
    return {"code": str(code), **facts}


def reasons_of(case: Case, numbers: Numbers) -> list[Reason]:
    """Where the numbers of a line came from, as far as the case alone tells."""
    return [
        *_of_demand(case, numbers),
        *_of_source(case),
        *_of_levels(case, numbers),
        *_of_position(case, numbers),
    ]


def _of_demand(case: Case, numbers: Numbers) -> Iterator[Reason]:
    outlook, daily = case.outlook, round(numbers.daily_demand, 2)
    if outlook.source is DemandSource.FORECAST:
        code = ReasonCode.DEMAND_FORECAST if outlook.version else ReasonCode.DEMAND_STATISTICS
        yield reason(
            code, daily=daily, total=round(numbers.daily_demand * 28, 1), method=outlook.method,
            version=outlook.version, as_of=outlook.as_of.isoformat() if outlook.as_of else "",
        )  # fmt: skip
    elif outlook.source is DemandSource.RECENT:
        yield reason(
            ReasonCode.DEMAND_RECENT, daily=daily, units=outlook.seen_units, days=RECENT_DAYS
        )
    else:
        yield reason(ReasonCode.DEMAND_NOTHING, days=RECENT_DAYS)
    if case.share < 0.995:
        yield reason(ReasonCode.SHARE, percent=round(case.share * 100))
    if not case.is_sold:
        yield reason(ReasonCode.NOT_SOLD)
    if case.is_young:
        yield reason(ReasonCode.YOUNG, days=case.days_old)


def _of_source(case: Case) -> Iterator[Reason]:
    source = case.source
    code = {
        Choice.PREFERRED: ReasonCode.SUPPLIER_PREFERRED,
        Choice.ONLY: ReasonCode.SUPPLIER_ONLY,
        Choice.CHEAPEST: ReasonCode.SUPPLIER_CHEAPEST,
        Choice.NONE: ReasonCode.SUPPLIER_NONE,
    }[source.choice]
    yield reason(code, supplier=source.supplier, others=source.others)
    if source.supplier_id is not None and not source.in_base:
        yield reason(ReasonCode.FOREIGN, currency=source.currency)
    days, spread = round(source.lead_days, 1), round(source.lead_sd, 1)
    if source.lead_origin is LeadOrigin.LEARNED:
        yield reason(ReasonCode.LEAD_LEARNED, days=days, spread=spread, receipts=source.receipts)
    elif source.lead_origin is LeadOrigin.TOLD:
        yield reason(ReasonCode.LEAD_TOLD, days=days, spread=spread, receipts=source.receipts)
    else:
        yield reason(ReasonCode.LEAD_ASSUMED, days=days, spread=spread)


def _of_levels(case: Case, numbers: Numbers) -> Iterator[Reason]:
    policy, level = case.policy, round(case.service_level * 100, 1)
    if policy.pk is not None and policy.scope != PolicyScope.SHOP:
        yield reason(ReasonCode.POLICY, scope=policy.scope, kind=policy.kind)
    if numbers.is_staffs_own:
        yield reason(ReasonCode.STAFFS_OWN, point=numbers.reorder_point, up_to=numbers.order_up_to)
        return
    if numbers.protected_mean <= 0:
        return
    if policy.service_level is not None:
        yield reason(ReasonCode.LEVEL_BY_POLICY, percent=level)
    else:
        abc, xyz = case.standing.abc, case.standing.xyz
        yield reason(ReasonCode.LEVEL_BY_CLASS, percent=level, abc=abc, xyz=xyz)
    yield reason(
        ReasonCode.SAFETY, units=numbers.safety_stock, days=round(case.protected_days, 1),
        spread=round(numbers.protected_sd, 1), late=round(case.source.lead_sd, 1),
    )  # fmt: skip
    yield reason(
        ReasonCode.REORDER, units=numbers.reorder_point, mean=round(numbers.protected_mean, 1),
        lead=round(case.source.lead_days, 1), review=policy.review_days,
        safety=numbers.safety_stock,
    )  # fmt: skip
    if numbers.lot:
        yield reason(ReasonCode.LOT, units=numbers.lot, rate=round(policy.holding_rate * 100))
    elif numbers.order_up_to > numbers.reorder_point:
        days = round(case.cover_days)
        yield reason(ReasonCode.UP_TO, units=numbers.order_up_to, days=days)
        if days != policy.cover_days:
            yield reason(ReasonCode.CYCLE, days=days, usual=policy.cover_days)


def _of_position(case: Case, numbers: Numbers) -> Iterator[Reason]:
    supply = case.supply
    yield reason(
        ReasonCode.POSITION, units=supply.position, free=supply.free, incoming=supply.incoming,
        drafted=supply.drafted, waiting=supply.waiting,
    )  # fmt: skip
    if supply.late:
        yield reason(ReasonCode.LATE, units=supply.late)
    if numbers.wanted:
        yield reason(ReasonCode.WANTED, units=numbers.wanted)
    elif numbers.reorder_point:
        yield reason(ReasonCode.ENOUGH, point=numbers.reorder_point)
    if numbers.risk_from is not None and numbers.risk_until is not None:
        yield reason(
            ReasonCode.RISK, percent=round(numbers.risk * 100),
            first=numbers.risk_from.isoformat(), last=numbers.risk_until.isoformat(),
            days=round(case.source.lead_days, 1),
        )  # fmt: skip
