"""Money that goes back: noted first, then carried out by the provider, outside any transaction."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from foundation import clock
from foundation.money import Money
from orders.models import Order, Payment, PaymentState, Refund, RefundState, ReturnRequest
from orders.payments.base import ProviderUnreachable, providers
from orders.states import refresh_states

logger = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(hours=6)


class RefundRefused(Exception):
    """More than was paid, or nothing."""


@transaction.atomic
def request_refund(
    *,
    payment: Payment,
    key: str,
    amount: Money | None = None,
    reason: str = "",
    return_request: ReturnRequest | None = None,
    at: datetime | None = None,
) -> Refund | None:
    """Note that money is to go back; without ``amount`` all that is left of the payment.

    The same ``key`` twice is one refund. None where nothing is left and no amount was named.

    Raises:
        RefundRefused: more than is left of the payment, or nothing was paid.
    """
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if earlier := Refund.objects.filter(key=key).first():
        return earlier
    left = refundable(payment)
    if amount is None and left.minor == 0:
        return None
    wanted = amount or left
    if payment.state != PaymentState.PAID or wanted.minor <= 0 or left < wanted:
        raise RefundRefused(
            _("At most %(left)s can be given back.") % {"left": left.formatted("en")}
        )
    now = at or clock.now()
    return Refund.objects.create(
        payment=payment,
        key=key,
        amount_minor=wanted.minor,
        currency=payment.currency,
        reason=reason[:200],
        return_request=return_request,
        created_at=now,
        due_at=now,
    )


def refundable(payment: Payment) -> Money:
    """What is left of a payment after all refunds that were noted and not refused."""
    noted = payment.refunds.exclude(state=RefundState.FAILED).aggregate(sum=Sum("amount_minor"))
    return Money(payment.amount_minor - (noted["sum"] or 0), payment.currency)


def carry_out_refunds(*, order_id: int | None = None) -> int:
    """Have the providers give back what is due; returns how many refunds they did.

    Call it outside any transaction. A provider that does not answer is asked again later, each
    time after twice the wait; the refund's key makes that safe.
    """
    due = Refund.objects.filter(state=RefundState.DUE, due_at__lte=clock.now())
    if order_id is not None:
        due = due.filter(payment__order_id=order_id)
    return sum(_carry_out(refund) for refund in due.select_related("payment").order_by("due_at"))


def _carry_out(refund: Refund) -> int:
    payment = refund.payment
    provider = providers.get(payment.provider)
    if provider is None:
        logger.error("refund %s: no provider %r", refund.public_id, payment.provider)
        return 0
    try:
        reference = provider.refund(
            key=payment.key,
            refund_key=refund.key,
            amount=Money(refund.amount_minor, refund.currency),
        )
    except ProviderUnreachable as error:
        logger.warning("refund %s: %s", refund.public_id, error)
        _postpone(refund)
        return 0
    return _settle(refund, reference)


@transaction.atomic
def _settle(refund: Refund, reference: str) -> int:
    order = Order.objects.select_for_update().get(pk=refund.payment.order_id)
    done = Refund.objects.filter(pk=refund.pk, state=RefundState.DUE).update(
        state=RefundState.DONE, provider_ref=reference, settled_at=clock.now()
    )
    refresh_states(order)
    return done


def _postpone(refund: Refund) -> None:
    wait = min(timedelta(minutes=2 ** min(refund.attempts, 10)), LONGEST_WAIT)
    Refund.objects.filter(pk=refund.pk, state=RefundState.DUE).update(
        attempts=refund.attempts + 1, due_at=clock.now() + wait
    )
