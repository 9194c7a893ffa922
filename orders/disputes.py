"""Payments that their payer disputes at the bank: noted, kept up to date, and told of.

While a dispute is open, and once it is lost, the bank has the money: none of it is given back a
second time (``orders.refunds``). What of such an order was not sent yet is held, until somebody
releases it on its own page; of gift cards that it bought nothing more can be spent.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events.names import EventName
from events.outbox import publish
from events.services import Fact, record
from foundation import clock
from orders.errors import NotPossible
from orders.fulfilment.selectors import open_units
from orders.gift_cards import follow_dispute
from orders.holds import hold_order
from orders.models import Dispute, DisputeState, Order, OrderState, Payment, PaymentState
from orders.payments.base import DisputeNews
from orders.refunds import order_refundable, refund_order

UNDECIDED = (DisputeState.INQUIRY, DisputeState.OPEN)


@transaction.atomic
def note_dispute(*, payment: Payment, news: DisputeNews, at: datetime | None = None) -> Dispute:
    """Note how a dispute of a payment stands; said again, nothing is written or told.

    Raises:
        NotPossible: the payment never arrived, or the amount is none of it.
    """
    order = Order.objects.select_for_update().get(pk=payment.order_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.state != PaymentState.PAID:
        raise NotPossible(_("Only a payment that arrived can be disputed."))
    if news.amount.minor <= 0 or news.amount.currency != payment.currency:
        raise NotPossible(_("Say how much of the payment is disputed."))
    now = at or clock.now()
    dispute = Dispute.objects.filter(payment=payment, reference=news.reference[:120]).first()
    if dispute is None:
        dispute = _begin(payment, news, now)
        record(
            Fact(name=EventName.ORDER_DISPUTED, order_ref=order.public_id, value=news.amount, at=at)
        )
    elif _says(dispute) == (news.state, news.reason, news.amount.minor, news.respond_by):
        return dispute
    else:
        _bring_up_to_date(dispute, news, now)
    _follow(order, dispute, at)
    return dispute


@transaction.atomic
def close_dispute(*, dispute: Dispute, won: bool, at: datetime | None = None) -> Dispute:
    """The bank has decided, as staff heard.

    Raises:
        NotPossible: it was decided before.
    """
    payment = Payment.objects.get(pk=dispute.payment_id)
    order = Order.objects.select_for_update().get(pk=payment.order_id)
    dispute = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if dispute.state not in UNDECIDED:
        raise NotPossible(_("This dispute was decided before."))
    dispute.state = DisputeState.WON if won else DisputeState.LOST
    dispute.closed_at = at or clock.now()
    dispute.save(update_fields=["state", "closed_at"])
    _follow(order, dispute, at)
    return dispute


def _begin(payment: Payment, news: DisputeNews, now: datetime) -> Dispute:
    return Dispute.objects.create(
        payment=payment,
        reference=news.reference[:120],
        state=news.state,
        reason=news.reason,
        amount_minor=news.amount.minor,
        currency=news.amount.currency,
        opened_at=news.opened_at or now,
        respond_by=news.respond_by,
        closed_at=None if news.state in UNDECIDED else now,
    )


def _says(dispute: Dispute) -> tuple[str, str, int, datetime | None]:
    return dispute.state, dispute.reason, dispute.amount_minor, dispute.respond_by


def _bring_up_to_date(dispute: Dispute, news: DisputeNews, now: datetime) -> None:
    dispute.state, dispute.reason, dispute.amount_minor = news.state, news.reason, news.amount.minor
    dispute.respond_by = news.respond_by
    dispute.closed_at = None if news.state in UNDECIDED else dispute.closed_at or now
    dispute.save(update_fields=["state", "reason", "amount_minor", "respond_by", "closed_at"])


def _follow(order: Order, dispute: Dispute, at: datetime | None) -> None:
    """What a dispute's new state brings with it: nothing leaves meanwhile, and others hear of it.

    Of a cancelled order the buyer has no goods: money that the bank sends back is theirs.
    """
    told = {"order": order.pk, "dispute": dispute.pk, "state": dispute.state}
    publish("order.disputed", {**told, "reason": dispute.reason})
    follow_dispute(order=order, dispute=dispute, at=at)
    is_won = dispute.state == DisputeState.WON
    if not is_won and _has_more_to_send(order):
        hold_order(order=order, at=at)
        # Held by a screen before, it is not let go at that screen's deadline any more.
        Order.objects.filter(pk=order.pk).update(hold_due_at=None)
    if is_won and order.state == OrderState.CANCELLED and order_refundable(order):
        key = f"dispute-{dispute.public_id}"
        refund_order(order=order, key=key, reason=order.cancel_reason, at=at)


def _has_more_to_send(order: Order) -> bool:
    return order.state == OrderState.PLACED and any(map(open_units, order.lines.all()))
