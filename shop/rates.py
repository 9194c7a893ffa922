"""How often a page may be sent something: logins, checkouts, coupons, alerts, the beacon.

A count for each kind of page and each address, in windows that begin anew. The cache keeps it: for
each process where there is no Redis, for all together where there is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

SECONDS = {"s": 1, "min": 60, "hour": 3600, "day": 86_400}
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

# Which pages count as what; a new page that takes something from anybody belongs here.
KIND_OF_PAGE = {
    "beacon": "beacon",
    "storefront:not-for-me": "beacon",
    "api:impressions": "beacon",
    "api:interactions": "beacon",
    "api:feedback": "beacon",
    "account_login": "login",
    "account_signup": "login",
    "account_reset_password": "login",
    "mfa_authenticate": "login",
    "storefront:prove": "login",
    "storefront:prove-again": "login",
    "storefront:not-me": "login",
    "storefront:checkout": "checkout",
    "storefront:pay": "checkout",
    "storefront:cart-coupon": "coupon",
    "storefront:gift-card": "coupon",
    "storefront:alert-ask": "alerts",
    "storefront:quick-order": "lists",
    "storefront:picture_search": "pictures",
    "storefront:assistant-say": "assistant",
    "api:checkout": "checkout",
    "api:cart-coupons": "coupon",
    "api:cart-gift-cards": "coupon",
}


class RateLimitMiddleware:
    """Answers 429 where one address sends a kind of page more than its rate allows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        match = request.resolver_match
        kind = KIND_OF_PAGE.get(match.view_name, "") if match else ""
        if not kind or request.method in SAFE:
            return None
        wait = seconds_to_wait(kind, address_of(request))
        if not wait:
            return None
        response = _told(request)
        response["Retry-After"] = str(wait)
        return response


def seconds_to_wait(kind: str, who: str) -> int:
    """Count one more; 0 if it is within the rate, else the seconds until the window ends.

    A cache that is down limits nobody: selling goes on.
    """
    limit, window = parse_rate(settings.PAGE_RATES[kind])
    if not limit:
        return 0
    now = time.time()
    key = f"rate:{kind}:{who}:{int(now // window)}"
    try:
        cache.add(key, 0, timeout=window + 1)
        count = cache.incr(key)
    except (RedisError, ValueError):  # down, or the window ended between the two
        logger.warning("the rate of %s is not counted", kind)
        return 0
    return 0 if count <= limit else int(window - now % window) + 1


def parse_rate(rate: str) -> tuple[int, int]:
    """``"20/min"`` as (20, 60); an empty rate is none.

    Raises:
        ValueError: it is no rate.
    """
    if not rate:
        return 0, 1
    count, _slash, unit = rate.partition("/")
    if unit not in SECONDS:
        raise ValueError(f"{rate!r} is no rate such as 20/min")
    return int(count), SECONDS[unit]


def address_of(request: HttpRequest) -> str:
    """The sender's address, told by as many proxies as are the shop's own, and no others."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop]
    trusted = settings.TRUSTED_PROXIES
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def _told(request: HttpRequest) -> HttpResponse:
    if request.path == "/e":
        return HttpResponse(status=429)
    return render(request, "storefront/errors/429.html", status=429)
