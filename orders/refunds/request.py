"""Noting what is to go back, never more than was paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Manager, Q, QuerySet, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation import clock
from foundation.money import Money
from orders.models import (
    Dispute,
    DisputeState,
    Order,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    ReturnRequest,
)
from orders.shares import Part

OF_UNITS_NOT_SENT = "part-"
"""How the keys of refunds begin that are for units cancelled out of an order."""
OF_SURPLUS = "-given-back"
"""How the keys of refunds end that are for a payment which no order needed."""
_TURNS = {"credit": 1, "gift_card": 2, "points": 3}
"""In which turn accounts of the shop's own get their part back, after all others."""
AGAIN = "~"
"""Between a refund's key and the number of the try."""


class RefundRefused(Exception):
    """More than was paid, or nothing."""


@transaction.atomic
def request_refund(
    *,
    payment: Payment,
    key: str,
    amount: Money | None = None,
    reason: str = "",
    parts: Sequence[Part] = (),
    return_request: ReturnRequest | None = None,
    as_credit: bool = False,
    at: datetime | None = None,
) -> Refund | None:
    """Note that money is to go back; without ``amount`` all that is left of the payment.

    The same ``key`` twice is one refund. None where nothing is left and no amount was named.
    ``parts`` are the units that it is for, which the credit note lists. ``as_credit``: it becomes
    store credit of the order's customer instead.

    Raises:
        RefundRefused: more than is left of the payment, nothing was paid, or nobody could get the
            credit.
    """
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if earlier := _noted(key):
        if earlier.payment_id != payment.pk:
            raise RefundRefused(_("This form was used for another order. Open it again."))
        return earlier
    left = refundable(payment)
    if amount is None and left.minor == 0:
        return None
    wanted = amount or left
    if payment.state != PaymentState.PAID or wanted.minor <= 0 or left < wanted:
        raise RefundRefused(_at_most(left))
    if as_credit:
        _check_account(payment.order)
    now = at or clock.now()
    return Refund.objects.create(
        payment=payment,
        key=key,
        amount_minor=wanted.minor,
        currency=payment.currency,
        reason=reason[:200],
        parts=[part.as_json() for part in parts],
        return_request=return_request,
        as_credit=as_credit,
        created_at=now,
        due_at=now,
    )


@transaction.atomic
def refund_order(
    *,
    order: Order,
    key: str,
    amount: Money | None = None,
    reason: str = "",
    parts: Sequence[Part] = (),
    return_request: ReturnRequest | None = None,
    as_credit: bool = False,
    at: datetime | None = None,
) -> list[Refund]:
    """Note that money of an order is to go back, from its payments in turn.

    Without ``amount`` all that is left. The same ``key`` again changes nothing. What a bank took
    goes back first, as store credit where ``as_credit``; gift cards, credit and points get back
    what they paid as what they are.

    Raises:
        RefundRefused: more than is left of what was paid, or nothing is.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    payments = sorted(order.payments.filter(state=PaymentState.PAID), key=_turn)
    if earlier := list(Refund.objects.filter(payment__in=payments, key__startswith=f"{key}/")):
        return earlier
    left = order_refundable(order)
    wanted = left if amount is None else amount
    if wanted.minor <= 0 or left < wanted:
        raise RefundRefused(_at_most(left))
    refunds = []
    for number, (payment, share) in enumerate(_shares(payments, wanted), start=1):
        refund = request_refund(
            payment=payment,
            key=f"{key}/{number}",
            amount=share,
            reason=reason,
            parts=parts if number == 1 else (),
            return_request=return_request,
            as_credit=as_credit and payment.provider not in _TURNS,
            at=at,
        )
        if refund is not None:
            refunds.append(refund)
    return refunds


def _shares(payments: Sequence[Payment], wanted: Money) -> Iterator[tuple[Payment, Money]]:
    """What each payment gives of an amount, in turn."""
    left = wanted.minor
    for payment in payments:
        share = min(left, refundable(payment).minor)
        if share > 0:
            left -= share
            yield payment, Money(share, wanted.currency)


def _check_account(order: Order) -> None:
    if order.customer_id is None:
        raise RefundRefused(_("Only somebody with an account can get store credit."))


@transaction.atomic
def retry_refund(*, refund: Refund, at: datetime | None = None) -> Refund:
    """Ask the provider again for a refund that it refused, under a key that it has not seen.

    A provider answers a key that it knows as it did before.

    Raises:
        RefundRefused: it has not failed, or the money went back otherwise in the meantime.
    """
    payment = Payment.objects.select_for_update().get(pk=refund.payment_id)
    refund = Refund.objects.select_for_update().get(pk=refund.pk)
    if refund.state != RefundState.FAILED:
        raise RefundRefused(_("Only a refund that failed can be tried again."))
    left = refundable(payment)
    if left.minor < refund.amount_minor:
        raise RefundRefused(_at_most(left))
    key, _again, tries = refund.key.partition(AGAIN)
    refund.key = f"{key}{AGAIN}{int(tries or 1) + 1}"
    refund.state, refund.message, refund.attempts = RefundState.DUE, "", 0
    refund.due_at, refund.settled_at = at or clock.now(), None
    refund.save(update_fields=["key", "state", "message", "attempts", "due_at", "settled_at"])
    return refund


def _turn(payment: Payment) -> tuple[int, int]:
    return _TURNS.get(payment.provider, 0), payment.pk


def _noted(key: str) -> Refund | None:
    """The refund of a key, under whatever key it was tried again."""
    return Refund.objects.filter(Q(key=key) | Q(key__startswith=f"{key}{AGAIN}")).first()


def refundable(payment: Payment) -> Money:
    """What is left of a payment after refunds that were not refused, and what its bank took."""
    noted = payment.refunds.exclude(state=RefundState.FAILED).aggregate(sum=Sum("amount_minor"))
    left = payment.amount_minor - (noted["sum"] or 0) - _taken_back(payment.disputes)
    return Money(max(left, 0), payment.currency)


def order_refundable(order: Order) -> Money:
    """What is left of all that was paid for an order."""
    paid = order.payments.filter(state=PaymentState.PAID)
    taken = paid.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    noted = (
        Refund.objects.filter(payment__in=paid)
        .exclude(state=RefundState.FAILED)
        .aggregate(sum=Sum("amount_minor"))["sum"]
        or 0
    )
    disputed = _taken_back(Dispute.objects.filter(payment__in=paid))
    return Money(max(taken - noted - disputed, 0), order.currency)


def _taken_back(disputes: Manager[Dispute] | QuerySet[Dispute]) -> int:
    """What banks took back, or keep until they decide; in minor units."""
    gone = disputes.filter(state__in=(DisputeState.OPEN, DisputeState.LOST))
    return gone.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def _at_most(left: Money) -> str:
    return _("At most %(left)s can be given back.") % {
        "left": left.formatted(get_language() or "en")
    }
