"""Papers of the warehouse: what lies in a parcel, and what is to be fetched. Without prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.dates import format_date
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from catalog.models import ProductKind
from foundation import clock
from inventory.holdings import PromisedUnits, contents_promised
from orders.documents.content import address_lines, seller
from orders.documents.sheet import (
    HEAD,
    NUMBER,
    NUMBER_HEAD,
    SMALL,
    STRONG,
    TITLE,
    WIDTH,
    block,
    draw,
    plain_table,
    table,
    text,
)
from orders.fulfilment.selectors import lines_to_send
from orders.models import Order, OrderLine, Shipment


def draw_packing_slip(shipment: Shipment) -> bytes:
    """What lies in a parcel, in the buyer's language; it goes into the parcel."""
    order = shipment.order
    with translation.override(order.language or settings.LANGUAGE_CODE):
        shop = seller()
        title = _("Packing slip")
        packed = [(entry.line, entry.quantity) for entry in _content(shipment)]
        day = clock.business_day(shipment.shipped_at)
        facts = [
            (_("Order"), str(order)),
            (_("Sent on"), str(format_date(day, "medium", locale=_locale()))),
            (_("Carrier"), shipment.carrier),
            (_("Tracking number"), shipment.tracking),
        ]
        story = [
            _head(shop["name"], address_lines(order), facts),
            Spacer(0, 9 * mm),
            text(title, TITLE),
            Spacer(0, 5 * mm),
            _units(packed, contents_of(order)),
            Spacer(0, 6 * mm),
            text(_("Thank you for your order. Should anything be missing, please write to us.")),
        ]
        footer = [" · ".join([shop["name"], *shop["address"]]), shop["email"]]
        return draw(story, title=f"{title} {order}", author=shop["name"], footer=footer)


@dataclass(frozen=True, slots=True)
class Pick:
    """Units of a variant that some orders need."""

    sku: str
    name: str
    quantity: int
    orders: tuple[str, ...]


def picks(orders: Sequence[Order], *, warehouse_id: int | None = None) -> list[Pick]:
    """What is to be fetched for orders, by SKU: only what lies ready, from one warehouse or all."""
    wanted: dict[str, Pick] = {}
    for order in orders:
        for entry in lines_to_send(order):
            units = entry.ready_in(warehouse_id)
            if not units:
                continue
            for sku, name, count in _to_fetch(entry.line, units, contents_of(order)):
                before = wanted.get(sku, Pick(sku, name, 0, ()))
                names = (*before.orders, f"{count} × {order}")
                wanted[sku] = Pick(sku, name, before.quantity + count, names)
    return [wanted[sku] for sku in sorted(wanted)]


def contents_of(order: Order) -> Mapping[int, list[PromisedUnits]]:
    """What the bundles of an order are made of; nothing is asked where it has none."""
    if not any(line.kind == ProductKind.BUNDLE for line in order.lines.all()):
        return {}
    return contents_promised(order.public_id)


def _to_fetch(
    line: OrderLine, units: int, contents: Mapping[int, list[PromisedUnits]]
) -> list[tuple[str, str, int]]:
    """SKU, name and units on the shelves: of a bundle those of its parts."""
    parts = contents.get(line.variant_id or 0)
    if not parts:
        return [(line.sku, line.name, units)]
    return [(part.sku, part.name, part.quantity * units) for part in parts]


def draw_pick_list(orders: Sequence[Order], *, warehouse_id: int | None = None) -> bytes:
    """One walk through the shelves for some orders, in the language of whoever walks."""
    found = picks(orders, warehouse_id=warehouse_id)
    title = _("Pick list")
    head = [
        text(_("SKU"), HEAD),
        text(_("Item"), HEAD),
        text(_("Units"), NUMBER_HEAD),
        text(_("For orders"), HEAD),
    ]
    rows = [
        [
            text(pick.sku),
            text(pick.name),
            text(pick.quantity, NUMBER),
            text(", ".join(pick.orders), SMALL),
        ]
        for pick in found
    ]
    count = ngettext("%(count)d order", "%(count)d orders", len(orders)) % {"count": len(orders)}
    story = [
        text(title, TITLE),
        text(count, SMALL),
        Spacer(0, 5 * mm),
        table(head, rows, (34 * mm, WIDTH - 106 * mm, 18 * mm, 54 * mm)),
    ]
    return draw(story, title=title, author=settings.SHOP_NAME, footer=[settings.SHOP_NAME])


@dataclass(frozen=True, slots=True)
class Packed:
    line: OrderLine
    quantity: int


def _content(shipment: Shipment) -> list[Packed]:
    """An imported shipment lists nothing: all of the order left with it."""
    rows = [Packed(row.line, row.quantity) for row in shipment.lines.select_related("line")]
    return rows or [Packed(line, line.quantity) for line in shipment.order.lines.all()]


def _head(sender: str, address: Sequence[str], facts: Sequence[tuple[str, str]]) -> Flowable:
    left: list[Flowable] = [text(sender, STRONG), Spacer(0, 14 * mm), block(address)]
    rows = [(text(name, SMALL), text(value, NUMBER)) for name, value in facts if value]
    right: list[Flowable] = [Spacer(0, 18 * mm), plain_table(rows, (33 * mm, 42 * mm))]
    return plain_table([(left, right)], (WIDTH - 75 * mm, 75 * mm))


def _units(
    packed: Sequence[tuple[OrderLine, int]], contents: Mapping[int, list[PromisedUnits]]
) -> Flowable:
    head = [text(_("SKU"), HEAD), text(_("Item"), HEAD), text(_("Units"), NUMBER_HEAD)]
    rows = []
    for line, units in packed:
        rows.append([text(line.sku), text(line.name), text(units, NUMBER)])
        for part in contents.get(line.variant_id or 0, []):
            in_it = f"{part.quantity * units} × {part.name}"
            rows.append([text(part.sku, SMALL), text(in_it, SMALL), text("", NUMBER)])
    return table(head, rows, (40 * mm, WIDTH - 60 * mm, 20 * mm))


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")
