"""Fetching a feed over http(s): so much, for so long, and never from inside our own network.

An address that staff type is fetched by the server, which may reach what the internet may not
(SSRF). So the name is looked up once, every address it has must be public, and the connection goes
to one of those addresses: a name that answers otherwise the second time gains nothing. Each
redirect is judged anew. Hosts in ``COMPETITOR_FEED_PRIVATE_HOSTS`` may be private.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

LARGEST = 20 * 1024 * 1024
CHUNK = 1 << 16
SECONDS = 30.0
"""For the whole of it: one that trickles would hold the worker otherwise."""
WAIT_SECONDS = 10.0
MOST_REDIRECTS = 3
_MOVED = {301, 302, 303, 307, 308}
OK = 200


class FetchRefused(Exception):
    """A feed that cannot or must not be fetched; the message says why."""


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
    _public_addresses(_split(url))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        raise FetchRefused(_("This is not an address.")) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchRefused(_("Only addresses with http or https are fetched."))
    if parts.username or parts.password:
        raise FetchRefused(_("An address must not carry a password."))
    return parts


def _open(url: str, deadline: float) -> tuple[HTTPConnection, str]:
    """A connection to a public address of the name, and the path to ask for there."""
    parts = _split(url)
    address = _public_addresses(parts)[0]
    wait = min(WAIT_SECONDS, max(deadline - time.monotonic(), 0.1))
    host = parts.hostname or ""
    kind = _PinnedHTTPS if parts.scheme == "https" else _Pinned
    connection = kind(host, parts.port, timeout=wait)
    connection.address = address
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return connection, target


def _public_addresses(parts: SplitResult) -> list[str]:
    """Where a name leads, if all of it is public."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchRefused(_("“%(host)s” cannot be found.") % {"host": host}) from error
    addresses = [str(row[4][0]) for row in found]
    if host in settings.COMPETITOR_FEED_PRIVATE_HOSTS:
        return addresses
    if not addresses or not all(_is_public(address) for address in addresses):
        raise FetchRefused(_("“%(host)s” is not a public address.") % {"host": host})
    return addresses


def _is_public(address: str) -> bool:
    """Whether the internet may reach it; an IPv4 address in IPv6 clothes is judged as itself."""
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        inner = known.ipv4_mapped or known.sixtofour
        if inner is not None:
            known = inner
        elif known in ipaddress.ip_network("64:ff9b::/96"):
            known = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
    return known.is_global and not known.is_multicast


class _Pinned(HTTPConnection):
    """Connects to an address that was judged, whatever the name says by now."""

    address = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _PinnedHTTPS(HTTPSConnection):
    """As ``_Pinned``, with a certificate of the name."""

    address = ""

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


def _ask(
    connection: HTTPConnection, target: str, url: str, largest: int, deadline: float
) -> tuple[str | None, bytes]:
    """Where it moved to, or what it holds."""
    connection.connect()
    # A wait is of one answer of the socket: who drips a header a byte at a time keeps each of them.
    cut = threading.Timer(max(deadline - time.monotonic(), 0), _cut, [connection.sock])
    cut.daemon = True
    cut.start()
    try:
        connection.request(
            "GET", target, headers={"User-Agent": "Shelfwise", "Accept-Encoding": "identity"}
        )
        answer = connection.getresponse()
        if answer.status in _MOVED:
            return urljoin(url, answer.headers.get("Location", "")), b""
        if answer.status != OK:
            raise FetchRefused(_("It answered with %(status)d.") % {"status": answer.status})
        return None, _body(answer, largest, deadline)
    finally:
        cut.cancel()


def _cut(sock: socket.socket) -> None:
    """End a connection under whoever reads from it."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


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
