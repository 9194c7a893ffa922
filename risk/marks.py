"""Marks: what two attempts can have in common, as keyed hashes that give nothing away.

Each kind is folded first, so that one thing written in two ways is one mark. The key is derived
from ``SECRET_KEY``: with another secret nothing that was seen before is recognised.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from django.conf import settings

from risk.algorithms.attempts import ABSENT
from risk.algorithms.vocabulary import Mark

_SALT = "risk.marks"
_DOMAINS = Path(__file__).with_name("disposable_domains.txt")
_DOTLESS = {"gmail.com", "googlemail.com"}
_PHONE_DIGITS = 9
"""The last digits: country codes and trunk prefixes are written in too many ways."""
_SHORTEST_PHONE = 6
_FEWEST_WORDS = 5
"""Of a text that can be told from another: any two people write "very good"."""
_STREETS = (
    (re.compile(r"strasse\b"), "str"),
    (re.compile(r"\bstreet\b"), "st"),
    (re.compile(r"\broad\b"), "rd"),
    (re.compile(r"\bavenue\b"), "ave"),
)
_IPV4_PREFIX = 24
_IPV6_PREFIX = 48


def mark_of(mark: Mark, text: str) -> int:
    """The key of a mark: signed 64 bits, alike for what is alike after folding.

    A network is given as one of its addresses, a delivery address by ``address_text``.
    ``ABSENT`` (0) where nothing is left of the text.
    """
    folded = _FOLDS.get(mark, str.strip)(text)
    if not folded:
        return ABSENT
    content = f"{mark.value}:{folded}".encode()
    digest = hashlib.blake2b(content, digest_size=8, key=_key(settings.SECRET_KEY)).digest()
    # A hash that happens to be 0 must not be taken for none.
    return int.from_bytes(digest, signed=True) or 1


def address_text(*, street: str, postcode: str, country: str) -> str:
    """What ``mark_of`` takes for an address; empty where the street is missing."""
    return f"{street} {postcode} {country}" if street.strip() else ""


def disposable(email: str) -> bool:
    """Whether mail of this address goes to a box that anybody gets for minutes."""
    domain = email.rpartition("@")[2].strip().lower().rstrip(".")
    labels = domain.split(".")
    return any(".".join(labels[at:]) in _disposable_domains() for at in range(len(labels) - 1))


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"{_SALT}{secret}".encode()).digest()


@cache
def _disposable_domains() -> frozenset[str]:
    lines = _DOMAINS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _email(text: str) -> str:
    """Without what a mail box takes no notice of: capitals, "+tag", Gmail's dots."""
    name, at, domain = text.strip().lower().rpartition("@")
    name = name.partition("+")[0] or name
    if domain in _DOTLESS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}{at}{domain}"


def _phone(text: str) -> str:
    digits = re.sub(r"\D", "", text).lstrip("0")
    return digits[-_PHONE_DIGITS:] if len(digits) >= _SHORTEST_PHONE else ""


def _plain(text: str) -> str:
    """Lower case without accents; all that is no letter or digit is one space."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    kept = (
        letter if letter.isalnum() else " "
        for letter in parted
        if not unicodedata.combining(letter)
    )
    return " ".join("".join(kept).split())


def _address(text: str) -> str:
    plain = _plain(text)
    for written, short in _STREETS:
        plain = written.sub(short, plain)
    return plain.replace(" ", "")


def _network(text: str) -> str:
    """The neighbourhood that a connection is in: one household or office changes within it."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    prefix = _IPV4_PREFIX if address.version == 4 else _IPV6_PREFIX
    return str(ip_network(f"{address}/{prefix}", strict=False))


def _wording(text: str) -> str:
    words = _plain(text).split()
    return " ".join(words) if len(words) >= _FEWEST_WORDS else ""


def _coupon(text: str) -> str:
    return text.strip().upper()


_FOLDS: dict[Mark, Callable[[str], str]] = {
    Mark.EMAIL: _email,
    Mark.PHONE: _phone,
    Mark.ADDRESS: _address,
    Mark.NETWORK: _network,
    Mark.COUPON: _coupon,
    Mark.WORDING: _wording,
}
