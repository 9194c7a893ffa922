"""The way to a push service: one request, and what its answer means."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from http.client import HTTPException, HTTPResponse

from django.conf import settings

from foundation.public_hosts import NotPublic, for_so_long, open_public
from marketing.models import PushSubscription
from marketing.push.encryption import encrypt, read_keys
from marketing.push.vapid import authorization

WAIT_SECONDS = 10.0
"""For the whole of it: one that drips would hold up all others."""
KEPT_SECONDS = 24 * 3600
"""How long the push service keeps it for a browser that is off; then it is no news any more."""
LONGEST_WAIT = timedelta(hours=4)
_GONE = {404, 410}
_TOO_MANY = 429
_LEAST_OWN_FAULT = 500
_MOST_READ = 4_096


class Outcome(Enum):
    TAKEN = "taken"
    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a push; ``wait`` is how long the push service asks for before the next."""

    outcome: Outcome
    error: str = ""
    wait: timedelta = timedelta(0)


def post(subscription: PushSubscription, content: bytes, *, topic: str) -> Answer:
    """Hand ``content`` to the push service of a browser, encrypted for that browser.

    ``topic`` (at most 32 characters of base64url) replaces what the service still holds under it,
    so that a repeat is not shown twice. Redirects are not followed (RFC 8030 knows none).
    """
    keys = read_keys(p256dh=subscription.p256dh, auth=subscription.auth)
    headers = {
        "Authorization": authorization(subscription.endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Topic": topic,
        "Urgency": "normal",
    }
    try:
        connection, target = open_public(
            subscription.endpoint,
            private_hosts=settings.PUSH_PRIVATE_HOSTS,
            seconds=WAIT_SECONDS,
            only_https=True,
        )
    except NotPublic as error:
        # Its name may be back in an hour; an address that is not public never is.
        return Answer(Outcome.LATER, str(error))
    try:
        with closing(connection), for_so_long(connection, seconds=WAIT_SECONDS):
            connection.request("POST", target, body=encrypt(content, keys), headers=headers)
            return _read(connection.getresponse())
    except (OSError, HTTPException, ValueError) as error:
        return Answer(Outcome.LATER, f"{type(error).__name__}: {error}")


def _read(response: HTTPResponse) -> Answer:
    said = response.read(_MOST_READ).decode("utf-8", "replace").strip()
    error = f"{response.status} {said}"[:300]
    if response.status in _GONE:
        return Answer(Outcome.GONE, error)
    if 200 <= response.status < 300:
        return Answer(Outcome.TAKEN)
    if response.status == _TOO_MANY or response.status >= _LEAST_OWN_FAULT:
        return Answer(Outcome.LATER, error, _wait(response.headers.get("Retry-After", "")))
    return Answer(Outcome.REFUSED, error)


def _wait(text: str) -> timedelta:
    """Seconds of a Retry-After; a date, or nonsense, is no wait of its own."""
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        return timedelta(0)
    return min(timedelta(seconds=int(text)), LONGEST_WAIT)
