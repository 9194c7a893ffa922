"""The company of a member: its terms, its orders, its prices, and joining one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.companies.certificates import certificate_of
from accounts.companies.invitations import accept, invitation_of
from accounts.models import Company, Customer
from foundation import clock
from foundation.money import Money
from foundation.refusals import Refusal
from orders.companies.selectors import company_orders, open_invoices
from orders.companies.terms import buys_on_invoice, credit_of, payment_days
from pricing.selectors.own_lists import entries_of_company
from shop.storefront.company_pages import for_members, page_of, show
from shop.storefront.holding import customer_of


@for_members
@require_safe
def overview(request: HttpRequest, customer: Customer, company: Company) -> HttpResponse:
    """On what terms it buys and what it owes."""
    limit = company.approval_from_minor
    context = {
        "on_invoice": buys_on_invoice(company),
        "credit": credit_of(company),
        "payment_days": payment_days(company),
        "approval_from": None if limit is None else Money(limit, settings.SHOP_BASE_CURRENCY),
        "certificate": certificate_of(company),
        "invoices": open_invoices(company)[:20],
        "today": clock.business_day(),
    }
    return show(request, customer, company, "company", context)


@for_members
@require_safe
def orders(request: HttpRequest, customer: Customer, company: Company) -> HttpResponse:
    rows = company_orders(customer).prefetch_related("lines")
    return show(request, customer, company, "company_orders", {"orders": page_of(request, rows)})


@for_members
@require_safe
def prices(request: HttpRequest, customer: Customer, company: Company) -> HttpResponse:
    """What its price lists say; prices of everybody are at the products themselves."""
    rows = page_of(request, entries_of_company(company))
    return show(request, customer, company, "company_prices", {"entries": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, key: str) -> HttpResponse:
    """The page that an invitation's mail leads to; only its own address can accept it."""
    invitation = invitation_of(key)
    customer = customer_of(request)
    problem = ""
    if request.method == "POST" and customer is not None:
        try:
            accept(key=key, customer=customer)
        except Refusal as refusal:
            problem = refusal.message
        else:
            messages.success(request, _("Welcome. From now on you buy for your company."))
            return redirect("storefront:company")
    context = {
        "invitation": invitation,
        "customer": customer,
        "problem": problem,
        "is_theirs": bool(
            customer and invitation and customer.email.lower() == invitation.email.lower()
        ),
    }
    status = 200 if invitation else 404
    return render(request, "storefront/company_join.html", context, status=status)
