"""Whose cart a request holds: the customer's, else the one that the cookie's token opens."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import Customer
from accounts.selectors import customer_of_user
from orders.carts import find_cart, open_cart
from orders.models import Cart
from shop.storefront.currency import active_currency

CART_COOKIE_AGE = 90 * 24 * 3600


def customer_of(request: HttpRequest) -> Customer | None:
    """The customer who is logged in, or whose token the API was given.

    Without a session cookie or a token nothing is read at all.
    """
    has_token = getattr(request, "auth", None) is not None
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not has_token:
        return None
    return customer_of_user(request.user)


def token_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.CART_COOKIE, "")


def cart_of(request: HttpRequest) -> Cart | None:
    return find_cart(token=token_of(request), customer=customer_of(request))


def cart_to_fill(request: HttpRequest) -> Cart:
    """The live cart, or a new one."""
    customer = customer_of(request)
    found = find_cart(token=token_of(request), customer=customer)
    return found or open_cart(customer=customer, currency=active_currency())


def hand_over(cart: Cart, response: HttpResponse) -> None:
    """Let a guest's browser hold the cart; a customer's is found by their login."""
    if cart.customer_id is None:
        response.set_cookie(
            settings.CART_COOKIE,
            cart.token,
            max_age=CART_COOKIE_AGE,
            secure=settings.COOKIES_SECURE,
            httponly=True,
            samesite="Lax",
        )
