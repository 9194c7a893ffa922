"""Promising stock: reservations for checkouts, allocations and backorders for orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from foundation import clock
from foundation.prepared import PreparedQuery
from inventory.allocation import Take, plan_takes
from inventory.models import MovementType, Reservation, Warehouse
from inventory.stock.backorders import add_backorders, fill_backorders
from inventory.stock.errors import OutOfStock, Shortage, require_positive
from inventory.stock.ledger import Ledger, open_ledger, tell_available
from inventory.stock.opening import Opened, note_promised, open_parts
from inventory.stock.policies import allowances

RESERVATION_LASTS = timedelta(minutes=15)
SWEPT_AT_ONCE = 500
Quantities = Mapping[int, int]


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
    opened = open_parts(quantities, also=held, except_key=key, at=at)
    ledger, plan = opened.ledger, _plan(opened, country=country, warehouse=warehouse)
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
    is_sold_elsewhere: bool = False,
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
        is_sold_elsewhere: it was sold before the shop heard of it: what is short is owed all
            the same and waits, whatever the policies say.

    Raises:
        OutOfStock: with what is short; nothing is allocated then.
        StockRuleBroken: a quantity of nothing.
    """
    opened = open_parts(quantities, except_key=reservation_key, at=at)
    ledger = opened.ledger
    plan = _plan(opened, country=country, warehouse=warehouse, is_limited=not is_sold_elsewhere)
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
            is_sold_elsewhere=is_sold_elsewhere,
        )
    ledger.write()
    note_promised(opened, reference=reference, at=at)
    if reservation_key:
        Reservation.objects.filter(key=reservation_key).delete()
        if any(ledger.own_reservation(pk) > units for pk, units in opened.units.items()):
            _serve_waiting(ledger)
    ledger.announce()


def _plan(
    opened: Opened, *, country: str, warehouse: Warehouse | None, is_limited: bool = True
) -> _Plan:
    """Which level gives how much; variants without a level are not tracked and need none."""
    ledger = opened.ledger
    need: dict[int, int] = {}
    missing: dict[int, int] = {}
    places = [place for place in ledger.levels if warehouse is None or place[1] == warehouse.pk]
    free = {place: ledger.available(place) for place in places}
    for quantity in opened.asked.values():
        require_positive(quantity)
    for variant_id, quantity in opened.units.items():
        if variant_id not in ledger.variant_ids:
            continue
        there = sum(units for place, units in free.items() if place[0] == variant_id)
        need[variant_id] = min(quantity, there)
        if quantity > there:
            missing[variant_id] = quantity - there
    if missing and is_limited:
        _refuse_beyond(missing, allowances(ledger, missing), opened)
    return _Plan(plan_takes(need, free, ledger.warehouses(country)), missing)


def _refuse_beyond(missing: Quantities, allowed: Quantities, opened: Opened) -> None:
    asked = opened.units
    shortages = [
        Shortage(pk, asked[pk], asked[pk] - units + allowed.get(pk, 0))
        for pk, units in missing.items()
        if units > allowed.get(pk, 0)
    ]
    if shortages:
        raise OutOfStock(opened.recipes.shortages(shortages, opened.asked))


def _hand_on(ledger: Ledger, was_empty: Iterable[int]) -> None:
    """Units of reservations that ended go to those who wait: backorders first, then alerts."""
    _serve_waiting(ledger)
    ledger.announce()
    tell_available(set(was_empty) - ledger.empty_variants())


def _serve_waiting(ledger: Ledger) -> None:
    """Reservations became fewer: what they gave free goes to the orders that wait."""
    ledger.count_everybody()
    fill_backorders(ledger)
    ledger.write()
