"""Fetching a feed over http(s): so much, for so long, and never from inside our own network.

Only public addresses are fetched (``foundation.public_hosts``), and each redirect is judged anew.
Hosts in ``COMPETITOR_FEED_PRIVATE_HOSTS`` may be private.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.public_hosts import NotPublic, check_public, for_so_long, open_public

LARGEST = 20 * 1024 * 1024
CHUNK = 1 << 16
SECONDS = 30.0
"""For the whole of it: one that trickles would hold the worker otherwise."""
WAIT_SECONDS = 10.0
MOST_REDIRECTS = 3
_MOVED = {301, 302, 303, 307, 308}
OK = 200


class FetchRefused(Exception):
    """A feed that cannot or must not be fetched; the message says why.

    It may quote who was asked, so it is without NUL, which PostgreSQL keeps in no text.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message.replace("\x00", ""))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an address is taken, and how long it may take."""

    largest: int = LARGEST
    seconds: float = SECONDS


def fetch(url: str, *, limits: Limits | None = None) -> bytes:
    """The file behind an address.

    Raises:
        FetchRefused: not http(s), an address that is not public, too large, too slow, too many
            redirects, or whatever it answered that is not a file.
    """
    bounds = limits or Limits()
    deadline = time.monotonic() + bounds.seconds
    for _turn in range(MOST_REDIRECTS + 1):
        connection, target = _open(url, deadline)
        try:
            moved, data = _ask(connection, target, url, bounds.largest, deadline)
        except (OSError, HTTPException, ValueError) as error:
            raise FetchRefused(_("It cannot be fetched: %(why)s.") % {"why": error}) from error
        finally:
            connection.close()
        if moved is None:
            return data
        url = moved
    raise FetchRefused(_("It redirects again and again."))


def check_address(url: str) -> None:
    """Whether an address may be fetched at all, for forms that ask before they save.

    Raises:
        FetchRefused: not http(s), or not a public address.
    """
    try:
        check_public(url, private_hosts=settings.COMPETITOR_FEED_PRIVATE_HOSTS)
    except NotPublic as error:
        raise FetchRefused(str(error)) from error


def _open(url: str, deadline: float) -> tuple[HTTPConnection, str]:
    """A connection to a public address of the name, and the path to ask for there."""
    wait = min(WAIT_SECONDS, max(deadline - time.monotonic(), 0.1))
    private = settings.COMPETITOR_FEED_PRIVATE_HOSTS
    try:
        return open_public(url, private_hosts=private, seconds=wait)
    except NotPublic as error:
        raise FetchRefused(str(error)) from error


def _ask(
    connection: HTTPConnection, target: str, url: str, largest: int, deadline: float
) -> tuple[str | None, bytes]:
    """Where it moved to, or what it holds."""
    with for_so_long(connection, seconds=deadline - time.monotonic()):
        connection.request(
            "GET", target, headers={"User-Agent": "Shelfwise", "Accept-Encoding": "identity"}
        )
        answer = connection.getresponse()
        if answer.status in _MOVED:
            return urljoin(url, answer.headers.get("Location", "")), b""
        if answer.status != OK:
            raise FetchRefused(_("It answered with %(status)d.") % {"status": answer.status})
        return None, _body(answer, largest, deadline)


def _body(answer: HTTPResponse, largest: int, deadline: float) -> bytes:
    length = answer.headers.get("Content-Length", "")
    expected = int(length) if length.isascii() and length.isdigit() else None
    _refuse_large(expected or 0, largest)
    parts: list[bytes] = []
    received = 0
    while part := answer.read(CHUNK):
        received += len(part)
        _refuse_large(received, largest)
        parts.append(part)
    if time.monotonic() >= deadline:  # cut off, which may look like its end
        raise FetchRefused(_("It takes too long."))
    if expected is not None and received < expected:
        raise FetchRefused(_("It broke off in the middle."))
    return b"".join(parts)


def _refuse_large(size: int, largest: int) -> None:
    if size > largest:
        raise FetchRefused(
            _("It is larger than %(most)d MB.") % {"most": max(largest // 1024 // 1024, 1)}
        )
