"""Orders of another shop as history here: no stock moves, nobody is told, the days are summed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.conf import settings

from analytics.rollups.days import roll_up_changed
from events import jobs
from events.archive import export_again
from events.context import EventContext
from events.models import Event
from events.names import Channel
from events.rollups import roll_up_days
from foundation import clock
from foundation.bulk import count_rows_anew, update_rows
from foundation.money import Money
from orders.building import LineSnapshot
from orders.history import (
    PastOrder,
    PastPayment,
    PastRefund,
    PastReturn,
    StoredOrder,
    record_history,
    record_returns,
)
from orders.models import Order, OrderLine
from orders.payments.by_hand import PaidElsewhere
from shop.exchange.levels.rows import Sold
from shop.exchange.orders.planning import Buyer, NewOrder, OrdersPlan, utc_day
from shop.exchange.orders.sales import ReadOrder
from shop.exchange.tables import Carrying

DAYS_JOB: Final = "exchange.days"
MANY = 5_000


def write_orders(plan: OrdersPlan, carrying: Carrying) -> None:
    """Write the new orders, oldest first, and have their days summed by the worker."""
    carrying.step("orders")
    new = sorted(plan.new, key=lambda one: one.read.placed_at)
    stored = list(record_history(orders=(_past(one, plan) for one in new)))
    carrying.step("returns")
    record_returns(returns=list(_returns(zip(new, stored, strict=True), plan)))
    update_rows(Order, ("customer_id",), [(key, (buyer,)) for key, buyer in plan.adopted])
    if len(new) > MANY:
        count_rows_anew((Order, OrderLine, Event))
    if new:
        _ask_for_days(new, carrying)


def _past(one: NewOrder, plan: OrdersPlan) -> PastOrder:
    read, totals = one.read, one.read.sums.totals
    return PastOrder(
        placed_at=read.placed_at,
        details=read.details,
        lines=_snapshots(read, plan.variants),
        shipping=totals.shipping,
        tax=read.sums.rule,
        base_currency=settings.SHOP_BASE_CURRENCY,
        rate=one.rate,
        totals=totals,
        shipping_method=read.shipping_method,
        language=read.language,
        customer_id=one.buyer.id if one.buyer else None,
        external_ref=read.reference,
        context=_context(one.buyer, read.details.country),
        payment=_payment(read),
        shipped_at=read.shipped_at,
        tracking=read.tracking,
        is_sent=read.cancelled_at is None,
        cancelled_at=read.cancelled_at,
        refunds=_refunds(read),
        discount_label=read.discount_label,
        is_logged=utc_day(read.placed_at) not in plan.dropped,
    )


def _context(buyer: Buyer | None, country: str) -> EventContext:
    """Who bought, by the pseudonym of those alone who agreed to be known."""
    if buyer is None:
        return EventContext(channel=Channel.IMPORT, country=country)
    return EventContext(
        customer=buyer.pseudonym, channel=Channel.IMPORT, country=country, consent=buyer.consent
    )


def _snapshots(read: ReadOrder, variants: dict[str, Sold]) -> tuple[LineSnapshot, ...]:
    lines = []
    sums = zip(read.lines, read.sums.totals.lines, read.sums.rates, strict=True)
    for line, amounts, rate in sums:
        sold = variants.get(line.sku)
        lines.append(
            LineSnapshot(
                variant_id=sold.id if sold else None,
                product_id=sold.product_id if sold else None,
                sku=line.sku,
                name=line.name,
                quantity=amounts.quantity,
                unit_price=Money(amounts.unit_price, read.currency),
                unit_cost=None,
                tax_rate_basis_points=rate,
            )
        )
    return tuple(lines)


def _payment(read: ReadOrder) -> PastPayment | None:
    if not read.is_paid:
        return None
    reference = read.payment_ref[:120]
    return PastPayment(PaidElsewhere.name, read.paid_at or read.placed_at, reference)


def _refunds(read: ReadOrder) -> tuple[PastRefund, ...]:
    """What went back in one sum: files tell no more. Without its day, on the last one known."""
    if not read.refunded:
        return ()
    return (PastRefund(Money(read.refunded, read.currency), read.refunded_at or read.ended_at),)


def _returns(
    written: Iterable[tuple[NewOrder, StoredOrder]], plan: OrdersPlan
) -> Iterator[PastReturn]:
    for one, stored in written:
        read = one.read
        if read.cancelled_at is not None:
            continue
        rows = zip(read.lines, read.sums.totals.lines, stored.line_ids, strict=True)
        for line, amounts, line_id in rows:
            sold = plan.variants.get(line.sku)
            if not line.returned:
                continue
            back = amounts.total * line.returned // amounts.quantity
            at = read.refunded_at or read.ended_at
            yield PastReturn(
                variant_id=sold.id if sold else None,
                product_id=sold.product_id if sold else None,
                quantity=line.returned,
                value=Money(back, read.currency),
                returned_at=at,
                line_id=line_id,
                order_ref=stored.public_id,
                context=_context(one.buyer, read.details.country),
                base_value=_base(back, one),
                is_logged=sold is not None and utc_day(at) not in plan.dropped,
            )


def _base(minor: int, one: NewOrder) -> Money | None:
    base = settings.SHOP_BASE_CURRENCY
    if one.read.currency == base:
        return None
    return Money(minor, one.read.currency).converted(base, 1 / one.rate)


def _ask_for_days(new: Sequence[NewOrder], carrying: Carrying) -> None:
    moments = [one.read.placed_at for one in new]
    moments += [one.read.refunded_at or one.read.ended_at for one in new if one.read.refunded]
    jobs.enqueue(
        DAYS_JOB,
        key=f"{DAYS_JOB}:{carrying.reference}",
        payload={
            "business": sorted({clock.business_day(at).isoformat() for at in moments}),
            "utc": sorted({utc_day(at).isoformat() for at in moments}),
        },
    )


@jobs.handles(DAYS_JOB)
def sum_days(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Sum demand and sales of the days of which orders were brought; again it finds the same."""
    days = [date.fromisoformat(day) for day in payload["business"]]
    export_again({date.fromisoformat(day) for day in payload["utc"]})
    roll_up_days(days)
    report(f"{len(days):,}")
    roll_up_changed(days)
    return {"days": len(days)}
