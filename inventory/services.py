"""Every change of stock. Levels are written here alone, each with its movement.

Order of locks: the level rows of all variants at once, ``FOR UPDATE``, sorted by primary key;
only then, in a second statement, are live reservations summed. A conditional UPDATE whose
condition sums reservations oversells on PostgreSQL: it waits for the row, then judges the sum by
the snapshot from before the wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from events.outbox import publish_many
from foundation import clock
from inventory.models import MovementType, Reservation, StockLevel, StockMovement, Warehouse

RESERVATION_LASTS = timedelta(minutes=15)
Quantities = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Shortage:
    """A variant of which fewer units can be had than were asked for."""

    variant_id: int
    asked: int
    available: int


class OutOfStock(Exception):
    """Not everything that was asked for can be had; nothing was changed."""

    def __init__(self, shortages: list[Shortage]) -> None:
        super().__init__(_("Some of it is no longer in stock."))
        self.shortages = shortages


class StockRuleBroken(Exception):
    """A change that would leave less than nothing, such as shipping what was not allocated."""


@dataclass(slots=True)
class _Level:
    row: StockLevel
    reserved: int

    @property
    def available(self) -> int:
        return self.row.on_hand - self.row.allocated - self.reserved


def default_warehouse() -> Warehouse:
    """The warehouse that everything goes to unless said otherwise; made when there is none."""
    found = Warehouse.objects.filter(is_default=True).first()
    if found:
        return found
    made, _created = Warehouse.objects.get_or_create(
        code="main", defaults={"name": "Main warehouse", "is_default": True}
    )
    return made


@transaction.atomic
def receive_stock(
    *,
    variant_id: int,
    quantity: int,
    warehouse: Warehouse | None = None,
    reference: str = "",
    at: datetime | None = None,
) -> StockLevel:
    """Units arrived. The first receipt of a variant makes it tracked."""
    _positive(quantity)
    level = _level_for_update(variant_id, warehouse or default_warehouse())
    _move(level, MovementType.RECEIPT, on_hand=quantity, reference=reference, at=at)
    _announce([level])
    return level


@transaction.atomic
def adjust_stock(
    *,
    variant_id: int,
    on_hand: int,
    note: str,
    warehouse: Warehouse | None = None,
    at: datetime | None = None,
) -> StockLevel:
    """Set what a count found; the movement holds the difference and the note why.

    Raises:
        StockRuleBroken: fewer than are allocated to orders, or a negative number.
    """
    level = _level_for_update(variant_id, warehouse or default_warehouse())
    if on_hand < level.allocated:
        raise StockRuleBroken(
            _("%(allocated)d units are promised to orders: there cannot be fewer.")
            % {"allocated": level.allocated}
        )
    if difference := on_hand - level.on_hand:
        _move(level, MovementType.ADJUSTMENT, on_hand=difference, note=note, at=at)
        _announce([level])
    return level


@transaction.atomic
def reserve_stock(
    *,
    key: str,
    quantities: Quantities,
    lasts: timedelta = RESERVATION_LASTS,
    at: datetime | None = None,
) -> None:
    """Keep units for a checkout until it has paid; an earlier reservation of the key is replaced.

    Raises:
        OutOfStock: with what is short; nothing is reserved then.
    """
    levels = _lock_levels(quantities, except_key=key, at=at)
    plan = _plan(levels, quantities)
    Reservation.objects.filter(key=key).delete()
    now = at or clock.now()
    Reservation.objects.bulk_create(
        Reservation(
            key=key,
            variant_id=level.row.variant_id,
            warehouse_id=level.row.warehouse_id,
            quantity=quantity,
            created_at=now,
            expires_at=now + lasts,
        )
        for level, quantity in plan
    )
    _announce([level.row for level, _quantity in plan])


@transaction.atomic
def release_reservation(*, key: str) -> int:
    """Give back what a checkout held; returns the number of rows."""
    held = list(Reservation.objects.filter(key=key).select_related("variant"))
    Reservation.objects.filter(key=key).delete()
    publish_many("product.changed", [{"product": row.variant.product_id} for row in held])
    return len(held)


@transaction.atomic
def allocate_stock(
    *,
    reference: str,
    quantities: Quantities,
    reservation_key: str = "",
    at: datetime | None = None,
) -> None:
    """Promise units to an order, using up the reservation of its checkout.

    Raises:
        OutOfStock: with what is short; nothing is allocated then.
    """
    levels = _lock_levels(quantities, except_key=reservation_key, at=at)
    plan = _plan(levels, quantities)
    for level, quantity in plan:
        _move(level.row, MovementType.ALLOCATION, allocated=quantity, reference=reference, at=at)
    if reservation_key:
        Reservation.objects.filter(key=reservation_key).delete()
    _announce([level.row for level, _quantity in plan])


@transaction.atomic
def ship_stock(*, reference: str, at: datetime | None = None) -> None:
    """Everything allocated to an order leaves its warehouses."""
    for level, quantity in _allocated_to(reference):
        _move(
            level,
            MovementType.SHIPMENT,
            on_hand=-quantity,
            allocated=-quantity,
            reference=reference,
            at=at,
        )


@transaction.atomic
def release_stock(*, reference: str, at: datetime | None = None) -> None:
    """Everything allocated to an order is free again: it was cancelled."""
    freed = _allocated_to(reference)
    for level, quantity in freed:
        _move(level, MovementType.RELEASE, allocated=-quantity, reference=reference, at=at)
    _announce([level for level, _quantity in freed])


@transaction.atomic
def return_stock(
    *, variant_id: int, quantity: int, reference: str, at: datetime | None = None
) -> None:
    """Units came back and can be sold again; nothing happens to a variant that is not tracked."""
    _positive(quantity)
    if not StockLevel.objects.filter(variant_id=variant_id).exists():
        return
    level = _level_for_update(variant_id, default_warehouse())
    _move(level, MovementType.RETURN, on_hand=quantity, reference=reference, at=at)
    _announce([level])


def set_reorder_points(*, points: Quantities, warehouse: Warehouse | None = None) -> int:
    """Where a level asks for more, by variant; returns how many levels were set."""
    levels = list(
        StockLevel.objects.filter(
            warehouse=warehouse or default_warehouse(), variant_id__in=list(points)
        )
    )
    for level in levels:
        level.reorder_point = points[level.variant_id]
    return StockLevel.objects.bulk_update(levels, ["reorder_point"], batch_size=500)


def sweep_reservations() -> int:
    """Tidy away what has expired. Nothing depends on it: expiry is judged when stock is read."""
    expired = Reservation.objects.filter(expires_at__lte=Now()).select_related("variant")
    products = sorted({row.variant.product_id for row in expired})
    count, _by_model = Reservation.objects.filter(pk__in=[row.pk for row in expired]).delete()
    publish_many("product.changed", [{"product": product} for product in products])
    return count


def live_reservations(at: datetime | None = None) -> QuerySet[Reservation]:
    """Reservations that still count, by the database's clock, or by ``at`` when history asks."""
    return Reservation.objects.filter(expires_at__gt=at if at is not None else Now())


def _positive(quantity: int) -> None:
    if quantity <= 0:
        raise StockRuleBroken(_("The quantity must be above zero."))


def _level_for_update(variant_id: int, warehouse: Warehouse) -> StockLevel:
    StockLevel.objects.get_or_create(variant_id=variant_id, warehouse=warehouse)
    return (
        StockLevel.objects.select_related("variant")
        .select_for_update(of=("self",))
        .get(variant_id=variant_id, warehouse=warehouse)
    )


def _lock_levels(
    quantities: Quantities, *, except_key: str, at: datetime | None
) -> dict[int, list[_Level]]:
    """The levels of variants, locked, with the reservations of others: default warehouse first."""
    rows = list(
        StockLevel.objects.filter(variant_id__in=list(quantities))
        .select_related("variant", "warehouse")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    reserved = {
        (entry["variant_id"], entry["warehouse_id"]): entry["units"]
        for entry in live_reservations(at)
        .filter(variant_id__in=list(quantities))
        .filter(~Q(key=except_key))
        .values("variant_id", "warehouse_id")
        .annotate(units=Sum("quantity"))
    }
    levels: dict[int, list[_Level]] = {}
    for row in sorted(rows, key=lambda row: (not row.warehouse.is_default, row.pk)):
        units = reserved.get((row.variant_id, row.warehouse_id), 0)
        levels.setdefault(row.variant_id, []).append(_Level(row, units))
    return levels


def _plan(levels: dict[int, list[_Level]], quantities: Quantities) -> list[tuple[_Level, int]]:
    """Which level gives how much; variants without a level are not tracked and need none."""
    shortages: list[Shortage] = []
    plan: list[tuple[_Level, int]] = []
    for variant_id, quantity in quantities.items():
        _positive(quantity)
        own = levels.get(variant_id)
        if own is None:
            continue
        available = sum(max(level.available, 0) for level in own)
        if available < quantity:
            shortages.append(Shortage(variant_id, quantity, available))
            continue
        left = quantity
        for level in own:
            taken = min(left, max(level.available, 0))
            if taken:
                plan.append((level, taken))
                left -= taken
    if shortages:
        raise OutOfStock(shortages)
    return plan


def _allocated_to(reference: str) -> list[tuple[StockLevel, int]]:
    """What the movements say an order still holds, with its levels locked in order."""
    sums = {
        (entry["variant_id"], entry["warehouse_id"]): entry["units"]
        for entry in StockMovement.objects.filter(reference=reference)
        .values("variant_id", "warehouse_id")
        .annotate(units=Sum("allocated_change"))
        if entry["units"]
    }
    levels = (
        StockLevel.objects.filter(variant_id__in=[variant for variant, _warehouse in sums])
        .select_related("variant")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return [
        (level, sums[level.variant_id, level.warehouse_id])
        for level in levels
        if (level.variant_id, level.warehouse_id) in sums
    ]


def _move(
    level: StockLevel,
    type_: MovementType,
    *,
    on_hand: int = 0,
    allocated: int = 0,
    reference: str = "",
    note: str = "",
    at: datetime | None = None,
) -> None:
    """Write a movement and the locked level it changes; the table's CHECKs stand behind it."""
    level.on_hand += on_hand
    level.allocated += allocated
    if level.on_hand < 0 or not 0 <= level.allocated <= level.on_hand:
        raise StockRuleBroken(_("There is less in the warehouse than this would take."))
    level.save(update_fields=["on_hand", "allocated"])
    StockMovement.objects.create(
        variant_id=level.variant_id,
        warehouse_id=level.warehouse_id,
        type=type_,
        on_hand_change=on_hand,
        allocated_change=allocated,
        reference=reference,
        note=note,
        moved_at=at or clock.now(),
    )


def _announce(levels: list[StockLevel]) -> None:
    products = sorted({level.variant.product_id for level in levels})
    publish_many("product.changed", [{"product": product} for product in products])
