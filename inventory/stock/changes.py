"""What staff do to stock: receive, set right, write off, and when to order again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import MovementType, StockLevel, Warehouse
from inventory.stock.backorders import fill_backorders
from inventory.stock.errors import StockRuleBroken, require_positive
from inventory.stock.ledger import Ledger, default_warehouse, open_ledger


def receive_stock(
    *,
    variant_id: int,
    quantity: int,
    warehouse: Warehouse | None = None,
    reference: str = "",
    at: datetime | None = None,
) -> StockLevel:
    """Units arrived. The first receipt of a variant makes it tracked; who waits is served.

    Raises:
        StockRuleBroken: a quantity of nothing.
    """
    place = warehouse or default_warehouse()
    ledger = bring_in(
        quantities={variant_id: quantity},
        warehouse=place,
        type_=MovementType.RECEIPT,
        reference=reference,
        at=at,
    )
    return ledger.levels[variant_id, place.pk].row


@transaction.atomic
def bring_in(
    *,
    quantities: Mapping[int, int],
    warehouse: Warehouse,
    type_: MovementType,
    reference: str,
    at: datetime | None = None,
) -> Ledger:
    """Add units of several variants to a warehouse and serve who waits for them.

    Raises:
        StockRuleBroken: a quantity of nothing.
    """
    for quantity in quantities.values():
        require_positive(quantity)
    ledger = open_ledger(quantities, made_in=warehouse, at=at)
    for variant_id, quantity in quantities.items():
        ledger.move((variant_id, warehouse.pk), type_, on_hand=quantity, reference=reference)
    fill_backorders(ledger)
    ledger.write()
    ledger.announce(freed=True)
    return ledger


@transaction.atomic
def adjust_stock(
    *,
    variant_id: int,
    on_hand: int,
    note: str,
    warehouse: Warehouse | None = None,
    at: datetime | None = None,
) -> StockLevel:
    """Set what lies there; the movement holds the difference and the note why.

    Raises:
        StockRuleBroken: fewer than are allocated to orders, or a negative number.
    """
    place = warehouse or default_warehouse()
    ledger = open_ledger([variant_id], made_in=place, at=at)
    level = ledger.levels[variant_id, place.pk].row
    if on_hand < level.allocated:
        raise StockRuleBroken(
            _("%(allocated)d units are promised to orders: there cannot be fewer.")
            % {"allocated": level.allocated},
            field="on_hand",
        )
    if difference := on_hand - level.on_hand:
        ledger.move((variant_id, place.pk), MovementType.ADJUSTMENT, on_hand=difference, note=note)
        fill_backorders(ledger)
        ledger.write()
        ledger.announce(freed=True)
    return level


@transaction.atomic
def write_off_stock(
    *,
    variant_id: int,
    quantity: int,
    note: str,
    warehouse: Warehouse | None = None,
    reference: str = "",
    at: datetime | None = None,
) -> StockLevel:
    """Units are broken, lost or too old to be sold.

    Raises:
        StockRuleBroken: more than are free, or nothing.
    """
    require_positive(quantity)
    place = warehouse or default_warehouse()
    ledger = open_ledger([variant_id], made_in=place, at=at)
    level = ledger.levels[variant_id, place.pk]
    if quantity > level.free:
        raise StockRuleBroken(
            _("Only %(free)d units are free: the others are promised to orders.")
            % {"free": level.free},
            field="quantity",
        )
    ledger.move(
        (variant_id, place.pk),
        MovementType.WRITE_OFF,
        on_hand=-quantity,
        note=note,
        reference=reference,
    )
    ledger.write()
    ledger.announce()
    return level.row


def set_reorder_points(*, points: Mapping[int, int], warehouse: Warehouse | None = None) -> int:
    """Where a level asks for more, in units by variant; returns how many levels were set.

    A variant without a level in the warehouse (the default one unless named) is passed over.
    """
    levels = list(
        StockLevel.objects.filter(
            warehouse=warehouse or default_warehouse(), variant_id__in=list(points)
        )
    )
    for level in levels:
        level.reorder_point = points[level.variant_id]
    return StockLevel.objects.bulk_update(levels, ["reorder_point"], batch_size=500)
