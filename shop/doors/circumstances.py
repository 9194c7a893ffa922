"""What a request tells the doors of its sender: keys and a country, nothing that names anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts.models import Customer, User
from orders.screening import Caller
from risk.algorithms.attempts import ABSENT
from risk.algorithms.vocabulary import Mark
from risk.marks import mark_of
from shop.doors.browsers import browser_of
from shop.rates import address_of

_NO_COUNTRY = {"XX", "T1"}
"""What edge networks say of addresses that they cannot place, and of Tor."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """``device`` and ``network`` are keys of ``risk.marks``, 0 where unknown.

    ``country`` is that of the network (ISO 3166-1 alpha-2), "" where unknown.
    """

    device: int = ABSENT
    network: int = ABSENT
    country: str = ""

    @property
    def marks(self) -> dict[Mark, int]:
        return known({Mark.DEVICE: self.device, Mark.NETWORK: self.network})

    @property
    def caller(self) -> Caller:
        """The same in the words of the orders."""
        return Caller(device=self.device, network=self.network, country=self.country)


def circumstances_of(request: HttpRequest) -> Circumstances:
    return Circumstances(
        device=mark_of(Mark.DEVICE, browser_of(request)),
        network=mark_of(Mark.NETWORK, address_of(request)),
        country=country_of(request),
    )


def country_of(request: HttpRequest) -> str:
    """The country of the sender's network, where a proxy of the shop's own tells it."""
    header = settings.NETWORK_COUNTRY_HEADER
    if not header or not settings.TRUSTED_PROXIES:
        return ""
    told = request.headers.get(header, "").strip().upper()
    is_country = len(told) == 2 and told.isascii() and told.isalpha() and told not in _NO_COUNTRY
    return told if is_country else ""


def mark_of_person(*, customer: Customer | None = None, user: User | None = None) -> int:
    """The key of a customer; that of the login where there is no customer (staff, newcomers)."""
    if customer is not None:
        return mark_of(Mark.CUSTOMER, str(customer.pk))
    return mark_of(Mark.CUSTOMER, f"user:{user.pk}") if user is not None else ABSENT


def known(marks: Mapping[Mark, int]) -> dict[Mark, int]:
    """Without those that an attempt does not have."""
    return {mark: key for mark, key in marks.items() if key != ABSENT}
