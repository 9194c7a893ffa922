"""The cart: what is in it, putting in, changing, and the number on its icon."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from catalog.models import Product, Variant
from marketing.inbox import unread_count
from orders.carts import (
    CartError,
    add_to_cart,
    apply_coupon,
    remove_coupon,
    set_country,
    set_interval,
    set_quantity,
)
from orders.models import Cart
from orders.selectors import cart_count, cart_quote
from orders.subscriptions.offers import rhythms_of
from shop.doors.circumstances import circumstances_of
from shop.doors.coupons import note_wrong_code
from shop.storefront.forms import countries
from shop.storefront.holding import cart_of, cart_to_fill, customer_of, hand_over, token_of
from shop.storefront.product_page import find_variant, product_page
from shop.storefront.views.catalogue import product_context
from shop.storefront.views.posting import posted_from


@dataclass(frozen=True, slots=True)
class Refused:
    """A quantity that cannot be had: ``message`` stands at its line, with what was ``typed``.

    Without a ``variant`` the message is about the whole cart.
    """

    message: str = ""
    variant: str = ""
    typed: str = ""


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    return _cart_page(request)


def _cart_page(
    request: HttpRequest,
    *,
    refused: Refused | None = None,
    code: str = "",
    code_problem: str = "",
    country_problem: str = "",
) -> HttpResponse:
    """The cart. Problems stand at their fields; a code that was typed but not used yet stays."""
    template = "storefront/cart.html#content" if request.htmx else "storefront/cart.html"  # type: ignore[attr-defined]
    quote = cart_quote(cart_of(request), customer=customer_of(request), remembered=True)
    context = {
        "cart": quote.summary(),
        "rhythms": rhythms_of(quote.lines),
        "offers": quote.offers(),
        "country": quote.destination.country,
        "countries": countries(get_language() or settings.LANGUAGE_CODE),
        "refused": refused or Refused(),
        "code": code,
        "code_problem": code_problem,
        "country_problem": country_problem,
    }
    return render(request, template, context)


@posted_from("storefront:cart")
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
            interval=request.POST.get("interval"),
            context=request.visitor.context,  # type: ignore[attr-defined]
        )
    except CartError as error:
        return _not_added(request, product_id, error.message, field=error.field)
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "storefront/added.html", {"name": variant.product.name})
        trigger_client_event(response, "cart-changed")
    else:
        messages.success(request, _("%(name)s is in your cart.") % {"name": variant.product.name})
        response = redirect("storefront:cart")
    hand_over(cart, response)
    return response


def _not_added(
    request: HttpRequest, product_public_id: str, problem: str, *, field: str = ""
) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "storefront/added.html", {"problem": problem})
    language = get_language() or settings.LANGUAGE_CODE
    slug = Product.objects.values_list("slug_en", flat=True).get(public_id=product_public_id)
    page = product_page(slug or "", language=language, wanted=request.POST.dict())
    if page is None:
        raise Http404
    context = product_context(request, page, language) | {
        "problem": problem,
        "problem_field": field,
        "quantity": request.POST.get("quantity", ""),
        "interval": request.POST.get("interval", ""),
    }
    return render(request, "storefront/product.html", context)


@posted_from("storefront:cart")
def update(request: HttpRequest) -> HttpResponse:
    """Change the quantity of a line, or take it out."""
    cart = cart_of(request)
    variant = get_object_or_404(
        Variant.objects.select_related("product"), public_id=request.POST.get("variant", "")
    )
    refused = None
    if cart is not None:
        try:
            _change_line(request, cart, variant)
        except CartError as error:
            at_line = variant.public_id if error.field else ""
            refused = Refused(error.message, at_line, request.POST.get("quantity", ""))
    if request.htmx:  # type: ignore[attr-defined]
        response = _cart_page(request, refused=refused, code=_code(request))
        return trigger_client_event(response, "cart-changed")
    return _cart_page(request, refused=refused) if refused else redirect("storefront:cart")


def _change_line(request: HttpRequest, cart: Cart, variant: Variant) -> None:
    """How often a line comes, where that was asked, else how many."""
    if "interval" in request.POST:
        set_interval(cart=cart, variant=variant, interval=request.POST["interval"])
        return
    set_quantity(
        cart=cart,
        variant=variant,
        quantity=_quantity(request.POST.get("set") or request.POST.get("quantity", "")),
        context=request.visitor.context,  # type: ignore[attr-defined]
    )


@posted_from("storefront:cart")
def coupon(request: HttpRequest) -> HttpResponse:
    """Put a code to the cart, or take one out."""
    cart, code, problem = cart_of(request), _code(request), ""
    if cart is not None:
        try:
            if out := request.POST.get("remove"):
                remove_coupon(cart=cart, code=out)
            else:
                apply_coupon(cart=cart, code=code, customer=customer_of(request))
                code = ""
        except CartError as error:
            problem = error.message
            note_wrong_code(
                code=code,
                customer=customer_of(request),
                circumstances=circumstances_of(request),
            )
    if problem:
        return _cart_page(request, code=code, code_problem=problem)
    return _changed(request, code)


def _changed(request: HttpRequest, code: str) -> HttpResponse:
    """The cart as it is now: in place, or at its own address."""
    if request.htmx:  # type: ignore[attr-defined]
        return _cart_page(request, code=code)
    return redirect("storefront:cart")


def _code(request: HttpRequest) -> str:
    """What stands in the field of the coupon, used or not."""
    return request.POST.get("code", "")


@posted_from("storefront:cart")
def country(request: HttpRequest) -> HttpResponse:
    """Where it is to go: for taxes and the price of delivery."""
    cart, chosen = cart_of(request), request.POST.get("country", "")
    if chosen not in dict(countries(get_language() or settings.LANGUAGE_CODE)):
        problem = _("Choose a country.")
        return _cart_page(request, code=_code(request), country_problem=problem)
    if cart is not None:
        try:
            set_country(cart=cart, country=chosen)
        except CartError as error:
            return _cart_page(request, code=_code(request), country_problem=error.message)
    return _changed(request, _code(request))


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
    """The numbers on the icons of cart and account; visitors without a cart cost no query.

    Whoever is signed in gets the footer's links to their account, too: pages are alike for all.
    """
    customer = customer_of(request)
    context = {
        "count": cart_count(token=token_of(request), customer=customer),
        "is_customer": customer is not None,
        "unread": unread_count(customer) if customer else 0,
        "is_signed_in": request.user.is_authenticated,
    }
    return render(request, "storefront/badge.html", context)
