"""What is known of orders of the past, before they are rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from events.context import NOBODY, EventContext
from foundation.money import Money
from orders.building import CheckoutDetails, LineSnapshot
from pricing.totals import BasketTotals, TaxRule


@dataclass(frozen=True, slots=True)
class PastPayment:
    """A payment that arrived, of the whole order."""

    provider: str
    settled_at: datetime
    provider_ref: str = ""


@dataclass(frozen=True, slots=True)
class PastRefund:
    """Money that went back of the order's payment."""

    amount: Money
    settled_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order as it was placed; ``rate`` is units of its currency for one of the base's.

    ``expected`` are the first and the last day on which it was to arrive. ``context`` says who
    placed it and how. ``started_at`` is when its checkout began, where there was one.
    ``shipped_at`` makes a shipment; ``is_sent`` alone says that it left, nobody knows when.
    ``totals`` is given where the past reckoned otherwise than ``basket_totals`` (discounts),
    with one entry a line; ``discount_label`` names what was taken off. One with ``cancelled_at``
    was never sent. ``refunds`` are of ``payment``. One that is not ``is_logged`` is of a day that
    the log has dropped, with all that was summed of it.
    """

    placed_at: datetime
    details: CheckoutDetails
    lines: tuple[LineSnapshot, ...]
    shipping: Money
    tax: TaxRule
    base_currency: str
    rate: Decimal = Decimal(1)
    totals: BasketTotals | None = None
    shipping_method: str = ""
    shipping_code: str = ""
    expected: tuple[date, date] | None = None
    language: str = ""
    customer_id: int | None = None
    external_ref: str = ""
    context: EventContext = NOBODY
    payment: PastPayment | None = None
    started_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    tracking: str = ""
    is_sent: bool = False
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    refunds: tuple[PastRefund, ...] = ()
    discount_label: str = ""
    is_logged: bool = True


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """Where an order went; ``line_ids`` are in the order of its lines."""

    id: int
    public_id: str
    line_ids: range


@dataclass(frozen=True, slots=True)
class PastReturn:
    """Units that came back. Without ``line_id`` nobody knows of which order they were, without
    ``variant_id`` the shop does not sell it.

    ``order_ref`` is the order's public id, empty when unknown. ``reference`` is the return's
    name in the system it comes from. ``value`` is what was given back, positive; ``base_value``
    the same in the base currency, where the order was in another. ``is_logged`` as of an order.
    """

    variant_id: int | None
    product_id: int | None
    quantity: int
    value: Money
    returned_at: datetime
    line_id: int | None = None
    order_ref: str = ""
    reference: str = ""
    context: EventContext = NOBODY
    base_value: Money | None = None
    is_logged: bool = True
