"""A customer asks to send something back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from orders.errors import NotPossible
from orders.models import Order, ReturnLine, ReturnReason, ReturnRequest, ReturnState
from orders.returns.news import tell
from orders.returns.selectors import return_deadline, returnable_lines


@dataclass(frozen=True, slots=True)
class WantedReturn:
    """Units of a line that are to come back, and why."""

    line_id: int
    quantity: int
    reason: ReturnReason = ReturnReason.OTHER


@transaction.atomic
def request_return(
    *,
    order: Order,
    wanted: Sequence[WantedReturn],
    note: str = "",
    key: str | None = None,
    is_by_staff: bool = False,
    at: datetime | None = None,
) -> ReturnRequest:
    """Ask to send units back; the same ``key`` twice asks once. Staff may do it late.

    Raises:
        NotPossible: nothing was chosen, more than was sent and not asked for, or too late.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if key and (earlier := ReturnRequest.objects.filter(key=key, order=order).first()):
        return earlier
    now = at or clock.now()
    _check_time(order, now, is_by_staff)
    chosen = [entry for entry in wanted if entry.quantity]
    _check_units(order, chosen)
    request = ReturnRequest.objects.create(
        order=order,
        number=_number(order),
        key=key or None,
        customer_note=note[:500],
        requested_at=now,
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(
            request=request, line_id=entry.line_id, quantity=entry.quantity, reason=entry.reason
        )
        for entry in chosen
    )
    tell(request)
    return request


@transaction.atomic
def withdraw_return(*, request: ReturnRequest, at: datetime | None = None) -> ReturnRequest:
    """The customer keeps it after all.

    Raises:
        NotPossible: the parcel arrived already, or the return is closed.
    """
    Order.objects.select_for_update().get(pk=request.order_id)
    request = ReturnRequest.objects.select_for_update().get(pk=request.pk)
    if request.state not in (ReturnState.REQUESTED, ReturnState.APPROVED):
        raise NotPossible(_("This return cannot be taken back any more."))
    request.state, request.completed_at = ReturnState.CANCELLED, at or clock.now()
    request.save(update_fields=["state", "completed_at"])
    return request


def _number(order: Order) -> str:
    return f"{order}-R{order.returns.count() + 1}"


def _check_time(order: Order, now: datetime, is_by_staff: bool) -> None:
    deadline = return_deadline(order)
    if deadline is None:
        raise NotPossible(_("Only an order that was sent can come back."))
    if now > deadline and not is_by_staff:
        raise NotPossible(_("The time for returns of this order is over."))


def _check_units(order: Order, chosen: Sequence[WantedReturn]) -> None:
    if not chosen:
        raise NotPossible(_("Choose what you want to send back."))
    can_return = {entry.line.pk: entry for entry in returnable_lines(order)}
    for entry in chosen:
        line = can_return.get(entry.line_id)
        if line is None or not 0 < entry.quantity <= line.units:
            raise NotPossible(_("Not so many of it can be sent back."))
    if len({entry.line_id for entry in chosen}) != len(chosen):
        raise NotPossible(_("Each line of the order can be chosen once."))
