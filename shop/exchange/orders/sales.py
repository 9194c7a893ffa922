"""An order of another shop as values, whichever columns told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from orders.building import CheckoutDetails
from shop.exchange.orders.sums import Reckoned


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of an order beside its sums; ``returned`` units of it came back."""

    line: int
    sku: str
    name: str
    returned: int = 0


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """An order of a file. ``refunded`` is in minor units of its currency.

    ``number`` is what that shop calls it, ``reference`` its name here. ``rate`` is units of its
    currency for one of the base's, None where the shop's own rate of that day holds. One that is
    not ``is_finished`` is no history yet: something is to be sent, paid or given back.
    """

    line: int
    number: str
    reference: str
    placed_at: datetime
    details: CheckoutDetails
    lines: tuple[ReadLine, ...]
    sums: Reckoned
    is_finished: bool
    is_paid: bool
    rate: Decimal | None = None
    language: str = ""
    shipping_method: str = ""
    discount_label: str = ""
    payment_ref: str = ""
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    tracking: str = ""
    cancelled_at: datetime | None = None
    refunded: int = 0
    refunded_at: datetime | None = None

    @property
    def currency(self) -> str:
        return self.sums.totals.total.currency

    @property
    def ended_at(self) -> datetime:
        """The last moment that the file knows of it."""
        known = (self.placed_at, self.paid_at, self.shipped_at, self.cancelled_at, self.refunded_at)
        return max(moment for moment in known if moment)


def is_finished(
    *, is_cancelled: bool, is_paid: bool, is_sent: bool, total: int, refunded: int
) -> bool:
    """Whether nothing of an order is still to be sent, paid or given back."""
    if is_cancelled:
        return not is_paid or refunded == total
    return is_paid and is_sent
