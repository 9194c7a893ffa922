"""What members see of their company: its orders, its approvals, what it owes."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.companies.members import company_of, sees_all_of_company
from accounts.models import Company, Customer
from foundation.money import Money
from orders.checkout.errors import CheckoutError
from orders.checkout.wish import destination_of
from orders.companies.ask import details_of, tendering_of
from orders.companies.terms import ON_INVOICE, credit_of
from orders.models import (
    ApprovalRequest,
    ApprovalState,
    Order,
    OrderState,
    Payment,
    PaymentState,
    ShippingMethod,
)
from orders.quoting import MethodOffer, cart_quote
from orders.tenders.plan import TenderPlan, plan_tenders, read_purse

OPEN = (ApprovalState.WAITING, ApprovalState.PLACING)


def approvals_for(customer: Customer) -> QuerySet[ApprovalRequest]:
    """The requests that a member sees: their own, and everybody's where they may decide."""
    company = company_of(customer)
    if company is None:
        return ApprovalRequest.objects.none()
    rows = ApprovalRequest.objects.filter(company=company)
    if not sees_all_of_company(customer):
        rows = rows.filter(requested_by=customer)
    return rows.select_related("company", "requested_by", "decided_by", "order", "quote", "cart")


def approvals_to_decide(customer: Customer) -> QuerySet[ApprovalRequest]:
    """What waits for this member's word."""
    if not sees_all_of_company(customer):
        return ApprovalRequest.objects.none()
    return approvals_for(customer).filter(state__in=OPEN).exclude(requested_by=customer)


def company_orders(customer: Customer) -> QuerySet[Order]:
    """The orders of a member's company that they see, newest first, abandoned ones left out."""
    company = company_of(customer)
    if company is None:
        return Order.objects.none()
    own = Q() if sees_all_of_company(customer) else Q(customer=customer)
    return (
        Order.objects.filter(own, company=company, placed_at__isnull=False)
        .select_related("customer")
        .order_by("-placed_at", "-pk")
    )


def open_invoices(company: Company) -> QuerySet[Payment]:
    """What a company has yet to pay, the first due first."""
    return (
        Payment.objects.filter(
            order__company=company,
            order__state=OrderState.PLACED,
            provider=ON_INVOICE,
            state=PaymentState.DUE,
        )
        .select_related("order")
        .order_by("due_on", "pk")
    )


def offer_now(request: ApprovalRequest, *, at: datetime | None = None) -> MethodOffer | None:
    """What a cart that waits comes to today; None where it cannot be delivered so any more."""
    method = ShippingMethod.objects.filter(code=request.shipping_code, is_active=True).first()
    if request.cart is None or method is None or not request.details:
        return None
    try:
        destination = destination_of(details_of(request))
    except CheckoutError:
        return None
    quote = cart_quote(request.cart, destination=destination, customer=request.requested_by, at=at)
    return quote.offer(method)


def plan_now(
    request: ApprovalRequest, offer: MethodOffer | None, *, at: datetime | None = None
) -> TenderPlan | None:
    """Who pays what of a cart that waits, by what is on its member's accounts today.

    None where nothing but the invoice was to pay for it.
    """
    wanted = tendering_of(request)
    if offer is None or request.cart is None or not wanted.is_wanted:
        return None
    purse = read_purse(request.cart, request.requested_by, rate=offer.rate, at=at)
    plan = plan_tenders(purse, wanted, offer.summary)
    return plan if plan.tenders else None


def total_now(request: ApprovalRequest, offer: MethodOffer | None) -> Money:
    """What approving it costs now; an accepted offer keeps its price."""
    return offer.summary.total if offer else Money(request.total_minor, request.currency)


def credit_words(company: Company) -> str:
    """What a company owes and may owe yet, for staff."""
    credit, language = credit_of(company), translation.get_language() or settings.LANGUAGE_CODE
    used = credit.used.formatted(language)
    if credit.left is None:
        return _("Open invoices: %(used)s") % {"used": used}
    left = credit.left.formatted(language)
    return _("Open invoices: %(used)s, %(left)s left") % {"used": used, "left": left}
