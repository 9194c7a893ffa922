"""Orders of a company that wait for somebody's word, and that word."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Company, Customer
from foundation.refusals import Refusal
from orders.checkout.errors import CheckoutError
from orders.companies.ask import details_of
from orders.companies.decide import approve, decline, may_decide, withdraw
from orders.companies.selectors import OPEN, approvals_for, offer_now, plan_now, total_now
from orders.models import ApprovalRequest
from orders.quotes.facts import current
from orders.quotes.selectors import view_of
from shop.storefront.checkout_page import seen_rest, seen_total
from shop.storefront.company_forms import DeclineForm
from shop.storefront.company_pages import for_members, page_of, show
from shop.storefront.members import tell
from shop.storefront.views.posting import posted_from


@for_members
@require_safe
def overview(request: HttpRequest, customer: Customer, company: Company) -> HttpResponse:
    """What waits first, then what was decided."""
    rows = approvals_for(customer)
    context = {
        "waiting": rows.filter(state__in=OPEN),
        "decided": page_of(request, rows.exclude(state__in=OPEN)),
    }
    return show(request, customer, company, "approvals", context)


@for_members
@require_safe
def detail(
    request: HttpRequest, customer: Customer, company: Company, public_id: str
) -> HttpResponse:
    return _page(request, customer, company, _row(customer, public_id), DeclineForm())


@posted_from("storefront:approvals")
@for_members
def say_yes(
    request: HttpRequest, customer: Customer, company: Company, public_id: str
) -> HttpResponse:
    """The order is placed, if it still comes to what this page showed."""
    row = _row(customer, public_id)
    try:
        order = approve(
            request=row,
            approver=customer,
            seen_total=seen_total(request.POST, "total", row.currency),
            seen_rest=seen_rest(request.POST, "total", row.currency),
        )
    except (CheckoutError, Refusal) as problem:
        messages.error(request, problem.message)
        return redirect("storefront:approval", public_id=row.public_id)
    messages.success(request, _("Approved. Order %(order)s is placed.") % {"order": order})
    return redirect("storefront:approval", public_id=row.public_id)


@posted_from("storefront:approvals")
@for_members
def say_no(
    request: HttpRequest, customer: Customer, company: Company, public_id: str
) -> HttpResponse:
    row, form = _row(customer, public_id), DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, company, row, form)
    try:
        decline(request=row, approver=customer, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        tell(form, refusal)
        return _page(request, customer, company, row, form)
    messages.success(request, _("Declined. They read your reason by mail."))
    return redirect("storefront:approvals")


@for_members
@require_POST
def take_back(
    request: HttpRequest, customer: Customer, company: Company, public_id: str
) -> HttpResponse:
    """What one asked for oneself goes back into one's cart."""
    row = _row(customer, public_id)
    try:
        withdraw(request=row, member=customer)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("storefront:approval", public_id=row.public_id)
    messages.success(request, _("Taken back."))
    return redirect("storefront:cart" if row.quote_id is None else "storefront:approvals")


def _row(customer: Customer, public_id: str) -> ApprovalRequest:
    return get_object_or_404(approvals_for(customer), public_id=public_id)


def _page(
    request: HttpRequest,
    customer: Customer,
    company: Company,
    row: ApprovalRequest,
    form: DeclineForm,
) -> HttpResponse:
    is_open = row.state in OPEN
    offer = offer_now(row) if is_open else None
    now = total_now(row, offer)
    context = {
        "approval": row,
        "is_open": is_open,
        "may_decide": is_open and may_decide(customer, row),
        "is_own": row.requested_by_id == customer.pk,
        "offer": offer,
        "quoted": view_of(current(row.quote), row.currency) if row.quote else None,
        "total": now,
        "plan": plan_now(row, offer),
        "is_changed": is_open and now.minor != row.total_minor,
        "cannot_be_placed": is_open and row.quote_id is None and offer is None,
        "details": details_of(row) if row.details else None,
        "form": form,
    }
    return show(request, customer, company, "approval", context)
