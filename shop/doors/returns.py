"""The return door: staff answer every return; what is held waits with its reasons.

No machine refuses a return. What the stockroom finds is remembered of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.money import Money
from orders.models import ItemCondition, Order, ReturnReason, ReturnRequest, ReturnState
from orders.returns import refuse_return
from orders.shares import units_share
from risk.algorithms.vocabulary import Door, Mark, Result, Signal
from risk.decisions import Detail, Dossier, Knock
from risk.kinds import FraudKind
from risk.marks import mark_of
from risk.reviewing.services import withdraw
from risk.scoring.serving import judge, note_result
from shop.doors.checkout import base_amount, mark_of_address
from shop.doors.circumstances import Circumstances, known, mark_of_person
from shop.doors.people import facts_of_person
from shop.doors.staff_pages import row_url

_OUR_FAULT: Final = {
    ReturnReason.DAMAGED,
    ReturnReason.DEFECTIVE,
    ReturnReason.WRONG_ITEM,
    ReturnReason.NOT_AS_DESCRIBED,
}
_SPOILT: Final = {ItemCondition.DAMAGED, ItemCondition.MISSING}
_RESULTS: Final = {
    ReturnState.COMPLETED: Result.PASSED,
    ReturnState.REFUSED: Result.FAILED,
    ReturnState.CANCELLED: Result.FAILED,
}


def judge_return(*, request: ReturnRequest, circumstances: Circumstances) -> None:
    """Judge a return that was just asked for; sent twice, it is judged once."""
    order, now = request.order, request.requested_at
    worth = base_amount(order, _worth(request))
    judge(
        Knock(
            door=Door.RETURN,
            subject=subject_of(request),
            marks=_marks(order, circumstances),
            facts={
                **facts_of_person(order.customer, now),
                Signal.AMOUNT: float(worth.amount),
                Signal.UNITS: float(sum(entry.quantity for entry in request.lines.all())),
                Signal.RETURN_SHARE_OF_ORDER: _share(worth, base_amount(order, order.total_minor)),
            },
            amount=worth,
            customer_id=order.customer_id,
            at=now,
        )
    )


def subject_of(request: ReturnRequest) -> str:
    return f"return:{request.public_id}"


def hear_updated(payloads: list[dict[str, Any]]) -> None:
    """Outbox consumer of ``return.updated``: how it ended is known of it."""
    ids = [payload["return"] for payload in payloads]
    for request in ReturnRequest.objects.filter(pk__in=ids).prefetch_related("lines"):
        note_ended(request)


def note_ended(request: ReturnRequest) -> None:
    """How a return ended, and whether it was worn; once it is answered nobody need decide it."""
    state, subject = ReturnState(request.state), subject_of(request)
    if state == ReturnState.REQUESTED:
        return
    withdraw(door=Door.RETURN, subject=subject)
    if state not in _RESULTS:
        return
    is_inspected = state == ReturnState.COMPLETED
    facts = {Signal.REASON_WORN: float(_is_worn(request))} if is_inspected else {}
    note_result(
        door=Door.RETURN,
        subject=subject,
        result=_RESULTS[state],
        facts=facts,
        at=request.completed_at or request.decided_at,
    )


def _is_worn(request: ReturnRequest) -> bool:
    """Something came back used up, or not at all, and nobody had said that it arrived so."""
    return any(
        entry.condition in _SPOILT and entry.reason not in _OUR_FAULT
        for entry in request.lines.all()
    )


def _worth(request: ReturnRequest) -> int:
    """What was paid for the units that are to come back, in minor units."""
    return sum(
        units_share(entry.line.total_minor, entry.line.quantity, before=0, taken=entry.quantity)
        for entry in request.lines.select_related("line")
    )


def _share(worth: Money, whole: Money) -> float:
    return min(1.0, worth.minor / whole.minor) if whole.minor else 0.0


def _marks(order: Order, circumstances: Circumstances) -> dict[Mark, int]:
    return known(
        {
            Mark.CUSTOMER: mark_of_person(customer=order.customer),
            Mark.EMAIL: mark_of(Mark.EMAIL, order.email),
            Mark.PHONE: mark_of(Mark.PHONE, order.phone),
            Mark.ADDRESS: mark_of_address(order),
            **circumstances.marks,
        }
    )


class ReturnKeeper:
    """``risk.decisions.Keeper`` of returns."""

    def dossier(self, subject: str) -> Dossier | None:
        request = _request(subject)
        if request is None:
            return None
        lines = request.lines.select_related("line")
        return Dossier(
            title=_("Return %(number)s") % {"number": request.number},
            url=row_url(request),
            details=(
                Detail(_("Order"), str(request.order), row_url(request.order)),
                Detail(_("Customer"), request.order.ship_name or request.order.email),
                Detail(_("Note of the customer"), request.customer_note or "–"),
                Detail(_("State"), request.get_state_display()),
            ),
            lines=tuple(
                Detail(f"{entry.quantity} × {entry.line.name}", entry.get_reason_display())
                for entry in lines
            ),
            is_open=request.state == ReturnState.REQUESTED,
        )

    def release(self, subject: str, *, at: datetime | None = None) -> None:
        """It stays with the staff, who answer every return."""

    def refuse(self, subject: str, *, kind: FraudKind, at: datetime | None = None) -> None:
        request = _request(subject)
        if request is None or request.state != ReturnState.REQUESTED:
            return
        with override(request.order.language or None):
            note = _("We cannot take this back as you asked. Please write to us.")
        refuse_return(request=request, note=note, at=at)


def _request(subject: str) -> ReturnRequest | None:
    public_id = subject.removeprefix("return:")
    rows = ReturnRequest.objects.select_related("order__customer")
    return rows.filter(public_id=public_id).first()
