"""What lies where and what is on its way, as the plan reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, Q, Sum

from foundation import clock
from inventory.models import (
    Backorder,
    MovementType,
    PurchaseOrderLine,
    PurchaseOrderState,
    StockLevel,
    StockMovement,
    TransferLine,
    TransferState,
)
from inventory.stock.ledger import live_reservations

Place = tuple[int, int]
"""A variant and a warehouse, by their numbers."""

SHARE_DAYS = 91
PRIOR_UNITS = 20.0
"""How many units of the shop's usual split weigh in, so that few sales do not move a share far."""


@dataclass(slots=True)
class Supply:
    """One place's stock: ``arrivals`` are the days on which more is due, late ones too."""

    on_hand: int = 0
    free: int = 0
    incoming: int = 0
    drafted: int = 0
    waiting: int = 0
    late: int = 0
    own_reorder_point: int = 0
    arrivals: list[tuple[date, int]] = field(default_factory=list)

    @property
    def position(self) -> int:
        """What the reorder point is held against."""
        return self.free + self.incoming + self.drafted - self.waiting

    @property
    def on_its_way(self) -> int:
        return self.incoming + self.drafted


def read_supply(
    variant_ids: Sequence[int], *, main: int, at: datetime | None = None
) -> dict[Place, Supply]:
    """The stock of each tracked variant in each active warehouse.

    Args:
        main: the default warehouse, where units that wait for any place are counted.
    """
    supply: dict[Place, Supply] = {}
    levels = StockLevel.objects.filter(variant_id__in=variant_ids, warehouse__is_active=True)
    for variant, warehouse, on_hand, allocated, point in levels.values_list(
        "variant_id", "warehouse_id", "on_hand", "allocated", "reorder_point"
    ):
        supply[variant, warehouse] = Supply(
            on_hand=on_hand, free=on_hand - allocated, own_reorder_point=point
        )
    reserved = live_reservations(at).filter(variant_id__in=variant_ids, warehouse__isnull=False)
    for variant, warehouse, units in reserved.values_list("variant_id", "warehouse_id", "quantity"):
        if place := supply.get((variant, warehouse or 0)):
            place.free = max(place.free - units, 0)
    _add_purchases(supply, variant_ids, clock.business_day(at))
    _add_transfers(supply, variant_ids, clock.business_day(at))
    _add_backorders(supply, variant_ids, main)
    return supply


def _add_purchases(supply: dict[Place, Supply], variant_ids: Sequence[int], day: date) -> None:
    open_lines = PurchaseOrderLine.objects.filter(
        Q(order__state__in=(PurchaseOrderState.SENT, PurchaseOrderState.PART_RECEIVED))
        | Q(order__state=PurchaseOrderState.DRAFT),
        variant_id__in=variant_ids,
        quantity__gt=F("received"),
    )
    for variant, warehouse, units, received, state, due in open_lines.values_list(
        "variant_id", "order__warehouse_id", "quantity", "received", "order__state",
        "order__expected_on",
    ):  # fmt: skip
        place = supply.get((variant, warehouse))
        if place is None:
            continue
        missing = units - received
        if state == PurchaseOrderState.DRAFT:
            place.drafted += missing
            continue
        place.incoming += missing
        if due is not None and due < day:
            place.late += missing
        place.arrivals.append((due or day + timedelta(days=7), missing))


def _add_transfers(supply: dict[Place, Supply], variant_ids: Sequence[int], day: date) -> None:
    moving = TransferLine.objects.filter(
        variant_id__in=variant_ids, transfer__state__in=(TransferState.SENT, TransferState.DRAFT)
    )
    for variant, source, target, units, received, state, due in moving.values_list(
        "variant_id", "transfer__source_id", "transfer__target_id", "quantity", "received",
        "transfer__state", "transfer__expected_on",
    ):  # fmt: skip
        to, of = supply.get((variant, target)), supply.get((variant, source))
        if state == TransferState.DRAFT:
            if to:
                to.drafted += units
            if of:
                of.free = max(of.free - units, 0)
        elif to:
            to.incoming += units - received
            to.arrivals.append((due or day + timedelta(days=2), units - received))


def _add_backorders(supply: dict[Place, Supply], variant_ids: Sequence[int], main: int) -> None:
    waiting = (
        Backorder.objects.filter(variant_id__in=variant_ids, waiting__gt=0)
        .values_list("variant_id", "warehouse_id")
        .annotate(units=Sum("waiting"))
    )
    for variant, warehouse, units in waiting:
        place = supply.get((variant, warehouse or main))
        if place is None:
            place = next((one for key, one in supply.items() if key[0] == variant), None)
        if place is not None:
            place.waiting += units


def shipped_by_place(
    *, at: datetime | None = None, variant_ids: Sequence[int] | None = None
) -> dict[Place, int]:
    """Units that left each warehouse for customers in the last quarter, by variant."""
    since = clock.day_bounds(clock.business_day(at) - timedelta(days=SHARE_DAYS))[0]
    moves = StockMovement.objects.filter(type=MovementType.SHIPMENT, moved_at__gte=since)
    if variant_ids is not None:
        moves = moves.filter(variant_id__in=variant_ids)
    sums = moves.values_list("variant_id", "warehouse_id").annotate(units=Sum("on_hand_change"))
    return {(variant, warehouse): -units for variant, warehouse, units in sums if units < 0}


def shipped_by_warehouse(*, at: datetime | None = None) -> dict[int, int]:
    """Units that left each warehouse for customers in the last quarter."""
    since = clock.day_bounds(clock.business_day(at) - timedelta(days=SHARE_DAYS))[0]
    moves = StockMovement.objects.filter(type=MovementType.SHIPMENT, moved_at__gte=since)
    sums = moves.values_list("warehouse_id").annotate(units=Sum("on_hand_change"))
    return {warehouse: -units for warehouse, units in sums if units < 0}


def demand_shares(
    places: Sequence[Place], shipped: Mapping[Place, int], usual: Mapping[int, int], *, main: int
) -> dict[Place, float]:
    """Which share of a variant's demand each of its warehouses serves; they add up to one.

    The variant's own shipments, drawn towards the split of all shipments of the shop; where
    nothing was shipped at all, everything falls to the default warehouse.
    """
    of: dict[int, list[int]] = defaultdict(list)
    for variant, warehouse in places:
        of[variant].append(warehouse)
    shares: dict[Place, float] = {}
    for variant, warehouses in of.items():
        total = sum(usual.get(pk, 0) for pk in warehouses)
        prior = {pk: usual.get(pk, 0) / total if total else 0.0 for pk in warehouses}
        if not total:
            prior[main if main in warehouses else warehouses[0]] = 1.0
        units = sum(shipped.get((variant, pk), 0) for pk in warehouses)
        for pk in warehouses:
            own = shipped.get((variant, pk), 0)
            shares[variant, pk] = (own + PRIOR_UNITS * prior[pk]) / (units + PRIOR_UNITS)
    return shares
