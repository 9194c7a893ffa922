"""Quotes of a buyer: ask, look at the offer, accept it, decline it, ask again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import addresses_of
from accounts.companies.members import company_of
from accounts.models import Customer
from foundation.refusals import Refusal
from orders.models import Cart, Quote, QuoteState
from orders.quick_orders import find_variants, read_list
from orders.quick_orders.reading import LineProblem
from orders.quotes import QuoteRefused, accept_quote, ask_again, decline_quote, request_quote
from orders.quotes.facts import last_day
from orders.quotes.paper import draw_offer, paper_name
from orders.quotes.selectors import quotes_seen_by, versions_of
from shop.storefront.currency import active_currency
from shop.storefront.holding import cart_of
from shop.storefront.members import for_customers, tell
from shop.storefront.quote_forms import AcceptForm, AskAgainForm, DeclineForm, QuoteRequestForm

MOST_SHOWN = 100


@for_customers
@require_safe
def overview(request: HttpRequest, customer: Customer) -> HttpResponse:
    quotes = quotes_seen_by(customer)[:MOST_SHOWN]
    return render(request, "storefront/account/quotes.html", {"quotes": quotes})


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The form that asks for a price; it begins with what is in the cart."""
    problems: tuple[LineProblem, ...] = ()
    if request.method == "POST":
        form = QuoteRequestForm(request.POST)
        if form.is_valid():
            quote, problems = _request(form, customer)
            if quote is not None:
                messages.success(request, _("We have your request and answer it soon."))
                return redirect("storefront:quote", public_id=quote.public_id)
    else:
        address = next(iter(addresses_of(customer)), None)
        form = QuoteRequestForm.filled(customer, address, _lines_of(cart_of(request)))
    context = {"form": form, "problems": problems}
    return render(request, "storefront/account/quote_ask.html", context)


def _request(
    form: QuoteRequestForm, customer: Customer
) -> tuple[Quote | None, tuple[LineProblem, ...]]:
    """The quote that was asked for; None with what stands in the way, at the form or by line."""
    found = find_variants(read_list(form.cleaned_data["items"]))
    if found.problems:
        form.add_error("items", _("Some lines cannot be read: see below."))
        return None, found.problems
    try:
        quote = request_quote(
            customer=customer,
            details=form.checkout_details(customer.email),
            units=found.units,
            wish=form.cleaned_data["wish"],
            currency=active_currency(),
            language=get_language() or "",
        )
    except Refusal as refusal:
        tell(form, refusal)
        return None, ()
    return quote, ()


@for_customers
@require_safe
def show(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    return _page(request, customer, _own(customer, public_id))


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    """Take the offer; it becomes an order, or waits for an approver."""
    quote = _own(customer, public_id)
    if request.method != "POST":
        return redirect("storefront:quote", public_id=public_id)
    form = AcceptForm(request.POST, needs_po_number=_needs_po_number(customer))
    if not form.is_valid():
        return _page(request, customer, quote, accepting=form)
    try:
        quote = accept_quote(
            quote=quote,
            customer=customer,
            version=form.cleaned_data["version"],
            po_number=form.cleaned_data["po_number"],
            context=request.visitor.context,  # type: ignore[attr-defined]
        )
    except Refusal as refusal:
        tell(form, refusal)
        return _page(request, customer, _own(customer, public_id), accepting=form)
    if quote.order is not None:
        return redirect("storefront:order", token=quote.order.token)
    messages.success(request, _("Accepted. It is ordered as soon as somebody approved it."))
    return redirect("storefront:quote", public_id=public_id)


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    """Take a request back, or turn the offer down."""
    quote = _own(customer, public_id)
    if request.method != "POST":
        return redirect("storefront:quote", public_id=public_id)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            decline_quote(
                quote=quote,
                reason=form.cleaned_data["reason"],
                context=request.visitor.context,  # type: ignore[attr-defined]
            )
        except Refusal as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("All right: this quote is closed."))
            return redirect("storefront:quote", public_id=public_id)
    return _page(request, customer, _own(customer, public_id), declining=form)


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    """Ask for another offer, of the same or of other units."""
    quote = _own(customer, public_id)
    if request.method != "POST":
        return redirect("storefront:quote", public_id=public_id)
    form = AskAgainForm(request.POST)
    problems: tuple[LineProblem, ...] = ()
    if form.is_valid():
        found = find_variants(read_list(form.cleaned_data["items"]))
        problems = found.problems
        if not problems:
            try:
                ask_again(quote=quote, units=found.units, wish=form.cleaned_data["wish"])
            except Refusal as refusal:
                tell(form, refusal)
            else:
                messages.success(request, _("We have your request and answer it soon."))
                return redirect("storefront:quote", public_id=public_id)
    page = _own(customer, public_id)
    return _page(request, customer, page, asking=form, problems=problems)


@for_customers
@require_safe
def paper(request: HttpRequest, customer: Customer, public_id: str, number: int) -> HttpResponse:
    """An offer as PDF."""
    quote = _own(customer, public_id)
    version = get_object_or_404(quote.versions, number=number)
    try:
        content = draw_offer(quote, version)
    except QuoteRefused as problem:
        raise Http404 from problem
    name = paper_name(quote, version)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _page(
    request: HttpRequest,
    customer: Customer,
    quote: Quote,
    *,
    accepting: AcceptForm | None = None,
    declining: DeclineForm | None = None,
    asking: AskAgainForm | None = None,
    problems: tuple[LineProblem, ...] = (),
) -> HttpResponse:
    """The quote with what its buyer can do; what was typed and refused stands at its form."""
    newest, *earlier = versions_of(quote)
    is_offered = quote.state == QuoteState.OFFERED
    items = "\n".join(f"{row.line.sku} {row.line.quantity}" for row in newest.lines)
    company = company_of(customer)
    context: dict[str, Any] = {
        "quote": quote,
        "newest": newest,
        "earlier": earlier,
        "last_day": last_day(quote.valid_until) if quote.valid_until else None,
        "accepting": accepting
        or AcceptForm(
            initial={"version": quote.version}, needs_po_number=_needs_po_number(customer)
        ),
        "declining": declining or DeclineForm(),
        "asking": asking or AskAgainForm(initial={"items": items}),
        "problems": problems,
        "company": company,
        "can_accept": is_offered,
        "can_decline": quote.state in (QuoteState.REQUESTED, QuoteState.OFFERED),
        "can_ask": quote.state in (QuoteState.OFFERED, QuoteState.EXPIRED),
    }
    return render(request, "storefront/account/quote.html", context)


def _needs_po_number(customer: Customer) -> bool:
    company = company_of(customer)
    return company is not None and company.needs_po_number


def _lines_of(cart: Cart | None) -> str:
    """The cart as a list of SKUs."""
    if cart is None:
        return ""
    rows = cart.lines.values_list("variant__sku", "quantity")
    return "\n".join(f"{sku} {quantity}" for sku, quantity in rows)


def _own(customer: Customer, public_id: str) -> Quote:
    return get_object_or_404(quotes_seen_by(customer), public_id=public_id)
