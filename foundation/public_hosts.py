"""Connections to addresses that somebody typed or a browser sent: never into our own network.

The server may reach what the internet may not (SSRF). So a name is looked up once, every address
that it has must be public, and the connection goes to one of those addresses: a name that answers
otherwise the second time gains nothing. Hosts that settings name as private may be anywhere.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _


class NotPublic(Exception):
    """An address that is none, or to which the shop does not go; the message says why."""


def check_form(url: str, *, private_hosts: Collection[str], only_https: bool = False) -> None:
    """Whether it reads like an address to which the shop may go; its name is not looked up.

    Raises:
        NotPublic: not http(s) (or, with ``only_https``, not https).
    """
    _split(url, private_hosts, only_https)


def check_public(url: str, *, private_hosts: Collection[str], only_https: bool = False) -> None:
    """Whether the shop goes to an address at all, for those who ask before they keep it.

    Raises:
        NotPublic: not http(s) (or, with ``only_https``, not https), or not a public address.
    """
    _public_addresses(_split(url, private_hosts, only_https), private_hosts)


def open_public(
    url: str, *, private_hosts: Collection[str], seconds: float, only_https: bool = False
) -> tuple[HTTPConnection, str]:
    """A connection to a public address of the name, not yet made, and the path to ask for there.

    ``seconds`` is how long each answer of the socket is waited for.

    Raises:
        NotPublic: as ``check_public``.
    """
    parts = _split(url, private_hosts, only_https)
    address = _public_addresses(parts, private_hosts)[0]
    kind = _PinnedHTTPS if parts.scheme == "https" else _Pinned
    # The port is always told: else the last part of an IPv6 address is taken for one.
    connection = kind(parts.hostname or "", _port_of(parts), timeout=seconds)
    connection.address = address
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return connection, target


@contextmanager
def for_so_long(connection: HTTPConnection, *, seconds: float) -> Iterator[None]:
    """Connect, and end the connection after ``seconds``, whoever still reads from it.

    A wait is of one answer of the socket alone: who drips a header a byte at a time keeps each of
    them, and would hold a worker for hours.
    """
    connection.connect()
    cut = threading.Timer(max(seconds, 0), _cut, [connection.sock])
    cut.daemon = True
    cut.start()
    try:
        yield
    finally:
        cut.cancel()


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _split(url: str, private_hosts: Collection[str], only_https: bool) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        raise NotPublic(_("This is not an address.")) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NotPublic(_("Only addresses with http or https are fetched."))
    if only_https and parts.scheme != "https" and parts.hostname not in private_hosts:
        raise NotPublic(_("Only addresses with https are spoken to."))
    if parts.username or parts.password:
        raise NotPublic(_("An address must not carry a password."))
    return parts


def _port_of(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _public_addresses(parts: SplitResult, private_hosts: Collection[str]) -> list[str]:
    """Where a name leads, if all of it is public."""
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, _port_of(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotPublic(_("“%(host)s” cannot be found.") % {"host": host}) from error
    addresses = [str(row[4][0]) for row in found]
    if host in private_hosts:
        return addresses
    if not addresses or not all(_is_public(address) for address in addresses):
        raise NotPublic(_("“%(host)s” is not a public address.") % {"host": host})
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
