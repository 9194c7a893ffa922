"""Money that people move by hand: no other party is asked, the shop's own books say what became.

``PaidElsewhere`` is for orders that were paid before the shop knew of them (history, imports): what
goes back of them is transferred by staff, as for an invoice. ``PaidAtMarketplace`` is for orders
whose money a marketplace has: staff give it back there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.conf import settings

from foundation import clock
from foundation.money import Money
from orders.models import Order, Payment, PaymentState
from orders.payments.base import (
    Capabilities,
    ChargeRequest,
    ChargeResult,
    DisputeNews,
    Outcome,
    Payer,
    PaymentChoice,
    ProviderEvent,
    WebhookRefused,
    outside_transactions,
)

_OUTCOMES = {
    PaymentState.PAID: Outcome.PAID,
    PaymentState.DECLINED: Outcome.DECLINED,
}


class ByHand:
    """What all ways to pay by hand have in common."""

    name: str
    capabilities = Capabilities()

    @outside_transactions
    def look_up(self, key: str, *, reference: str = "") -> ChargeResult | None:
        payments = Payment.objects.select_related("order__company")
        payment = payments.filter(key=key, provider=self.name).first()
        if payment is None:
            return None
        outcome = _OUTCOMES.get(PaymentState(payment.state), Outcome.DUE)
        return ChargeResult(outcome, key, due_on=payment.due_on or self.due_on(payment.order))

    def due_on(self, order: Order | None) -> date:
        """The day by which an order is to be paid."""
        return clock.business_day() + timedelta(days=settings.INVOICE_DAYS)

    @outside_transactions
    def refund(self, *, key: str, refund_key: str, amount: Money, reference: str = "") -> str:
        """Staff transfer it by hand; the reference is what they write on the transfer."""
        return f"transfer-{refund_key}"[:120]

    @outside_transactions
    def refund_problem(self, reference: str) -> str:
        return ""

    @outside_transactions
    def look_up_dispute(self, reference: str) -> DisputeNews | None:
        return None

    @outside_transactions
    def cancel(self, key: str, *, reference: str = "") -> ChargeResult | None:
        return self.look_up(key)

    def verify_webhook(self, body: bytes, headers: Mapping[str, str]) -> Sequence[ProviderEvent]:
        raise WebhookRefused("nobody sends messages about what is paid by hand")


class PaidElsewhere(ByHand):
    """Never offered: only history is written with it."""

    name = "elsewhere"

    def choices(self, payer: Payer) -> Sequence[PaymentChoice]:
        return ()

    @outside_transactions
    def charge(self, request: ChargeRequest) -> ChargeResult:
        return ChargeResult(Outcome.DECLINED, request.key)


class PaidAtMarketplace(PaidElsewhere):
    """Never offered: the marketplace took the money of orders that came from it."""

    name = "marketplace"

    @outside_transactions
    def refund(self, *, key: str, refund_key: str, amount: Money, reference: str = "") -> str:
        """Staff give it back there; the reference is how they tell that they did."""
        return f"marketplace-{refund_key}"[:120]
