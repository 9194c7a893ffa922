"""What the page of an order shows beside the order itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from catalog.models import ProductKind
from events.names import Channel
from foundation import clock
from foundation.money import Money
from inventory.holdings import holdings_of
from inventory.selectors import backorders_of
from orders.addressing import can_be_readdressed
from orders.cancellation import can_be_cancelled
from orders.downloads.grants import why_over
from orders.downloads.links import address_of
from orders.fulfilment.selectors import units_by_variant
from orders.holds import words_of_hold
from orders.models import (
    DownloadGrant,
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
from orders.pick_up.selectors import address_lines, kept_until, lies_ready
from orders.returns import return_deadline, returnable_lines, returns_of
from orders.sending import needs_sending
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
class DownloadView:
    """A file that was bought; ``over`` says why it cannot be fetched any more."""

    grant: DownloadGrant
    address: str
    over: str

    @property
    def left(self) -> int:
        return self.grant.allowed - self.grant.used


@dataclass(frozen=True, slots=True)
class CollectView:
    """What a buyer needs to collect an order that lies ready; ``until`` is the last day."""

    code: str
    store: tuple[str, ...]
    until: date
    is_overdue: bool


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
    downloads: tuple[DownloadView, ...] = ()
    collect: CollectView | None = None

    @property
    def is_by_email(self) -> bool:
        """Whether no parcel is to leave for it."""
        return not any(needs_sending(entry.line.kind) for entry in self.lines)


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
        and bool(shipments)
        and all(shipment.delivered_at for shipment in shipments),
        held=words_of_hold(order) if order.placed_at else "",
        returns=tuple(_return(request) for request in returns_of(order)),
        notes=tuple(order.notes.filter(is_for_customer=True)),
        credit_notes=tuple(order.invoices.filter(kind=InvoiceKind.CREDIT_NOTE)),
        has_invoice=order.placed_at is not None and order.channel != Channel.IMPORT,
        can_cancel=can_be_cancelled(order),
        can_readdress=can_be_readdressed(order),
        can_return=in_time and bool(returnable_lines(order)),
        can_reorder=order.placed_at is not None,
        return_until=until,
        timeline=tuple(customer_timeline(order)) if order.placed_at else (),
        downloads=downloads_of(order),
        tenders=tenders,
        rest=_rest(order, tenders) if tenders else None,
        collect=_collect(order),
    )


def _collect(order: Order) -> CollectView | None:
    """The code as the mail tells it; None but while the order lies ready in its store."""
    pick_up = lies_ready(order)
    if pick_up is None:
        return None
    until = kept_until(pick_up)
    return CollectView(
        code=pick_up.code,
        store=address_lines(pick_up.warehouse),
        until=clock.business_day(until),
        is_overdue=until < clock.now(),
    )


def _rest(order: Order, tenders: Sequence[PaidWith]) -> Money:
    """What is left for another way to pay."""
    paid = sum(tender.amount.minor for tender in tenders)
    return Money(order.total_minor - paid, order.currency)


def _lines(order: Order) -> tuple[LineView, ...]:
    lines = list(order.lines.all())
    waiting = _waiting(order, lines)
    return tuple(
        LineView(
            line=line,
            full=Money(line.unit_price_minor * line.quantity, order.currency),
            waiting=waiting.get(line.variant_id or 0, 0),
        )
        for line in lines
    )


def _waiting(order: Order, lines: Sequence[OrderLine]) -> Mapping[int, int]:
    """Units by variant that are not in stock yet; of a bundle, those of which a part is not."""
    if not any(line.kind == ProductKind.BUNDLE for line in lines):
        return backorders_of(order.public_id)
    holdings = holdings_of(order.public_id, units_by_variant(lines))
    return {pk: holding.waiting for pk, holding in holdings.items()}


def downloads_of(order: Order) -> tuple[DownloadView, ...]:
    """The files of an order with what its buyer may still do with them."""
    if not any(line.kind == ProductKind.DIGITAL for line in order.lines.all()):
        return ()
    grants = DownloadGrant.objects.filter(line__order=order).select_related("file", "line")
    views = []
    for grant in grants.order_by("line_id", "file__position", "pk"):
        grant.line.order = order
        views.append(DownloadView(grant, address_of(grant), why_over(grant)))
    return tuple(views)


def _return(request: ReturnRequest) -> ReturnView:
    return ReturnView(request, request.state in (ReturnState.REQUESTED, ReturnState.APPROVED))
