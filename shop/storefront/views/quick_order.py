"""Ordering by a list of SKUs: what can be bought goes into the cart, the rest is told by line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from orders.quick_orders import Filled, fill_cart
from shop.storefront.holding import cart_to_fill, hand_over
from shop.storefront.quote_forms import SkuListForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quick_order(request: HttpRequest) -> HttpResponse:
    """The form; lines that did not go into the cart stay in it, to be put right."""
    if request.method != "POST":
        return _page(request, SkuListForm())
    form = SkuListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    cart = cart_to_fill(request)
    filled = fill_cart(
        cart=cart,
        listed=form.listed,
        context=request.visitor.context,  # type: ignore[attr-defined]
    )
    if filled.problems:
        response = _page(request, SkuListForm(initial={"items": filled.left}), filled)
    else:
        response = _to_cart(request, filled)
    hand_over(cart, response)
    return response


def _to_cart(request: HttpRequest, filled: Filled) -> HttpResponse:
    words = ngettext(
        "%(count)d item is in your cart.", "%(count)d items are in your cart.", filled.units
    )
    messages.success(request, words % {"count": filled.units})
    target = redirect("storefront:cart")
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(target["Location"])
    return target


def _page(request: HttpRequest, form: SkuListForm, filled: Filled | None = None) -> HttpResponse:
    part = "#content" if request.htmx else ""  # type: ignore[attr-defined]
    context = {"form": form, "filled": filled}
    response = render(request, f"storefront/quick_order.html{part}", context)
    return trigger_client_event(response, "cart-changed") if filled else response
