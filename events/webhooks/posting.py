"""The way to a receiver: one request, for so long, and what came of it.

Only public addresses are spoken to (``foundation.public_hosts``), over https; hosts in
``WEBHOOK_PRIVATE_HOSTS`` may be otherwise. Redirects are not followed: what is signed for one
address is not for another.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.public_hosts import NotPublic, check_public, for_so_long, open_public
from foundation.refusals import Refusal

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
KEPT_OF_RESPONSE = 500
_MOST_READ = 4_096


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try. ``status`` is None where there was no answer; ``error`` then says why."""

    status: int | None
    response: str
    error: str
    milliseconds: int

    @property
    def is_accepted(self) -> bool:
        """Any 2xx: the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


def check_address(url: str) -> None:
    """Whether the shop would send anything to an address, for those who ask before they keep it.

    Raises:
        Refusal: not https, or not a public address.
    """
    try:
        check_public(url, private_hosts=settings.WEBHOOK_PRIVATE_HOSTS, only_https=True)
    except NotPublic as problem:
        raise Refusal(str(problem), field="url") from problem


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send ``body``; never raises for what the receiver or the network does."""
    began = time.monotonic()
    status, response, error = _try(url, body, headers)
    took = time.monotonic() - began
    if error and took >= ANSWER_SECONDS:
        error = _("No answer within %(seconds)d seconds.") % {"seconds": ANSWER_SECONDS}
    return Answer(status, response, error, round(took * 1000))


def _try(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int | None, str, str]:
    """Status, the beginning of what was said, and why there is neither."""
    try:
        connection, target = open_public(
            url,
            private_hosts=settings.WEBHOOK_PRIVATE_HOSTS,
            seconds=CONNECT_SECONDS,
            only_https=True,
        )
        with closing(connection), for_so_long(connection, seconds=ANSWER_SECONDS):
            if connection.sock is not None:
                connection.sock.settimeout(ANSWER_SECONDS)
            connection.request("POST", target, body=body, headers=dict(headers))
            answer = connection.getresponse()
            return answer.status, _said(answer), ""
    except (NotPublic, OSError, HTTPException, ValueError) as problem:
        return None, "", _storable(f"{type(problem).__name__}: {problem}")[:300]


def _said(answer: HTTPResponse) -> str:
    """The beginning of the text; the status counts, whatever becomes of the rest."""
    try:
        text = answer.read(_MOST_READ).decode("utf-8", "replace")
    except (OSError, HTTPException, ValueError):
        return ""
    return _storable(text)[:KEPT_OF_RESPONSE]


def _storable(text: str) -> str:
    """Without NUL, which PostgreSQL keeps in no text: who speaks no HTTP is quoted in the error."""
    return text.replace("\x00", "")
