"""Purchase orders: draft, sent, received in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.money import Money, allocate, round_half_up
from inventory.models import (
    MovementType,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderState,
    PurchaseReceipt,
    Supplier,
    SupplierOffer,
    Warehouse,
)
from inventory.purchasing.suppliers import learn_lead_times
from inventory.stock.changes import bring_in
from inventory.stock.errors import StockRuleBroken, require_positive
from inventory.stock.ledger import default_warehouse

OPEN_STATES = (PurchaseOrderState.SENT, PurchaseOrderState.PART_RECEIVED)


@dataclass(frozen=True, slots=True)
class LineRequest:
    """Units of a variant to order; without a cost that of the supplier's offer."""

    variant_id: int
    quantity: int
    unit_cost: Money | None = None


@transaction.atomic
def draft_purchase_order(
    *,
    supplier: Supplier,
    lines: Sequence[LineRequest],
    warehouse: Warehouse | None = None,
    expected_on: date | None = None,
    freight: Money | None = None,
    number: str = "",
    note: str = "",
    at: datetime | None = None,
) -> PurchaseOrder:
    """Plan an order; nothing is asked of the supplier yet.

    Raises:
        StockRuleBroken: a line without a cost, in another currency, below the minimum or not in
            whole packs.
    """
    order = PurchaseOrder.objects.create(
        supplier=supplier,
        warehouse=warehouse or default_warehouse(),
        currency=supplier.currency,
        expected_on=expected_on,
        freight_minor=freight.minor if freight else 0,
        note=note,
        created_at=at or clock.now(),
    )
    number_purchase_order(order, number)
    offers = _offers(order, [line.variant_id for line in lines])
    PurchaseOrderLine.objects.bulk_create(_line(order, line, offers) for line in lines)
    return order


@transaction.atomic
def save_draft(*, order: PurchaseOrder) -> PurchaseOrder:
    """Write the head of an order that is still planned; a new one gets its number.

    Raises:
        StockRuleBroken: it was sent already.
    """
    if order.pk is None:
        order.save()
        number_purchase_order(order)
        return order
    _locked(order, (PurchaseOrderState.DRAFT,), _("Only a draft can be changed."))
    order.save()
    return order


def number_purchase_order(order: PurchaseOrder, number: str = "") -> None:
    """Give a new order its number, the next of the shop's unless one is given."""
    order.number = number or f"PO-{order.pk:06d}"
    order.save(update_fields=["number"])


@transaction.atomic
def send_purchase_order(*, order: PurchaseOrder, at: datetime | None = None) -> PurchaseOrder:
    """The supplier has it: from now on its units are on their way.

    Without an expected day it is the slowest of the lines' lead times away. Freight is shared
    among the lines by value, which makes their landed costs.

    Raises:
        StockRuleBroken: it is no draft, is empty, or a line breaks the terms of its offer.
    """
    order = _locked(order, (PurchaseOrderState.DRAFT,), _("Only a draft can be sent."))
    lines = list(order.lines.select_related("variant"))
    if not lines:
        raise StockRuleBroken(_("Say first what is to be ordered."))
    offers = _offers(order, [line.variant_id for line in lines])
    for line in lines:
        if offer := offers.get(line.variant_id):
            check_terms(offer, line.quantity, sku=line.variant.sku)
    land_costs(order, lines)
    now = at or clock.now()
    order.state, order.sent_at = PurchaseOrderState.SENT, now
    if order.expected_on is None:
        slowest = max((_days(offer) for offer in offers.values()), default=7.0)
        order.expected_on = clock.business_day(now + timedelta(days=slowest))
    order.save(update_fields=["state", "sent_at", "expected_on"])
    return order


@transaction.atomic
def receive_purchase_order(
    *,
    order: PurchaseOrder,
    quantities: Mapping[int, int] | None = None,
    delivery_note: str = "",
    accept_more: bool = False,
    at: datetime | None = None,
) -> PurchaseOrder:
    """A delivery came: units by variant, or all that is still missing.

    It goes into stock at once, first to the orders that wait for it. What the delivery took is
    learned by the supplier's offers.

    Args:
        accept_more: take more than the supplier's over-delivery allows.

    Raises:
        StockRuleBroken: the order is not on its way, a variant is not part of it, or too much of
            one came.
    """
    order = _locked(order, OPEN_STATES, _("This order is not on its way."))
    lines = {line.variant_id: line for line in order.lines.select_related("variant")}
    arrived = (
        {variant_id: line.quantity - line.received for variant_id, line in lines.items()}
        if quantities is None
        else dict(quantities)
    )
    arrived = {variant_id: units for variant_id, units in arrived.items() if units > 0}
    if not arrived:
        raise StockRuleBroken(_("Say how many units came."))
    for variant_id, units in arrived.items():
        _check_arrived(order, lines.get(variant_id), units, accept_more)
        lines[variant_id].received += units
    PurchaseOrderLine.objects.bulk_update(lines.values(), ["received"], batch_size=500)
    now = at or clock.now()
    PurchaseReceipt.objects.bulk_create(
        PurchaseReceipt(
            line=lines[pk], quantity=units, delivery_note=delivery_note, received_at=now
        )
        for pk, units in arrived.items()
    )
    bring_in(
        quantities=arrived,
        warehouse=order.warehouse,
        type_=MovementType.RECEIPT,
        reference=str(order),
        at=at,
    )
    learn_lead_times(supplier=order.supplier, variant_ids=list(arrived))
    is_whole = all(line.received >= line.quantity for line in lines.values())
    return _settle(order, now if is_whole else None)


@transaction.atomic
def close_purchase_order(*, order: PurchaseOrder, at: datetime | None = None) -> PurchaseOrder:
    """What is missing will not come any more.

    Raises:
        StockRuleBroken: nothing of it came yet: cancel it.
    """
    only = (PurchaseOrderState.PART_RECEIVED,)
    order = _locked(order, only, _("Only an order received in part can be closed."))
    return _settle(order, at or clock.now())


@transaction.atomic
def cancel_purchase_order(*, order: PurchaseOrder, at: datetime | None = None) -> PurchaseOrder:
    """It is not wanted any more.

    Raises:
        StockRuleBroken: some of it came already.
    """
    before = (PurchaseOrderState.DRAFT, PurchaseOrderState.SENT)
    order = _locked(order, before, _("Some of it came already: close it instead."))
    order.state, order.cancelled_at = PurchaseOrderState.CANCELLED, at or clock.now()
    order.save(update_fields=["state", "cancelled_at"])
    return order


def check_terms(offer: SupplierOffer, quantity: int, *, sku: str) -> None:
    """Whether so many can be ordered.

    Raises:
        StockRuleBroken: fewer than the minimum, or not in whole packs.
    """
    if quantity < offer.minimum_quantity:
        raise StockRuleBroken(
            _("%(sku)s: the supplier sells %(least)d at least.")
            % {"sku": sku, "least": offer.minimum_quantity},
            field="quantity",
        )
    if quantity % offer.pack_size:
        below = quantity // offer.pack_size * offer.pack_size
        raise StockRuleBroken(
            _("%(sku)s comes in packs of %(pack)d: order %(below)d or %(above)d.")
            % {"sku": sku, "pack": offer.pack_size, "below": below,
               "above": below + offer.pack_size},
            field="quantity",
        )  # fmt: skip


def land_costs(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> None:
    """Unit costs with each line's share of the freight, by value, rounded half up."""
    values = [line.quantity * line.unit_cost_minor for line in lines]
    shares = allocate(order.freight_minor, values)
    for line, value, share in zip(lines, values, shares, strict=True):
        line.landed_cost_minor = round_half_up(Decimal(value + share) / line.quantity)
    PurchaseOrderLine.objects.bulk_update(lines, ["landed_cost_minor"], batch_size=500)


def _line(
    order: PurchaseOrder, wanted: LineRequest, offers: Mapping[int, SupplierOffer]
) -> PurchaseOrderLine:
    require_positive(wanted.quantity)
    offer = offers.get(wanted.variant_id)
    cost = wanted.unit_cost or (Money(offer.cost_minor, offer.currency) if offer else None)
    if cost is None:
        raise StockRuleBroken(_("Say what one unit costs."), field="unit_cost_minor")
    if cost.currency != order.currency:
        raise StockRuleBroken(
            _("This order is in %(currency)s.") % {"currency": order.currency},
            field="unit_cost_minor",
        )
    if offer:
        check_terms(offer, wanted.quantity, sku=offer.variant.sku)
    return PurchaseOrderLine(
        order=order,
        variant_id=wanted.variant_id,
        quantity=wanted.quantity,
        unit_cost_minor=cost.minor,
    )


def _check_arrived(
    order: PurchaseOrder, line: PurchaseOrderLine | None, units: int, accept_more: bool
) -> None:
    if line is None:
        raise StockRuleBroken(_("This is not part of the order."))
    most = line.quantity + line.quantity * order.supplier.over_receipt_percent // 100
    if line.received + units > most and not accept_more:
        raise StockRuleBroken(
            _(
                "%(sku)s: %(ordered)d were ordered and %(received)d came before; "
                "at most %(left)d more are taken."
            )
            % {
                "sku": line.variant.sku,
                "ordered": line.quantity,
                "received": line.received,
                "left": max(most - line.received, 0),
            },
            field=f"line_{line.pk}",
        )


def _settle(order: PurchaseOrder, received_at: datetime | None) -> PurchaseOrder:
    if received_at is None:
        order.state = PurchaseOrderState.PART_RECEIVED
    else:
        order.state, order.received_at = PurchaseOrderState.RECEIVED, received_at
    order.save(update_fields=["state", "received_at"])
    return order


def _offers(order: PurchaseOrder, variant_ids: list[int]) -> dict[int, SupplierOffer]:
    found = SupplierOffer.objects.filter(
        supplier_id=order.supplier_id, variant_id__in=variant_ids
    ).select_related("variant")
    return {offer.variant_id: offer for offer in found}


def _days(offer: SupplierOffer) -> float:
    return offer.measured_days if offer.measured_days is not None else offer.lead_time_days


def _locked(
    order: PurchaseOrder, states: tuple[PurchaseOrderState, ...], refusal: str
) -> PurchaseOrder:
    row = (
        PurchaseOrder.objects.select_related("supplier", "warehouse")
        .select_for_update(of=("self",))
        .get(pk=order.pk)
    )
    if row.state not in states:
        raise StockRuleBroken(refusal)
    return row
