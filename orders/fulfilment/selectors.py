"""What of an order can be sent now, from where, and what is still waited for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from inventory.holdings import holdings_of
from inventory.models import Warehouse
from orders.models import FulfilmentState, HoldState, Order, OrderLine, OrderState

UNSENT = (FulfilmentState.UNFULFILLED, FulfilmentState.PARTIAL)
"""Where something of an order is still in the house."""
TO_SEND = Q(state=OrderState.PLACED, fulfilment_state__in=UNSENT) & ~Q(hold=HoldState.HELD)
"""Orders with something that is to leave, and that may."""
ANYWHERE = None
"""The place of units that no ledger tracks: they can be sent from any warehouse."""


@dataclass(frozen=True, slots=True)
class LineToSend:
    """A line's units that are not sent: by warehouse id, and those that wait for new stock."""

    line: OrderLine
    by_warehouse: Mapping[int | None, int] = field(default_factory=dict)
    waiting: int = 0

    @property
    def ready(self) -> int:
        return sum(self.by_warehouse.values())

    def ready_in(self, warehouse_id: int | None) -> int:
        """Units that can leave from a warehouse; from wherever they lie without one."""
        if warehouse_id is None:
            return self.ready
        return self.by_warehouse.get(warehouse_id, 0) + self.by_warehouse.get(ANYWHERE, 0)


def open_units(line: OrderLine) -> int:
    """Units that are neither sent nor cancelled."""
    return line.quantity - line.shipped - line.cancelled


def lines_to_send(order: Order, lines: Sequence[OrderLine] | None = None) -> list[LineToSend]:
    """The lines of a placed order with units that are not sent yet; none while it is held."""
    if order.state != OrderState.PLACED or order.is_held:
        return []
    rows = [line for line in lines or order.lines.all() if open_units(line)]
    if not rows:
        return []
    holdings = holdings_of(order.public_id, units_by_variant(rows))
    places = {pk: dict(holding.by_warehouse) for pk, holding in holdings.items()}
    waiting = {pk: holding.waiting for pk, holding in holdings.items()}
    return [
        _untracked(line) if line.variant_id not in holdings else _take(line, places, waiting)
        for line in rows
    ]


def units_by_variant(lines: Sequence[OrderLine]) -> dict[int, int]:
    """Units that are neither sent nor cancelled, by variant: two lines may be of one."""
    units: dict[int, int] = {}
    for line in lines:
        if line.variant_id is not None:
            units[line.variant_id] = units.get(line.variant_id, 0) + open_units(line)
    return units


def warehouses_to_send(to_send: Sequence[LineToSend]) -> list[Warehouse]:
    """The warehouses in which units of these lines lie ready."""
    places = {place for entry in to_send for place, units in entry.by_warehouse.items() if units}
    return list(Warehouse.objects.filter(pk__in=places - {ANYWHERE}).order_by("name"))


def _untracked(line: OrderLine) -> LineToSend:
    return LineToSend(line, {ANYWHERE: open_units(line)})


def _take(line: OrderLine, held: dict[int, dict[int, int]], waiting: dict[int, int]) -> LineToSend:
    """A line's share of what is kept for its variant: two lines may be of one variant."""
    variant = line.variant_id or 0
    left = open_units(line)
    places: dict[int | None, int] = {}
    for warehouse, units in held.get(variant, {}).items():
        taken = min(left, units)
        if taken:
            places[warehouse] = taken
            held[variant][warehouse] -= taken
            left -= taken
    late = min(left, waiting.get(variant, 0))
    if late:
        waiting[variant] -= late
    return LineToSend(line, places, late)
