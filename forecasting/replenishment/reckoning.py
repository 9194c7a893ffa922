"""The numbers of a plan: from demand, lead time and stock to what to order. No database here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from forecasting.models import ReplenishmentKind, ReplenishmentPolicy
from forecasting.replenishment.demand import Outlook, Sales
from forecasting.replenishment.sourcing import Source
from forecasting.replenishment.supply import Supply
from forecasting.replenishment.worth import Standing, cover_of
from inventory.algorithms.arrays import FloatArray
from inventory.algorithms.arrays import Numbers as Numbers_
from inventory.algorithms.eoq import economic_order_quantity
from inventory.algorithms.newsvendor import newsvendor_normal
from inventory.algorithms.overstock import (
    Health,
    clearing_markdown,
    stock_health,
)
from inventory.algorithms.packs import whole_order
from inventory.algorithms.policies import (
    JustInTime,
    MinMax,
    OrderUpTo,
    PeriodicReview,
    Policy,
    ReorderPoint,
    kanban_cards,
    min_max,
)
from inventory.algorithms.safety_stock import safety_stock
from inventory.algorithms.stock_outs import risk_window, stock_out_probability

RISK_DAYS = 28
LIKELY = 0.2
"""From so much risk on a day counts as one on which a variant may run out."""
CLEAR_DAYS = 56
YOUNG_DAYS = 56
"""As forecasts do, the plan takes eight weeks to know a new product."""
UNSOLD_VALUE = 0.5
"""What is left of a unit's cost when its season is over, for the newsvendor."""


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known of one variant in one warehouse."""

    day: date
    variant_id: int
    warehouse_id: int
    supply: Supply
    outlook: Outlook
    share: float
    source: Source
    policy: ReplenishmentPolicy
    standing: Standing
    sales: Sales
    days_unsold: int
    days_old: int
    is_sold: bool = True

    @property
    def service_level(self) -> float:
        """The policy's, where it names one; else that of the classes."""
        return self.policy.service_level or self.standing.service_level

    @property
    def is_young(self) -> bool:
        """Too new to call what lies there too much."""
        return self.days_old < YOUNG_DAYS

    @property
    def protected_days(self) -> float:
        """An order must last until the next one could arrive: lead time and one review."""
        return self.source.lead_days + self.policy.review_days

    @property
    def cover_days(self) -> float:
        """How long an order should last beyond that."""
        return cover_of(self.policy, self.standing)

    @property
    def unit_value_minor(self) -> int:
        """What a unit in stock is worth at cost; half of its price where no cost is known."""
        if self.source.unit_cost_minor is not None and self.source.in_base:
            return self.source.unit_cost_minor
        return (self.sales.price_minor or 0) // 2


@dataclass(frozen=True, slots=True)
class Numbers:
    """What follows from a case. ``wanted`` is before transfers, packs, budget and room."""

    daily_demand: float
    protected_mean: float
    protected_sd: float
    safety_stock: int
    reorder_point: int
    order_up_to: int
    lot: int
    is_staffs_own: bool
    wanted: int
    quantity: int
    days_of_cover: float | None
    state: int
    excess: int
    markdown: float
    risk: float
    risk_by_day: FloatArray
    risk_from: date | None
    risk_until: date | None


def reckon(cases: Sequence[Case]) -> list[Numbers]:
    """The numbers of many cases at once."""
    if not cases:
        return []
    spans = [case.outlook.over(case.protected_days) for case in cases]
    safety = _safety(cases, spans)
    levels = [
        _levels(case, mean, float(kept))
        for case, (mean, _sd), kept in zip(cases, spans, safety, strict=True)
    ]
    risks = _risks(cases)
    health = _health(cases, levels)
    markdown = clearing_markdown(
        health.excess, [_daily(case) for case in cases], days=float(CLEAR_DAYS)
    )
    return [
        _numbers(case, spans[at], float(safety[at]), levels[at], risks[at], health, markdown, at)
        for at, case in enumerate(cases)
    ]


def sellable_order(case: Case, units: int) -> int:
    """The least that the supplier sells and that covers so many units."""
    return int(whole_order(units, minimum=case.source.minimum, pack=case.source.pack))


def changed(
    case: Case,
    *,
    demand_factor: float = 1.0,
    lead_days: float | None = None,
    lead_spread: float | None = None,
    service_level: float | None = None,
) -> Case:
    """The same case under other circumstances: what a what-if asks."""
    source = replace(
        case.source,
        lead_days=case.source.lead_days if lead_days is None else lead_days,
        lead_sd=case.source.lead_sd if lead_spread is None else lead_spread,
    )
    standing, policy = case.standing, case.policy
    if service_level is not None:
        standing = replace(standing, service_level=service_level)
        policy = copy(policy)
        policy.service_level = service_level
    outlook = case.outlook.scaled(demand_factor)
    return replace(case, source=source, standing=standing, policy=policy, outlook=outlook)


@dataclass(frozen=True, slots=True)
class _Levels:
    order_at: int
    up_to: int
    lot: int
    rule: Policy
    is_staffs_own: bool = False


def _safety(cases: Sequence[Case], spans: Sequence[tuple[float, float]]) -> FloatArray:
    days = np.array([max(case.protected_days, 0.1) for case in cases])
    mean, sd = np.array(spans).T
    return safety_stock(
        mean / days,
        sd / np.sqrt(days),
        days,
        np.array([case.source.lead_sd for case in cases]),
        np.clip([case.service_level for case in cases], 0.01, 0.999),
    )


def _levels(case: Case, mean: float, safety: float) -> _Levels:
    """Reorder point and order-up-to level by the policy's kind."""
    policy, kind = case.policy, ReplenishmentKind(case.policy.kind)
    if kind == ReplenishmentKind.MIN_MAX and policy.minimum is not None:
        most = policy.maximum if policy.maximum is not None else policy.minimum
        return _Levels(policy.minimum, most, 0, MinMax(policy.minimum, most), is_staffs_own=True)
    if mean <= 0:
        return _without_demand(case)
    order_at = _ceil(mean + safety)
    cover = case.outlook.over(case.protected_days + case.cover_days)[0] - mean
    up_to = order_at + max(_ceil(cover), 1)
    match kind:
        case ReplenishmentKind.REORDER_POINT:
            lot = _economic_lot(case) or up_to - order_at
            return _Levels(order_at, order_at + lot, lot, ReorderPoint(order_at, lot))
        case ReplenishmentKind.PERIODIC:
            rule = PeriodicReview(order_at, policy.review_days)
            return _Levels(order_at, order_at, 0, rule)
        case ReplenishmentKind.MIN_MAX:
            both = min_max(order_at, daily_demand=_daily(case), cover_days=case.cover_days)
            return _Levels(_ceil(both.minimum), _ceil(both.maximum), 0, both)
        case ReplenishmentKind.JUST_IN_TIME:
            return _containers(case, mean, safety)
        case ReplenishmentKind.NEWSVENDOR:
            up_to = max(_season(case), order_at)
            return _Levels(order_at, up_to, 0, OrderUpTo(order_at, up_to))
    return _Levels(order_at, up_to, 0, OrderUpTo(order_at, up_to))


def _without_demand(case: Case) -> _Levels:
    """Nothing is known to be wanted: what staff set as the reorder point is all there is."""
    own = case.supply.own_reorder_point if case.sales.last_day is None else 0
    up_to = own * 2
    rule = OrderUpTo(own, up_to) if own else OrderUpTo(-math.inf, 0)
    return _Levels(own, up_to, 0, rule, is_staffs_own=bool(own))


def _economic_lot(case: Case) -> int | None:
    cost, rate = case.unit_value_minor, case.policy.holding_rate
    if not (cost and case.policy.order_cost_minor):
        return None
    lot = economic_order_quantity(
        order_cost=float(case.policy.order_cost_minor),
        holding_cost=cost * rate,
        demand=_daily(case) * 365,
    )
    return max(_ceil(lot.quantity), 1)


def _containers(case: Case, mean: float, safety: float) -> _Levels:
    size = max(case.source.pack, 1)
    cards = int(
        kanban_cards(
            daily_demand=mean / case.protected_days,
            lead_days=case.protected_days,
            container=size,
            safety=safety / mean,
        )
    )
    return _Levels(max(cards - 1, 0) * size, cards * size, 0, JustInTime(cards, size))


def _season(case: Case) -> int:
    """Enough for the season by margin: lost profit against what is left over at its end."""
    days = case.protected_days + case.cover_days
    mean, sd = case.outlook.over(days)
    cost, price = case.unit_value_minor, case.sales.price_minor
    if not cost or price is None or price <= cost:
        return _ceil(mean)
    over = cost * (1 - UNSOLD_VALUE) + cost * case.policy.holding_rate * days / 365
    bought = newsvendor_normal(overage_cost=over, underage_cost=price - cost, mean=mean, sd=sd)
    return _ceil(bought.units)


def _risks(cases: Sequence[Case]) -> FloatArray:
    mean = np.array([case.outlook.mean[:RISK_DAYS] for case in cases])
    sd = np.array([case.outlook.sd[:RISK_DAYS] for case in cases])
    arrivals = np.zeros((len(cases), RISK_DAYS))
    for at, case in enumerate(cases):
        for due, units in case.supply.arrivals:
            # What should have come by now is taken to come as late again as lead times vary.
            late = max(math.ceil(case.source.lead_sd), 2)
            place = (due - case.day).days if due >= case.day else late
            if place < RISK_DAYS:
                arrivals[at, place] += units
    free = np.array([case.supply.free - case.supply.waiting for case in cases], dtype=np.float64)
    return stock_out_probability(free, arrivals, mean, sd)


def _health(cases: Sequence[Case], levels: Sequence[_Levels]) -> Health:
    return stock_health(
        [case.supply.position for case in cases],
        [_daily(case) for case in cases],
        reorder_at=[level.order_at for level in levels],
        days_unsold=[
            case.days_unsold / max(case.policy.dead_days, 1) if case.supply.on_hand else 0
            for case in cases
        ],
        most_cover=[case.policy.overstock_days for case in cases],
        dead_after=1.0,
    )


def _numbers(
    case: Case,
    span: tuple[float, float],
    safety: float,
    levels: _Levels,
    risks: FloatArray,
    health: Health,
    markdown: FloatArray,
    at: int,
) -> Numbers:
    wanted = _wanted(case, levels)
    window = risk_window(risks, likely=LIKELY) if span[0] > 0 else None
    arrives = min(max(math.ceil(case.source.lead_days), 1), RISK_DAYS)
    daily = _daily(case)
    return Numbers(
        daily_demand=daily,
        protected_mean=span[0],
        protected_sd=span[1],
        safety_stock=_ceil(safety) if span[0] > 0 else 0,
        reorder_point=levels.order_at,
        order_up_to=levels.up_to,
        lot=levels.lot,
        is_staffs_own=levels.is_staffs_own,
        wanted=wanted,
        quantity=sellable_order(case, wanted),
        days_of_cover=case.supply.free / daily if daily > 0 else None,
        state=int(health.state[at]),
        excess=int(min(health.excess[at], case.supply.free)),
        markdown=float(markdown[at]),
        risk=float(risks[:arrives].max()) if span[0] > 0 else 0.0,
        risk_by_day=risks,
        risk_from=case.day + timedelta(days=window.first) if window else None,
        risk_until=case.day + timedelta(days=window.last) if window else None,
    )


def _wanted(case: Case, levels: _Levels) -> int:
    if not case.is_sold:
        return max(case.supply.waiting - case.supply.on_its_way - case.supply.free, 0)
    position = np.array([float(case.supply.position)])
    wanted = float(levels.rule.order(position, case.day.toordinal())[0])
    return max(_ceil(wanted), 0)


def _daily(case: Case) -> float:
    """Demand a day over the next four weeks."""
    return case.outlook.over(28)[0] / 28


def _ceil(number: Numbers_) -> int:
    return math.ceil(float(np.asarray(number)) - 1e-9)
