"""What can still come back of an order, until when, and what is owed for what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import Coalesce

from foundation.money import Money
from orders.models import (
    Order,
    OrderLine,
    OrderState,
    RefundState,
    ReturnLine,
    ReturnRequest,
    ReturnState,
)
from orders.refunds.request import order_refundable
from orders.sending import needs_sending

OPEN_STATES = (ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.RECEIVED)


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """A line with the units that were sent and are neither back nor asked for."""

    line: OrderLine
    units: int


def returnable_lines(order: Order) -> list[ReturnableLine]:
    """Lines of which something can come back; gifts come back with what they were given for.

    What went by e-mail cannot be sent back: its money is given back on the order's page.
    """
    asked = {
        row["line_id"]: row["units"]
        for row in ReturnLine.objects.filter(request__order=order, request__state__in=OPEN_STATES)
        .values("line_id")
        .annotate(units=Sum("quantity"))
    }
    found = [
        ReturnableLine(line, line.shipped - line.returned - asked.get(line.pk, 0))
        for line in order.lines.all()
        if needs_sending(line.kind)
    ]
    return [entry for entry in found if entry.units > 0]


def return_deadline(order: Order) -> datetime | None:
    """Until when the customer may ask: days after the last parcel arrived, or left.

    None where nothing was sent. ``SHOP_RETURN_DAYS`` is the number of days.
    """
    if order.state != OrderState.PLACED:
        return None
    last = order.shipments.aggregate(at=Max(Coalesce("delivered_at", "shipped_at")))["at"]
    begin = last or order.placed_at
    return begin + timedelta(days=settings.SHOP_RETURN_DAYS) if begin else None


def returns_of(order: Order) -> QuerySet[ReturnRequest]:
    return order.returns.prefetch_related("lines__line", "refunds")


def proposed_refund(request: ReturnRequest) -> Money:
    """What is owed for the accepted units of an inspected return: their share of each line.

    With the last unit of an order the shipping is owed too. Never more than what is left of the
    payment; refunds of this return that were noted already are taken off.
    """
    order = request.order
    worth = sum(entry.worth_minor for entry in request.lines.all())
    order_lines = list(order.lines.all())
    if worth and all(line.returned + line.cancelled == line.quantity for line in order_lines):
        worth += order.total_minor - sum(line.total_minor for line in order_lines)
    noted = (
        request.refunds.exclude(state=RefundState.FAILED).aggregate(sum=Sum("amount_minor"))["sum"]
        or 0
    )
    return Money(max(min(worth - noted, order_refundable(order).minor), 0), order.currency)
