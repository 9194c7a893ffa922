"""What staff make of a return before they have looked at it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from orders.errors import NotPossible
from orders.models import Order, ReturnRequest, ReturnState
from orders.returns.news import tell


@transaction.atomic
def approve_return(
    *, request: ReturnRequest, note: str = "", at: datetime | None = None
) -> ReturnRequest:
    """The customer may send it: the mail says where to.

    Raises:
        NotPossible: it was decided already.
    """
    return _decide(request, ReturnState.APPROVED, note, at)


@transaction.atomic
def refuse_return(
    *, request: ReturnRequest, note: str, at: datetime | None = None
) -> ReturnRequest:
    """It is not taken back; ``note`` tells the customer why.

    Raises:
        NotPossible: it was decided already, or no reason is given.
    """
    if not note.strip():
        raise NotPossible(_("Tell the customer why."))
    return _decide(request, ReturnState.REFUSED, note, at)


@transaction.atomic
def receive_return(*, request: ReturnRequest, at: datetime | None = None) -> ReturnRequest:
    """The parcel arrived, whether it was announced or only asked about.

    Raises:
        NotPossible: it arrived already, or the return is closed.
    """
    request = lock_return(request)
    if request.state not in (ReturnState.REQUESTED, ReturnState.APPROVED):
        raise NotPossible(_("Only a return that is on its way can arrive."))
    now = at or clock.now()
    request.state, request.received_at = ReturnState.RECEIVED, now
    request.decided_at = request.decided_at or now
    request.save(update_fields=["state", "received_at", "decided_at"])
    tell(request)
    return request


def lock_return(request: ReturnRequest) -> ReturnRequest:
    """The return as it is now, its order locked before it."""
    order = Order.objects.select_for_update().get(pk=request.order_id)
    locked = ReturnRequest.objects.select_for_update().get(pk=request.pk)
    locked.order = order
    return locked


def _decide(
    request: ReturnRequest, state: ReturnState, note: str, at: datetime | None
) -> ReturnRequest:
    request = lock_return(request)
    if request.state != ReturnState.REQUESTED:
        raise NotPossible(_("This return was decided already."))
    request.state, request.decided_at = state, at or clock.now()
    request.staff_note = note[:500]
    request.save(update_fields=["state", "decided_at", "staff_note"])
    tell(request)
    return request
