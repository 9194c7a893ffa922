"""Checkouts of members whose company wants somebody to agree first."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from accounts.companies.members import company_of
from accounts.models import CompanyRole, Customer
from events.context import EventContext
from foundation.money import Money
from orders.checkout.wish import Wish
from orders.companies.ask import send_cart
from orders.companies.terms import ON_INVOICE
from orders.models import ApprovalRequest
from orders.payments.invoice import InvoiceProvider
from shop.storefront.checkout_form import CheckoutForm
from shop.storefront.checkout_page import CheckoutPage


def approval_limit(customer: Customer | None) -> Money | None:
    """From which value on this customer's orders need approval; None where none does."""
    company = company_of(customer)
    if customer is None or company is None or customer.company_role == CompanyRole.ADMIN:
        return None
    limit = company.approval_from_minor
    return None if limit is None else Money(limit, settings.SHOP_BASE_CURRENCY)


def send_for_approval(
    form: CheckoutForm,
    page: CheckoutPage,
    *,
    seen: Money,
    seen_rest: Money | None,
    language: str,
    context: EventContext,
) -> ApprovalRequest:
    """Send what was filled in to the approvers; approved, it is ordered on invoice.

    Gift cards, points and credit that were to pay a part of it do so then.

    Raises:
        CheckoutError: it could not be ordered so either.
        ApprovalRefused: nobody of the company can approve.
    """
    details = form.details()
    wish = Wish(
        cart=page.cart,
        details=details,
        method=form.offers[form.cleaned_data["shipping"]].method,
        provider=InvoiceProvider(),
        payment_choice=ON_INVOICE,
        key=form.cleaned_data["key"],
        seen_total=seen,
        customer=page.customer,
        language=language,
        context=context,
        at=None,
        tendering=replace(page.means.wanted, seen_rest=seen_rest),
    )
    return send_cart(wish=wish, note=details.note)
