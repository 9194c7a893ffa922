"""Paying by invoice: the order is placed at once and the money is due by a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import clock
from orders.companies.terms import credit_of, in_base, invoice_problem, payment_days
from orders.models import Order
from orders.payments.base import (
    Capabilities,
    ChargeRequest,
    ChargeResult,
    Outcome,
    Payer,
    PaymentChoice,
    outside_transactions,
)
from orders.payments.by_hand import ByHand


class InvoiceProvider(ByHand):
    """For members of a company, and for known customers up to a limit where the shop sets one."""

    name = "invoice"
    capabilities = Capabilities(pays_later=True)

    def choices(self, payer: Payer) -> Sequence[PaymentChoice]:
        if not is_offered(payer):
            return ()
        days = payment_days(payer.company)
        detail = ngettext(
            "Due within %(days)d day", "Due within %(days)d days", days
        ) % {"days": days}  # fmt: skip
        return (PaymentChoice("invoice", _("Invoice"), detail),)

    @outside_transactions
    def charge(self, request: ChargeRequest) -> ChargeResult:
        order = Order.objects.select_related("company").filter(payments__key=request.key).first()
        return ChargeResult(Outcome.DUE, request.key, due_on=self.due_on(order))

    def due_on(self, order: Order | None) -> date:
        """As its company's terms say."""
        days = payment_days(order.company if order else None)
        return clock.business_day() + timedelta(days=days)


def is_offered(payer: Payer) -> bool:
    """Members of a company that its credit covers; others up to ``INVOICE_LIMIT_MINOR``.

    An order that is there already goes on its company's account by who is its member still.
    What comes again is for members alone: nobody is there to look at each order.
    """
    if payer.customer is None:
        return False
    company = payer.company
    if payer.order is not None and invoice_problem(payer.order):
        return False
    if company is not None:
        return company.is_active and credit_of(company).covers(in_base(payer.total))
    if payer.for_later:
        return False
    limit: int = settings.INVOICE_LIMIT_MINOR
    is_base = payer.total.currency == settings.SHOP_BASE_CURRENCY
    return is_base and payer.total.minor <= limit
