"""How a checkout ends: paid and placed, placed to be paid later, declined, or given back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from django.utils.translation import gettext as _

from events.names import Channel, EventName
from events.outbox import publish
from events.services import Fact, record, record_many
from foundation import clock
from foundation.failpoints import fail_point
from foundation.prepared import PreparedQuery
from foundation.transactions import retry_once
from inventory.models import Warehouse
from inventory.services import OutOfStock, allocate_stock, release_reservation
from orders import holds
from orders.building import first_key, order_facts, unpack_context
from orders.models import (
    Cart,
    CartState,
    CounterSale,
    HoldState,
    Order,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    ShippingKind,
    ShippingMethod,
)
from orders.refunds import OF_SURPLUS, carry_out_refunds, request_refund
from orders.screening import PASS, Ruling
from orders.sending import needs_sending
from orders.states import refresh_states
from orders.tenders.holding import release_tenders, take_tenders
from pricing.coupons import release

WAITING = (PaymentState.PENDING, PaymentState.ACTION_REQUIRED)


class _End(Enum):
    """What came of trying to place: money that is not needed goes back."""

    PLACED = auto()
    TOLD_BEFORE = auto()
    NOT_NEEDED = auto()


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What came in for an order: the state its payment gets, and by when the rest is due.

    ``ruling`` says whether the order is held once it is placed.
    """

    order_id: int
    payment_id: int | None
    state: PaymentState
    reference: str
    due_on: date | None
    at: datetime | None
    ruling: Ruling = PASS


def read_order(order_id: int) -> Order:
    """An order with its lines and payments."""
    return Order.objects.prefetch_related("lines", "payments").get(pk=order_id)


def complete_order(
    *,
    order_id: int,
    payment_id: int | None = None,
    provider_ref: str = "",
    ruling: Ruling = PASS,
    at: datetime | None = None,
) -> bool:
    """A payment arrived: place the order, in one transaction with its stock, events and outbox.

    Called again it changes nothing. Where the stock has gone in the meantime (the reservation
    ran out) the order is cancelled and the money given back, as is money for an order that was
    cancelled, refused or paid before. Where ``ruling`` says so it is placed as held. Returns
    whether the order stands placed.
    """
    arrival = _Arrival(order_id, payment_id, PaymentState.PAID, provider_ref, None, at, ruling)
    end = _try_to_place(arrival)
    if end is _End.PLACED:
        return True
    if end is _End.NOT_NEEDED:
        retry_once(lambda: _give_back(arrival))
        carry_out_refunds(order_id=order_id)
    return Order.objects.filter(pk=order_id, state=OrderState.PLACED).exists()


def place_paid(*, order_id: int, payment_id: int, at: datetime | None = None) -> bool:
    """The money lies in the till: place the order in the caller's transaction.

    Returns whether it stands placed; where it does not, the caller rolls back.
    """
    arrival = _Arrival(order_id, payment_id, PaymentState.PAID, "", None, at)
    return _try_to_place(arrival) is _End.PLACED


def place_due(
    *,
    order_id: int,
    payment_id: int | None = None,
    provider_ref: str = "",
    due_on: date | None = None,
    ruling: Ruling = PASS,
    at: datetime | None = None,
) -> bool:
    """The order is placed now and paid later, by invoice. Returns whether it stands placed."""
    arrival = _Arrival(order_id, payment_id, PaymentState.DUE, provider_ref, due_on, at, ruling)
    end = _try_to_place(arrival)
    if end is _End.NOT_NEEDED:
        decline_order(order_id=order_id, payment_id=payment_id, message=_sold_out(), at=at)
    return end is not _End.NOT_NEEDED


def _try_to_place(arrival: _Arrival) -> _End:
    try:
        return retry_once(lambda: _place(arrival))
    except OutOfStock:
        return _End.NOT_NEEDED


_LOCKED_ORDER = PreparedQuery(lambda pk: Order.objects.select_for_update().filter(pk=pk))
_LOCKED_PAYMENT = PreparedQuery(
    lambda pk, order: Payment.objects.select_for_update().filter(pk=pk, order=order)
)
_LINES = PreparedQuery(lambda order: OrderLine.objects.filter(order=order))


def _place(arrival: _Arrival) -> _End:
    """Place an order that waits.

    The levels of stock are locked last: what many orders want is held for the shortest time.
    """
    (order,) = _LOCKED_ORDER(pk=arrival.order_id)
    payment = _payment(order, arrival)
    if payment is None or payment.state == arrival.state:
        return _End.TOLD_BEFORE
    if order.state == OrderState.PLACED and payment.state == PaymentState.DUE:
        _settle(payment, arrival)
        refresh_states(order)
        return _End.PLACED
    if order.state != OrderState.PENDING or payment.state not in WAITING:
        return _End.NOT_NEEDED
    if order.hold == HoldState.REFUSED:
        return _End.NOT_NEEDED
    now = arrival.at or clock.now()
    lines = _LINES(order=order.pk)
    _settle(payment, arrival)
    record_many(order_facts(order, lines, now), context=unpack_context(order.context))
    order.state, order.placed_at, order.context = OrderState.PLACED, now, {}
    _use_up(order, payment, arrival.at)
    held = holds.keep_back(order, arrival.ruling, now)
    publish("order.placed", {"order": order.pk})  # before it is told that it is paid
    refresh_states(
        order, lines=lines, payments=_payments(order, payment),
        also=("state", "placed_at", "context", *held),
    )  # fmt: skip
    allocate_stock(
        reference=order.public_id,
        quantities=units_of(lines),
        reservation_key=order.public_id,
        country=order.ship_country,
        warehouse=counter_of(order),
        is_sold_elsewhere=order.channel == Channel.MARKETPLACE,
        at=arrival.at,
    )
    fail_point("checkout.completing")
    return _End.PLACED


def _use_up(order: Order, payment: Payment, at: datetime | None) -> None:
    """The cart is ordered, and what gift cards, points and credit kept for it is spent."""
    if order.cart_id:
        Cart.objects.filter(pk=order.cart_id).update(state=CartState.ORDERED)
    if payment.amount_minor != order.total_minor:
        take_tenders(order=order, at=at)


def decline_order(
    *,
    order_id: int,
    payment_id: int | None = None,
    message: str = "",
    at: datetime | None = None,
) -> None:
    """The payment will not come: free stock and coupons, and give the shopper the cart back.

    An order without a cart was made by staff: it waits for another payment.
    """

    def decline() -> None:
        order = Order.objects.select_for_update().get(pk=order_id)
        arrival = _Arrival(order_id, payment_id, PaymentState.DECLINED, "", None, at)
        payment = _payment(order, arrival)
        if payment is not None and payment.state in WAITING:
            _settle(payment, arrival, message=message)
        elif payment_id is not None and payment is not None:
            return
        if order.state != OrderState.PENDING:
            return
        if order.cart_id is not None:
            _cancel(order, at or clock.now())
        else:
            release_reservation(key=order.public_id)

    retry_once(decline)


def _give_back(arrival: _Arrival) -> None:
    """Paid, but there is nothing to send: cancel and note the refund; it is carried out after."""
    order = Order.objects.select_for_update().get(pk=arrival.order_id)
    payment = _payment(order, arrival)
    if payment is None or payment.state == PaymentState.PAID:
        return
    message = _why_back(order)
    _settle(payment, arrival, message=message)
    if order.state == OrderState.PENDING:
        _cancel(order, arrival.at or clock.now())
    key = f"{payment.key}{OF_SURPLUS}"
    request_refund(payment=payment, reason=message, key=key, at=arrival.at)
    refresh_states(order)


def _why_back(order: Order) -> str:
    if order.hold == HoldState.REFUSED:
        return holds.refusal(order)
    return _sold_out() if order.state == OrderState.PENDING else _("It was not needed any more.")


def _cancel(order: Order, now: datetime) -> None:
    cart_id, order.cart = order.cart_id, None
    context, order.context = unpack_context(order.context), {}
    order.state, order.cancelled_at = OrderState.CANCELLED, now
    order.save(update_fields=["state", "cart", "context", "cancelled_at"])
    record(Fact(name=EventName.PAYMENT_FAILED, order_ref=order.public_id, at=now), context=context)
    if cart_id:
        Cart.objects.filter(pk=cart_id, state=CartState.CLAIMED).update(state=CartState.OPEN)
    release(order_ref=order.public_id, at=now)
    release_tenders(order=order, message=_("The order was not placed."), at=now)
    release_reservation(key=order.public_id)


def _payment(order: Order, arrival: _Arrival) -> Payment | None:
    """The payment that an arrival is about: the one named, else the one that waits."""
    if arrival.payment_id is not None:
        (payment,) = _LOCKED_PAYMENT(pk=arrival.payment_id, order=order.pk)
        return payment
    return order.payments.select_for_update().filter(state__in=WAITING).order_by("-pk").first()


def _payments(order: Order, payment: Payment) -> list[Payment] | None:
    """All payments of an order where this is its first; None where they are to be read."""
    is_all = payment.key == first_key(order) and payment.amount_minor == order.total_minor
    return [payment] if is_all else None


def _settle(payment: Payment, arrival: _Arrival, *, message: str = "") -> None:
    payment.state, payment.message = arrival.state, message[:200]
    payment.provider_ref = arrival.reference[:120] or payment.provider_ref
    payment.action_url, payment.due_on = "", arrival.due_on or payment.due_on
    if arrival.state != PaymentState.DUE:
        payment.settled_at = arrival.at or clock.now()
    payment.save(
        update_fields=["state", "message", "provider_ref", "action_url", "due_on", "settled_at"]
    )


def counter_of(order: Order) -> Warehouse | None:
    """The warehouse where the shopper gets it over a counter; None where it is sent."""
    if order.channel == Channel.POS:
        sales = CounterSale.objects.select_related("shift__register__warehouse")
        sale = sales.filter(order=order).first()
        return sale.shift.register.warehouse if sale else None
    if order.ship_line1 or not order.shipping_code:
        return None
    method = (
        ShippingMethod.objects.filter(code=order.shipping_code, kind=ShippingKind.PICKUP)
        .select_related("warehouse")
        .first()
    )
    return method.warehouse if method else None


def _sold_out() -> str:
    return _("Out of stock: the payment was given back.")


def units_of(lines: Iterable[OrderLine]) -> dict[int, int]:
    """Units by variant: what the warehouse must have."""
    quantities: dict[int, int] = {}
    for line in lines:
        if line.variant_id is not None and needs_sending(line.kind):
            quantities[line.variant_id] = quantities.get(line.variant_id, 0) + line.quantity
    return quantities
