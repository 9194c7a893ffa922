"""Who may look at an order before it is paid for and before it leaves: screens, by name.

An app above registers a screen; without one nothing is asked and nothing is read. Screens are
called outside any transaction, between the draft and the charge and between the charge and the
placing of the order. One that fails is written to the log and stops nobody: what is done when
a scorer is down is for its own policy to say.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from foundation.registries import Registry
from orders.models import Order, Payment
from orders.payments.base import Instrument

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends an order, as far as it is known: keys that mean something only by equality.

    ``device`` and ``network`` are signed 64-bit keys, 0 where unknown; ``country`` is that of the
    network (ISO 3166-1 alpha-2), empty where unknown.
    """

    device: int = 0
    network: int = 0
    country: str = ""


UNKNOWN_CALLER = Caller()


class Course(IntEnum):
    """What is done with an order, from the mildest to the gravest."""

    PASS = 0
    PROVE = 1
    """The payer's bank is asked for strong authentication; where it cannot, it is held."""
    HOLD = 2
    """Taken and paid, but nothing leaves before somebody looked."""
    REFUSE = 3


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a screen says; ``due_at`` is by when a held order is decided."""

    course: Course = Course.PASS
    code: str = ""
    due_at: datetime | None = None


PASS = Ruling()


class Screen(Protocol):
    """Somebody who looks at orders. Everything may be asked again, of the same payment.

    ``order.public_id`` names the order. None of it is called inside a transaction.
    """

    def before_payment(
        self, *, order: Order, payment: Payment, caller: Caller, at: datetime | None
    ) -> Ruling:
        """The order is drafted and nothing is charged yet."""

    def after_payment(
        self, *, order: Order, payment: Payment, instrument: Instrument | None, at: datetime | None
    ) -> Ruling:
        """The money is there (or due, by invoice) and the order not placed yet: PASS or HOLD.

        ``instrument`` is what was paid with, None where that is no card.
        """

    def declined(
        self, *, order: Order, payment: Payment, instrument: Instrument, at: datetime | None
    ) -> None:
        """A card was tried and nothing was paid."""


screens: Registry[Screen] = Registry("screens of orders")


def before_payment(
    *, payment: Payment, caller: Caller = UNKNOWN_CALLER, at: datetime | None = None
) -> Ruling:
    """The gravest that any screen says of an order that is about to be paid."""
    return _gravest(
        lambda screen: screen.before_payment(
            order=payment.order, payment=payment, caller=caller, at=at
        )
    )


def after_payment(
    *, payment: Payment, instrument: Instrument | None, at: datetime | None = None
) -> Ruling:
    """The gravest that any screen says of an order that is about to be placed."""
    return _gravest(
        lambda screen: screen.after_payment(
            order=payment.order, payment=payment, instrument=instrument, at=at
        )
    )


def tell_declined(
    *, payment: Payment, instrument: Instrument | None, at: datetime | None = None
) -> None:
    """Tell all screens that a card was tried in vain; of other ways to pay there is no news."""
    if instrument is None:
        return
    for name, screen in screens:
        try:
            screen.declined(order=payment.order, payment=payment, instrument=instrument, at=at)
        except Exception:  # whatever it is, the shopper hears what the bank said
            logger.exception("screen %s", name)


def _gravest(question: Callable[[Screen], Ruling]) -> Ruling:
    gravest = PASS
    for name, screen in screens:
        try:
            ruling = question(screen)
        except Exception:  # whatever it is, it does not stand between a shopper and their order
            logger.exception("screen %s", name)
            continue
        gravest = max(gravest, ruling, key=lambda one: one.course)
    return gravest
