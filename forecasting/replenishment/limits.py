"""Plans within a budget and a room: what earns most is bought first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Sum

from forecasting.models import LineStatus, PlanLine, ReplenishmentPolicy
from forecasting.replenishment.cases import Circumstances, read_cases
from forecasting.replenishment.reasons import ReasonCode, reason
from forecasting.replenishment.reckoning import Case
from forecasting.replenishment.supply import Place
from inventory.algorithms.budget import Goods, spend

OPEN = (LineStatus.PROPOSED, LineStatus.APPROVED)
SALVAGE = 0.5
"""Share of its cost that an unsold unit is taken to bring in: it is bought again, not lost."""
NO_MARGIN = 1.3
"""Price over cost where nothing was sold lately."""

Lines = Sequence[PlanLine]


def keep_to_limits(around: Circumstances) -> int:
    """Lower what policies with a budget or a room propose, where it is over; lines changed.

    The purchase of the greatest expected profit within the limit is found by HiGHS; no line is
    given more than it wanted.
    """
    limited = ReplenishmentPolicy.objects.filter(
        Q(budget_minor__isnull=False) | Q(capacity_units__isnull=False), is_active=True
    )
    return sum(_limit(policy, around) for policy in limited)


@transaction.atomic
def _limit(policy: ReplenishmentPolicy, around: Circumstances) -> int:
    lines = list(
        PlanLine.objects.select_for_update(of=("self",))
        .filter(policy=policy, quantity__gt=0, status__in=OPEN)
        .order_by("pk")
    )
    cases = read_cases(sorted({line.variant_id for line in lines}), around)
    known = [line for line in lines if (line.variant_id, line.warehouse_id) in cases]
    changed = 0
    if policy.capacity_units is not None:
        changed += _keep_room(policy, known, cases)
    if policy.budget_minor is not None:
        changed += _keep_budget(policy.budget_minor, known, cases)
    PlanLine.objects.bulk_update(
        known, ["quantity", "cost_minor", "reasons"], batch_size=200
    )  # advice stays: the need is there, money or room is not
    return changed


def _keep_budget(budget: int, lines: Lines, cases: dict[Place, Case]) -> int:
    """Lines in other currencies stand outside of a budget."""
    counted = [
        line for line in lines
        if line.quantity and line.currency == settings.SHOP_BASE_CURRENCY and line.unit_cost_minor
    ]  # fmt: skip
    if sum(line.cost_minor for line in counted) <= budget:
        return 0
    goods = _goods(counted, cases, room=lambda line: 0.0)
    allowed = spend(goods, budget=float(budget)).quantities
    return _lower(counted, allowed, ReasonCode.BUDGET)


def _keep_room(policy: ReplenishmentPolicy, lines: Lines, cases: dict[Place, Case]) -> int:
    by_warehouse: dict[int, list[PlanLine]] = defaultdict(list)
    for line in lines:
        by_warehouse[line.warehouse_id].append(line)
    taken = dict(
        PlanLine.objects.filter(policy=policy, warehouse_id__in=list(by_warehouse))
        .values_list("warehouse_id")
        .annotate(units=Sum(F("on_hand") + F("incoming") + F("drafted")))
    )
    changed = 0
    for warehouse, own in by_warehouse.items():
        left = max((policy.capacity_units or 0) - taken.get(warehouse, 0), 0)
        if sum(line.quantity for line in own) > left:
            goods = _goods(own, cases, room=lambda line: 1.0)
            allowed = spend(goods, capacity=float(left)).quantities
            changed += _lower(own, allowed, ReasonCode.ROOM)
    return changed


def _goods(lines: Lines, cases: dict[Place, Case], *, room: Callable[[PlanLine], float]) -> Goods:
    own = [cases[line.variant_id, line.warehouse_id] for line in lines]
    spans = [case.outlook.over(case.protected_days + case.cover_days) for case in own]
    mean, sd = np.array(spans).T
    # Where nothing is foretold staff's own levels are taken for demand: they want what they want.
    asked = np.array([line.order_up_to for line in lines], dtype=np.float64)
    cost = np.array([max(line.unit_cost_minor or 1, 1) for line in lines], dtype=np.float64)
    price = np.array([case.sales.price_minor or 0 for case in own], dtype=np.float64)
    return Goods.of(
        mean=np.where(mean > 0, mean, asked),
        sd=np.where(mean > 0, sd, np.sqrt(asked)),
        price=np.maximum(price, cost * NO_MARGIN),
        cost=cost,
        salvage=cost * SALVAGE,
        position=[max(case.supply.position, 0) for case in own],
        minimum=[case.source.minimum for case in own],
        pack=[case.source.pack for case in own],
        room=[room(line) for line in lines],
        most=[line.quantity for line in lines],
    )


def _lower(lines: Lines, allowed: Sequence[int] | np.ndarray, code: ReasonCode) -> int:
    changed = 0
    for line, most in zip(lines, allowed, strict=True):
        units = min(line.quantity, int(most))
        if units < line.quantity:
            line.reasons = [*line.reasons, reason(code, units=units, before=line.quantity)]
            line.quantity, line.cost_minor = units, units * (line.unit_cost_minor or 0)
            changed += 1
    return changed
