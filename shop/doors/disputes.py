"""What banks say of payments afterwards is what the risk office learns from."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from orders.models import Dispute, DisputeReason, DisputeState
from risk.algorithms.vocabulary import Door, Verdict
from risk.kinds import FraudKind, LabelSource
from risk.reviewing.services import label
from shop.doors.checkout import base_amount

_NOT_THE_PAYER: Final = {DisputeReason.FRAUDULENT, DisputeReason.UNRECOGNISED}


def hear_disputed(payloads: list[dict[str, Any]]) -> None:
    """Outbox consumer of ``order.disputed``."""
    ids = [payload["dispute"] for payload in payloads]
    for dispute in Dispute.objects.filter(pk__in=ids).select_related("payment__order"):
        _hear(dispute)


def _hear(dispute: Dispute) -> None:
    found = _finding(dispute)
    if found is None:
        return
    verdict, kind = found
    order, amount = dispute.payment.order, dispute.amount_minor
    is_lost = verdict == Verdict.FRAUD and dispute.state != DisputeState.WON
    label(
        door=Door.CHECKOUT,
        subject=order.public_id,
        verdict=verdict,
        kind=kind,
        source=LabelSource.CHARGEBACK,
        lost_minor=base_amount(order, amount).minor if is_lost else 0,
        at=_said_at(dispute),
    )


def _finding(dispute: Dispute) -> tuple[Verdict, FraudKind] | None:
    """What a dispute says of its order; None where it says nothing of fraud, or nothing yet.

    That goods did not arrive or were other than described is a matter of the shop's, until the
    bank finds that they did arrive.
    """
    is_won = dispute.state == DisputeState.WON
    if dispute.reason in _NOT_THE_PAYER:
        if dispute.state == DisputeState.INQUIRY:
            return None
        if is_won:
            return Verdict.LEGITIMATE, FraudKind.NONE
        return Verdict.FRAUD, FraudKind.STOLEN_CARD
    if is_won and dispute.reason == DisputeReason.NOT_RECEIVED:
        return Verdict.FRAUD, FraudKind.FRIENDLY
    return None


def _said_at(dispute: Dispute) -> datetime:
    return dispute.closed_at or dispute.opened_at
