"""The currency a shopper sees: chosen in the footer, remembered in a cookie, base without one.

An address with ``?currency=CHF``, as feeds for other shops' windows have it, chooses too.

Like the active language it is known to whatever a request calls, so that lists, cards and pages
need not hand it on. Pages stay alike for everyone who chose the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from pricing.selectors import offered_currencies

COOKIE = "currency"
COOKIE_AGE = 365 * 24 * 3600
_KEY, _SECONDS = "storefront:currencies", 60


@dataclass(slots=True)
class _Choice:
    """What a request's cookie asks for, and whether its answer came to depend on it."""

    wanted: str
    was_asked: bool = False


_choice: ContextVar[_Choice | None] = ContextVar("currency", default=None)


def offered() -> list[str]:
    """The currencies on offer, the base one first; remembered for a minute."""
    found: list[str] | None = cache.get(_KEY)
    if found is None:
        found = offered_currencies()
        cache.set(_KEY, found, _SECONDS)
    return found


def forget_offered() -> None:
    cache.delete(_KEY)


def active_currency() -> str:
    """The currency to show: the request's choice where it is still on offer, else the base one."""
    choice = _choice.get()
    if choice is None:
        return str(settings.SHOP_BASE_CURRENCY)
    choice.was_asked = True
    if choice.wanted and choice.wanted in offered():
        return choice.wanted
    return str(settings.SHOP_BASE_CURRENCY)


@contextmanager
def showing_currency(currency: str) -> Iterator[None]:
    """Prices in a currency, where no request's own choice is at hand."""
    token = _choice.set(_Choice(currency))
    try:
        yield
    finally:
        _choice.reset(token)


def remember_currency(response: HttpResponse, currency: str) -> None:
    """Have the shopper's browser ask for a currency from now on."""
    response.set_cookie(
        COOKIE,
        currency,
        max_age=COOKIE_AGE,
        secure=settings.COOKIES_SECURE,
        httponly=True,
        samesite="Lax",
    )


class CurrencyMiddleware:
    """Makes the cookie's currency the active one; says so to caches where there is a choice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get(COOKIE, "")[:3].upper()
        choice = _Choice(asked or request.COOKIES.get(COOKIE, "")[:3].upper())
        token = _choice.set(choice)
        try:
            response = self.get_response(request)
        finally:
            _choice.reset(token)
        if choice.was_asked and len(offered()) > 1:
            patch_vary_headers(response, ["Cookie"])
        if asked and choice.was_asked and asked in offered():
            remember_currency(response, asked)
        return response
