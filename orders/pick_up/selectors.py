"""What is to be picked for collection, what lies ready, and what nobody fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from events.names import Channel
from foundation import clock
from inventory.models import Warehouse
from orders.checkout.complete import counter_of
from orders.fulfilment import LineToSend, lines_to_send
from orders.fulfilment.selectors import TO_SEND
from orders.models import Order, PickUp, ShippingKind, ShippingMethod

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ToPick:
    """An order that is to be put together; ``is_whole``: all of it lies in its store."""

    order: Order
    lines: tuple[LineToSend, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """An order on the shelf; ``is_overdue``: its time is over, and it may be cancelled."""

    pick_up: PickUp
    units: int
    is_overdue: bool
    until: datetime


def store_of(order: Order) -> Warehouse | None:
    """The store where an order is collected; None for one that is sent or was sold at a counter."""
    return None if order.channel == Channel.POS else counter_of(order)


def stores() -> list[Warehouse]:
    """The stores that orders can be collected in, or where some lie ready."""
    ways = ShippingMethod.objects.filter(kind=ShippingKind.PICKUP, warehouse__isnull=False)
    found = Q(pk__in=ways.values("warehouse")) | Q(pk__in=waiting_pick_ups().values("warehouse"))
    return list(Warehouse.objects.filter(found).order_by("name", "pk"))


def orders_to_pick(store: Warehouse) -> list[ToPick]:
    """Orders that are to be put together in a store, the oldest first."""
    waiting = _of_store(store).filter(TO_SEND, pick_up__isnull=True)
    found = waiting.prefetch_related("lines").order_by("placed_at", "pk")[:MOST_SHOWN]
    return [entry for order in found if (entry := _to_pick(order, store)).lines]


def _to_pick(order: Order, store: Warehouse) -> ToPick:
    lines = tuple(lines_to_send(order))
    is_whole = all(not one.waiting and one.ready_in(store.pk) == one.ready for one in lines)
    return ToPick(order, lines, is_whole)


def orders_ready(store: Warehouse, *, at: datetime | None = None) -> list[Ready]:
    """Orders that lie ready in a store, the longest waiting first."""
    now = at or clock.now()
    rows = waiting_pick_ups().filter(warehouse=store).prefetch_related("order__lines")
    return [_ready(row, now) for row in rows.order_by("ready_at", "pk")[:MOST_SHOWN]]


def waiting_pick_ups() -> QuerySet[PickUp]:
    """Those that lie ready: neither collected, nor cancelled, nor sent otherwise."""
    open_orders = Order.objects.filter(TO_SEND)
    return PickUp.objects.filter(collected_at__isnull=True, order__in=open_orders).select_related(
        "order", "warehouse"
    )


def collected_lately(store: Warehouse, *, most: int = 10) -> Sequence[PickUp]:
    """The last that were handed over in a store."""
    rows = PickUp.objects.filter(warehouse=store, collected_at__isnull=False)
    return list(rows.select_related("order", "handed_by").order_by("-collected_at")[:most])


def kept_until(pick_up: PickUp) -> datetime:
    """Until when the store keeps an order: ``SHOP_PICK_UP_DAYS`` from when it was ready."""
    return pick_up.ready_at + timedelta(days=settings.SHOP_PICK_UP_DAYS)


def lies_ready(order: Order) -> PickUp | None:
    """The pick-up of an order that its buyer can collect now; None before it is ready and after.

    No query for an order that is sent.
    """
    if order.ship_line1 or not order.shipping_code:
        return None
    return waiting_pick_ups().filter(order=order).first()


def address_lines(store: Warehouse) -> tuple[str, ...]:
    """Name and address of a store as its buyers read them."""
    lines = (store.name, store.line1, store.line2, f"{store.postcode} {store.city}")
    return tuple(line.strip() for line in lines if line.strip())


def _ready(row: PickUp, now: datetime) -> Ready:
    units = sum(line.quantity - line.cancelled for line in row.order.lines.all())
    until = kept_until(row)
    return Ready(row, units, until < now, until)


def _of_store(store: Warehouse) -> QuerySet[Order]:
    ways = ShippingMethod.objects.filter(kind=ShippingKind.PICKUP, warehouse=store)
    return Order.objects.filter(shipping_code__in=ways.values("code"), ship_line1="")
