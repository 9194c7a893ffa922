"""An order that is to go elsewhere than it was judged for is judged again, before it leaves.

Else whoever wants goods sent to an address that is known for fraud would order to another one
first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from foundation import clock
from orders.errors import NotPossible
from orders.holds import hold_order
from orders.models import HoldState, Order, OrderState
from risk.algorithms.vocabulary import Door, Outcome, Result
from risk.reviewing.services import withdraw
from risk.scoring.serving import judge_again, note_result
from shop.doors.checkout import base_amount, due_of_hold, marks_of_order

_DECIDED: Final = (HoldState.RELEASED, HoldState.REFUSED)


def hear_readdressed(payloads: list[dict[str, Any]]) -> None:
    """Outbox consumer of ``order.readdressed``."""
    ids = [payload["order"] for payload in payloads]
    orders = Order.objects.filter(pk__in=ids, state=OrderState.PLACED)
    for order in orders.select_related("customer").prefetch_related("discounts"):
        _hear(order, clock.now())


def _hear(order: Order, now: datetime) -> None:
    """What people decided about an order stands; only where it goes is known anew."""
    subject, marks = order.public_id, marks_of_order(order)
    if order.hold in _DECIDED:
        note_result(door=Door.CHECKOUT, subject=subject, result=Result.PASSED, marks=marks, at=now)
        return
    decision = judge_again(
        door=Door.CHECKOUT,
        subject=subject,
        marks=marks,
        facts={},
        result=Result.PASSED,
        amount=base_amount(order, order.total_minor),
        customer_id=order.customer_id,
        at=now,
    )
    if decision.outcome == Outcome.HOLD:
        _hold(order, now)


def _hold(order: Order, now: datetime) -> None:
    try:
        hold_order(order=order, due_at=due_of_hold(now), at=now)
    except NotPossible:  # it has left, or was cancelled: nothing of it is left to decide
        withdraw(door=Door.CHECKOUT, subject=order.public_id, at=now)
