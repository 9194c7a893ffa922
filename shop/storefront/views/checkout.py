"""The checkout, on one page, and the page of an order."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.money import Money
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.place import place_order
from orders.models import Cart, Order, OrderState
from orders.selectors import CartSummary, ShippingQuote, cart_summary, order_by_token
from shop.storefront.checkout_page import MethodTotal, method_totals, order_of_key
from shop.storefront.forms import CheckoutForm
from shop.storefront.holding import cart_of, customer_of

_NEEDS_NEW_KEY = {CheckoutProblem.DECLINED, CheckoutProblem.KEY_REUSED}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    earlier = order_of_key(request.POST.get("key", ""))
    if earlier is not None and earlier.state != OrderState.CANCELLED:
        return redirect("storefront:order", token=earlier.token)
    cart = cart_of(request)
    summary = cart_summary(cart, language=get_language() or "")
    if cart is None or not summary.lines:
        return redirect("storefront:cart")
    totals = method_totals(summary)
    quotes = [ShippingQuote(total.method, total.price) for total in totals]
    if request.method != "POST":
        form = CheckoutForm(shipping=quotes, initial=_initial(request, totals))
        return _page(request, form, summary, totals)
    form = CheckoutForm(request.POST, shipping=quotes)
    if not form.is_valid():
        return _page(request, form, summary, totals)
    try:
        order = _place(request, form, cart, totals)
    except CheckoutError as error:
        return _refused(request, form, error)
    return redirect("storefront:order", token=order.token)


def _place(
    request: HttpRequest, form: CheckoutForm, cart: Cart, totals: list[MethodTotal]
) -> Order:
    data = form.cleaned_data
    method = next(row.method for row in totals if row.method.public_id == data["shipping"])
    return place_order(
        cart=cart,
        details=form.details(),
        shipping_method=method,
        provider="test",
        payment_choice=data["payment"],
        idempotency_key=data["key"],
        seen_total=_seen_total(request, method.public_id, cart.currency),
        customer=customer_of(request),
        language=get_language() or settings.LANGUAGE_CODE,
        context=request.visitor.context,  # type: ignore[attr-defined]
    )


def _seen_total(request: HttpRequest, method_id: str, currency: str) -> Money:
    """The total that the page showed for the chosen method; unreadable is none that fits."""
    seen = request.POST.get(f"seen-{method_id}", "")
    is_number = seen.isascii() and seen.isdigit() and len(seen) < 16
    return Money(int(seen) if is_number else -1, currency)


def _refused(request: HttpRequest, form: CheckoutForm, error: CheckoutError) -> HttpResponse:
    """The page again with the reason, today's prices and all that was typed."""
    summary = cart_summary(cart_of(request), language=get_language() or "")
    if not summary.lines:
        return redirect("storefront:cart")
    field = "payment" if error.code == CheckoutProblem.DECLINED else error.field
    form.problem(field, error.message)
    if error.code in _NEEDS_NEW_KEY:
        form.data = {**form.data.dict(), "key": uuid4().hex}  # type: ignore[attr-defined]
    return _page(request, form, summary, method_totals(summary))


def _page(
    request: HttpRequest, form: CheckoutForm, summary: CartSummary, totals: list[MethodTotal]
) -> HttpResponse:
    return render(
        request,
        "storefront/checkout.html",
        {
            "form": form,
            "cart": summary,
            "totals": totals,
            "prices_include_tax": settings.SHOP_PRICES_INCLUDE_TAX,
        },
    )


def _initial(request: HttpRequest, totals: list[MethodTotal]) -> dict[str, str]:
    """What is known already: the country, the cheapest method, a customer's last address."""
    known = {"country": settings.SHOP_COUNTRY, "payment": "success", "key": uuid4().hex}
    if totals:
        known["shipping"] = totals[0].method.public_id
    customer = customer_of(request)
    if customer is None:
        if request.user.is_authenticated:
            known["email"] = request.user.email
        return known
    known |= {"email": customer.email, "name": customer.name}
    address = customer.addresses.order_by("-is_default", "-pk").first()
    if address is not None:
        for name in ("name", "line1", "line2", "postcode", "city", "country", "phone"):
            known[name] = getattr(address, name)
    return known


@never_cache
@require_safe
def order(request: HttpRequest, token: str) -> HttpResponse:
    """An order by its unguessable link: confirmation first, look-up later."""
    found = order_by_token(token)
    if found is None:
        raise Http404
    response = render(
        request,
        "storefront/order.html",
        {"order": found, "lines": found.lines.all(), "payment": found.payments.last()},
    )
    # The address is the key to the order: no other site may learn it.
    response["Referrer-Policy"] = "same-origin"
    return response
