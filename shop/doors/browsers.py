"""One browser told from another, where somebody logs in or orders: a cookie of its own.

It is strictly necessary for the safety of what the visitor asks for (their account, their money)
and used for nothing else: it is set at no other page, read by nothing but the doors, names
nobody, and only a keyed hash of it is kept (``risk.marks``).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

COOKIE_AGE: Final = 400 * 24 * 3600
"""Browsers keep none for longer."""
GIVEN_AT: Final = frozenset({"account_login", "admin:login", "storefront:checkout"})
_HELD = "_browser_of_doors"
_signer = Signer(salt="shop.doors.browsers")


def browser_of(request: HttpRequest) -> str:
    """The random name of a browser; a new one where it may be given, else "" without a cookie.

    A visitor who comes without cookies is a new browser each time, and not nobody: somebody who
    hides theirs must not be judged more kindly than who does not.
    """
    held: str | None = getattr(request, _HELD, None)
    if held is None:
        held = _told(request) or (secrets.token_urlsafe(16) if _may_be_given(request) else "")
        setattr(request, _HELD, held)
    return held


class BrowserMiddleware:
    """Hands the cookie out, and renews it, with the pages on which it is needed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _may_be_given(request) and response.status_code < 400:
            response.set_cookie(
                settings.BROWSER_COOKIE,
                _signer.sign(browser_of(request)),
                max_age=COOKIE_AGE,
                secure=settings.COOKIES_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _told(request: HttpRequest) -> str:
    """What the cookie says, if we signed it."""
    try:
        return _signer.unsign(request.COOKIES.get(settings.BROWSER_COOKIE, ""))
    except BadSignature:
        return ""


def _may_be_given(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in GIVEN_AT
