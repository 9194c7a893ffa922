"""Promising stock: reservations for checkouts, allocations and backorders for orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from events.outbox import publish_many
from foundation import clock
from foundation.prepared import PreparedQuery
from inventory.allocation import Take, plan_takes
from inventory.models import MovementType, Reservation, StockLevel, StockMovement, Warehouse
from inventory.stock.backorders import add_backorders, cancel_backorders, fill_backorders
from inventory.stock.errors import OutOfStock, Shortage, StockRuleBroken, require_positive
from inventory.stock.ledger import Ledger, Place, default_warehouse, open_ledger
from inventory.stock.policies import allowances

RESERVATION_LASTS = timedelta(minutes=15)
SWEPT_AT_ONCE = 500
Quantities = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ShippedUnits:
    """Units that left a warehouse."""

    variant_id: int
    warehouse_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is taken from which level, and what is promised beyond the stock, by variant."""

    takes: list[Take]
    beyond: dict[int, int]


_HELD = PreparedQuery(
    lambda key: Reservation.objects.filter(key=key).values_list("variant_id", flat=True)
)


@transaction.atomic
def reserve_stock(
    *,
    key: str,
    quantities: Quantities,
    lasts: timedelta = RESERVATION_LASTS,
    country: str = "",
    warehouse: Warehouse | None = None,
    at: datetime | None = None,
) -> None:
    """Keep units for a checkout until it has paid; an earlier reservation of the key is replaced.

    What goes beyond the stock keeps part of the backorder limit.

    Args:
        key: whose it is: the public id of the checkout's order.
        quantities: units by variant id; variants that are not tracked are left out.
        country: where the order goes (ISO code), for the nearest warehouse.
        warehouse: the only one that may give (the shopper picks it up there).

    Raises:
        OutOfStock: with what is short; nothing is reserved then.
        StockRuleBroken: a quantity of nothing.
    """
    held = set(_HELD(key=key))
    ledger = open_ledger(held | set(quantities), except_key=key, at=at)
    plan = _plan(ledger, quantities, country=country, warehouse=warehouse)
    if held:
        Reservation.objects.filter(key=key).delete()
    now = at or clock.now()
    kept: list[tuple[int, int | None, int]] = [
        (take.variant_id, take.warehouse_id, take.quantity) for take in plan.takes
    ]
    kept += [(variant_id, None, units) for variant_id, units in plan.beyond.items()]
    Reservation.objects.bulk_create(
        Reservation(
            key=key,
            variant_id=variant_id,
            warehouse_id=warehouse_id,
            quantity=units,
            created_at=now,
            expires_at=now + lasts,
        )
        for variant_id, warehouse_id, units in kept
    )
    if held:
        _serve_waiting(ledger)
    ledger.announce()


@transaction.atomic
def release_reservation(*, key: str) -> int:
    """Give back what a checkout held; returns the number of rows."""
    held = set(Reservation.objects.filter(key=key).values_list("variant_id", flat=True))
    if not held:
        return 0
    ledger = open_ledger(held)
    # Summed while they are still there: whether it was sold out until now.
    was_empty = ledger.empty_variants()
    count, _by_model = Reservation.objects.filter(key=key).delete()
    _hand_on(ledger, was_empty)
    return count


@transaction.atomic
def sweep_reservations() -> int:
    """Tidy away what has expired; nothing that is sold depends on it.

    Expiry is judged when stock is read. Only those who wait, for a backorder or an alert, hear
    of it here.
    """
    expired = list(Reservation.objects.filter(expires_at__lte=Now()).order_by("pk")[:SWEPT_AT_ONCE])
    if not expired:
        return 0
    variant_ids = {row.variant_id for row in expired}
    ledger = open_ledger(variant_ids)
    count, _by_model = Reservation.objects.filter(pk__in=[row.pk for row in expired]).delete()
    _hand_on(ledger, variant_ids)
    return count


@transaction.atomic
def allocate_stock(
    *,
    reference: str,
    quantities: Quantities,
    reservation_key: str = "",
    country: str = "",
    warehouse: Warehouse | None = None,
    at: datetime | None = None,
) -> None:
    """Promise units to an order, using up the reservation of its checkout.

    The nearest warehouse that has everything gives it, else as few as can. What goes beyond the
    stock waits as a backorder, within the limit of the variant's policy.

    Args:
        reference: the order's public id, by which its movements are found again.
        quantities: units by variant id; variants that are not tracked are left out.
        reservation_key: the checkout whose units these are, expired or not.
        country: where the order goes (ISO code).
        warehouse: the only one that may give (the shopper picks it up there).

    Raises:
        OutOfStock: with what is short; nothing is allocated then.
        StockRuleBroken: a quantity of nothing.
    """
    ledger = open_ledger(quantities, except_key=reservation_key, at=at)
    plan = _plan(ledger, quantities, country=country, warehouse=warehouse)
    for take in plan.takes:
        ledger.move(
            (take.variant_id, take.warehouse_id),
            MovementType.ALLOCATION,
            allocated=take.quantity,
            reference=reference,
        )
    if plan.beyond:
        add_backorders(
            ledger,
            reference=reference,
            quantities=plan.beyond,
            warehouse_id=warehouse.pk if warehouse else None,
        )
    ledger.write()
    if reservation_key:
        Reservation.objects.filter(key=reservation_key).delete()
        if any(ledger.own_reservation(pk) > units for pk, units in quantities.items()):
            _serve_waiting(ledger)
    ledger.announce()


@transaction.atomic
def ship_stock(
    *,
    reference: str,
    quantities: Quantities | None = None,
    warehouse: Warehouse | None = None,
    at: datetime | None = None,
) -> list[ShippedUnits]:
    """Units that are allocated to an order leave their warehouses.

    Args:
        quantities: units by variant; without them all that is allocated.
        warehouse: where they leave from; without it, wherever they are allocated.

    Returns:
        What left where. Variants that are not tracked are not among it.

    Raises:
        StockRuleBroken: so much is not allocated; nothing leaves then.
    """
    ledger, held = _held_by(reference, quantities or (), at=at)
    if warehouse is not None:
        held = {place: units for place, units in held.items() if place[1] == warehouse.pk}
    chosen = held if quantities is None else _share(ledger, held, quantities)
    for place, units in chosen.items():
        ledger.move(
            place, MovementType.SHIPMENT, on_hand=-units, allocated=-units, reference=reference
        )
    ledger.write()
    return [ShippedUnits(*place, units) for place, units in chosen.items()]


@transaction.atomic
def release_stock(
    *, reference: str, quantities: Quantities | None = None, at: datetime | None = None
) -> None:
    """What was promised to an order is free again, wholly or partly: it was cancelled.

    What it still waits for goes first, then what is allocated; the next who wait are served.

    Raises:
        StockRuleBroken: ``quantities`` asks for more than is promised.
    """
    ledger, held = _held_by(reference, quantities or (), at=at)
    if not ledger.levels:
        return
    cancelled = cancel_backorders(ledger, reference=reference, quantities=quantities)
    if quantities is not None:
        left = {pk: units - cancelled.get(pk, 0) for pk, units in quantities.items()}
        held = _share(ledger, held, {pk: units for pk, units in left.items() if units > 0})
    for place, units in held.items():
        ledger.move(place, MovementType.RELEASE, allocated=-units, reference=reference)
    fill_backorders(ledger)
    ledger.write()
    ledger.announce(freed=True)


@transaction.atomic
def return_stock(
    *,
    variant_id: int,
    quantity: int,
    reference: str,
    warehouse: Warehouse | None = None,
    at: datetime | None = None,
) -> None:
    """Units came back and can be sold again; who waits for them is served first.

    Nothing happens to a variant that is not tracked. Without a ``warehouse`` they lie in the
    default one.

    Raises:
        StockRuleBroken: a quantity of nothing.
    """
    require_positive(quantity)
    if not StockLevel.objects.filter(variant_id=variant_id).exists():
        return
    place = warehouse or default_warehouse()
    ledger = open_ledger([variant_id], made_in=place, at=at)
    ledger.move((variant_id, place.pk), MovementType.RETURN, on_hand=quantity, reference=reference)
    fill_backorders(ledger)
    ledger.write()
    ledger.announce(freed=True)


def _plan(
    ledger: Ledger, quantities: Quantities, *, country: str, warehouse: Warehouse | None
) -> _Plan:
    """Which level gives how much; variants without a level are not tracked and need none."""
    need: dict[int, int] = {}
    missing: dict[int, int] = {}
    places = [place for place in ledger.levels if warehouse is None or place[1] == warehouse.pk]
    free = {place: ledger.available(place) for place in places}
    for variant_id, quantity in quantities.items():
        require_positive(quantity)
        if variant_id not in ledger.variant_ids:
            continue
        there = sum(units for place, units in free.items() if place[0] == variant_id)
        need[variant_id] = min(quantity, there)
        if quantity > there:
            missing[variant_id] = quantity - there
    if missing:
        _refuse_beyond(missing, allowances(ledger, missing), quantities)
    return _Plan(plan_takes(need, free, ledger.warehouses(country)), missing)


def _refuse_beyond(missing: Quantities, allowed: Quantities, asked: Quantities) -> None:
    shortages = [
        Shortage(pk, asked[pk], asked[pk] - units + allowed.get(pk, 0))
        for pk, units in missing.items()
        if units > allowed.get(pk, 0)
    ]
    if shortages:
        raise OutOfStock(shortages)


def _held_by(
    reference: str, variant_ids: Iterable[int], *, at: datetime | None
) -> tuple[Ledger, dict[Place, int]]:
    """What the movements say an order holds, summed after its levels were locked."""
    moved = StockMovement.objects.filter(reference=reference)
    touched = set(moved.values_list("variant_id", flat=True).distinct())
    ledger = open_ledger(touched | set(variant_ids), at=at)
    sums = moved.values("variant_id", "warehouse_id").annotate(units=Sum("allocated_change"))
    held = {
        (entry["variant_id"], entry["warehouse_id"]): entry["units"]
        for entry in sums
        if entry["units"] > 0
    }
    return ledger, held


def _share(ledger: Ledger, held: Mapping[Place, int], quantities: Quantities) -> dict[Place, int]:
    """So many units of what is held, the nearest warehouses first.

    Raises:
        StockRuleBroken: fewer are held of a variant that is tracked.
    """
    chosen: dict[Place, int] = {}
    for variant_id, quantity in quantities.items():
        require_positive(quantity)
        if variant_id not in ledger.variant_ids:
            continue
        left = quantity
        for place in ledger.places(variant_id):
            units = min(left, held.get(place, 0))
            if units > 0:
                chosen[place] = units
                left -= units
        if left:
            sku = ledger.levels[ledger.places(variant_id)[0]].row.variant.sku
            raise StockRuleBroken(
                _("%(sku)s: only %(there)d of %(asked)d units are allocated to this order.")
                % {"sku": sku, "there": quantity - left, "asked": quantity}
            )
    return chosen


def _hand_on(ledger: Ledger, was_empty: Iterable[int]) -> None:
    """Units of reservations that ended go to those who wait: backorders first, then alerts."""
    _serve_waiting(ledger)
    ledger.announce()
    back = sorted(set(was_empty) - ledger.empty_variants())
    publish_many("stock.available", [{"variant": pk} for pk in back])


def _serve_waiting(ledger: Ledger) -> None:
    """Reservations became fewer: what they gave free goes to the orders that wait."""
    ledger.count_everybody()
    fill_backorders(ledger)
    ledger.write()
