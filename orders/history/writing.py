"""Orders of the past in bulk: the same rows, stock movements and events as the real checkout.

Both build an order by the pure functions of ``orders.building``; a test plays the same orders
through both and compares every table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import models, transaction

from events.names import EventName
from events.services import Fact, event_row
from events.services import record_history as record_events
from foundation.bulk import Row, insert_rows, reserve_ids
from foundation.money import Money
from inventory.history import PastMovement
from inventory.history import record_history as record_movements
from inventory.models import MovementType, StockLevel
from orders.building import build_lines, build_order, first_key, order_facts, order_number
from orders.history.facts import PastOrder, StoredOrder
from orders.models import (
    Order,
    OrderDiscount,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    Shipment,
    ShipmentLine,
)
from orders.states import fulfilment_state, payment_state
from pricing.totals import BasketTotals, basket_totals

CHUNK = 1_000
Advance = Callable[[int], None]


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
    tracked = tracked_variants(warehouse_id)
    iterator = iter(orders)
    while chunk := list(islice(iterator, CHUNK)):
        yield from _write(chunk, warehouse_id, tracked)
        if advance:
            advance(len(chunk))


def _write_money(built: Sequence[_Built]) -> None:
    paid = [one for one in built if one.past.payment]
    payments = list(_payments(paid, reserve_ids(Payment, len(paid))))
    insert_rows(Payment, _columns(Payment), map(_values, payments))
    ids = reserve_ids(Refund, sum(len(one.past.refunds) for one in paid))
    refunds = _refunds(zip(paid, payments, strict=True), iter(ids))
    insert_rows(Refund, _columns(Refund), map(_values, refunds))


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
    insert_rows(OrderDiscount, _DISCOUNT_FIELDS, _discount_rows(built))
    _write_money(built)
    shipment_ids = reserve_ids(
        Shipment, sum(1 for past in chunk if past.shipped_at and _has_left(past))
    )
    shipments = _shipments(built, shipment_ids, warehouse_id, tracked)
    insert_rows(Shipment, _columns(Shipment), (_values(shipment) for shipment in shipments))
    insert_rows(ShipmentLine, _SHIPMENT_LINE_FIELDS, _shipment_line_rows(built, shipments))
    _record_events([one for one in built if one.past.is_logged])
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
            line.shipped = line.quantity if _has_left(past) else 0
            line.cancelled = line.quantity if past.cancelled_at else 0
        order.fulfilment_state = fulfilment_state(lines)
        built.append(_Built(past, order, lines))
    return built


def _has_left(past: PastOrder) -> bool:
    return bool(past.shipped_at or past.is_sent) and past.cancelled_at is None


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
    order.state = OrderState.CANCELLED if past.cancelled_at else OrderState.PLACED
    order.cancelled_at, order.cancel_reason = past.cancelled_at, past.cancel_reason
    order.payment_state = payment_state(
        paid=order.total_minor if past.payment else None,
        refunded=sum(refund.amount.minor for refund in past.refunds),
        total=order.total_minor,
    )
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
                key=first_key(one.order),
                state=PaymentState.PAID,
                amount_minor=one.order.total_minor,
                currency=one.order.currency,
                created_at=one.order.created_at,
                settled_at=past.settled_at,
            )


def _refunds(paid: Iterable[tuple[_Built, Payment]], ids: Iterator[int]) -> Iterator[Refund]:
    for one, payment in paid:
        for number, past in enumerate(one.past.refunds, start=1):
            yield Refund(
                pk=next(ids),
                payment=payment,
                key=f"past-{one.order.public_id}-{number}",
                state=RefundState.DONE,
                amount_minor=past.amount.minor,
                currency=past.amount.currency,
                reason=past.reason,
                created_at=past.settled_at,
                due_at=past.settled_at,
                settled_at=past.settled_at,
            )


_DISCOUNT_FIELDS = (
    "order_id", "promotion_id_then", "label", "code", "amount_minor", "is_shipping",
)  # fmt: skip


def _discount_rows(built: Sequence[_Built]) -> Iterator[Row]:
    for one in built:
        label, off = one.past.discount_label, one.order.discount_minor
        if label and off:
            yield one.order.pk, None, label[:160], "", off, False


def _shipments(
    built: Sequence[_Built],
    ids: Iterable[int],
    warehouse_id: int | None,
    tracked: frozenset[int],
) -> list[Shipment]:
    """A parcel for each order that was sent; it left from nowhere known if nothing is tracked."""
    sent = [
        (one, one.past.shipped_at)
        for one in built
        if one.past.shipped_at is not None and _has_left(one.past)
    ]
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


def _record_events(built: Sequence[_Built]) -> None:
    if not built:
        return
    begun = min(one.past.started_at or one.past.placed_at for one in built)
    record_events(_event_rows(built), first=begun, last=max(one.past.placed_at for one in built))


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


def tracked_variants(warehouse_id: int | None) -> frozenset[int]:
    if warehouse_id is None:
        return frozenset()
    levels = StockLevel.objects.filter(warehouse_id=warehouse_id)
    return frozenset(levels.values_list("variant_id", flat=True))


def _movements(
    built: Sequence[_Built], warehouse_id: int, tracked: frozenset[int]
) -> Iterator[PastMovement]:
    for one in built:
        for line in () if one.past.cancelled_at else one.lines:
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
