"""The cart: what is in it, putting in, changing, and the number on its icon."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from catalog.models import Product, Variant
from orders.carts import (
    CartError,
    add_to_cart,
    apply_coupon,
    remove_coupon,
    set_country,
    set_quantity,
)
from orders.selectors import cart_count, cart_quote
from shop.storefront.forms import countries
from shop.storefront.holding import cart_of, cart_to_fill, customer_of, hand_over, token_of
from shop.storefront.product_page import find_variant, product_page
from shop.storefront.views.catalogue import product_context


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    return _cart_page(request)


def _cart_page(
    request: HttpRequest, *, problem: str = "", code: str = "", code_problem: str = ""
) -> HttpResponse:
    """The cart; ``code_problem`` stands at the field of the coupon with the ``code`` typed."""
    template = "storefront/cart.html#content" if request.htmx else "storefront/cart.html"  # type: ignore[attr-defined]
    quote = cart_quote(cart_of(request), customer=customer_of(request), remembered=True)
    context = {
        "cart": quote.summary(),
        "offers": quote.offers(),
        "country": quote.destination.country,
        "countries": countries(get_language() or settings.LANGUAGE_CODE),
        "problem": problem,
        "code": code,
        "code_problem": code_problem,
    }
    return render(request, template, context)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put the chosen variant in the cart; a problem is shown where the shopper is."""
    product_id = request.POST.get("product", "")
    variant = find_variant(product_public_id=product_id, codes=request.POST.dict())
    if variant is None:
        get_object_or_404(Product, public_id=product_id)
        return _not_added(request, product_id, _("Choose what you want first."))
    try:
        cart = cart_to_fill(request)
        add_to_cart(
            cart=cart,
            variant=variant,
            quantity=_quantity(request.POST.get("quantity", "1")),
            context=request.visitor.context,  # type: ignore[attr-defined]
        )
    except CartError as error:
        return _not_added(request, product_id, error.message)
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "storefront/added.html", {"name": variant.product.name})
        trigger_client_event(response, "cart-changed")
    else:
        messages.success(request, _("%(name)s is in your cart.") % {"name": variant.product.name})
        response = redirect("storefront:cart")
    hand_over(cart, response)
    return response


def _not_added(request: HttpRequest, product_public_id: str, problem: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "storefront/added.html", {"problem": problem})
    language = get_language() or settings.LANGUAGE_CODE
    slug = Product.objects.values_list("slug_en", flat=True).get(public_id=product_public_id)
    page = product_page(slug or "", language=language, wanted=request.POST.dict())
    if page is None:
        raise Http404
    context = product_context(request, page, language) | {"problem": problem}
    return render(request, "storefront/product.html", context)


@require_POST
def update(request: HttpRequest) -> HttpResponse:
    """Change the quantity of a line, or take it out."""
    cart = cart_of(request)
    variant = get_object_or_404(
        Variant.objects.select_related("product"), public_id=request.POST.get("variant", "")
    )
    problem = ""
    if cart is not None:
        try:
            set_quantity(
                cart=cart,
                variant=variant,
                quantity=_quantity(request.POST.get("set") or request.POST.get("quantity", "")),
                context=request.visitor.context,  # type: ignore[attr-defined]
            )
        except CartError as error:
            problem = error.message
    if request.htmx:  # type: ignore[attr-defined]
        response = _cart_page(request, problem=problem)
        return trigger_client_event(response, "cart-changed")
    if problem:
        messages.error(request, problem)
    return HttpResponseRedirect(reverse("storefront:cart"))


@require_POST
def coupon(request: HttpRequest) -> HttpResponse:
    """Put a code to the cart, or take one out."""
    cart, typed = cart_of(request), request.POST.get("code", "")
    problem = ""
    if cart is not None:
        try:
            if out := request.POST.get("remove"):
                remove_coupon(cart=cart, code=out)
            else:
                apply_coupon(cart=cart, code=typed, customer=customer_of(request))
        except CartError as error:
            problem = error.message
    if request.htmx or problem:  # type: ignore[attr-defined]
        return _cart_page(request, code=typed if problem else "", code_problem=problem)
    return redirect("storefront:cart")


@require_POST
def country(request: HttpRequest) -> HttpResponse:
    """Where it is to go: for taxes and the price of delivery."""
    cart, chosen = cart_of(request), request.POST.get("country", "")
    if cart is not None and chosen in dict(countries(get_language() or settings.LANGUAGE_CODE)):
        try:
            set_country(cart=cart, country=chosen)
        except CartError as error:
            messages.error(request, error.message)
    if request.htmx:  # type: ignore[attr-defined]
        return _cart_page(request)
    return redirect("storefront:cart")


def _quantity(text: str) -> int:
    """A quantity as typed.

    Raises:
        CartError: it is no number.
    """
    text = text.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise CartError(_("That is not a quantity."), field="quantity")
    return int(text)


@never_cache
@require_safe
def badge(request: HttpRequest) -> HttpResponse:
    """The number on the cart's icon; visitors without a cart cost no query."""
    count = cart_count(token=token_of(request), customer=customer_of(request))
    return render(request, "storefront/badge.html", {"count": count})
