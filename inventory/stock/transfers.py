"""Sending stock from one warehouse to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from inventory.models import (
    MovementType,
    StockTransfer,
    TransferLine,
    TransferState,
    Warehouse,
)
from inventory.stock.changes import bring_in
from inventory.stock.errors import StockRuleBroken, require_positive
from inventory.stock.ledger import open_ledger


@transaction.atomic
def draft_transfer(
    *,
    source: Warehouse,
    target: Warehouse,
    quantities: Mapping[int, int],
    expected_on: date | None = None,
    note: str = "",
    at: datetime | None = None,
) -> StockTransfer:
    """Plan a transfer; nothing moves yet.

    Raises:
        StockRuleBroken: the two are one place, or a quantity of nothing.
    """
    if source.pk == target.pk:
        raise StockRuleBroken(_("Choose two different warehouses."), field="target")
    for quantity in quantities.values():
        require_positive(quantity)
    transfer = StockTransfer.objects.create(
        source=source,
        target=target,
        expected_on=expected_on,
        note=note,
        created_at=at or clock.now(),
    )
    number_transfer(transfer)
    TransferLine.objects.bulk_create(
        TransferLine(transfer=transfer, variant_id=variant_id, quantity=quantity)
        for variant_id, quantity in quantities.items()
    )
    return transfer


@transaction.atomic
def save_transfer(*, transfer: StockTransfer) -> StockTransfer:
    """Write the head of a transfer that is still planned; a new one gets its number.

    Raises:
        StockRuleBroken: it was sent already.
    """
    if transfer.pk is None:
        transfer.save()
        number_transfer(transfer)
        return transfer
    _locked(transfer, TransferState.DRAFT, _("Only a draft can be changed."))
    transfer.save()
    return transfer


def number_transfer(transfer: StockTransfer) -> None:
    """Give a new transfer its number."""
    transfer.number = f"T-{transfer.pk:05d}"
    transfer.save(update_fields=["number"])


@transaction.atomic
def send_transfer(*, transfer: StockTransfer, at: datetime | None = None) -> StockTransfer:
    """The units leave their warehouse: free ones only, for the others are promised.

    Raises:
        StockRuleBroken: it is no draft, is empty, or a variant has too few free units there.
    """
    transfer = _locked(transfer, TransferState.DRAFT, _("Only a draft can be sent."))
    wanted = {line.variant_id: line.quantity for line in transfer.lines.all()}
    if not wanted:
        raise StockRuleBroken(_("Say first what is to be sent."))
    ledger = open_ledger(wanted, made_in=transfer.source, at=at)
    for variant_id, quantity in wanted.items():
        place = (variant_id, transfer.source_id)
        level = ledger.levels[place]
        free = max(level.free - ledger.reserved(*place), 0)
        if free < quantity:
            raise StockRuleBroken(
                _("%(sku)s: only %(free)d units are free to be sent.")
                % {"sku": level.row.variant.sku, "free": free}
            )
        ledger.move(place, MovementType.TRANSFER_OUT, on_hand=-quantity, reference=str(transfer))
    ledger.write()
    ledger.announce()
    transfer.state, transfer.sent_at = TransferState.SENT, at or clock.now()
    transfer.save(update_fields=["state", "sent_at"])
    return transfer


@transaction.atomic
def receive_transfer(
    *,
    transfer: StockTransfer,
    quantities: Mapping[int, int] | None = None,
    is_last: bool = False,
    at: datetime | None = None,
) -> StockTransfer:
    """Units arrived, all of them without ``quantities``; it stays open while some are missing.

    Args:
        quantities: units by variant that arrived now.
        is_last: nothing else will come: what is missing is lost.

    Raises:
        StockRuleBroken: it is not on its way, or more arrived than were sent.
    """
    transfer = _locked(transfer, TransferState.SENT, _("This transfer is not on its way."))
    lines = {line.variant_id: line for line in transfer.lines.select_related("variant")}
    arrived = (
        {variant_id: line.quantity - line.received for variant_id, line in lines.items()}
        if quantities is None
        else dict(quantities)
    )
    arrived = {variant_id: units for variant_id, units in arrived.items() if units}
    for variant_id, units in arrived.items():
        _add_arrived(lines, variant_id, units)
    if arrived:
        bring_in(
            quantities=arrived,
            warehouse=transfer.target,
            type_=MovementType.TRANSFER_IN,
            reference=str(transfer),
            at=at,
        )
    TransferLine.objects.bulk_update(lines.values(), ["received"])
    if is_last or all(line.received == line.quantity for line in lines.values()):
        transfer.state, transfer.received_at = TransferState.RECEIVED, at or clock.now()
        transfer.save(update_fields=["state", "received_at"])
    return transfer


@transaction.atomic
def cancel_transfer(*, transfer: StockTransfer) -> StockTransfer:
    """A draft is not wanted any more.

    Raises:
        StockRuleBroken: it was sent already.
    """
    transfer = _locked(transfer, TransferState.DRAFT, _("It was sent already: receive it."))
    transfer.state = TransferState.CANCELLED
    transfer.save(update_fields=["state"])
    return transfer


def _add_arrived(lines: Mapping[int, TransferLine], variant_id: int, units: int) -> None:
    line = lines.get(variant_id)
    if line is None:
        raise StockRuleBroken(_("This is not part of the transfer."))
    if units < 0 or units > line.quantity - line.received:
        raise StockRuleBroken(
            _("%(sku)s: only %(left)d units are on their way.")
            % {"sku": line.variant.sku, "left": line.quantity - line.received}
        )
    line.received += units


def _locked(transfer: StockTransfer, state: TransferState, refusal: str) -> StockTransfer:
    row = (
        StockTransfer.objects.select_related("source", "target")
        .select_for_update(of=("self",))
        .get(pk=transfer.pk)
    )
    if row.state != state:
        raise StockRuleBroken(refusal)
    return row
