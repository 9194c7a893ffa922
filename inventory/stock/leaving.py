"""What was promised to an order leaves, is free again, or comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from inventory.models import MovementType, StockLevel, StockMovement, Warehouse
from inventory.stock.backorders import cancel_backorders, fill_backorders
from inventory.stock.errors import StockRuleBroken, require_positive
from inventory.stock.ledger import Ledger, default_warehouse, open_ledger
from inventory.stock.opening import Opened, open_parts
from inventory.stock.parts import Place, Recipes, promised_recipes

Quantities = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ShippedUnits:
    """Units that left a warehouse."""

    variant_id: int
    warehouse_id: int
    quantity: int


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
        What left where. Variants that are not tracked are not among it; parts of a bundle that
        lie elsewhere come along, and it is told of the warehouse that gives its first part.

    Raises:
        StockRuleBroken: so much is not allocated; nothing leaves then.
    """
    promised = _held_by(reference, quantities or {}, at=at)
    ledger, chosen = promised.opened.ledger, promised.held
    if warehouse is not None:
        chosen = {place: units for place, units in chosen.items() if place[1] == warehouse.pk}
    if quantities is not None:
        chosen = _share(ledger, promised.gathered(chosen), promised.units, first=warehouse)
    for place, units in chosen.items():
        ledger.move(
            place, MovementType.SHIPMENT, on_hand=-units, allocated=-units, reference=reference
        )
    ledger.write()
    told = chosen if quantities is None else promised.recipes.folded(chosen, quantities)
    return [ShippedUnits(*place, units) for place, units in told.items()]


@transaction.atomic
def release_stock(
    *, reference: str, quantities: Quantities | None = None, at: datetime | None = None
) -> None:
    """What was promised to an order is free again, wholly or partly: it was cancelled.

    What it still waits for goes first, then what is allocated; the next who wait are served.

    Raises:
        StockRuleBroken: ``quantities`` asks for more than is promised.
    """
    promised = _held_by(reference, quantities or {}, at=at)
    ledger, held = promised.opened.ledger, promised.held
    if not ledger.levels:
        return
    asked = None if quantities is None else promised.units
    cancelled = cancel_backorders(ledger, reference=reference, quantities=asked)
    if asked is not None:
        left = {pk: units - cancelled.get(pk, 0) for pk, units in asked.items()}
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
    units = {variant_id: quantity}
    if not (tracked := _tracked(units)):
        units = promised_recipes(reference).expanded(units)
        tracked = _tracked(units) if variant_id not in units else set()
    if not tracked:
        return
    place = warehouse or default_warehouse()
    ledger = open_ledger(tracked, made_in=place, at=at)
    for pk in sorted(tracked):
        ledger.move((pk, place.pk), MovementType.RETURN, on_hand=units[pk], reference=reference)
    fill_backorders(ledger)
    ledger.write()
    ledger.announce(freed=True)


def _tracked(variant_ids: Iterable[int]) -> set[int]:
    levels = StockLevel.objects.filter(variant_id__in=list(variant_ids))
    return set(levels.values_list("variant_id", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class _Held:
    """What warehouses keep for an order, its levels locked."""

    opened: Opened
    held: dict[Place, int]
    touched: frozenset[int]

    @property
    def recipes(self) -> Recipes:
        """Of bundles, the parts that the ledger keeps for this order: it tracked those."""
        return self.opened.recipes.only(self.touched)

    @property
    def units(self) -> dict[int, int]:
        """What is asked for in units of what is kept."""
        return self.recipes.expanded(self.opened.asked)

    def gathered(self, chosen: Mapping[Place, int]) -> dict[Place, int]:
        """What may leave: what was chosen, and parts of bundles from wherever they lie."""
        parts = self.recipes.part_ids
        return dict(chosen) | {
            place: units for place, units in self.held.items() if place[0] in parts
        }


def _held_by(reference: str, asked: Quantities, *, at: datetime | None) -> _Held:
    """What the movements say an order holds, summed after its levels were locked."""
    moved = StockMovement.objects.filter(reference=reference)
    touched = frozenset(moved.values_list("variant_id", flat=True).distinct())
    opened = open_parts(asked, also=touched, reference=reference, at=at)
    sums = moved.values("variant_id", "warehouse_id").annotate(units=Sum("allocated_change"))
    held = {
        (entry["variant_id"], entry["warehouse_id"]): entry["units"]
        for entry in sums
        if entry["units"] > 0
    }
    return _Held(opened, held, touched)


def _share(
    ledger: Ledger,
    held: Mapping[Place, int],
    quantities: Quantities,
    *,
    first: Warehouse | None = None,
) -> dict[Place, int]:
    """So many units of what is held, those of ``first`` before the nearest warehouses.

    Raises:
        StockRuleBroken: fewer are held of a variant that is tracked.
    """
    chosen: dict[Place, int] = {}
    for variant_id, quantity in quantities.items():
        require_positive(quantity)
        if variant_id not in ledger.variant_ids:
            continue
        left = quantity
        places = ledger.places(variant_id)
        for place in sorted(places, key=lambda place: first is None or place[1] != first.pk):
            units = min(left, held.get(place, 0))
            if units > 0:
                chosen[place] = units
                left -= units
        if left:
            sku = ledger.levels[places[0]].row.variant.sku
            raise StockRuleBroken(
                _("%(sku)s: only %(there)d of %(asked)d units are allocated to this order.")
                % {"sku": sku, "there": quantity - left, "asked": quantity}
            )
    return chosen
