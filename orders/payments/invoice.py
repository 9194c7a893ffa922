"""Paying by invoice: the order is placed at once and the money is due by a day.

No other party is asked: what became of an invoice is what the shop's own books say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import clock
from foundation.money import Money
from orders.models import Payment, PaymentState
from orders.payments.base import (
    Capabilities,
    ChargeRequest,
    ChargeResult,
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


class InvoiceProvider:
    """For members of a company, and for known customers up to a limit where the shop sets one."""

    name = "invoice"
    capabilities = Capabilities()

    def choices(self, payer: Payer) -> Sequence[PaymentChoice]:
        if not is_offered(payer):
            return ()
        days = settings.INVOICE_DAYS
        detail = ngettext(
            "Due within %(days)d day", "Due within %(days)d days", days
        ) % {"days": days}  # fmt: skip
        return (PaymentChoice("invoice", _("Invoice"), detail),)

    @outside_transactions
    def charge(self, request: ChargeRequest) -> ChargeResult:
        due_on = clock.business_day() + timedelta(days=settings.INVOICE_DAYS)
        return ChargeResult(Outcome.DUE, request.key, due_on=due_on)

    @outside_transactions
    def look_up(self, key: str, *, reference: str = "") -> ChargeResult | None:
        payment = Payment.objects.filter(key=key, provider=self.name).first()
        if payment is None:
            return None
        outcome = _OUTCOMES.get(PaymentState(payment.state), Outcome.DUE)
        due_on = payment.due_on or clock.business_day() + timedelta(days=settings.INVOICE_DAYS)
        return ChargeResult(outcome, key, due_on=due_on)

    @outside_transactions
    def refund(self, *, key: str, refund_key: str, amount: Money, reference: str = "") -> str:
        """Staff transfer it by hand; the reference is what they write on the transfer."""
        return f"transfer-{refund_key}"[:120]

    @outside_transactions
    def refund_problem(self, reference: str) -> str:
        return ""

    @outside_transactions
    def cancel(self, key: str, *, reference: str = "") -> ChargeResult | None:
        return self.look_up(key)

    def verify_webhook(self, body: bytes, headers: Mapping[str, str]) -> Sequence[ProviderEvent]:
        raise WebhookRefused("nobody sends messages about invoices")


def is_offered(payer: Payer) -> bool:
    """Members of an active company always; other customers up to ``INVOICE_LIMIT_MINOR``."""
    if payer.customer is None:
        return False
    company = payer.customer.company
    if company is not None and company.is_active:
        return True
    limit: int = settings.INVOICE_LIMIT_MINOR
    in_base = payer.total.currency == settings.SHOP_BASE_CURRENCY
    return in_base and payer.total.minor <= limit
