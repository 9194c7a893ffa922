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
from events.arrivals import (
    BY_THEMSELVES,
    Arrival,
    is_of_another_site,
    told_by_address,
    told_by_referrer,
)
from events.context import EventContext, device_of
from events.names import Channel, Consent
from shop.rates import address_of

SESSION_IDLE_SECONDS = 30 * 60
VISITOR_COOKIE_AGE = 390 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visit:
    """The content of the visitor cookie: who, which session, last seen (epoch seconds), and how
    they came in that session.
    """

    visitor: UUID
    session: UUID
    seen: int
    arrival: Arrival = BY_THEMSELVES

    @classmethod
    def parse(cls, cookie: str) -> Visit | None:
        try:
            visitor, session, seen, *rest = cookie.split(".")
            arrival = Arrival.unpacked(rest[0]) if rest else BY_THEMSELVES
            return cls(UUID(visitor), UUID(session), int(seen), arrival)
        except ValueError:
            return None

    @classmethod
    def begin(cls, visitor: UUID | None = None, arrival: Arrival = BY_THEMSELVES) -> Visit:
        return cls(visitor or uuid4(), uuid4(), int(time.time()), arrival)

    def continued(self, *, told: Arrival, before: Arrival) -> Visit:
        """The same session, unless it was too long ago or the address tells of another arrival.

        ``told`` is what the address says, ``before`` what the page before says: a site that links
        here in the midst of a session, such as a payment provider, is no arrival.
        """
        now = int(time.time())
        if now - self.seen > SESSION_IDLE_SECONDS:
            return Visit.begin(self.visitor, told or before)
        if told and told != self.arrival:
            return Visit.begin(self.visitor, told)
        return Visit(self.visitor, self.session, now, self.arrival)

    def __str__(self) -> str:
        parts = [self.visitor.hex, self.session.hex, str(self.seen), self.arrival.packed()]
        return ".".join(part for part in parts if part)


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
        told = told_by_address(self._request.GET)
        before = told_by_referrer(self._referrer, own_host=self._request.get_host())
        if known is None:
            return Visit.begin(arrival=told or before)
        return known.continued(told=told, before=before)

    @cached_property
    def _referrer(self) -> str:
        return self._request.headers.get("Referer", "")

    def arrives(self) -> bool:
        """Whether the request may tell how somebody came, so that the visit should be kept."""
        request = self._request
        if request.method != "GET" or request.path.startswith("/admin/"):
            return False
        return bool(told_by_address(request.GET)) or is_of_another_site(
            self._referrer, own_host=request.get_host()
        )

    @cached_property
    def context(self) -> EventContext:
        from accounts.selectors import customer_of_user

        customer = customer_of_user(self._request.user) if self.visit else None
        request = self._request
        # Of those who did not agree only this one address is read, and nothing is kept.
        arrival = self.visit.arrival if self.visit else told_by_address(request.GET)
        return EventContext(
            visitor=self.visit.visitor if self.visit else None,
            session=self.visit.session if self.visit else None,
            customer=customer.pseudonym if customer else None,
            channel=Channel.API if request.path.startswith("/api/") else Channel.WEB,
            source=arrival.source,
            medium=arrival.medium,
            campaign=arrival.campaign,
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
    visit = visitor.visit if visitor.arrives() else visitor.__dict__.get("visit")
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
