"""From lines of the plan to orders: by hand, or alone under a policy's limit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit
from forecasting.models import (
    AutomaticOrder,
    LineStatus,
    PlanLine,
    ReplenishmentPolicy,
)
from forecasting.replenishment.reasons import ReasonCode, reason
from forecasting.replenishment.supply import Place
from foundation import clock
from foundation.refusals import Refusal
from inventory.models import (
    MovementType,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderState,
    StockMovement,
    StockTransfer,
    Supplier,
    SupplierOffer,
    TransferLine,
    TransferState,
    Warehouse,
)
from inventory.services import (
    LineRequest,
    StockRuleBroken,
    draft_purchase_order,
    draft_transfer,
    order_quantity,
    send_purchase_order,
)

QUIET_DAYS = 7
LONGEST_REASON = 200
OPEN = (LineStatus.PROPOSED, LineStatus.APPROVED)
_ON_THE_WAY = (
    PurchaseOrderState.DRAFT,
    PurchaseOrderState.SENT,
    PurchaseOrderState.PART_RECEIVED,
)


class PlanRefused(Refusal):
    """What cannot be done with a line of the plan, in words for people."""


@transaction.atomic
def approve_lines(
    *, lines: Iterable[PlanLine], by: User | None, at: datetime | None = None
) -> list[PlanLine]:
    """Staff agree with what is proposed; it is ordered by whoever orders next."""
    locked = [line for line in _locked(lines) if line.status == LineStatus.PROPOSED]
    for line in locked:
        _decide(line, LineStatus.APPROVED, by, at)
    _save(locked)
    return locked


@transaction.atomic
def dismiss(
    *,
    line: PlanLine,
    reason: str,
    by: User | None,
    days: int = QUIET_DAYS,
    at: datetime | None = None,
) -> PlanLine:
    """Staff know better: it is not proposed again for some days.

    Raises:
        PlanRefused: it is ordered already, or nobody says why.
    """
    (row,) = _locked([line])
    if row.status == LineStatus.ORDERED:
        raise PlanRefused(_("It is ordered already."))
    if not reason.strip():
        raise PlanRefused(_("Say why it should not be ordered."), field="reason")
    row.dismiss_reason = reason.strip()[:LONGEST_REASON]
    row.quiet_until = clock.business_day(at) + timedelta(days=days)
    _decide(row, LineStatus.DISMISSED, by, at)
    _save([row])
    return row


@transaction.atomic
def reopen(*, line: PlanLine, by: User | None, at: datetime | None = None) -> PlanLine:
    """A dismissed line is proposed again.

    Raises:
        PlanRefused: it was not dismissed.
    """
    (row,) = _locked([line])
    if row.status != LineStatus.DISMISSED:
        raise PlanRefused(_("It was not dismissed."))
    row.dismiss_reason, row.quiet_until = "", None
    _decide(row, LineStatus.PROPOSED, by, at)
    _save([row])
    return row


@transaction.atomic
def draft_orders(
    *,
    lines: Iterable[PlanLine],
    by: User | None,
    quantities: Mapping[int, int] | None = None,
    at: datetime | None = None,
) -> list[PurchaseOrder]:
    """Turn lines into one draft purchase order for each supplier and warehouse.

    What was ordered since the plan was made is taken off: one need is never ordered twice, however
    often and by however many it is asked for. Minimum and packs are those of today's offer.

    Args:
        quantities: units by line, where staff want other than proposed; in whole packs.

    Raises:
        StockRuleBroken: a quantity of staff's that the supplier does not sell.
    """
    rows = [line for line in _locked(lines) if line.status in OPEN and line.supplier_id]
    baskets: dict[tuple[int, int], list[tuple[PlanLine, int]]] = defaultdict(list)
    for row, units in _units_now(rows, quantities or {}):
        baskets[row.supplier_id or 0, row.warehouse_id].append((row, units))
    suppliers = Supplier.objects.in_bulk({supplier for supplier, _place in baskets})
    warehouses = Warehouse.objects.in_bulk({place for _supplier, place in baskets})
    return [
        _draft(suppliers[supplier], warehouses[place], basket, by, at)
        for (supplier, place), basket in sorted(baskets.items(), key=lambda entry: entry[0])
    ]


@transaction.atomic
def send_orders(
    *, orders: Iterable[PurchaseOrder], by: User | None, at: datetime | None = None
) -> list[PurchaseOrder]:
    """Send drafts to their suppliers.

    Raises:
        StockRuleBroken: one of them is no draft any more, or breaks the terms of its offer.
    """
    sent = []
    for order in sorted(orders, key=lambda one: one.pk):
        sent.append(send_purchase_order(order=order, at=at))
        audit.write(actor=by, action="send", target=order, changes={}, at=at)
    return sent


@transaction.atomic
def draft_transfers(
    *, lines: Iterable[PlanLine], by: User | None, at: datetime | None = None
) -> list[StockTransfer]:
    """Turn what lines want from other warehouses into one draft transfer for each pair of them."""
    rows = [line for line in _locked(lines) if line.status in OPEN and line.transfer_quantity]
    pairs: dict[tuple[int, int], list[PlanLine]] = defaultdict(list)
    for row in rows:
        if row.transfer_from_id is not None:
            pairs[row.transfer_from_id, row.warehouse_id].append(row)
    places = Warehouse.objects.in_bulk({pk for pair in pairs for pk in pair})
    made = []
    for (source, target), wanted in sorted(pairs.items(), key=lambda entry: entry[0]):
        made.append(
            draft_transfer(
                source=places[source],
                target=places[target],
                quantities={row.variant_id: row.transfer_quantity for row in wanted},
                at=at,
            )
        )
        audit.write(actor=by, action="draft", target=made[-1], changes={}, at=at)
        for row in wanted:
            # What it does not bring is still to be bought.
            row.drafted += row.transfer_quantity
            row.transfer_quantity, row.transfer_from = 0, None
            _decide(row, row.status if row.quantity else LineStatus.ORDERED, by, at)
    _save(rows)
    return made


def order_alone(*, at: datetime | None = None) -> list[PurchaseOrder]:
    """What policies may order without being asked is ordered and sent.

    Only for suppliers in the shop's currency, only what has a forecast, at most once a day for each
    supplier and warehouse, and all orders of a policy of one day within its limit; the most urgent
    first. Repeated or at the same time, it orders nothing twice.
    """
    policies = ReplenishmentPolicy.objects.filter(is_active=True, alone_limit_minor__gt=0)
    sent: list[PurchaseOrder] = []
    for pk in policies.order_by("pk").values_list("pk", flat=True):
        sent += _order_by_policy(pk, at)
    return sent


@transaction.atomic
def _order_by_policy(policy_id: int, at: datetime | None) -> list[PurchaseOrder]:
    policy = ReplenishmentPolicy.objects.select_for_update(of=("self",)).get(pk=policy_id)
    if not policy.is_active:
        # Switched off between the list and the lock.
        return []
    day = clock.business_day(at)
    done = AutomaticOrder.objects.filter(policy=policy, day=day)
    left = policy.alone_limit_minor - (done.aggregate(sum=Sum("value_minor"))["sum"] or 0)
    served = set(done.values_list("supplier_id", "warehouse_id"))
    wanted = PlanLine.objects.filter(
        policy=policy, status__in=OPEN, quantity__gt=0, supplier__isnull=False,
        currency=settings.SHOP_BASE_CURRENCY, as_of=day,
    ).order_by("-risk", "pk")  # fmt: skip
    baskets: dict[tuple[int, int], list[PlanLine]] = defaultdict(list)
    for line in wanted:
        place = (line.supplier_id or 0, line.warehouse_id)
        if place not in served and _is_foretold(line):
            baskets[place].append(line)
    sent = []
    for basket in baskets.values():
        if sum(line.cost_minor for line in basket) > left:
            continue
        with suppress(StockRuleBroken, _NotAlone), transaction.atomic():
            orders = draft_orders(lines=basket, by=None, at=at)
            value = sum(_note(policy, order, day, at) for order in orders)
            # Drafts are made by today's offers, which may be dearer than the plan's.
            if value > left:
                raise _NotAlone
            sent += send_orders(orders=orders, by=None, at=at)
            left -= value
    return sent


class _NotAlone(Exception):
    """An order that a policy does not cover: it is taken back, and staff's to make."""


def _note(policy: ReplenishmentPolicy, order: PurchaseOrder, day: date, at: datetime | None) -> int:
    if order.currency != settings.SHOP_BASE_CURRENCY:
        raise _NotAlone
    value = sum(line.quantity * line.unit_cost_minor for line in order.lines.all())
    AutomaticOrder.objects.create(
        policy=policy, purchase_order=order, supplier_id=order.supplier_id,
        warehouse_id=order.warehouse_id, day=day, value_minor=value, made_at=at or clock.now(),
    )  # fmt: skip
    return value


def _is_foretold(line: PlanLine) -> bool:
    codes = {fact.get("code") for fact in line.reasons}
    return bool(codes & {ReasonCode.DEMAND_FORECAST, ReasonCode.DEMAND_STATISTICS})


def _draft(
    supplier: Supplier,
    warehouse: Warehouse,
    basket: Sequence[tuple[PlanLine, int]],
    by: User | None,
    at: datetime | None,
) -> PurchaseOrder:
    order = draft_purchase_order(
        supplier=supplier,
        warehouse=warehouse,
        lines=[LineRequest(row.variant_id, units) for row, units in basket],
        at=at,
    )
    for row, units in basket:
        if units != row.quantity:
            told = reason(ReasonCode.CHANGED, units=units, before=row.quantity)
            row.reasons = [*row.reasons, told]
        row.quantity, row.cost_minor = units, units * (row.unit_cost_minor or 0)
        row.purchase_order = order
        _decide(row, LineStatus.ORDERED, by, at)
    _save([row for row, _units in basket])
    audit.write(actor=by, action="draft", target=order, changes={"lines": len(basket)}, at=at)
    return order


def _units_now(
    rows: Sequence[PlanLine], quantities: Mapping[int, int]
) -> list[tuple[PlanLine, int]]:
    """What is still to be ordered of each line, in whole packs; without what came on its way."""
    offers = {
        (offer.supplier_id, offer.variant_id): offer
        for offer in SupplierOffer.objects.filter(
            variant_id__in=[row.variant_id for row in rows],
            supplier_id__in={row.supplier_id for row in rows},
        ).select_related("supplier", "variant")
    }
    coming, came = _on_its_way(sorted({row.variant_id for row in rows})), _came_since(rows)
    units_now = []
    for row in rows:
        offer = offers.get((row.supplier_id or 0, row.variant_id))
        if offer is None:
            continue  # they sell it no more: the next plan finds another
        place = (row.variant_id, row.warehouse_id)
        since = coming.get(place, 0) + came.get(place, 0) - row.incoming - row.drafted
        asked = quantities.get(row.pk, row.quantity)
        if row.pk not in quantities:
            if since > 0:
                asked = max(min(row.wanted, asked) - since, 0)
            asked = order_quantity(offer=offer, units=asked) if asked else 0
        if asked < 0:
            raise StockRuleBroken(_("The quantity must be above zero."), field="quantity")
        if asked:
            units_now.append((row, asked))
    return units_now


def _on_its_way(variant_ids: Sequence[int]) -> dict[Place, int]:
    """Units ordered or drafted, and on their way between warehouses, by place, as of now."""
    coming: dict[Place, int] = defaultdict(int)
    ordered = PurchaseOrderLine.objects.filter(
        variant_id__in=variant_ids, order__state__in=_ON_THE_WAY, quantity__gt=F("received")
    )
    moving = TransferLine.objects.filter(
        variant_id__in=variant_ids, transfer__state__in=(TransferState.DRAFT, TransferState.SENT)
    )
    for variant, place, units, received in (
        *ordered.values_list("variant_id", "order__warehouse_id", "quantity", "received"),
        *moving.values_list("variant_id", "transfer__target_id", "quantity", "received"),
    ):
        coming[variant, place] += units - received
    return coming


def _came_since(rows: Sequence[PlanLine]) -> dict[Place, int]:
    """Units that arrived at each line's place after its plan: they are on their way no more."""
    planned = {(row.variant_id, row.warehouse_id): row.made_at for row in rows}
    came: dict[Place, int] = defaultdict(int)
    if not planned:
        return came
    moves = StockMovement.objects.filter(
        variant_id__in=[row.variant_id for row in rows],
        moved_at__gt=min(planned.values()),
        type__in=(MovementType.RECEIPT, MovementType.TRANSFER_IN),
    )
    for variant, warehouse, units, moment in moves.values_list(
        "variant_id", "warehouse_id", "on_hand_change", "moved_at"
    ):
        made_at = planned.get((variant, warehouse))
        if made_at is not None and moment > made_at:
            came[variant, warehouse] += units
    return came


def _locked(lines: Iterable[PlanLine]) -> list[PlanLine]:
    """The lines as they are now, locked in one order, so that two who order do not wait in a ring.

    Read under the lock: whoever comes second sees that they are ordered.
    """
    keys = [line.pk for line in lines]
    return list(PlanLine.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _decide(line: PlanLine, status: str, by: User | None, at: datetime | None) -> None:
    line.status = status
    line.decided_by = by.pk if by is not None else None
    line.decided_at = at or clock.now()


def _save(lines: Iterable[PlanLine]) -> None:
    fields = [
        "status", "quantity", "cost_minor", "reasons", "purchase_order", "transfer_from",
        "transfer_quantity", "drafted", "dismiss_reason", "quiet_until", "decided_by", "decided_at",
    ]  # fmt: skip
    PlanLine.objects.bulk_update(lines, fields, batch_size=200)
