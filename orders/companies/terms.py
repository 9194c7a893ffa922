"""On what terms a company buys: on invoice, up to how much, and from which value approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.companies.members import company_of, member_now
from accounts.models import Company, CompanyRole, Customer
from foundation.money import Money
from foundation.money import total as sum_of
from foundation.refusals import Refusal
from orders.models import ApprovalRequest, ApprovalState, Order, OrderState, Payment, PaymentState
from pricing.selectors import exchange_rate

ON_INVOICE = "invoice"
"""The provider whose open payments are a company's debt."""
_OPEN = (PaymentState.PENDING, PaymentState.ACTION_REQUIRED, PaymentState.DUE)
LONGEST_PO_NUMBER = 40

__all__ = [
    "Credit",
    "TermsRefused",
    "buys_on_invoice",
    "check_buyer",
    "check_credit",
    "check_po_number",
    "check_terms",
    "company_of",
    "credit_of",
    "in_base",
    "invoice_problem",
    "needs_approval",
    "payment_days",
    "was_approved",
]


class TermsRefused(Refusal):
    """The company's terms forbid an order.

    No purchase-order number, too little credit left, or whoever buys may not on its account.
    """


@dataclass(frozen=True, slots=True)
class Credit:
    """What a company owes and may owe, in the shop's base currency; no ``limit``: all it likes."""

    used: Money
    limit: Money | None

    @property
    def left(self) -> Money | None:
        """What may still be ordered on invoice; None where nothing limits it."""
        if self.limit is None:
            return None
        return max(self.limit - self.used, Money.zero(self.limit.currency))

    def covers(self, amount: Money) -> bool:
        """Whether an amount of the base currency may be owed besides."""
        return self.limit is None or self.used + amount <= self.limit


def payment_days(company: Company | None) -> int:
    """How many days an invoice may stay open."""
    if company is None or company.payment_days is None:
        return int(settings.INVOICE_DAYS)
    return company.payment_days


def buys_on_invoice(company: Company | None) -> bool:
    """Whether a company may owe anything at all."""
    return company is not None and company.is_active and company.credit_limit_minor != 0


def needs_approval(*, customer: Customer | None, total: Money, at: datetime | None = None) -> bool:
    """Whether somebody has to agree before this customer's order over ``total`` is placed."""
    company = company_of(customer)
    if customer is None or company is None or customer.company_role == CompanyRole.ADMIN:
        return False
    limit = company.approval_from_minor
    return limit is not None and in_base(total, at=at).minor >= limit


def in_base(amount: Money, *, at: datetime | None = None) -> Money:
    """An amount in the shop's base currency at the rate of the moment."""
    base = settings.SHOP_BASE_CURRENCY
    if amount.currency == base:
        return amount
    return amount.converted(base, 1 / exchange_rate(amount.currency, at=at))


def credit_of(company: Company, *, besides: Payment | None = None) -> Credit:
    """What a company owes by invoices that are open or being made, each at its order's rate.

    ``besides`` is a payment that is left out.
    """
    limit = company.credit_limit_minor
    base = settings.SHOP_BASE_CURRENCY
    sums = (
        Payment.objects.filter(
            order__company=company,
            order__state__in=(OrderState.PENDING, OrderState.PLACED),
            provider=ON_INVOICE,
            state__in=_OPEN,
        )
        .exclude(pk__in=[besides.pk] if besides else [])
        .order_by()
        .values_list("currency", "order__rate")
        .annotate(Sum("amount_minor"))
    )
    owed = [Money(minor, currency).converted(base, 1 / rate) for currency, rate, minor in sums]
    return Credit(sum_of(owed, base), None if limit is None else Money(limit, base))


def check_po_number(company: Company | None, po_number: str) -> None:
    """Hold a company to the purchase-order numbers that it asks for itself.

    Raises:
        TermsRefused: it is missing, or longer than there is room for.
    """
    if len(po_number.strip()) > LONGEST_PO_NUMBER:
        message = _("At most %(most)d characters.") % {"most": LONGEST_PO_NUMBER}
        raise TermsRefused(message, field="po_number")
    if company is not None and company.needs_po_number and not po_number.strip():
        raise TermsRefused(_("Your company needs a purchase-order number."), field="po_number")


def check_buyer(
    *,
    company: Company | None,
    customer: Customer | None,
    total: Money,
    is_approved: bool = False,
    at: datetime | None = None,
) -> None:
    """Let only its members owe on a company's account, within the transaction that writes it.

    Judged by what they are at this moment: the company's row is held, and the member's.

    Raises:
        TermsRefused: they buy for it no more, or somebody would have to agree who did not.
    """
    if company is None:
        return
    member = member_now(company_id=company.pk, customer=customer)
    problem = _problem(company, member, total, is_approved, at)
    if problem:
        raise TermsRefused(problem, field="payment")


def invoice_problem(order: Order, *, at: datetime | None = None) -> str:
    """Why an order that waits goes on no invoice of its company; empty where it does."""
    if order.company is None:
        return ""
    total = Money(order.total_minor, order.currency)
    return _problem(order.company, order.customer, total, was_approved(order), at)


def was_approved(order: Order) -> bool:
    """Whether an approver of its company agreed to an order."""
    return ApprovalRequest.objects.filter(order=order, state=ApprovalState.APPROVED).exists()


def _problem(
    company: Company,
    member: Customer | None,
    total: Money,
    is_approved: bool,
    at: datetime | None,
) -> str:
    if company_of(member) != company:
        return _("Whoever ordered this buys for %(company)s no more: no invoice goes there.") % {
            "company": company
        }
    if not is_approved and needs_approval(customer=member, total=total, at=at):
        return _("Your company would have to approve this first. Pay it another way, or ask us.")
    return ""


def check_credit(*, company: Company | None, more: Money, written: Payment | None = None) -> None:
    """Hold a company to its credit, within the transaction that writes the payment.

    The company's row is held until then, so two orders at once never exceed the limit together.
    Not with a stronger lock: a row that points at the company must not wait for it, or two
    orders that were just written would wait for each other.

    Args:
        more: what is to be owed besides, in any currency.
        written: the payment of it, where that is in the database already.

    Raises:
        TermsRefused: the limit does not cover it.
    """
    if company is None or company.credit_limit_minor is None:
        return
    credit = credit_of(_held(company), besides=written)
    if credit.covers(in_base(more)):
        return
    language = translation.get_language() or settings.LANGUAGE_CODE
    left = credit.left or Money.zero(settings.SHOP_BASE_CURRENCY)
    raise TermsRefused(
        _("Your company may owe %(left)s more at the moment: pay open invoices first.")
        % {"left": left.formatted(language)},
        field="payment",
    )


def _held(company: Company) -> Company:
    return Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def check_terms(*, order: Order, is_approved: bool, at: datetime | None = None) -> None:
    """Everything that a company's terms ask of an order on invoice, before its payment is written.

    Raises:
        TermsRefused: see ``check_po_number``, ``check_buyer`` and ``check_credit``.
    """
    company, total = order.company, Money(order.total_minor, order.currency)
    check_po_number(company, order.po_number)
    check_buyer(
        company=company, customer=order.customer, total=total, is_approved=is_approved, at=at
    )
    check_credit(company=company, more=total)
