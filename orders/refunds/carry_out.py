"""Having the providers give back what was noted."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta

from django.db import transaction

from events.outbox import publish
from foundation import clock
from foundation.failpoints import fail_point
from foundation.money import Money
from orders.documents.issue import issue_credit_note
from orders.models import Order, Refund, RefundState
from orders.payments.base import (
    PaymentProvider,
    ProviderUnreachable,
    RefundDeclined,
    providers,
)
from orders.states import refresh_states
from orders.tenders.credit import give_as_credit

logger = logging.getLogger(__name__)
MOST_SILENCES = 3
LONGEST_WAIT = timedelta(hours=6)


def carry_out_refunds(*, order_id: int | None = None, limit: int = 200) -> int:
    """Have the providers give back what is due; returns how many refunds they did.

    Call it outside any transaction. A provider that does not answer is asked again later, each
    time after twice the wait; the refund's key makes that safe. One that refuses leaves a failed
    refund, for staff to see to. One that does not answer several times is left alone until the
    next run.
    """
    due = Refund.objects.filter(state=RefundState.DUE, due_at__lte=clock.now())
    if order_id is not None:
        due = due.filter(payment__order_id=order_id)
    done, silences = 0, Counter[str]()
    for refund in due.select_related("payment").order_by("due_at")[:limit]:
        if silences[refund.payment.provider] < MOST_SILENCES:
            done += _carry_out(refund, silences)
    return done


def _carry_out(refund: Refund, silences: Counter[str]) -> int:
    payment = refund.payment
    provider = providers.get(payment.provider)
    if provider is None:
        logger.error("refund %s: no provider %r", refund.public_id, payment.provider)
        return 0
    try:
        reference = _give_back(provider, refund)
    except ProviderUnreachable as error:
        logger.warning("refund %s: %s", refund.public_id, error)
        silences[payment.provider] += 1
        _postpone(refund)
        return 0
    except RefundDeclined as error:
        logger.error("refund %s: refused: %s", refund.public_id, error)
        _fail(refund, str(error))
        return 0
    except Exception:  # whatever it is, the others are not kept waiting by it
        logger.exception("refund %s", refund.public_id)
        _postpone(refund)
        return 0
    fail_point("refund.carried")
    return settle_refund(refund_id=refund.pk, provider_ref=reference)


def _give_back(provider: PaymentProvider, refund: Refund) -> str:
    """Have it given back, or turned into credit; what whoever did it calls it."""
    if refund.as_credit:
        return give_as_credit(refund=refund)
    return provider.refund(
        key=refund.payment.key,
        refund_key=refund.key,
        amount=Money(refund.amount_minor, refund.currency),
        reference=refund.payment.provider_ref,
    )


@transaction.atomic
def settle_refund(*, refund_id: int, provider_ref: str) -> int:
    """The money went back: note it with its credit note, tell the customer; 0 if it was noted."""
    found = Refund.objects.select_related("payment").get(pk=refund_id)
    order = Order.objects.select_for_update().get(pk=found.payment.order_id)
    done = Refund.objects.filter(pk=refund_id, state=RefundState.DUE).update(
        state=RefundState.DONE, provider_ref=provider_ref, settled_at=clock.now()
    )
    if done:
        refresh_states(order)
        issue_credit_note(refund=Refund.objects.get(pk=refund_id))
        publish("order.refunded", {"order": order.pk, "refund": refund_id})
    return done


@transaction.atomic
def take_refund_back(*, refund_id: int, message: str) -> int:
    """Money that was given back did not arrive: staff see a failed refund, to be tried again.

    Its credit note stands, since the shop still owes the money. 0 where it was not done.
    """
    found = Refund.objects.select_related("payment").get(pk=refund_id)
    order = Order.objects.select_for_update().get(pk=found.payment.order_id)
    failed = Refund.objects.filter(pk=refund_id, state=RefundState.DONE).update(
        state=RefundState.FAILED, message=message[:200], settled_at=clock.now()
    )
    if failed:
        logger.error("refund %s: came back: %s", found.public_id, message)
        refresh_states(order)
    return failed


def _postpone(refund: Refund) -> None:
    wait = min(timedelta(minutes=2 ** min(refund.attempts, 10)), LONGEST_WAIT)
    Refund.objects.filter(pk=refund.pk, state=RefundState.DUE).update(
        attempts=refund.attempts + 1, due_at=clock.now() + wait
    )


def _fail(refund: Refund, message: str) -> None:
    Refund.objects.filter(pk=refund.pk, state=RefundState.DUE).update(
        state=RefundState.FAILED, message=message[:200], settled_at=clock.now()
    )
