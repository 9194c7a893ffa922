"""Units of an order leave, wholly or in parts: a parcel for each warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from django.db import transaction
from django.utils.translation import gettext as _

from events.outbox import publish
from foundation import clock
from inventory.models import Warehouse
from inventory.services import ShippedUnits, StockRuleBroken, ship_stock
from orders.errors import NotPossible
from orders.fulfilment.selectors import ANYWHERE, LineToSend, lines_to_send
from orders.models import (
    Order,
    OrderLine,
    OrderState,
    Shipment,
    ShipmentLine,
    ShippingMethod,
)
from orders.states import refresh_states

Units = Mapping[int, int]
"""Units by the id of an order's line."""


def ship_order(*, order: Order, tracking: str = "", at: datetime | None = None) -> Shipment:
    """All that can be sent of an order leaves; its first parcel is returned.

    Raises:
        NotPossible: nothing of it is waiting to be sent.
    """
    return ship_units(order=order, tracking=tracking, at=at)[0]


@transaction.atomic
def ship_units(
    *,
    order: Order,
    units: Units | None = None,
    warehouse: Warehouse | None = None,
    carrier: str = "",
    tracking: str = "",
    at: datetime | None = None,
) -> list[Shipment]:
    """Some units of a placed order leave; without ``units`` all that lie ready.

    Without a ``warehouse`` they leave from wherever they lie, one shipment a warehouse; with a
    tracking number they must lie in one. Carrier and tracking page are the shipping method's
    unless a carrier is named.

    Raises:
        NotPossible: so many are not ready, or the order is held or not one that is sent.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.state != OrderState.PLACED:
        raise NotPossible(_("Only a placed order can be shipped."))
    if order.is_held:
        raise NotPossible(
            _("This order is held for review: it can be shipped once it is released.")
        )
    lines = list(order.lines.select_for_update().order_by("pk"))
    chosen = _choose(lines_to_send(order, lines), units, warehouse)
    try:
        shipped = ship_stock(
            reference=order.public_id,
            quantities=_tracked(chosen),
            warehouse=warehouse,
            at=at,
        )
    except StockRuleBroken as problem:
        raise NotPossible(str(problem)) from problem
    parcels = _parcels(chosen, shipped, warehouse)
    if tracking and len(parcels) > 1:
        raise NotPossible(_("These units lie in several warehouses: ship each by itself."))
    shipments = [
        _write(order, place, content, carrier, tracking, at or clock.now())
        for place, content in parcels.items()
    ]
    for entry, count in chosen:
        entry.line.shipped += count
    OrderLine.objects.bulk_update([entry.line for entry, _count in chosen], ["shipped"])
    refresh_states(order)
    for shipment in shipments:
        publish("order.shipped", {"order": order.pk, "shipment": shipment.pk})
    return shipments


Choice = list[tuple[LineToSend, int]]


def _choose(
    to_send: Sequence[LineToSend], units: Units | None, warehouse: Warehouse | None
) -> Choice:
    place = warehouse.pk if warehouse else None
    if units is None:
        chosen = [(entry, entry.ready_in(place)) for entry in to_send]
    else:
        known = {entry.line.pk: entry for entry in to_send}
        if any(units[line_id] for line_id in units.keys() - known.keys()):
            raise NotPossible(_("Nothing of this line is waiting to be sent."))
        chosen = [(known[line_id], count) for line_id, count in units.items() if line_id in known]
    chosen = [(entry, count) for entry, count in chosen if count]
    if not chosen:
        raise NotPossible(_("Nothing of this order lies ready to be sent."))
    for entry, count in chosen:
        if not 0 < count <= entry.ready_in(place):
            raise NotPossible(
                _("%(name)s: only %(ready)d lie ready to be sent.")
                % {"name": entry.line.name, "ready": entry.ready_in(place)}
            )
    return chosen


def _tracked(chosen: Choice) -> dict[int, int]:
    quantities: dict[int, int] = {}
    for entry, count in chosen:
        variant = entry.line.variant_id
        if variant is not None and ANYWHERE not in entry.by_warehouse:
            quantities[variant] = quantities.get(variant, 0) + count
    return quantities


def _parcels(
    chosen: Choice, shipped: Sequence[ShippedUnits], warehouse: Warehouse | None
) -> dict[int | None, dict[int, int]]:
    """Units by line id in each warehouse's parcel; untracked ones travel with the first."""
    left = {(one.variant_id, one.warehouse_id): one.quantity for one in shipped}
    parcels: dict[int | None, dict[int, int]] = {}
    for entry, count in chosen:
        for (variant, place), units in left.items():
            taken = min(count, units) if variant == entry.line.variant_id else 0
            if taken:
                parcels.setdefault(place, {})[entry.line.pk] = taken
                left[variant, place] -= taken
                count -= taken
    first = next(iter(parcels), warehouse.pk if warehouse else None)
    for entry, count in chosen:
        if ANYWHERE in entry.by_warehouse:
            parcels.setdefault(first, {})[entry.line.pk] = count
    return parcels


def _write(
    order: Order,
    warehouse_id: int | None,
    content: Units,
    carrier: str,
    tracking: str,
    now: datetime,
) -> Shipment:
    method = ShippingMethod.objects.filter(code=order.shipping_code).first()
    is_of_method = method is not None and carrier in ("", method.carrier)
    shipment = Shipment.objects.create(
        order=order,
        warehouse_id=warehouse_id,
        carrier=method.carrier if method and is_of_method else carrier,
        tracking=tracking,
        tracking_url=tracking_page(method, tracking) if is_of_method else "",
        shipped_at=now,
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line_id=line_id, quantity=count)
        for line_id, count in sorted(content.items())
    )
    return shipment


def tracking_page(method: ShippingMethod | None, tracking: str) -> str:
    """Where a carrier tells how far a parcel is; empty where the method has no such page."""
    if method is None or not tracking or "{number}" not in method.tracking_url:
        return ""
    return str(method.tracking_url).replace("{number}", quote(tracking, safe=""))
