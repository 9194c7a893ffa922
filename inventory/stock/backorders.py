"""Orders that wait for stock: the oldest get what comes in, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping

from events.outbox import publish_many
from foundation import clock
from inventory.models import Backorder, MovementType
from inventory.stock.ledger import Ledger


def add_backorders(
    ledger: Ledger,
    *,
    reference: str,
    quantities: Mapping[int, int],
    warehouse_id: int | None,
    is_sold_elsewhere: bool = False,
) -> None:
    """Note what an order was promised beyond the stock; its limits were looked at already."""
    Backorder.objects.bulk_create(
        Backorder(
            variant_id=variant_id,
            warehouse_id=warehouse_id,
            reference=reference,
            quantity=quantity,
            waiting=quantity,
            is_sold_elsewhere=is_sold_elsewhere,
            created_at=ledger.at or clock.now(),
        )
        for variant_id, quantity in quantities.items()
    )
    for variant_id, quantity in quantities.items():
        ledger.move(
            ledger.places(variant_id)[0],
            MovementType.BACKORDER,
            backordered=quantity,
            reference=reference,
        )


def fill_backorders(ledger: Ledger) -> None:
    """Give what is free to the orders that have waited longest. Write the ledger afterwards."""
    queue = list(
        Backorder.objects.filter(variant_id__in=ledger.variant_ids, waiting__gt=0).order_by(
            "created_at", "pk"
        )
    )
    served = [backorder for backorder in queue if _serve(ledger, backorder)]
    Backorder.objects.bulk_update(served, ["waiting"], batch_size=200)
    publish_many(
        "backorder.filled",
        [
            {"reference": backorder.reference, "variant": backorder.variant_id}
            for backorder in served
        ],
    )


def _serve(ledger: Ledger, backorder: Backorder) -> bool:
    """Promise what can be had to one order; whether it was any."""
    before = backorder.waiting
    for place in ledger.places(backorder.variant_id):
        if backorder.warehouse_id not in (None, place[1]):
            continue
        units = min(backorder.waiting, ledger.available(place))
        if units > 0:
            ledger.move(
                place,
                MovementType.BACKORDER_FILLED,
                allocated=units,
                backordered=-units,
                reference=backorder.reference,
            )
            backorder.waiting -= units
    return backorder.waiting < before


def cancel_backorders(
    ledger: Ledger, *, reference: str, quantities: Mapping[int, int] | None
) -> dict[int, int]:
    """Take back what an order still waits for, at most so many units; what was taken back."""
    rows = list(
        Backorder.objects.filter(
            reference=reference, waiting__gt=0, variant_id__in=ledger.variant_ids
        ).order_by("-created_at", "-pk")
    )
    taken: dict[int, int] = {}
    for row in rows:
        units = row.waiting
        if quantities is not None:
            left = quantities.get(row.variant_id, 0) - taken.get(row.variant_id, 0)
            units = min(row.waiting, left)
        if units <= 0:
            continue
        row.waiting -= units
        taken[row.variant_id] = taken.get(row.variant_id, 0) + units
        ledger.move(
            ledger.places(row.variant_id)[0],
            MovementType.RELEASE,
            backordered=-units,
            reference=reference,
        )
    Backorder.objects.bulk_update(rows, ["waiting"])
    return taken
