"""Orders of the past in bulk: the same rows, stock movements and events as the real checkout.

Both build an order by the pure functions of ``orders.building``; a test plays the same orders
through both and compares every table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from django.db import models, transaction

from events.context import NOBODY, EventContext
from events.names import EventName
from events.services import Fact, event_row
from events.services import record_history as record_events
from foundation.bulk import Row, insert_rows, reserve_ids
from foundation.money import Money
from inventory.history import PastMovement
from inventory.history import record_history as record_movements
from inventory.models import MovementType, StockLevel
from orders.building import (
    CheckoutDetails,
    LineSnapshot,
    build_lines,
    build_order,
    order_facts,
    order_number,
)
from orders.models import (
    Order,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    Shipment,
    ShipmentLine,
)
from orders.states import fulfilment_state, payment_state
from pricing.totals import BasketTotals, TaxRule, basket_totals

CHUNK = 1_000
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class PastPayment:
    """A payment that arrived, of the whole order."""

    provider: str
    settled_at: datetime
    provider_ref: str = ""


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order as it was placed; ``rate`` is units of its currency for one of the base's.

    ``expected`` are the first and the last day on which it was to arrive. ``context`` says who
    placed it and how. ``started_at`` is when its checkout began, where there was one.
    ``shipped_at`` makes a shipment; ``is_sent`` alone says that it left, nobody knows when.
    ``totals`` is given where the past reckoned otherwise than ``basket_totals`` (discounts),
    with one entry a line.
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


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """Where an order went; ``line_ids`` are in the order of its lines."""

    id: int
    public_id: str
    line_ids: range


@dataclass(frozen=True, slots=True)
class PastReturn:
    """Units that came back. Without ``line_id`` nobody knows of which order they were.

    ``order_ref`` is the order's public id, empty when unknown. ``reference`` is the return's
    name in the system it comes from. ``value`` is what was given back, positive; ``base_value``
    the same in the base currency, where the order was in another.
    """

    variant_id: int
    product_id: int
    quantity: int
    value: Money
    returned_at: datetime
    line_id: int | None = None
    order_ref: str = ""
    reference: str = ""
    context: EventContext = NOBODY
    base_value: Money | None = None


def record_history(
    *, orders: Iterable[PastOrder], warehouse_id: int | None = None, advance: Advance | None = None
) -> Iterator[StoredOrder]:
    """Write past orders, a chunk at a time; yields where each went, in order.

    It writes as it is read: call it in a transaction and read it to the end. With
    ``warehouse_id`` the stock of tracked variants moves, so record what was received first.
    ``advance`` hears the number of orders done.

    Raises:
        StockRuleBroken: more was sold than ever came in.
        IntegrityError: an external name that exists already.
    """
    tracked = _tracked(warehouse_id)
    iterator = iter(orders)
    while chunk := list(islice(iterator, CHUNK)):
        yield from _write(chunk, warehouse_id, tracked)
        if advance:
            advance(len(chunk))


@transaction.atomic
def record_returns(*, returns: Sequence[PastReturn], warehouse_id: int | None = None) -> int:
    """Note past returns on their lines, in the stock ledger and in the log; returns how many.

    Raises:
        IntegrityError: more came back of a line than was bought.
    """
    if not returns:
        return 0
    _add_to_lines(returns)
    if warehouse_id is not None:
        record_movements(movements=_return_movements(returns, warehouse_id))
    times = [past.returned_at for past in returns]
    return record_events((_return_row(past) for past in returns), first=min(times), last=max(times))


@dataclass(slots=True)
class _Built:
    """A past order as rows that are about to be written."""

    past: PastOrder
    order: Order
    lines: list[OrderLine]


@transaction.atomic
def _write(
    chunk: Sequence[PastOrder], warehouse_id: int | None, tracked: frozenset[int]
) -> list[StoredOrder]:
    built = _build(chunk)
    insert_rows(Order, _columns(Order), (_values(one.order) for one in built))
    insert_rows(OrderLine, _columns(OrderLine), (_values(line) for b in built for line in b.lines))
    paid = [one for one in built if one.past.payment]
    payments = _payments(paid, reserve_ids(Payment, len(paid)))
    insert_rows(Payment, _columns(Payment), (_values(payment) for payment in payments))
    shipment_ids = reserve_ids(Shipment, sum(1 for past in chunk if past.shipped_at))
    shipments = _shipments(built, shipment_ids, warehouse_id, tracked)
    insert_rows(Shipment, _columns(Shipment), (_values(shipment) for shipment in shipments))
    insert_rows(ShipmentLine, _SHIPMENT_LINE_FIELDS, _shipment_line_rows(built, shipments))
    times = [past.started_at or past.placed_at for past in chunk]
    record_events(_event_rows(built), first=min(times), last=max(p.placed_at for p in chunk))
    if warehouse_id is not None:
        record_movements(movements=_movements(built, warehouse_id, tracked))
    return [StoredOrder(one.order.pk, one.order.public_id, _line_ids(one.lines)) for one in built]


def _build(chunk: Sequence[PastOrder]) -> list[_Built]:
    order_ids = reserve_ids(Order, len(chunk))
    line_ids = iter(reserve_ids(OrderLine, sum(len(past.lines) for past in chunk)))
    built = []
    for order_id, past in zip(order_ids, chunk, strict=True):
        totals = past.totals or _totals(past)
        order = _build_order(order_id, past, totals)
        lines = build_lines(order, list(past.lines), totals, past.tax)
        for line in lines:
            line.pk = next(line_ids)
            line.shipped = line.quantity if past.shipped_at or past.is_sent else 0
        order.fulfilment_state = fulfilment_state(lines)
        built.append(_Built(past, order, lines))
    return built


def _totals(past: PastOrder) -> BasketTotals:
    amounts = [(line.unit_price, line.quantity) for line in past.lines]
    currency = past.shipping.currency
    return basket_totals(amounts, shipping=past.shipping, tax=past.tax, currency=currency)


def _build_order(order_id: int, past: PastOrder, totals: BasketTotals) -> Order:
    order = build_order(
        details=past.details,
        totals=totals,
        tax=past.tax,
        shipping_method=past.shipping_method,
        base_currency=past.base_currency,
        rate=past.rate,
        channel=past.context.channel,
        at=past.started_at or past.placed_at,
    )
    order.pk, order.number = order_id, order_number(order_id)
    order.customer_id, order.external_ref = past.customer_id, past.external_ref
    order.placed_at, order.language = past.placed_at, past.language
    order.shipping_code = past.shipping_code
    order.expected_from, order.expected_to = past.expected or (None, None)
    order.state = OrderState.PLACED
    order.payment_state = payment_state(paid=order.total_minor if past.payment else None)
    return order


def _columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _values(row: models.Model) -> Row:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def _line_ids(lines: Sequence[OrderLine]) -> range:
    return range(lines[0].pk, lines[-1].pk + 1) if lines else range(0)


_SHIPMENT_LINE_FIELDS = ("shipment_id", "line_id", "quantity")


def _payments(paid: Sequence[_Built], ids: Iterable[int]) -> Iterator[Payment]:
    for payment_id, one in zip(ids, paid, strict=True):
        if past := one.past.payment:
            yield Payment(
                pk=payment_id,
                order=one.order,
                provider=past.provider,
                provider_ref=past.provider_ref,
                key=f"order-{one.order.public_id}",
                state=PaymentState.PAID,
                amount_minor=one.order.total_minor,
                currency=one.order.currency,
                created_at=one.order.created_at,
                settled_at=past.settled_at,
            )


def _shipments(
    built: Sequence[_Built],
    ids: Iterable[int],
    warehouse_id: int | None,
    tracked: frozenset[int],
) -> list[Shipment]:
    """A parcel for each order that was sent; it left from nowhere known if nothing is tracked."""
    sent = [(one, one.past.shipped_at) for one in built if one.past.shipped_at is not None]
    return [
        Shipment(
            pk=shipment_id,
            order=one.order,
            warehouse_id=warehouse_id if _is_tracked(one, tracked) else None,
            tracking=one.past.tracking,
            shipped_at=shipped_at,
            delivered_at=one.past.delivered_at,
        )
        for shipment_id, (one, shipped_at) in zip(ids, sent, strict=True)
    ]


def _is_tracked(one: _Built, tracked: frozenset[int]) -> bool:
    return any(line.variant_id in tracked for line in one.lines)


def _shipment_line_rows(built: Sequence[_Built], shipments: Sequence[Shipment]) -> Iterator[Row]:
    lines = {one.order.pk: one.lines for one in built}
    for shipment in shipments:
        for line in lines[shipment.order_id]:
            yield shipment.pk, line.pk, line.quantity


def _event_rows(built: Sequence[_Built]) -> Iterator[Row]:
    for one in built:
        if one.past.started_at:
            yield event_row(_started(one), context=one.past.context)
        for fact in order_facts(one.order, one.lines, one.past.placed_at):
            yield event_row(fact, context=one.past.context)


def _started(one: _Built) -> Fact:
    return Fact(
        name=EventName.CHECKOUT_STARTED,
        order_ref=one.order.public_id,
        quantity=sum(line.quantity for line in one.lines),
        value=Money(one.order.total_minor, one.order.currency),
        at=one.past.started_at,
    )


def _tracked(warehouse_id: int | None) -> frozenset[int]:
    if warehouse_id is None:
        return frozenset()
    levels = StockLevel.objects.filter(warehouse_id=warehouse_id)
    return frozenset(levels.values_list("variant_id", flat=True))


def _movements(
    built: Sequence[_Built], warehouse_id: int, tracked: frozenset[int]
) -> Iterator[PastMovement]:
    for one in built:
        for line in one.lines:
            if line.variant_id not in tracked:
                continue
            yield PastMovement(
                variant_id=line.variant_id,
                warehouse_id=warehouse_id,
                type=MovementType.ALLOCATION,
                moved_at=one.past.placed_at,
                allocated_change=line.quantity,
                reference=one.order.public_id,
            )
            if one.past.shipped_at:
                yield PastMovement(
                    variant_id=line.variant_id,
                    warehouse_id=warehouse_id,
                    type=MovementType.SHIPMENT,
                    moved_at=one.past.shipped_at,
                    on_hand_change=-line.quantity,
                    allocated_change=-line.quantity,
                    reference=one.order.public_id,
                )


def _add_to_lines(returns: Sequence[PastReturn]) -> None:
    units: dict[int, int] = {}
    for past in returns:
        if past.line_id is not None:
            units[past.line_id] = units.get(past.line_id, 0) + past.quantity
    lines = list(OrderLine.objects.filter(pk__in=units).select_for_update().order_by("pk"))
    for line in lines:
        line.returned += units[line.pk]
    OrderLine.objects.bulk_update(lines, ["returned"], batch_size=500)
    _note_states({line.order_id for line in lines})


def _note_states(order_ids: set[int]) -> None:
    orders = list(Order.objects.filter(pk__in=order_ids).prefetch_related("lines"))
    for order in orders:
        order.fulfilment_state = fulfilment_state(list(order.lines.all()))
    Order.objects.bulk_update(orders, ["fulfilment_state"], batch_size=500)


def _return_movements(returns: Sequence[PastReturn], warehouse_id: int) -> Iterator[PastMovement]:
    tracked = _tracked(warehouse_id)
    for past in returns:
        if past.variant_id in tracked:
            yield PastMovement(
                variant_id=past.variant_id,
                warehouse_id=warehouse_id,
                type=MovementType.RETURN,
                moved_at=past.returned_at,
                on_hand_change=past.quantity,
                reference=past.order_ref or past.reference,
            )


def _return_row(past: PastReturn) -> Row:
    payload: dict[str, object] = {"reference": past.reference} if past.reference else {}
    if past.base_value is not None:
        payload["base"] = past.base_value.minor
    fact = Fact(
        name=EventName.PRODUCT_RETURNED,
        product_id=past.product_id,
        variant_id=past.variant_id,
        order_ref=past.order_ref,
        quantity=past.quantity,
        value=past.value,
        payload=payload,
        at=past.returned_at,
    )
    return event_row(fact, context=past.context)
