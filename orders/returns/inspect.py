"""What was found in a parcel that came back, and what is paid for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.money import Money
from inventory.models import Warehouse
from orders.errors import NotPossible
from orders.models import ItemCondition, Refund, ReturnLine, ReturnRequest, ReturnState
from orders.refunds.request import refund_order
from orders.returns.decide import lock_return
from orders.returns.news import tell
from orders.returns.taking import take_back
from orders.shares import Part

SELLABLE = (ItemCondition.AS_NEW, ItemCondition.OPENED)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the inspection says of a returned line; ``restocked`` of the accepted are sold again."""

    condition: ItemCondition
    accepted: int
    restocked: int = 0


@transaction.atomic
def complete_return(
    *,
    request: ReturnRequest,
    findings: Mapping[int, Finding],
    note: str = "",
    warehouse: Warehouse | None = None,
    at: datetime | None = None,
) -> ReturnRequest:
    """Write down the findings, by return line id; accepted units are back, sellable ones in stock.

    Money is given back by ``refund_return``, since staff may settle on another amount.

    Raises:
        NotPossible: it has not arrived, a line lacks its finding, or a finding does not add up.
    """
    request = lock_return(request)
    if request.state != ReturnState.RECEIVED:
        raise NotPossible(_("Only a return that arrived can be inspected."))
    entries = list(request.lines.select_related("line").order_by("line_id"))
    for entry in entries:
        _check(entry, findings.get(entry.pk))
    now = at or clock.now()
    for entry in entries:
        finding = findings[entry.pk]
        entry.condition, entry.accepted = finding.condition, finding.accepted
        entry.restocked = finding.restocked
        part = take_back(
            order=request.order,
            line=entry.line,
            quantity=finding.accepted,
            restocked=finding.restocked,
            warehouse=warehouse,
            payload={"reason": str(entry.reason)},
            at=now,
        )
        entry.worth_minor, entry.tax_minor = part.amount, part.tax
    ReturnLine.objects.bulk_update(
        entries, ["condition", "accepted", "restocked", "worth_minor", "tax_minor"]
    )
    request.state, request.completed_at = ReturnState.COMPLETED, now
    request.staff_note = note[:500] or request.staff_note
    request.save(update_fields=["state", "completed_at", "staff_note"])
    tell(request)
    return request


@transaction.atomic
def refund_return(
    *,
    request: ReturnRequest,
    amount: Money,
    key: str,
    reason: str = "",
    at: datetime | None = None,
) -> list[Refund]:
    """Note that money goes back for an inspected return; the same ``key`` twice does it once.

    Raises:
        NotPossible: it was not inspected yet.
        RefundRefused: more than is left of what was paid.
    """
    request = lock_return(request)
    if request.state != ReturnState.COMPLETED:
        raise NotPossible(_("First the return is inspected, then money is given back."))
    is_first = not request.refunds.exists()
    return refund_order(
        order=request.order,
        key=key,
        amount=amount,
        reason=reason or _("Return %(number)s") % {"number": request.number},
        parts=_parts(list(request.lines.all())) if is_first else (),
        return_request=request,
        at=at,
    )


def _check(entry: ReturnLine, finding: Finding | None) -> None:
    if finding is None:
        raise NotPossible(_("Say of each line what was found."))
    if not 0 <= finding.restocked <= finding.accepted <= entry.quantity:
        raise NotPossible(_("More cannot be taken back than was sent back."))
    if finding.restocked and finding.condition not in SELLABLE:
        raise NotPossible(_("What is damaged or missing cannot be sold again."))
    if finding.accepted and finding.condition == ItemCondition.MISSING:
        raise NotPossible(_("What is missing cannot be taken back."))


def _parts(entries: Sequence[ReturnLine]) -> list[Part]:
    return [
        Part(entry.line_id, entry.accepted, entry.worth_minor, entry.tax_minor)
        for entry in entries
        if entry.accepted
    ]
