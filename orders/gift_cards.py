"""Gift cards that orders buy: a card for each unit, once it is paid; given back while unspent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from catalog.models import ProductKind
from events.outbox import Payload
from foundation.money import Money
from loyalty.disputed_cards import block_disputed, free_disputed
from loyalty.gift_cards import Recipient, issue_gift_card, take_back
from loyalty.models import GiftCard
from orders.errors import NotPossible
from orders.models import (
    Dispute,
    DisputeState,
    GiftNote,
    Order,
    OrderLine,
    OrderPaymentState,
    OrderState,
)
from orders.refunds import refund_order
from orders.selectors import disputes_of
from orders.shares import parts_of

_PAID = (OrderPaymentState.PAID, OrderPaymentState.PARTLY_REFUNDED)


def issue_delivered(payloads: list[Payload]) -> None:
    """Outbox consumer: what goes by e-mail of these orders is noted as sent."""
    for key in sorted({payload["order"] for payload in payloads}):
        issue_cards(order_id=key)


@transaction.atomic
def issue_cards(*, order_id: int, at: datetime | None = None) -> list[GiftCard]:
    """The cards that a paid order bought, each once; none while it waits, is held or unpaid."""
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.state != OrderState.PLACED or order.is_held or order.payment_state not in _PAID:
        return []
    note = GiftNote.objects.filter(order=order).first()
    recipient = _recipient(order, note)
    cards = [
        issue_gift_card(
            worth=Money(line.unit_price_minor, order.currency),
            key=f"line-{line.pk}-{number}",
            recipient=recipient,
            bought_in=order.public_id,
            line_id=line.pk,
            language=order.language,
            at=at,
        )
        for line in order.lines.filter(kind=ProductKind.GIFT_CARD).order_by("pk")
        for number in range(1, line.quantity - line.cancelled + 1)
    ]
    if cards and disputes_of(order).exists():
        block_disputed(bought_in=order.public_id, at=at)
    return cards


@transaction.atomic
def follow_dispute(*, order: Order, dispute: Dispute, at: datetime | None = None) -> None:
    """Block the cards that a disputed payment bought; free them once no dispute is left.

    The caller holds the order's row. What staff opened while the bank looked at it is blocked
    again when the bank decides for the payer: nobody paid for it then.
    """
    if disputes_of(order).exists():
        is_lost = dispute.state == DisputeState.LOST
        block_disputed(bought_in=order.public_id, again=is_lost, at=at)
    else:
        free_disputed(bought_in=order.public_id, at=at)


def issue_missing() -> int:
    """Cards of orders whose money came after they were placed; returns how many were issued."""
    there = (
        GiftCard.objects.filter(line_id_then=OuterRef("pk"))
        .order_by()
        .values("line_id_then")
        .annotate(count=Count("pk"))
        .values("count")
    )
    waiting = (
        OrderLine.objects.filter(
            kind=ProductKind.GIFT_CARD,
            shipped__gt=Coalesce(Subquery(there, output_field=IntegerField()), 0),
            shipped__gte=F("quantity") - F("cancelled"),
            order__state=OrderState.PLACED,
            order__payment_state__in=_PAID,
        )
        .values_list("order_id", flat=True)
        .distinct()
    )
    return sum(len(issue_cards(order_id=order_id)) for order_id in list(waiting))


def cards_of(order: Order) -> list[GiftCard]:
    """The cards that an order bought, the first line's first."""
    rows = GiftCard.objects.filter(bought_in=order.public_id).select_related("account")
    return list(rows.order_by("line_id_then", "pk"))


@transaction.atomic
def give_back_card(*, card: GiftCard, reason: str = "", at: datetime | None = None) -> Order:
    """An unspent card is taken back, and what was paid for it goes back to its buyer.

    Raises:
        NotPossible: no order bought it.
        LedgerRefused: something of it was spent, or is kept for an order.
    """
    order = Order.objects.select_for_update().filter(public_id=card.bought_in).first()
    line = OrderLine.objects.filter(pk=card.line_id_then or 0, order=order).first()
    if order is None or line is None:
        raise NotPossible(_("Nobody bought this card: correct its balance instead."))
    take_back(card=card, reason=reason, at=at)
    refund_order(
        order=order,
        key=f"gift-card-{card.pk}",
        amount=Money(line.unit_price_minor, order.currency),
        reason=reason,
        parts=parts_of([line], {line.pk: 1}),
        at=at,
    )
    return order


def _recipient(order: Order, note: GiftNote | None) -> Recipient:
    """Who the buyer named, else the buyer."""
    if note is None:
        return Recipient(name=order.ship_name, email=order.email)
    return Recipient(
        name=note.to_name, email=note.to_email, message=note.message, send_on=note.send_on
    )
