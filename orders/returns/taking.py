"""Units of a line are back: the line, the stock and the log hear of it together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from events.names import EventName
from events.services import Fact, record
from foundation.money import Money
from inventory.models import Warehouse
from inventory.services import return_stock
from orders.building import in_base
from orders.models import Order, OrderLine
from orders.shares import Part, parts_of
from orders.states import refresh_states


def take_back(
    *,
    order: Order,
    line: OrderLine,
    quantity: int,
    restocked: int,
    warehouse: Warehouse | None = None,
    payload: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> Part:
    """Note units of a line as returned, ``restocked`` of them in stock; says what they are worth.

    The caller holds the order's row and has checked the quantities.
    """
    if not quantity:
        return Part(line.pk, 0, 0, 0)
    [part] = parts_of([line], {line.pk: quantity})
    line.returned += quantity
    line.save(update_fields=["returned"])
    refresh_states(order)
    if line.variant_id and restocked:
        return_stock(
            variant_id=line.variant_id,
            quantity=restocked,
            reference=order.public_id,
            warehouse=warehouse,
            at=at,
        )
    record(
        Fact(
            name=EventName.PRODUCT_RETURNED,
            product_id=line.product_id_then,
            variant_id=line.variant_id,
            order_ref=order.public_id,
            quantity=quantity,
            value=Money(part.amount, order.currency),
            payload={**(payload or {}), **in_base(part.amount, order)},
            at=at,
        )
    )
    return part
