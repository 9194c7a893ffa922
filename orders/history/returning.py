"""Units of past orders that came back: on their lines, in the stock ledger and in the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction

from events.names import EventName
from events.services import Fact, event_row
from events.services import record_history as record_events
from foundation.bulk import Row
from inventory.history import PastMovement
from inventory.history import record_history as record_movements
from inventory.models import MovementType
from orders.history.facts import PastReturn
from orders.history.writing import tracked_variants
from orders.models import Order, OrderLine
from orders.states import fulfilment_state


@transaction.atomic
def record_returns(*, returns: Sequence[PastReturn], warehouse_id: int | None = None) -> int:
    """Note past returns on their lines, in the stock ledger and in the log; returns how many.

    Raises:
        IntegrityError: more came back of a line than was bought.
    """
    if not returns:
        return 0
    _add_to_lines(returns)
    if warehouse_id is not None:
        record_movements(movements=_return_movements(returns, warehouse_id))
    if logged := [past for past in returns if past.is_logged]:
        times = [past.returned_at for past in logged]
        record_events(map(_return_row, logged), first=min(times), last=max(times))
    return len(returns)


def _add_to_lines(returns: Sequence[PastReturn]) -> None:
    units: dict[int, int] = {}
    for past in returns:
        if past.line_id is not None:
            units[past.line_id] = units.get(past.line_id, 0) + past.quantity
    lines = list(OrderLine.objects.filter(pk__in=units).select_for_update().order_by("pk"))
    for line in lines:
        line.returned += units[line.pk]
    OrderLine.objects.bulk_update(lines, ["returned"], batch_size=500)
    _note_states({line.order_id for line in lines})


def _note_states(order_ids: set[int]) -> None:
    orders = list(Order.objects.filter(pk__in=order_ids).prefetch_related("lines"))
    for order in orders:
        order.fulfilment_state = fulfilment_state(list(order.lines.all()))
    Order.objects.bulk_update(orders, ["fulfilment_state"], batch_size=500)


def _return_movements(returns: Sequence[PastReturn], warehouse_id: int) -> Iterator[PastMovement]:
    tracked = tracked_variants(warehouse_id)
    for past in returns:
        if past.variant_id is not None and past.variant_id in tracked:
            yield PastMovement(
                variant_id=past.variant_id,
                warehouse_id=warehouse_id,
                type=MovementType.RETURN,
                moved_at=past.returned_at,
                on_hand_change=past.quantity,
                reference=past.order_ref or past.reference,
            )


def _return_row(past: PastReturn) -> Row:
    payload: dict[str, object] = {"reference": past.reference} if past.reference else {}
    if past.base_value is not None:
        payload["base"] = past.base_value.minor
    fact = Fact(
        name=EventName.PRODUCT_RETURNED,
        product_id=past.product_id,
        variant_id=past.variant_id,
        order_ref=past.order_ref,
        quantity=past.quantity,
        value=past.value,
        payload=payload,
        at=past.returned_at,
    )
    return event_row(fact, context=past.context)
