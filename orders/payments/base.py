"""What a payment provider is to the shop."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from foundation.money import Money
from foundation.registries import Registry


class Outcome(StrEnum):
    PAID = "paid"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """``key`` makes the call repeatable: a provider charges one key once."""

    key: str
    amount: Money
    choice: str
    description: str


@dataclass(frozen=True, slots=True)
class ChargeResult:
    outcome: Outcome
    reference: str
    message: str = ""


class ProviderUnreachable(Exception):
    """No answer: the money may have moved or not. Only asking again later can tell."""


class PaymentProvider(Protocol):
    """Called outside any transaction, since a call may take seconds and cannot be rolled back."""

    name: str

    def charge(self, request: ChargeRequest) -> ChargeResult:
        """Take the money, once a key.

        Raises:
            ProviderUnreachable: the answer did not come.
        """

    def look_up(self, key: str) -> ChargeResult | None:
        """What became of a key; None when the provider never heard of it."""

    def refund(self, *, key: str, refund_key: str, amount: Money) -> str:
        """Give back a part of what was taken under a key, once a refund key; its reference.

        Raises:
            ProviderUnreachable: the answer did not come.
        """


providers: Registry[PaymentProvider] = Registry("payment providers")
