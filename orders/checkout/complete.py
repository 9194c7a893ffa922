"""How a checkout ends: paid and placed, declined, or paid and given back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from events.names import EventName
from events.outbox import publish
from events.services import Fact, record, record_many
from foundation import clock
from foundation.transactions import retry_once
from inventory.services import OutOfStock, allocate_stock, release_reservation
from orders.building import order_facts, unpack_context
from orders.models import Cart, CartState, Order, OrderLine, OrderState, Payment, PaymentState
from orders.refunds import carry_out_refunds, request_refund
from orders.states import refresh_states


def read_order(order_id: int) -> Order:
    return Order.objects.prefetch_related("lines", "payments").get(pk=order_id)


def complete_order(*, order_id: int, provider_ref: str = "", at: datetime | None = None) -> bool:
    """A payment arrived: place the order, in one transaction with its stock, events and outbox.

    Called again it changes nothing. Where the stock has gone in the meantime (the reservation
    ran out) the order is cancelled and the money given back. Returns whether it stands placed.
    """
    try:
        placed = retry_once(lambda: _place(order_id, provider_ref, at))
    except OutOfStock:
        placed = False
    if not placed:  # out of stock, or given up before the provider's answer came
        _give_back(order_id, at)
    return placed


def _place(order_id: int, provider_ref: str, at: datetime | None) -> bool:
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.state != OrderState.PENDING:
        return order.state == OrderState.PLACED
    now = at or clock.now()
    lines = list(order.lines.all())
    allocate_stock(
        reference=order.public_id,
        quantities=_quantities(lines),
        reservation_key=order.public_id,
        at=at,
    )
    _settle(order, PaymentState.PAID, now, reference=provider_ref)
    if order.cart_id:
        Cart.objects.filter(pk=order.cart_id).update(state=CartState.ORDERED)
    record_many(order_facts(order, lines, now), context=unpack_context(order.context))
    order.state, order.placed_at, order.context = OrderState.PLACED, now, {}
    order.save(update_fields=["state", "placed_at", "context"])
    refresh_states(order)
    publish("order.placed", {"order": order.pk})
    return True


def decline_order(*, order_id: int, message: str = "", at: datetime | None = None) -> None:
    """The payment will not come: free the stock and give the shopper the cart back."""

    def cancel() -> None:
        order = Order.objects.select_for_update().get(pk=order_id)
        if order.state == OrderState.PENDING:
            _cancel(order, PaymentState.DECLINED, message, at or clock.now())

    retry_once(cancel)


def _give_back(order_id: int, at: datetime | None) -> None:
    """Paid, but there is nothing to send: cancel and note the refund, then have it carried out."""

    def cancel() -> None:
        order = Order.objects.select_for_update().get(pk=order_id)
        message = str(_("Out of stock: the payment was given back."))
        now = at or clock.now()
        if order.state == OrderState.PENDING:
            _cancel(order, PaymentState.PAID, message, now)
        for payment in order.payments.exclude(state=PaymentState.DECLINED):
            payment.state = PaymentState.PAID
            payment.save(update_fields=["state"])
            request_refund(payment=payment, reason=message, key=f"{payment.key}-given-back", at=now)
        refresh_states(order)

    retry_once(cancel)
    carry_out_refunds(order_id=order_id)


def _cancel(order: Order, payment_state: PaymentState, message: str, now: datetime) -> None:
    _settle(order, payment_state, now, message=message)
    release_reservation(key=order.public_id)
    cart_id, order.cart = order.cart_id, None
    order.state = OrderState.CANCELLED
    record(
        Fact(name=EventName.PAYMENT_FAILED, order_ref=order.public_id, at=now),
        context=unpack_context(order.context),
    )
    order.context, order.cancelled_at = {}, now
    order.save(update_fields=["state", "cart", "context", "cancelled_at"])
    if cart_id:
        Cart.objects.filter(pk=cart_id, state=CartState.CLAIMED).update(state=CartState.OPEN)


def _settle(
    order: Order, state: PaymentState, now: datetime, *, reference: str = "", message: str = ""
) -> None:
    Payment.objects.filter(order=order, state=PaymentState.PENDING).update(
        state=state, settled_at=now, provider_ref=reference, message=message[:200]
    )


def _quantities(lines: list[OrderLine]) -> dict[int, int]:
    quantities: dict[int, int] = {}
    for line in lines:
        if line.variant_id is not None:
            quantities[line.variant_id] = quantities.get(line.variant_id, 0) + line.quantity
    return quantities
