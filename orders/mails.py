"""Mails about orders: each is queued once, in words for the buyer's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import CharField, Exists, Max, OuterRef, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.selectors import variant_cards
from events.names import Channel
from events.outbox import Payload
from foundation import clock
from foundation.money import Money
from notifications.contexts import (
    MailLine,
    OrderCancelled,
    OrderConfirmation,
    OrderReaddressed,
    OrderReleased,
    OrderShipped,
    PaymentLink,
    RefundDone,
    ReturnStep,
    ReturnUpdate,
    ReviewRequest,
)
from notifications.kinds import MailKind
from notifications.links import page, picture
from notifications.models import Mail
from notifications.services import send_mail
from orders.documents.content import address_lines
from orders.holds import words_of_hold
from orders.models import (
    FulfilmentState,
    Order,
    OrderLine,
    OrderPaymentState,
    OrderState,
    PaymentState,
    Refund,
    ReturnRequest,
    ReturnState,
    Shipment,
)
from orders.tenders.told import paid_with

_STEPS = {
    ReturnState.REQUESTED: ReturnStep.REQUESTED,
    ReturnState.APPROVED: ReturnStep.APPROVED,
    ReturnState.REFUSED: ReturnStep.REFUSED,
    ReturnState.RECEIVED: ReturnStep.RECEIVED,
    ReturnState.COMPLETED: ReturnStep.CLOSED,
}
REVIEW_KEY = "review.request:"
REVIEW_WINDOW = timedelta(days=14)
"""How long after its day a request for a review may still be sent, should the job have slept."""


def tell_placed(payloads: list[Payload]) -> None:
    """The confirmation of each order that was placed; at a counter it is a receipt."""
    for order in _orders(payload["order"] for payload in payloads):
        if order.channel == Channel.POS:
            continue
        with translation.override(language_of(order)):
            send_to_buyer(MailKind.ORDER_CONFIRMATION, order, f"order.placed:{order.public_id}",
                  confirmation_of(order).as_json())  # fmt: skip


def tell_shipped(payloads: list[Payload]) -> None:
    """A mail for each parcel that left; who got it over a counter knows."""
    rows = Shipment.objects.filter(pk__in=[payload["shipment"] for payload in payloads])
    rows = rows.exclude(order__channel=Channel.POS).exclude(order__pick_up__isnull=False)
    for shipment in rows.select_related("order").prefetch_related("lines__line"):
        order = shipment.order
        context = OrderShipped(
            number=str(order),
            name=order.ship_name,
            order_url=order_page(order),
            lines=_lines([(row.line, row.quantity) for row in shipment.lines.all()], order),
            delivery_to=tuple(address_lines(order)),
            carrier=shipment.carrier,
            tracking_number=shipment.tracking,
            tracking_url=shipment.tracking_url,
            more_follows=order.fulfilment_state == FulfilmentState.PARTIAL,
        )
        send_to_buyer(
            MailKind.ORDER_SHIPPED, order, f"order.shipped:{shipment.public_id}", context.as_json()
        )


def tell_cancelled(payloads: list[Payload]) -> None:
    """What will not be sent: all of an order, or the units that the message names."""
    orders = {order.pk: order for order in _orders(payload["order"] for payload in payloads)}
    for payload in payloads:
        order = orders.get(payload["order"])
        if order is None:
            continue
        units = {int(key): count for key, count in payload.get("units", {}).items()}
        rows = [
            (line, units.get(line.pk, 0) if units else line.quantity) for line in order.lines.all()
        ]
        refund = Money(payload["refund"], order.currency) if payload.get("refund") else None
        context = OrderCancelled(
            number=str(order),
            name=order.ship_name,
            order_url=order_page(order),
            lines=_lines([(line, count) for line, count in rows if count], order),
            reason=payload.get("reason", ""),
            refund=refund,
        )
        key = f"order.cancelled:{order.public_id}:{payload.get('step', '')}"
        send_to_buyer(MailKind.ORDER_CANCELLED, order, key, context.as_json())


def tell_readdressed(payloads: list[Payload]) -> None:
    """Where an order goes now, so that nobody sends another's parcel elsewhere unheard."""
    orders = {order.pk: order for order in _orders(payload["order"] for payload in payloads)}
    for payload in payloads:
        if (order := orders.get(payload["order"])) is None:
            continue
        context = OrderReaddressed(
            number=str(order),
            name=order.ship_name,
            order_url=order_page(order),
            delivery_to=tuple(address_lines(order)),
        )
        key = f"order.readdressed:{order.public_id}:{payload['change']}"
        send_to_buyer(MailKind.ORDER_READDRESSED, order, key, context.as_json())


def tell_released(payloads: list[Payload]) -> None:
    """That an order which was held goes its way; one that was cancelled since goes nowhere."""
    for order in _orders(payload["order"] for payload in payloads):
        if order.state != OrderState.PLACED or order.held_at is None or order.is_held:
            continue
        with translation.override(language_of(order)):
            context = OrderReleased(
                number=str(order),
                name=order.ship_name,
                order_url=order_page(order),
                delivery_estimate=_window(order) if _is_to_come(order) else "",
            )
        key = f"order.released:{order.public_id}:{order.held_at.timestamp():.0f}"
        send_to_buyer(MailKind.ORDER_RELEASED, order, key, context.as_json())


def tell_refunded(payloads: list[Payload]) -> None:
    """A mail for each refund that was carried out."""
    rows = Refund.objects.filter(pk__in=[payload["refund"] for payload in payloads])
    rows = rows.exclude(in_cash=True)  # it lies in the buyer's hand
    for refund in rows.select_related("payment__order"):
        order = refund.payment.order
        context = RefundDone(
            number=str(order),
            name=order.ship_name,
            order_url=order_page(order),
            amount=Money(refund.amount_minor, refund.currency),
            reason=refund.reason,
        )
        send_to_buyer(
            MailKind.REFUND, order, f"order.refunded:{refund.public_id}", context.as_json()
        )


def tell_return(payloads: list[Payload]) -> None:
    """How far a return is, a mail for each step."""
    requests = {
        request.pk: request
        for request in ReturnRequest.objects.filter(pk__in={p["return"] for p in payloads})
        .select_related("order")
        .prefetch_related("lines__line")
    }
    for payload in payloads:
        request, step = requests.get(payload["return"]), _STEPS.get(ReturnState(payload["state"]))
        if request is None or step is None:
            continue
        order = request.order
        rows = [(row.line, row.quantity) for row in request.lines.all()]
        context = ReturnUpdate(
            number=str(order),
            return_number=str(request.number),
            name=order.ship_name,
            order_url=order_page(order),
            step=step,
            lines=_lines(rows, order),
            note=request.staff_note,
            send_to=_return_address() if step is ReturnStep.APPROVED else (),
        )
        key = f"return:{request.public_id}:{step}"
        send_to_buyer(MailKind.RETURN_UPDATE, order, key, context.as_json())


def send_payment_link(
    *, order: Order, note: str = "", key: str = "", at: datetime | None = None
) -> None:
    """Ask the buyer of an order that staff made to pay it on its page."""
    context = PaymentLink(
        number=str(order),
        name=order.ship_name,
        pay_url=order_page(order),
        lines=_lines([(line, line.quantity) for line in order.lines.all()], order),
        total=Money(order.total_minor, order.currency),
        note=note,
    )
    key = f"payment.link:{order.public_id}:{key or order.total_minor}"
    send_to_buyer(MailKind.PAYMENT_LINK, order, key, context.as_json(), at=at)


def request_reviews(*, at: datetime | None = None) -> int:
    """Ask what buyers think, some days after all of an order arrived; returns how many.

    Where nobody noted the arrival, the day it left and as many days again count. An order is
    asked about once, and one that another shop sent is that shop's to ask about.
    """
    days = settings.SHOP_REVIEW_REQUEST_DAYS
    if days <= 0:
        return 0
    now = at or clock.now()
    arrived = Coalesce("shipments__delivered_at", "shipments__shipped_at")
    key = Concat(Value(REVIEW_KEY), "public_id", output_field=CharField())
    orders = (
        Order.objects.filter(
            state=OrderState.PLACED,
            fulfilment_state=FulfilmentState.FULFILLED,
            payment_state__in=[OrderPaymentState.PAID, OrderPaymentState.DUE],
        )
        .annotate(arrived=Max(arrived), mail_key=key)
        .exclude(Exists(Mail.objects.filter(key=OuterRef("mail_key"))))
        .exclude(channel=Channel.IMPORT)
        .filter(arrived__lte=now - timedelta(days=days))
        .filter(arrived__gt=now - timedelta(days=days) - REVIEW_WINDOW)
        .prefetch_related("lines")
        .order_by("pk")
    )
    return sum(_request_review(order, at) for order in orders.iterator(chunk_size=500))


def _request_review(order: Order, at: datetime | None) -> int:
    bought = [(line, line.quantity) for line in order.lines.all() if line.product_id_then]
    lines = tuple(line for line in _lines(bought, order) if line.url)
    if not lines or not order.email:
        return 0
    context = ReviewRequest(number=str(order), name=order.ship_name, lines=lines)
    key = f"{REVIEW_KEY}{order.public_id}"
    return send_to_buyer(MailKind.REVIEW_REQUEST, order, key, context.as_json(), at=at)


def order_page(order: Order) -> str:
    """The order's page, absolute, in the buyer's language."""
    return page("storefront:order", order.token, language=language_of(order))


def confirmation_of(order: Order) -> OrderConfirmation:
    """What was agreed, in the language that is active."""
    currency = order.currency
    return OrderConfirmation(
        number=str(order),
        name=order.ship_name,
        order_url=order_page(order),
        placed_on=clock.business_day(order.placed_at),
        lines=_lines([(line, line.quantity) for line in order.lines.all()], order, priced=True),
        subtotal=Money(order.subtotal_minor, currency),
        discount=Money(order.discount_minor, currency),
        shipping=Money(order.shipping_minor, currency),
        tax=Money(order.tax_minor, currency),
        total=Money(order.total_minor, currency),
        tax_is_included=order.prices_include_tax,
        shipping_method=order.shipping_method,
        delivery_to=tuple(address_lines(order)),
        delivery_estimate=_window(order),
        payment_note=_payment_note(order),
        held_note=words_of_hold(order),
    )


def _payment_note(order: Order) -> str:
    """What gift cards, points and credit paid, and whether an invoice is still to be paid."""
    said = [f"{paid.sentence}." for paid in paid_with(order)]
    if any(payment.state == PaymentState.DUE for payment in order.payments.all()):
        said.append(_("Please pay the invoice that is on the page of your order."))
    return " ".join(said)


def _is_to_come(order: Order) -> bool:
    return order.expected_from is not None and order.expected_from >= clock.business_day()


def _window(order: Order) -> str:
    if order.expected_from is None or order.expected_to is None:
        return ""
    first, last = date_format(order.expected_from, "j F"), date_format(order.expected_to, "j F")
    return first if first == last else f"{first} – {last}"


def mail_lines(order: Order) -> tuple[MailLine, ...]:
    """All that an order holds, without prices."""
    rows = [(line, line.quantity - line.cancelled) for line in order.lines.all()]
    return _lines([(line, count) for line, count in rows if count], order)


def _lines(
    rows: Sequence[tuple[OrderLine, int]], order: Order, *, priced: bool = False
) -> tuple[MailLine, ...]:
    language = language_of(order)
    with translation.override(language):
        cards = variant_cards([line.variant_id for line, _count in rows if line.variant_id])
    made = []
    for line, count in rows:
        card = cards.get(line.variant_id) if line.variant_id else None
        is_shown = card is not None and card.is_for_sale
        total = Money(_shown(line, order), order.currency) if priced else None
        made.append(
            MailLine(
                name=line.name,
                quantity=count,
                url=page("storefront:product", card.slug, language=language)
                if is_shown and card
                else "",
                picture_url=picture(card.picture) if card else "",
                total=total,
            )
        )
    return tuple(made)


def _shown(line: OrderLine, order: Order) -> int:
    """What a line costs as prices are shown: with the tax in it or without."""
    return line.total_minor - (0 if order.prices_include_tax else line.tax_minor)


def _orders(keys: Iterable[int]) -> list[Order]:
    return list(Order.objects.filter(pk__in=set(keys)).prefetch_related("lines").order_by("pk"))


def language_of(order: Order) -> str:
    return order.language or settings.LANGUAGE_CODE


def _return_address() -> tuple[str, ...]:
    return (settings.SHOP_LEGAL_NAME or settings.SHOP_NAME, *settings.SHOP_LEGAL_ADDRESS)


def send_to_buyer(
    kind: MailKind,
    order: Order,
    key: str,
    context: dict[str, object],
    *,
    at: datetime | None = None,
) -> int:
    """Queue a mail about an order in its buyer's language, once a key; how many that are.

    Who left no address gets none.
    """
    if not order.email:
        return 0
    mail = send_mail(
        kind=kind,
        to=order.email,
        language=language_of(order),
        context=context,
        key=key,
        reference=str(order),
        customer_id=order.customer_id,
        at=at,
    )
    return int(mail is not None)
