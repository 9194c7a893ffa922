"""Who is looking: the visitor of a request, as far as they agreed to be known."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID, uuid4

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from events import bots
from events.context import EventContext, device_of
from events.names import Channel, Consent
from shop.rates import address_of

SESSION_IDLE_SECONDS = 30 * 60
VISITOR_COOKIE_AGE = 390 * 24 * 3600
CAMPAIGN_FIELD_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Visit:
    """The content of the visitor cookie: who, which session, last seen (epoch seconds)."""

    visitor: UUID
    session: UUID
    seen: int

    @classmethod
    def parse(cls, cookie: str) -> Visit | None:
        try:
            visitor, session, seen = cookie.split(".")
            return cls(UUID(visitor), UUID(session), int(seen))
        except ValueError:
            return None

    @classmethod
    def begin(cls, visitor: UUID | None = None) -> Visit:
        return cls(visitor or uuid4(), uuid4(), int(time.time()))

    def continued(self) -> Visit:
        now = int(time.time())
        if now - self.seen > SESSION_IDLE_SECONDS:
            return Visit.begin(self.visitor)
        return Visit(self.visitor, self.session, now)

    def __str__(self) -> str:
        return f"{self.visitor.hex}.{self.session.hex}.{self.seen}"


class Visitor:
    """What a request tells of its sender. Computed on demand: most pages never ask."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def consent_asked(self) -> bool:
        """Whether there is an answer: of the visitor, or of a browser that speaks for them."""
        return settings.CONSENT_COOKIE in self._request.COOKIES or self.asks_not_to_be_followed

    @cached_property
    def consent(self) -> int:
        """The consent of the cookie; anything unreadable is none.

        A browser that asks not to be followed has the last word about personalisation.
        """
        value = self._request.COOKIES.get(settings.CONSENT_COOKIE, "")
        return self._heeded(int(value) if value in {"0", "1", "2", "3"} else Consent.NECESSARY)

    def choose(self, level: Consent) -> None:
        """From here on the request is one of somebody who chose so."""
        self.consent = self._heeded(level)

    def _heeded(self, level: int) -> int:
        heeded = level & ~Consent.PERSONALISATION if self.asks_not_to_be_followed else level
        return int(heeded)

    @cached_property
    def asks_not_to_be_followed(self) -> bool:
        return bots.asks_not_to_be_followed(self._request.headers)

    @cached_property
    def is_bot(self) -> bool:
        return bots.nobody_looks(self._request.headers)

    def sends_too_fast(self, events: int) -> bool:
        """Count events that came now: whether they are more than a person causes in a minute."""
        if self.visit is not None:
            name, most = str(self.visit.visitor), bots.MOST_A_MINUTE
        else:
            agent = self._request.headers.get("User-Agent", "")
            name, most = f"{address_of(self._request)} {agent}", bots.MOST_A_MINUTE_UNNAMED
        return bots.sends_too_fast(name, events, most=most)

    @cached_property
    def visit(self) -> Visit | None:
        """The visit, for those who agreed to personalisation; nobody else gets an id."""
        if not self.consent & Consent.PERSONALISATION:
            return None
        known = Visit.parse(self._request.COOKIES.get(settings.VISITOR_COOKIE, ""))
        return known.continued() if known else Visit.begin()

    @cached_property
    def context(self) -> EventContext:
        from accounts.selectors import customer_of_user

        customer = customer_of_user(self._request.user) if self.visit else None
        request = self._request
        return EventContext(
            visitor=self.visit.visitor if self.visit else None,
            session=self.visit.session if self.visit else None,
            customer=customer.pseudonym if customer else None,
            channel=Channel.API if request.path.startswith("/api/") else Channel.WEB,
            source=request.GET.get("utm_source", "")[:CAMPAIGN_FIELD_LENGTH],
            medium=request.GET.get("utm_medium", "")[:CAMPAIGN_FIELD_LENGTH],
            campaign=request.GET.get("utm_campaign", "")[:CAMPAIGN_FIELD_LENGTH],
            device=device_of(request.headers.get("User-Agent", "")),
            consent=self.consent,
        )


class VisitorMiddleware:
    """Puts ``request.visitor`` there, keeps its cookie, and lets the admin run its own scripts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.visitor = Visitor(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            _relax_for_admin(response)
        _keep_cookie(request, response)
        return response


def _keep_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Renew the cookie where the visit was asked for, at most once a minute."""
    visitor: Visitor = request.visitor  # type: ignore[attr-defined]
    visit = visitor.__dict__.get("visit")
    if visit is None:
        return
    before = Visit.parse(request.COOKIES.get(settings.VISITOR_COOKIE, ""))
    if before and before.session == visit.session and visit.seen - before.seen < 60:
        return
    response.set_cookie(
        settings.VISITOR_COOKIE,
        str(visit),
        max_age=VISITOR_COOKIE_AGE,
        secure=settings.COOKIES_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _relax_for_admin(response: HttpResponse) -> None:
    """The admin's Alpine evaluates expressions and sets styles; the storefront never may."""
    response._csp_replace = {  # type: ignore[attr-defined]
        "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
        "style-src": [SELF, UNSAFE_INLINE],
    }
