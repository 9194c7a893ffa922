"""Reading plans: the reorder queue, how the stock is, what to look at first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.conf import settings
from django.db.models import Case as When_
from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from forecasting.models import Advice, LineStatus, PlanLine, StockState
from forecasting.replenishment.figures import InventoryFigures, inventory_figures
from forecasting.replenishment.plans import plan_of_places, quantity_to_buy
from forecasting.replenishment.reckoning import LIKELY, changed, reckon
from foundation import clock
from foundation.money import Money
from inventory.models import PurchaseOrder, PurchaseOrderState

__all__ = [
    "Alert",
    "AlertKind",
    "InventoryFigures",
    "StateSummary",
    "WhatIf",
    "alerts",
    "inventory_figures",
    "lines_of",
    "reorder_queue",
    "stock_health",
    "what_if",
]

LOW_COVER_DAYS = 7.0
MOST_EXAMPLES = 5
_PRESSING = {Advice.HURRY: 0, Advice.FIND_SUPPLIER: 1, Advice.TRANSFER: 2, Advice.ORDER: 3}


@dataclass(frozen=True, slots=True)
class StateSummary:
    """How many lines are in a state, their units on hand and their value at cost."""

    state: StockState
    lines: int
    units: int
    value: Money


class AlertKind(StrEnum):
    """What staff should look at."""

    STOCK_OUT_RISK = "stock_out_risk"
    LOW_COVER = "low_cover"
    LATE_PURCHASE = "late_purchase"
    NO_SUPPLIER = "no_supplier"
    OVERSTOCK = "overstock"


@dataclass(frozen=True, slots=True)
class Alert:
    """One kind of trouble: how many cases there are, and the worst of them.

    ``lines`` are those of the plan, ``purchase_orders`` the late ones, for LATE_PURCHASE alone.
    """

    kind: AlertKind
    count: int
    lines: tuple[PlanLine, ...] = ()
    purchase_orders: tuple[PurchaseOrder, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The numbers of a line under other circumstances."""

    daily_demand: float
    lead_days: float
    safety_stock: int
    reorder_point: int
    order_up_to: int
    quantity: int
    risk: float
    days_of_cover: float | None
    risk_by_day: tuple[float, ...]


def reorder_queue() -> QuerySet[PlanLine]:
    """Lines that somebody should act on, the most pressing first."""
    rank = When_(
        *(When(advice=advice, then=Value(place)) for advice, place in _PRESSING.items()),
        default=Value(len(_PRESSING)),
        output_field=IntegerField(),
    )
    return (
        PlanLine.objects.filter(
            Q(quantity__gt=0) | Q(transfer_quantity__gt=0) | Q(wanted__gt=0),
            status__in=(LineStatus.PROPOSED, LineStatus.APPROVED),
        )
        .select_related("variant__product", "warehouse", "supplier", "transfer_from")
        .annotate(rank=rank)
        .order_by("rank", "-risk", "-cost_minor", "pk")
    )


def stock_health() -> list[StateSummary]:
    """Lines, units and value by state, in the order of ``StockState``; all states are told."""
    sums = {
        row["state"]: row
        for row in PlanLine.objects.values("state").annotate(
            lines=Count("pk"), units=Sum("on_hand"), value=Sum("stock_value_minor")
        )
    }
    return [
        StateSummary(
            state=state,
            lines=sums.get(state, {}).get("lines", 0),
            units=sums.get(state, {}).get("units", 0),
            value=Money(sums.get(state, {}).get("value", 0), settings.SHOP_BASE_CURRENCY),
        )
        for state in StockState
    ]


def lines_of(variant_ids: Iterable[int]) -> dict[int, list[PlanLine]]:
    """The plan of some variants, by variant, warehouse by warehouse."""
    lines: dict[int, list[PlanLine]] = {}
    rows = PlanLine.objects.filter(variant_id__in=list(variant_ids))
    for line in rows.select_related("warehouse", "supplier").order_by("warehouse__priority", "pk"):
        lines.setdefault(line.variant_id, []).append(line)
    return lines


def alerts(*, at: datetime | None = None) -> list[Alert]:
    """What staff should look at, worst first; kinds without a case are absent."""
    open_ = PlanLine.objects.exclude(status=LineStatus.DISMISSED).select_related(
        "variant__product", "warehouse", "supplier"
    )
    unsolved = open_.exclude(status=LineStatus.ORDERED)
    risky = unsolved.filter(risk__gte=LIKELY).order_by("-risk", "pk")
    low = unsolved.filter(days_of_cover__lt=LOW_COVER_DAYS, risk__lt=LIKELY, quantity__gt=0)
    orphans = unsolved.filter(advice=Advice.FIND_SUPPLIER)
    over = open_.filter(state__in=(StockState.OVER, StockState.DEAD))
    found = [
        _of_lines(AlertKind.STOCK_OUT_RISK, risky),
        _late(clock.business_day(at)),
        _of_lines(AlertKind.LOW_COVER, low.order_by("days_of_cover", "pk")),
        _of_lines(AlertKind.NO_SUPPLIER, orphans.order_by("-daily_demand", "pk")),
        _of_lines(AlertKind.OVERSTOCK, over.order_by("-stock_value_minor", "pk")),
    ]
    return [alert for alert in found if alert.count]


def what_if(
    line: PlanLine,
    *,
    demand_factor: float = 1.0,
    lead_days: float | None = None,
    lead_spread: float | None = None,
    service_level: float | None = None,
    at: datetime | None = None,
) -> WhatIf | None:
    """The line as the plan would make it now under other circumstances; None: no longer tracked.

    Made by the plan's own code, without budget and room.
    """
    case = plan_of_places([line.variant_id], at=at).get((line.variant_id, line.warehouse_id))
    if case is None:
        return None
    case = changed(
        case,
        demand_factor=demand_factor,
        lead_days=lead_days,
        lead_spread=lead_spread,
        service_level=service_level,
    )
    (numbers,) = reckon([case])
    return WhatIf(
        daily_demand=numbers.daily_demand,
        lead_days=case.source.lead_days,
        safety_stock=numbers.safety_stock,
        reorder_point=numbers.reorder_point,
        order_up_to=numbers.order_up_to,
        quantity=quantity_to_buy(case, numbers),
        risk=numbers.risk,
        days_of_cover=numbers.days_of_cover,
        risk_by_day=tuple(round(float(one), 3) for one in numbers.risk_by_day),
    )


def _of_lines(kind: AlertKind, lines: QuerySet[PlanLine]) -> Alert:
    return Alert(kind, lines.count(), tuple(lines[:MOST_EXAMPLES]))


def _late(day: date) -> Alert:
    late = PurchaseOrder.objects.filter(
        state__in=(PurchaseOrderState.SENT, PurchaseOrderState.PART_RECEIVED), expected_on__lt=day
    ).select_related("supplier", "warehouse")
    worst = late.order_by(F("expected_on").asc(), "pk")[:MOST_EXAMPLES]
    return Alert(AlertKind.LATE_PURCHASE, late.count(), purchase_orders=tuple(worst))
