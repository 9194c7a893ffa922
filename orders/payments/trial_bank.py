"""The bank of the test provider: where a shopper confirms, what pays later, and what disputes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from events import jobs
from orders.checkout.webhooks import receive
from orders.errors import NotPossible
from orders.models import DisputeReason, DisputeState, Payment
from orders.payments import trial_books
from orders.payments.base import Outcome
from orders.payments.trial import DELIVERY_JOB, TestCardProvider, dispute_message, message
from orders.payments.trial_books import Entry


def entry_of(reference: str) -> Entry | None:
    """The booked entry that a bank page is about; None where there is none."""
    payment = Payment.objects.filter(provider=TestCardProvider.name, provider_ref=reference).first()
    return trial_books.read(payment.key) if payment and reference else None


def answer(entry: Entry, *, confirmed: bool, message_text: str = "") -> Entry:
    """The shopper confirmed or refused; once answered it stays so."""
    outcome = Outcome.PAID if confirmed else Outcome.DECLINED
    return trial_books.settle(entry.key, outcome, message=message_text) or entry


def dispute(payment: Payment, state: DisputeState, reason: DisputeReason) -> None:
    """The payer disputes a payment, or the bank has decided; the shop hears of it by a message.

    Raises:
        NotPossible: the test provider took no money for it.
    """

    def book(entry: Entry | None) -> Entry:
        if entry is None or entry.outcome != Outcome.PAID:
            raise NotPossible(_("The test provider took no money for this payment."))
        return replace(entry, dispute=state, dispute_reason=reason)

    body, headers = dispute_message(trial_books.change(payment.key, book))
    receive(provider=TestCardProvider.name, body=body, headers=headers)


@jobs.handles(DELIVERY_JOB)
def pay_late_and_tell(payload: dict[str, Any], report: jobs.Report) -> None:
    """What arrives late, arrives now; the shop hears of it by a signed message."""
    entry = trial_books.settle(payload["key"], Outcome.PAID)
    if entry is not None:
        body, headers = message(entry)
        receive(provider=TestCardProvider.name, body=body, headers=headers)
