"""What a payment provider is to the shop.

A provider is another party: a call may take seconds, may not come back and cannot be rolled back.
So none is made inside a transaction (``outside_transactions`` refuses it), each carries a key
that makes it repeatable, and silence is an answer of its own (``ProviderUnreachable``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, runtime_checkable

from django.db import connection

from accounts.companies.members import company_of
from accounts.models import Company, Customer
from foundation.money import Money
from foundation.registries import Registry
from orders.models import DisputeReason, DisputeState, Order

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class Outcome(StrEnum):
    """What became of a charge. The last three are not the end: somebody has yet to do something."""

    PAID = "paid"
    DECLINED = "declined"
    ACTION_REQUIRED = "action"
    PENDING = "pending"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """``key`` makes the call repeatable: a provider charges one key once.

    ``return_url`` is where the shopper comes back to from a page of the provider's; ``choice``
    is what they chose among the provider's ways to pay. ``prove`` asks for the bank's strong
    authentication even where it would do without. ``keep``: the payer agreed that the means is
    kept and charged again.
    """

    key: str
    amount: Money
    choice: str
    description: str
    return_url: str = ""
    email: str = ""
    language: str = "en"
    prove: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """The card that was tried: ``fingerprint`` is the provider's own name for it, never its number.

    ``country`` is that of its bank (ISO 3166-1 alpha-2), empty where unknown; ``is_proven`` that
    its bank knew the payer by strong authentication.
    """

    fingerprint: str
    country: str = ""
    brand: str = ""
    is_proven: bool = False


@dataclass(frozen=True, slots=True)
class KeptMeans:
    """A means that the provider keeps: ``token`` is its name for it, ``label`` what people see.

    ``expires_on`` is its last day; None where it has none.
    """

    token: str
    label: str
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class ChargeResult:
    """``action_url`` where the shopper must go; ``due_on`` by when an invoice is to be paid.

    ``instrument`` is None for what is no card, and until the shopper has chosen one. ``kept`` is
    the means that can be charged again, where that was agreed and the charge went through.
    """

    outcome: Outcome
    reference: str
    message: str = ""
    action_url: str = ""
    due_on: date | None = None
    instrument: Instrument | None = None
    kept: KeptMeans | None = None


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """What a provider told by itself; ``key`` is the payment's, empty where it is about none.

    ``result`` is None where the event only says that something happened: it is then looked up.
    ``dispute`` is the provider's name for the dispute that it is about.
    """

    id: str
    type: str
    key: str = ""
    result: ChargeResult | None = None
    dispute: str = ""
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DisputeNews:
    """How a dispute stands; ``key`` is that of the payment, empty where it is none of ours."""

    reference: str
    key: str
    state: DisputeState
    reason: DisputeReason
    amount: Money
    opened_at: datetime | None = None
    respond_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaymentChoice:
    """A way to pay as the checkout offers it: the provider's own name for it and words."""

    code: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who would pay how much: some ways are offered by rule. ``for_later``: what comes again.

    ``order`` is what is to be paid, where it is there already.
    """

    customer: Customer | None
    total: Money
    country: str = ""
    for_later: bool = False
    order: Order | None = None

    @property
    def company(self) -> Company | None:
        """For whom it is bought: as the order says, else by the customer's company of today."""
        return company_of(self.customer) if self.order is None else self.order.company


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do.

    ``proves``: the bank can be asked for strong authentication. ``pays_later``: what comes again
    can be paid with it while its buyer is away. ``action_lasts``: how long the shopper may take on
    its page.
    """

    refunds: bool = True
    partial_refunds: bool = True
    webhooks: bool = False
    redirects: bool = False
    proves: bool = False
    pays_later: bool = False
    action_lasts: timedelta = timedelta(minutes=30)


class ProviderUnreachable(Exception):
    """No answer: the money may have moved or not. Only asking again later can tell."""


class MeansDeclined(Exception):
    """It cannot be kept and charged again; the message says why."""


class RefundDeclined(Exception):
    """The provider will not give it back, whenever it is asked; the message says why."""


class WebhookRefused(Exception):
    """Not a message of the provider: wrong signature, too old, or no message at all."""


class InsideTransaction(RuntimeError):
    """A provider was called inside a transaction: a fault of ours, found before it does harm."""


def outside_transactions(
    method: Callable[Arguments, Answer],
) -> Callable[Arguments, Answer]:
    """Refuse the call of a provider while a transaction is open (a test's own does not count)."""

    @wraps(method)
    def checked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        blocks: list[Any] = connection.atomic_blocks
        if blocks and not blocks[-1]._from_testcase:
            raise InsideTransaction(f"{method.__qualname__} was called inside a transaction")
        return method(*args, **kwargs)

    return checked


class PaymentProvider(Protocol):
    """Every method that speaks to the provider is called outside any transaction."""

    name: str
    capabilities: Capabilities

    def choices(self, payer: Payer) -> Sequence[PaymentChoice]:
        """The ways to pay that this payer is offered; empty for none. Asks the database only."""

    def charge(self, request: ChargeRequest) -> ChargeResult:
        """Take the money, once a key.

        Raises:
            ProviderUnreachable: the answer did not come.
        """

    def look_up(self, key: str, *, reference: str = "") -> ChargeResult | None:
        """What became of a key; None when the provider never heard of it.

        Raises:
            ProviderUnreachable: the answer did not come.
        """

    def refund(self, *, key: str, refund_key: str, amount: Money, reference: str = "") -> str:
        """Give back a part of what was taken under a key, once a refund key; its reference.

        Raises:
            ProviderUnreachable: the answer did not come.
            RefundDeclined: it never will, such as more than is left.
        """

    def refund_problem(self, reference: str) -> str:
        """Why a refund that was accepted came back after all; empty while it stands.

        Raises:
            ProviderUnreachable: the answer did not come.
        """

    def look_up_dispute(self, reference: str) -> DisputeNews | None:
        """How a dispute stands that it told of; None where it does not know it.

        Raises:
            ProviderUnreachable: the answer did not come.
        """

    def cancel(self, key: str, *, reference: str = "") -> ChargeResult | None:
        """Take nothing for a key any more; what stands of it then: it may be paid already.

        Raises:
            ProviderUnreachable: the answer did not come.
        """

    def verify_webhook(self, body: bytes, headers: Mapping[str, str]) -> Sequence[ProviderEvent]:
        """What a message says, once its signature was checked against the raw body.

        Raises:
            WebhookRefused: it is not the provider's.
        """


@runtime_checkable
class KeepsMeans(PaymentProvider, Protocol):
    """A provider that keeps means of payment and charges them while their owner is away."""

    def keep_means(self, *, choice: str, email: str) -> KeptMeans:
        """Keep a means, charging nothing; ``choice`` is one of those offered for later.

        Raises:
            MeansDeclined: it cannot be kept.
            ProviderUnreachable: the answer did not come.
        """

    def charge_saved(self, request: ChargeRequest, *, token: str) -> ChargeResult:
        """Take the money from a means that is kept, once a key; nobody is there to be asked.

        Raises:
            ProviderUnreachable: the answer did not come.
        """


@runtime_checkable
class ForgetsMeans(PaymentProvider, Protocol):
    """A provider that can be told to keep a means no longer."""

    def forget_means(self, *, token: str) -> None:
        """Charge it never again; one that is not kept is left as it is.

        Raises:
            ProviderUnreachable: the answer did not come.
        """


providers: Registry[PaymentProvider] = Registry("payment providers")


def choices_of(provider: PaymentProvider, payer: Payer) -> Sequence[PaymentChoice]:
    """The ways to pay that a provider offers this payer, for once or for what comes again."""
    if payer.for_later and not provider.capabilities.pays_later:
        return ()
    return provider.choices(payer)


def keeper_of(name: str) -> KeepsMeans | None:
    """The provider of that name, where it keeps means of payment."""
    provider = providers.get(name)
    return provider if isinstance(provider, KeepsMeans) else None
