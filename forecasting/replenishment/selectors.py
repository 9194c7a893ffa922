"""Reading plans: the reorder queue, how the stock is, what to look at first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
    "coming_late",
    "inventory_figures",
    "lines_of",
    "reorder_queue",
    "stock_health",
    "what_if",
]

LOW_COVER_DAYS = 7.0
MOST_EXAMPLES = 5
_UNSOLVED = Q(status__in=(LineStatus.PROPOSED, LineStatus.APPROVED))
_TO_ACT_ON = Q(quantity__gt=0) | Q(transfer_quantity__gt=0) | Q(wanted__gt=0)
_PRESSING = {Advice.HURRY: 0, Advice.FIND_SUPPLIER: 1, Advice.TRANSFER: 2, Advice.ORDER: 3}


@dataclass(frozen=True, slots=True)
class StateSummary:
    """How many lines are in a state, their units on hand and their value at cost."""

    state: StockState
    lines: int
    units: int
    value: Money


class AlertKind(StrEnum):
    """What staff should look at, worst first."""

    STOCK_OUT_RISK = "stock_out_risk"
    LATE_PURCHASE = "late_purchase"
    LOW_COVER = "low_cover"
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
        PlanLine.objects.filter(_TO_ACT_ON, _UNSOLVED)
        .select_related("variant__product", "warehouse", "supplier", "transfer_from")
        .annotate(rank=rank)
        .order_by("rank", "-risk", "-cost_minor", "pk")
    )


def coming_late() -> QuerySet[PlanLine]:
    """Lines that are likely to run out and leave nothing to order: what is to come, comes late."""
    return _ALERTS[AlertKind.STOCK_OUT_RISK].lines().exclude(_TO_ACT_ON)


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


def alerts(
    *, at: datetime | None = None, examples: Collection[AlertKind] = tuple(AlertKind)
) -> list[Alert]:
    """What staff should look at, worst first; kinds without a case are absent.

    Two queries count them, and one more reads the worst of each kind named in ``examples``.
    """
    late = _late(clock.business_day(at))
    counts: dict[str, int] = PlanLine.objects.aggregate(
        **{kind.value: Count("pk", filter=asked.condition) for kind, asked in _ALERTS.items()}
    )
    counts[AlertKind.LATE_PURCHASE.value] = late.count()
    found = []
    for kind in (kind for kind in AlertKind if counts[kind.value]):
        wanted = kind in examples
        if kind is AlertKind.LATE_PURCHASE:
            orders = tuple(late[:MOST_EXAMPLES]) if wanted else ()
            found.append(Alert(kind, counts[kind.value], purchase_orders=orders))
            continue
        lines = tuple(_ALERTS[kind].lines()[:MOST_EXAMPLES]) if wanted else ()
        found.append(Alert(kind, counts[kind.value], lines))
    return found


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


@dataclass(frozen=True, slots=True)
class _LineAlert:
    """Which lines are of a kind, and which of them is the worst."""

    condition: Q
    worst_first: tuple[str, ...]

    def lines(self) -> QuerySet[PlanLine]:
        return (
            PlanLine.objects.filter(self.condition)
            .select_related("variant__product", "warehouse", "supplier")
            .order_by(*self.worst_first, "pk")
        )


_ALERTS = {
    AlertKind.STOCK_OUT_RISK: _LineAlert(_UNSOLVED & Q(risk__gte=LIKELY), ("-risk",)),
    AlertKind.LOW_COVER: _LineAlert(
        _UNSOLVED & Q(days_of_cover__lt=LOW_COVER_DAYS, risk__lt=LIKELY, quantity__gt=0),
        ("days_of_cover",),
    ),
    AlertKind.NO_SUPPLIER: _LineAlert(
        _UNSOLVED & Q(advice=Advice.FIND_SUPPLIER), ("-daily_demand",)
    ),
    AlertKind.OVERSTOCK: _LineAlert(
        ~Q(status=LineStatus.DISMISSED) & Q(state__in=(StockState.OVER, StockState.DEAD)),
        ("-stock_value_minor",),
    ),
}


def _late(day: date) -> QuerySet[PurchaseOrder]:
    late = PurchaseOrder.objects.filter(
        state__in=(PurchaseOrderState.SENT, PurchaseOrderState.PART_RECEIVED), expected_on__lt=day
    ).select_related("supplier", "warehouse")
    return late.order_by(F("expected_on").asc(), "pk")
