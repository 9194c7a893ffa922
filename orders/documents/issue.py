"""Issuing invoices and credit notes: each once, with a number of its own, never changed after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, Sum

from events.names import Channel
from foundation import clock
from foundation.money import Money
from orders.documents.content import Content, credit_content, invoice_content
from orders.documents.numbering import next_position, paper_number
from orders.models import Invoice, InvoiceKind, Order, PaymentState, Refund, RefundState
from orders.shares import Part


@transaction.atomic
def issue_invoice(*, order: Order, at: datetime | None = None) -> Invoice | None:
    """The invoice of an order, issued now if there is none.

    None for one that was never placed, and for one of another shop, which wrote its invoice.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.placed_at is None or order.channel == Channel.IMPORT:
        return None
    earlier = Invoice.objects.filter(order=order, kind=InvoiceKind.INVOICE).first()
    if earlier:
        return earlier
    now = at or clock.now()
    return _write(
        InvoiceKind.INVOICE,
        order,
        lambda number: invoice_content(order, number=number, at=now),
        now,
    )


@transaction.atomic
def issue_credit_note(*, refund: Refund, at: datetime | None = None) -> Invoice | None:
    """The credit note of a refund, issued now if there is none.

    It corrects the order's invoice, which is issued first where it was not yet. None where there
    is nothing to correct: the order was never placed, or was paid twice and once given back.
    """
    order = Order.objects.select_for_update().get(pk=refund.payment.order_id)
    if earlier := Invoice.objects.filter(refund=refund).first():
        return earlier
    amount = min(refund.amount_minor, _uncredited(order))
    if amount <= 0:
        return None
    return _credit(order, amount, refund.parts, refund.reason, at, refund=refund)


@transaction.atomic
def issue_reduction(
    *,
    order: Order,
    amount: Money,
    parts: Sequence[Part] = (),
    reason: str = "",
    at: datetime | None = None,
) -> Invoice | None:
    """The credit note over what an unpaid invoice no longer asks for."""
    order = Order.objects.select_for_update().get(pk=order.pk)
    return _credit(order, amount.minor, [part.as_json() for part in parts], reason, at)


def _uncredited(order: Order) -> int:
    """What went back of what the order costs, beyond its credit notes, in minor units."""
    notes = Invoice.objects.filter(order=order, kind=InvoiceKind.CREDIT_NOTE).aggregate(
        reduced=Sum("total_minor", filter=Q(refund__isnull=True)),
        credited=Sum("total_minor", filter=Q(refund__isnull=False)),
    )
    paid = order.payments.filter(state=PaymentState.PAID).aggregate(sum=Sum("amount_minor"))
    back = Refund.objects.filter(payment__order=order, state=RefundState.DONE)
    done = back.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    surplus = (paid["sum"] or 0) - (order.total_minor - (notes["reduced"] or 0))
    return int(done - max(surplus, 0) - (notes["credited"] or 0))


def _credit(
    order: Order,
    amount: int,
    parts: Sequence[dict[str, int]],
    reason: str,
    at: datetime | None,
    *,
    refund: Refund | None = None,
) -> Invoice | None:
    now = at or clock.now()
    invoice = issue_invoice(order=order, at=now)
    if invoice is None:
        return None
    return _write(
        InvoiceKind.CREDIT_NOTE,
        order,
        lambda number: credit_content(
            order,
            invoice=invoice,
            number=number,
            amount=amount,
            parts=parts,
            reason=reason,
            at=now,
        ),
        now,
        refund=refund,
    )


def _write(
    kind: InvoiceKind,
    order: Order,
    compose: Callable[[str], Content],
    now: datetime,
    *,
    refund: Refund | None = None,
) -> Invoice:
    position = next_position(str(kind))
    number = paper_number(kind, position)
    content = compose(number)
    return Invoice.objects.create(
        kind=kind,
        series=str(kind),
        position=position,
        number=number,
        order=order,
        refund=refund,
        currency=content.currency,
        total_minor=content.total,
        content=content.as_json(),
        issued_at=now,
    )
