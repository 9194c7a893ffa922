"""What the page of an order shows beside the order itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from foundation import clock
from foundation.money import Money
from inventory.selectors import backorders_of
from orders.addressing import can_be_readdressed
from orders.cancellation import can_be_cancelled
from orders.holds import words_of_hold
from orders.models import (
    FulfilmentState,
    Invoice,
    InvoiceKind,
    Order,
    OrderLine,
    OrderNote,
    ReturnRequest,
    ReturnState,
    Shipment,
)
from orders.returns import return_deadline, returnable_lines, returns_of
from orders.tenders.told import PaidWith, paid_with
from orders.timeline import Entry, customer_timeline

_ALL_SENT = {FulfilmentState.FULFILLED, FulfilmentState.PARTLY_RETURNED}


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A return as its buyer sees it."""

    request: ReturnRequest
    can_be_withdrawn: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """A line; ``full`` is its price before discounts, ``waiting`` the units not in stock yet."""

    line: OrderLine
    full: Money
    waiting: int


@dataclass(frozen=True, slots=True)
class OrderPage:
    """What was ordered, what happened since, and what the buyer may do now.

    ``held`` is a sentence to the buyer of an order that somebody looks at before it leaves.
    """

    lines: tuple[LineView, ...]
    shipments: tuple[Shipment, ...]
    has_arrived: bool
    held: str
    returns: tuple[ReturnView, ...]
    notes: tuple[OrderNote, ...]
    credit_notes: tuple[Invoice, ...]
    has_invoice: bool
    can_cancel: bool
    can_readdress: bool
    can_return: bool
    can_reorder: bool
    return_until: datetime | None
    timeline: tuple[Entry, ...]
    tenders: tuple[PaidWith, ...] = ()
    rest: Money | None = None


def order_page(order: Order) -> OrderPage:
    """Read it: about a dozen queries, however long the order."""
    until = return_deadline(order)
    shipments = tuple(order.shipments.prefetch_related("lines__line"))
    tenders = paid_with(order)
    in_time = until is not None and clock.now() <= until
    return OrderPage(
        lines=_lines(order),
        shipments=shipments,
        has_arrived=order.fulfilment_state in _ALL_SENT
        and all(shipment.delivered_at for shipment in shipments),
        held=words_of_hold(order) if order.placed_at else "",
        returns=tuple(_return(request) for request in returns_of(order)),
        notes=tuple(order.notes.filter(is_for_customer=True)),
        credit_notes=tuple(order.invoices.filter(kind=InvoiceKind.CREDIT_NOTE)),
        has_invoice=order.placed_at is not None,
        can_cancel=can_be_cancelled(order),
        can_readdress=can_be_readdressed(order),
        can_return=in_time and bool(returnable_lines(order)),
        can_reorder=order.placed_at is not None,
        return_until=until,
        timeline=tuple(customer_timeline(order)) if order.placed_at else (),
        tenders=tenders,
        rest=_rest(order, tenders) if tenders else None,
    )


def _rest(order: Order, tenders: Sequence[PaidWith]) -> Money:
    """What is left for another way to pay."""
    paid = sum(tender.amount.minor for tender in tenders)
    return Money(order.total_minor - paid, order.currency)


def _lines(order: Order) -> tuple[LineView, ...]:
    waiting = backorders_of(order.public_id)
    return tuple(
        LineView(
            line=line,
            full=Money(line.unit_price_minor * line.quantity, order.currency),
            waiting=waiting.get(line.variant_id or 0, 0),
        )
        for line in order.lines.all()
    )


def _return(request: ReturnRequest) -> ReturnView:
    return ReturnView(request, request.state in (ReturnState.REQUESTED, ReturnState.APPROVED))
