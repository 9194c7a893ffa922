"""What happens to an order after it was placed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events.names import EventName
from events.outbox import publish
from events.services import Fact, record
from foundation import clock
from foundation.money import Money
from inventory.services import release_stock, return_stock, ship_stock
from orders.models import (
    FulfilmentState,
    Order,
    OrderLine,
    OrderState,
    PaymentState,
    Shipment,
    ShipmentLine,
)
from orders.refunds import request_refund
from orders.states import refresh_states


class NotPossible(Exception):
    """The order is in a state that does not allow it."""


@transaction.atomic
def ship_order(*, order: Order, tracking: str = "", at: datetime | None = None) -> Shipment:
    """All of a placed order leaves.

    Raises:
        NotPossible: it is not waiting to be shipped.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not _waits_to_be_sent(order):
        raise NotPossible(_("Only a placed order can be shipped."))
    ship_stock(reference=order.public_id, at=at)
    shipment = Shipment.objects.create(order=order, tracking=tracking, shipped_at=at or clock.now())
    lines = list(order.lines.all())
    for line in lines:
        line.shipped = line.quantity
    OrderLine.objects.bulk_update(lines, ["shipped"])
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=line, quantity=line.quantity) for line in lines
    )
    refresh_states(order)
    publish("order.shipped", {"order": order.pk})
    return shipment


@transaction.atomic
def cancel_order(*, order: Order, at: datetime | None = None) -> Order:
    """A placed order will not be sent; its stock is free again and what was paid goes back.

    The refund is only noted here: the reconciler asks the provider for it, outside any
    transaction and again until it is done.

    Raises:
        NotPossible: it was shipped or cancelled already, or is still being paid.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not _waits_to_be_sent(order):
        raise NotPossible(_("Only a placed order that was not shipped can be cancelled."))
    release_stock(reference=order.public_id, at=at)
    order.state, order.cancelled_at = OrderState.CANCELLED, at or clock.now()
    order.save(update_fields=["state", "cancelled_at"])
    for payment in order.payments.filter(state=PaymentState.PAID):
        request_refund(payment=payment, key=f"{payment.key}-cancelled", at=at)
    record(Fact(name=EventName.ORDER_CANCELLED, order_ref=order.public_id, at=at))
    return order


@transaction.atomic
def return_line(*, line: OrderLine, quantity: int, at: datetime | None = None) -> OrderLine:
    """Units of a shipped line came back and can be sold again.

    Raises:
        NotPossible: more than were sent, or nothing was sent yet.
    """
    line = OrderLine.objects.select_for_update().select_related("order").get(pk=line.pk)
    if not 0 < quantity <= line.shipped - line.returned:
        raise NotPossible(_("Not so many of it were sent."))
    line.returned += quantity
    line.save(update_fields=["returned"])
    refresh_states(Order.objects.select_for_update().get(pk=line.order_id))
    if line.variant_id:
        return_stock(
            variant_id=line.variant_id,
            quantity=quantity,
            reference=line.order.public_id,
            at=at,
        )
    record(
        Fact(
            name=EventName.PRODUCT_RETURNED,
            product_id=line.product_id_then,
            variant_id=line.variant_id,
            order_ref=line.order.public_id,
            quantity=quantity,
            value=Money(line.unit_price_minor * quantity, line.order.currency),
            at=at,
        )
    )
    return line


def _waits_to_be_sent(order: Order) -> bool:
    return (
        order.state == OrderState.PLACED and order.fulfilment_state == FulfilmentState.UNFULFILLED
    )
