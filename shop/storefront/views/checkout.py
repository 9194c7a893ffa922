"""The checkout, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders.checkout.errors import CheckoutError, CheckoutProblem, key_reused
from orders.checkout.place import place_order
from orders.companies.ask import ApprovalRefused
from orders.companies.terms import needs_approval
from orders.models import Cart, CartState, Order, OrderState
from orders.selectors import open_payment
from shop.doors.circumstances import circumstances_of
from shop.doors.coupons import Redeemer, ensure_codes_apply
from shop.storefront.checkout_approval import approval_limit, send_for_approval
from shop.storefront.checkout_form import CheckoutForm
from shop.storefront.checkout_page import (
    CheckoutPage,
    checkout_page,
    initial_values,
    order_of_key,
    seen_rest,
    seen_total,
)
from shop.storefront.holding import cart_of, customer_of
from shop.storefront.tendering import change_cards, is_change

_NEEDS_NEW_KEY = {CheckoutProblem.DECLINED, CheckoutProblem.KEY_REUSED, CheckoutProblem.REFUSED}
_UNPROCESSABLE = {CheckoutProblem.KEY_REUSED}
_FIELDS = {
    "seen_total": "", "seen_rest": "", "code": "", "payment_choice": "payment", "tenders": "",
}  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    # In this order: the cart that another window orders is gone only once its order is there.
    cart, earlier = cart_of(request), order_of_key(request.POST.get("key", ""))
    is_used = earlier is not None and earlier.state != OrderState.CANCELLED
    if earlier is not None and is_used and not _is_another(cart, earlier):
        return onward(earlier)
    if cart is None or not cart.lines.exists():
        return redirect("storefront:cart")
    if cart.state == CartState.CLAIMED:
        return _being_paid(request, Order.objects.filter(cart=cart).first())
    if request.method != "POST":
        initial = initial_values(request, cart)
        page = checkout_page(cart, request, initial)
        return _show(request, page, page.form(initial=_with_first_choices(page, initial)))
    return _posted(request, cart, is_used=is_used)


def _posted(request: HttpRequest, cart: Cart, *, is_used: bool) -> HttpResponse:
    """Other cards, another place, or the order; ``is_used``: the page has made an order before."""
    typed = request.POST.dict()
    if is_change(typed) and not is_used:
        return _with_other_cards(request, cart, typed)
    page = checkout_page(cart, request, typed)
    if "refresh" in typed:
        return _refreshed(request, page, typed)
    form = page.form(typed)
    if is_used:
        return _refused(request, form, key_reused())
    if not form.is_valid():
        return _show(request, page, form)
    try:
        if _needs_approval(form, page):
            return _asked(request, form, page)
        order = _place(request, form, page)
    except CheckoutError as error:
        return _refused(request, form, error)
    return onward(order)


def _needs_approval(form: CheckoutForm, page: CheckoutPage) -> bool:
    method = form.offers[form.cleaned_data["shipping"]].method
    return needs_approval(customer=page.customer, total=page.means.rest_of(method))


def _asked(request: HttpRequest, form: CheckoutForm, page: CheckoutPage) -> HttpResponse:
    """To the page on which the member follows what becomes of it."""
    try:
        approval = send_for_approval(
            form,
            page,
            seen=seen_total(form.data, form.cleaned_data["shipping"], page.cart.currency),
            seen_rest=seen_rest(form.data, form.cleaned_data["shipping"], page.cart.currency),
            language=get_language() or settings.LANGUAGE_CODE,
            context=request.visitor.context,  # type: ignore[attr-defined]
        )
    except ApprovalRefused as refusal:
        raise CheckoutError(CheckoutProblem.APPROVAL, refusal.message) from refusal
    messages.success(request, _("Sent for approval. You hear by mail what becomes of it."))
    return redirect("storefront:approval", public_id=approval.public_id)


def _is_another(cart: Cart | None, order: Order) -> bool:
    """Whether this is not the cart of the order: the page was kept open and is used again."""
    return cart is not None and cart.pk != order.cart_id and cart.lines.exists()


def onward(order: Order) -> HttpResponse:
    """To where the shopper must prove that it is they who pay, else to the order's page."""
    payment = open_payment(order)
    if payment is not None and payment.action_url:
        return redirect(payment.action_url)
    return redirect("storefront:order", token=order.token)


def _place(request: HttpRequest, form: CheckoutForm, page: CheckoutPage) -> Order:
    data, details = form.cleaned_data, form.details()
    offer = form.offers[data["shipping"]]
    circumstances, customer = circumstances_of(request), customer_of(request)
    ensure_codes_apply(Redeemer(page.cart, customer, details, circumstances, offer))
    provider, _colon, choice = data["payment"].partition(":")
    return place_order(
        cart=page.cart,
        details=details,
        shipping_method=offer.method,
        provider=provider,
        payment_choice=choice,
        idempotency_key=data["key"],
        seen_total=seen_total(form.data, data["shipping"], page.cart.currency),
        customer=customer,
        language=get_language() or settings.LANGUAGE_CODE,
        context=request.visitor.context,  # type: ignore[attr-defined]
        caller=circumstances.caller,
        tendering=replace(
            page.means.wanted,
            seen_rest=seen_rest(form.data, data["shipping"], page.cart.currency),
        ),
    )


def _refused(request: HttpRequest, form: CheckoutForm, error: CheckoutError) -> HttpResponse:
    """The page again with the reason, today's prices and all that was typed."""
    cart = cart_of(request)
    if cart is None or not cart.lines.exists():
        messages.error(request, error.message)
        return redirect("storefront:cart")
    typed: dict[str, Any] = form.data.dict() if hasattr(form.data, "dict") else dict(form.data)
    if error.code in _NEEDS_NEW_KEY:
        typed["key"] = uuid4().hex
    page = checkout_page(cart, request, typed)
    shown = page.form(typed)
    shown.is_valid()
    shown.problem(_FIELDS.get(error.field, error.field), error.message)
    return _show(request, page, shown, status=422 if error.code in _UNPROCESSABLE else 200)


def _refreshed(request: HttpRequest, page: CheckoutPage, typed: Mapping[str, Any]) -> HttpResponse:
    """The country or VAT number has changed: other methods, taxes and totals; nothing is lost."""
    form = page.form(initial=_with_first_choices(page, dict(typed)))
    fragment = "#choices" if request.htmx else ""  # type: ignore[attr-defined]
    return _show(request, page, form, fragment=fragment)


def _with_other_cards(request: HttpRequest, cart: Cart, typed: dict[str, str]) -> HttpResponse:
    """The page with a gift card more or fewer, or with why not; nothing is lost."""
    problem = change_cards(request, cart, customer_of(request))
    page = checkout_page(cart, request, typed)
    if problem:
        page = replace(page, means=page.means.with_problem(problem, typed.get("gift_code", "")))
    return _refreshed(request, page, typed)


def _with_first_choices(page: CheckoutPage, initial: dict[str, str]) -> dict[str, str]:
    """With the first method and way to pay chosen where those wanted are not offered."""
    methods = [offer.method.public_id for offer in page.offers]
    payments = [row.value for row in page.payments]
    if methods and initial.get("shipping") not in methods:
        initial["shipping"] = methods[0]
    if payments and initial.get("payment") not in payments:
        initial["payment"] = payments[0]
    return initial


def _show(
    request: HttpRequest,
    page: CheckoutPage,
    form: CheckoutForm,
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "page": page,
        "means": page.means,
        "approval_from": approval_limit(page.customer),
        "needs_approval": needs_approval(customer=page.customer, total=page.due),
        "cart": page.summary,
        "offers": page.offers,
        "prices_include_tax": page.summary.prices_include_tax,
    }
    return render(request, f"storefront/checkout.html{fragment}", context, status=status)


def _being_paid(request: HttpRequest, order: Order | None) -> HttpResponse:
    """The cart is in a checkout already, perhaps in another window: to where that one is."""
    if order is None:
        messages.error(request, _("This cart is being paid. Wait a moment."))
        return redirect("storefront:cart")
    return redirect("storefront:order", token=order.token)
