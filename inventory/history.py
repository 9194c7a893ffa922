"""The past in bulk: stock movements with the levels they add up to, purchase orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from foundation.bulk import Row, insert_rows, reserve_ids
from foundation.ids import uuid7
from foundation.money import Money
from inventory.models import (
    MovementType,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderState,
    PurchaseReceipt,
    StockLevel,
    StockMovement,
    Supplier,
)
from inventory.purchasing.suppliers import learn_lead_times
from inventory.stock.errors import StockRuleBroken


@dataclass(frozen=True, slots=True)
class PastMovement:
    """One change of a level, as ``inventory.services`` would have written it."""

    variant_id: int
    warehouse_id: int
    type: MovementType
    moved_at: datetime
    on_hand_change: int = 0
    allocated_change: int = 0
    reference: str = ""
    note: str = ""
    backordered_change: int = 0


@dataclass(frozen=True, slots=True)
class PastPurchaseLine:
    """Units that were ordered of a variant, and how many of them came."""

    variant_id: int
    quantity: int
    received: int
    unit_cost: Money


@dataclass(frozen=True, slots=True)
class PastPurchase:
    """A purchase order of the past; without ``received_at`` it is still on its way."""

    number: str
    supplier_id: int
    warehouse_id: int
    currency: str
    sent_at: datetime
    expected_on: date
    lines: tuple[PastPurchaseLine, ...]
    received_at: datetime | None = None


@transaction.atomic
def record_history(
    *, movements: Iterable[PastMovement], advance: Callable[[int], None] | None = None
) -> int:
    """Write movements and add their sums to the levels; returns the number of movements.

    Only the levels after the last movement are judged: history may tell receipts of a day after
    the sales of that day. A variant's first movement makes it tracked.

    Raises:
        StockRuleBroken: the movements would leave less than nothing of a variant.
    """
    changes: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    written = insert_rows(StockMovement, _FIELDS, _rows(movements, changes), advance=advance)
    _add_to_levels(changes)
    return written


_FIELDS = (
    "id", "variant_id", "warehouse_id", "type", "on_hand_change", "allocated_change",
    "backordered_change", "reference", "note", "moved_at",
)  # fmt: skip
_Changes = dict[tuple[int, int], list[int]]


def _rows(movements: Iterable[PastMovement], changes: _Changes) -> Iterator[Row]:
    for move in movements:
        sums = changes[move.variant_id, move.warehouse_id]
        sums[0] += move.on_hand_change
        sums[1] += move.allocated_change
        yield (
            uuid7(move.moved_at), move.variant_id, move.warehouse_id, move.type,
            move.on_hand_change, move.allocated_change, move.backordered_change, move.reference,
            move.note, move.moved_at,
        )  # fmt: skip


def _add_to_levels(changes: _Changes) -> None:
    insert_rows(
        StockLevel,
        ("variant_id", "warehouse_id", "on_hand", "allocated", "reorder_point"),
        ((variant_id, warehouse_id, 0, 0, 0) for variant_id, warehouse_id in sorted(changes)),
        ignore_conflicts=True,
    )
    touched = StockLevel.objects.filter(variant_id__in={variant for variant, _ in changes})
    levels = [
        level
        for level in touched.select_for_update().order_by("pk")
        if (level.variant_id, level.warehouse_id) in changes
    ]
    for level in levels:
        on_hand, allocated = changes[level.variant_id, level.warehouse_id]
        level.on_hand += on_hand
        level.allocated += allocated
        if level.on_hand < 0 or not 0 <= level.allocated <= level.on_hand:
            raise StockRuleBroken(
                f"variant {level.variant_id} would end with {level.on_hand} on hand, "
                f"{level.allocated} of them allocated"
            )
    _write_levels(levels)


def _write_levels(levels: list[StockLevel]) -> None:
    """One prepared statement over all rows: ``bulk_update`` takes ten times as long."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE inventory_stocklevel SET on_hand = %s, allocated = %s WHERE id = %s",
            [(level.on_hand, level.allocated, level.pk) for level in levels],
        )


@transaction.atomic
def record_purchases(*, purchases: Sequence[PastPurchase]) -> int:
    """Write purchase orders that were sent; suppliers learn from what came how long they take.

    The receipts' movements are not part of it: give them to ``record_history`` under the
    order's number. Returns the number of orders.
    """
    order_ids = reserve_ids(PurchaseOrder, len(purchases))
    line_ids = reserve_ids(PurchaseOrderLine, sum(len(past.lines) for past in purchases))
    insert_rows(PurchaseOrder, _ORDER_FIELDS, _order_rows(order_ids, purchases))
    placed = [
        (line_id, order_id, past, line)
        for line_id, (order_id, past, line) in zip(
            line_ids,
            (
                (order_id, past, line)
                for order_id, past in zip(order_ids, purchases, strict=True)
                for line in past.lines
            ),
            strict=True,
        )
    ]
    insert_rows(PurchaseOrderLine, _LINE_FIELDS, map(_line_row, placed))
    insert_rows(
        PurchaseReceipt,
        ("line_id", "quantity", "delivery_note", "received_at"),
        (
            (line_id, line.received, "", past.received_at)
            for line_id, _order, past, line in placed
            if past.received_at is not None and line.received
        ),
    )
    for supplier in Supplier.objects.filter(pk__in={past.supplier_id for past in purchases}):
        learn_lead_times(supplier=supplier)
    return len(purchases)


_ORDER_FIELDS = (
    "id", "number", "supplier_id", "warehouse_id", "state", "currency", "freight_minor",
    "expected_on", "supplier_reference", "note", "created_at", "sent_at", "received_at",
)  # fmt: skip
_LINE_FIELDS = (
    "id", "order_id", "variant_id", "quantity", "received", "unit_cost_minor", "landed_cost_minor",
)  # fmt: skip


def _order_rows(ids: Iterable[int], purchases: Sequence[PastPurchase]) -> Iterator[Row]:
    for order_id, past in zip(ids, purchases, strict=True):
        state = PurchaseOrderState.RECEIVED if past.received_at else PurchaseOrderState.SENT
        yield (
            order_id, past.number, past.supplier_id, past.warehouse_id, state, past.currency, 0,
            past.expected_on, "", "", past.sent_at, past.sent_at, past.received_at,
        )  # fmt: skip


def _line_row(placed: tuple[int, int, PastPurchase, PastPurchaseLine]) -> Row:
    line_id, order_id, past, line = placed
    cost = line.unit_cost.minor
    received = line.received if past.received_at else 0
    return line_id, order_id, line.variant_id, line.quantity, received, cost, cost
