"""What was ordered is not wanted any more: all of it, or some units, before they are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events.names import EventName
from events.outbox import publish
from events.services import Fact, record
from foundation import clock
from foundation.money import Money
from inventory.holdings import holdings_of
from inventory.services import release_stock
from orders.documents.issue import issue_reduction
from orders.errors import NotPossible
from orders.fulfilment.selectors import open_units, units_by_variant
from orders.models import FulfilmentState, Order, OrderLine, OrderState
from orders.refunds.dues import reduce_dues, void_dues
from orders.refunds.request import OF_UNITS_NOT_SENT, order_refundable, refund_order
from orders.shares import Part, parts_of
from orders.states import refresh_states
from pricing.coupons import release


def can_be_cancelled(order: Order) -> bool:
    """Whether all of it still can be: placed, and nothing of it was sent."""
    return (
        order.state == OrderState.PLACED and order.fulfilment_state == FulfilmentState.UNFULFILLED
    )


@transaction.atomic
def cancel_order(*, order: Order, reason: str = "", at: datetime | None = None) -> Order:
    """A placed order will not be sent; its stock and coupons are free, what was paid goes back.

    The refund is only noted here: the reconciler asks the provider for it, outside any
    transaction and again until it is done.

    Raises:
        NotPossible: it was shipped or cancelled already, or is still being paid.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not can_be_cancelled(order):
        raise NotPossible(_("Only a placed order that was not shipped can be cancelled."))
    lines = list(order.lines.select_for_update().order_by("pk"))
    parts = parts_of(lines, {line.pk: open_units(line) for line in lines})
    for line in lines:
        line.cancelled = line.quantity
    OrderLine.objects.bulk_update(lines, ["cancelled"])
    release_stock(reference=order.public_id, at=at)
    left = order_refundable(order)
    _close(order, reason, left.minor, at)
    voided = void_dues(order=order)
    if voided:
        issue_reduction(order=order, amount=voided, parts=parts, reason=reason, at=at)
    if left:
        refund_order(
            order=order, key=f"cancelled-{order.public_id}", reason=reason, parts=parts, at=at
        )
    refresh_states(order)
    return order


@transaction.atomic
def cancel_units(
    *,
    order: Order,
    units: Mapping[int, int],
    reason: str = "",
    at: datetime | None = None,
) -> Order:
    """Some units of a placed order, by line id, will not be sent.

    What was paid for them goes back: their share of the line to the cent. Where nothing of the
    order remains it is cancelled as a whole, with its shipping.

    Raises:
        NotPossible: so many of a line are not waiting to be sent.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.state != OrderState.PLACED:
        raise NotPossible(_("Only a placed order can be cancelled."))
    lines = list(order.lines.select_for_update().order_by("pk"))
    taken = {line_id: count for line_id, count in units.items() if count}
    _check(lines, taken)
    if all(taken.get(line.pk, 0) + line.cancelled == line.quantity for line in lines):
        return cancel_order(order=order, reason=reason, at=at)
    parts = parts_of(lines, taken)
    _release(order, lines, taken, at)
    for line in lines:
        line.cancelled += taken.get(line.pk, 0)
    OrderLine.objects.bulk_update(lines, ["cancelled"])
    refund = _give_back(order, parts, reason, at)
    refresh_states(order)
    publish(
        "order.cancelled",
        {
            "order": order.pk,
            "units": {str(line_id): count for line_id, count in taken.items()},
            "step": sum(line.cancelled for line in lines),
            "reason": reason[:200],
            "refund": refund,
        },
    )
    return order


def _check(lines: Sequence[OrderLine], taken: Mapping[int, int]) -> None:
    known = {line.pk: line for line in lines}
    if not taken:
        raise NotPossible(_("Choose what is to be cancelled."))
    for line_id, count in taken.items():
        line = known.get(line_id)
        if line is None or not 0 < count <= open_units(line):
            raise NotPossible(_("Not so many of it are waiting to be sent."))


def _release(
    order: Order, lines: Sequence[OrderLine], taken: Mapping[int, int], at: datetime | None
) -> None:
    """Free what is kept of tracked variants; the others were never kept."""
    tracked = holdings_of(order.public_id, units_by_variant(lines)).keys()
    quantities: dict[int, int] = {}
    for line in lines:
        if line.variant_id in tracked and taken.get(line.pk):
            quantities[line.variant_id] = quantities.get(line.variant_id, 0) + taken[line.pk]
    if quantities:
        release_stock(reference=order.public_id, quantities=quantities, at=at)


def _give_back(order: Order, parts: Sequence[Part], reason: str, at: datetime | None) -> int:
    """First off what is still to be paid, then back from what was; how much is given back."""
    worth = Money(sum(part.amount for part in parts), order.currency)
    paid_back = reduce_dues(order=order, amount=worth)
    reduced = worth - paid_back
    if reduced:
        issue_reduction(order=order, amount=reduced, parts=parts, reason=reason, at=at)
    wanted = min(paid_back.minor, order_refundable(order).minor)
    if wanted > 0:
        cancelled = sum(line.cancelled for line in order.lines.all())
        refund_order(
            order=order,
            key=f"{OF_UNITS_NOT_SENT}{order.public_id}-{cancelled}",
            amount=Money(wanted, order.currency),
            reason=reason,
            parts=() if reduced else parts,
            at=at,
        )
    return max(wanted, 0)


def _close(order: Order, reason: str, refund: int, at: datetime | None) -> None:
    order.state, order.cancelled_at = OrderState.CANCELLED, at or clock.now()
    order.cancel_reason = reason[:200]
    order.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    release(order_ref=order.public_id, at=at)
    record(Fact(name=EventName.ORDER_CANCELLED, order_ref=order.public_id, at=at))
    publish("order.cancelled", {"order": order.pk, "reason": reason[:200], "refund": refund})
