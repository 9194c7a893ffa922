"""Making the plan: every night, a line for each variant in each warehouse."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from forecasting.models import Advice, LineStatus, PlanLine, StockState
from forecasting.replenishment.cases import Circumstances, read_cases, read_circumstances
from forecasting.replenishment.clearance import write_markdowns
from forecasting.replenishment.limits import keep_to_limits
from forecasting.replenishment.reasons import Reason, ReasonCode, reason, reasons_of
from forecasting.replenishment.reckoning import LIKELY, Case, Numbers, reckon, sellable_order
from forecasting.replenishment.supply import Place
from forecasting.replenishment.transfers import Sending, propose_transfers
from foundation import clock
from inventory.algorithms.overstock import StockState as StockStateNumber
from inventory.models import PurchaseOrderState, StockLevel, Warehouse

AT_ONCE = 250
"""Variants whose lines are locked, reckoned and written in one transaction."""
MARKDOWN_STEP = 5
Report = Callable[[str], None]

_STATES = {
    StockStateNumber.HEALTHY: StockState.HEALTHY,
    StockStateNumber.UNDER: StockState.UNDER,
    StockStateNumber.OVER: StockState.OVER,
    StockStateNumber.DEAD: StockState.DEAD,
}
_KEYS = ("variant", "warehouse")
_WRITTEN = [
    field.name
    for field in PlanLine._meta.concrete_fields
    if field.name not in _KEYS and not field.primary_key
]


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan came to."""

    day: date
    lines: int
    to_order: int
    to_send: int
    markdowns: int


def make_plan(*, at: datetime | None = None, report: Report | None = None) -> PlanSummary:
    """Write the plan of a day; again, it writes the same.

    What staff decided stays: an ordered need is not proposed twice, a dismissed one not before
    its quiet time is over. Shards of variants are written one by one, so that a plan that was cut
    off leaves whole lines, some of them of the day before.
    """
    made_at = at or clock.now()
    around = read_circumstances(at=at)
    names = dict(Warehouse.objects.values_list("pk", "name"))
    variants = list(
        StockLevel.objects.filter(warehouse__is_active=True)
        .order_by("variant_id")
        .values_list("variant_id", flat=True)
        .distinct()
    )
    written = 0
    for begin in range(0, len(variants), AT_ONCE):
        written += _plan_shard(variants[begin : begin + AT_ONCE], around, names, made_at)
        if report is not None:
            report(_("%(done)d of %(all)d variants") % {"done": begin, "all": len(variants)})
    _sweep()
    keep_to_limits(around)
    return PlanSummary(
        day=around.day,
        lines=written,
        to_order=PlanLine.objects.filter(quantity__gt=0, status=LineStatus.PROPOSED).count(),
        to_send=PlanLine.objects.filter(transfer_quantity__gt=0).count(),
        markdowns=write_markdowns(at=made_at),
    )


def _sweep() -> None:
    """Forget lines of what lies nowhere any more; not by age, for two plans may be made at once."""
    stocked = StockLevel.objects.filter(
        variant=OuterRef("variant"), warehouse=OuterRef("warehouse"), warehouse__is_active=True
    )
    PlanLine.objects.filter(~Exists(stocked)).delete()


@transaction.atomic
def _plan_shard(
    variants: Sequence[int], around: Circumstances, names: dict[int, str], made_at: datetime
) -> int:
    # Locked before stock is read: an order that is drafted meanwhile waits, or is seen.
    before = {
        (line.variant_id, line.warehouse_id): line
        for line in PlanLine.objects.select_for_update(of=("self",))
        .filter(variant_id__in=variants)
        .select_related("purchase_order")
        .order_by("pk")
    }
    cases = read_cases(variants, around)
    numbers = dict(zip(cases, reckon(list(cases.values())), strict=True))
    sendings = propose_transfers(cases, numbers)
    lines = [
        _decided(
            plan_line(cases[place], numbers[place], made_at, sendings.get(place), names),
            before.get(place),
        )
        for place in cases
    ]
    PlanLine.objects.bulk_create(
        lines, update_conflicts=True, unique_fields=_KEYS, update_fields=_WRITTEN, batch_size=200
    )
    return len(lines)


def plan_line(
    case: Case,
    numbers: Numbers,
    made_at: datetime,
    sending: Sending | None = None,
    names: dict[int, str] | None = None,
) -> PlanLine:
    """The line of a case, not written yet."""
    line = _told(case, numbers, made_at)
    state = state_of(case, numbers)
    line.state, line.markdown_percent = state, _markdown_percent(numbers, state)
    line.quantity = quantity_to_buy(case, numbers, sending)
    line.cost_minor = line.quantity * (case.source.unit_cost_minor or 0)
    if sending is not None:
        line.transfer_from_id, line.transfer_quantity = sending.source_id, sending.units
    is_urgent = numbers.risk >= LIKELY
    line.advice = _advice(case, line.quantity, sending, state, is_urgent, numbers.wanted)
    line.reasons = [
        *reasons_of(case, numbers),
        *_of_purchase(case, numbers, line.quantity, sending, names or {}),
        *_of_excess(case, numbers, state, line.markdown_percent),
    ]
    return line


def _told(case: Case, numbers: Numbers, made_at: datetime) -> PlanLine:
    """What is so, before anything is decided."""
    supply, source = case.supply, case.source
    return PlanLine(
        variant_id=case.variant_id,
        warehouse_id=case.warehouse_id,
        supplier_id=source.supplier_id,
        policy_id=case.policy.pk,
        as_of=case.day,
        made_at=made_at,
        on_hand=supply.on_hand,
        free=supply.free,
        incoming=supply.incoming,
        drafted=supply.drafted,
        waiting=supply.waiting,
        daily_demand=round(numbers.daily_demand, 4),
        lead_days=round(source.lead_days, 2),
        service_level=round(case.service_level, 4),
        abc=case.standing.abc,
        xyz=case.standing.xyz,
        safety_stock=numbers.safety_stock,
        reorder_point=numbers.reorder_point,
        order_up_to=numbers.order_up_to,
        wanted=numbers.wanted,
        unit_cost_minor=source.unit_cost_minor,
        currency=source.currency,
        stock_value_minor=supply.on_hand * case.unit_value_minor,
        days_of_cover=_rounded(numbers.days_of_cover),
        risk=round(min(max(numbers.risk, 0.0), 1.0), 4),
        risk_by_day=[round(float(one), 3) for one in numbers.risk_by_day],
        risk_from=numbers.risk_from,
        risk_until=numbers.risk_until,
    )


def quantity_to_buy(case: Case, numbers: Numbers, sending: Sending | None = None) -> int:
    """What to buy in whole packs, after what another warehouse sends."""
    if sending is None:
        return numbers.quantity
    if case.supply.position + sending.units > numbers.reorder_point:
        return 0
    return sellable_order(case, max(numbers.wanted - sending.units, 0))


def state_of(case: Case, numbers: Numbers) -> StockState:
    """Under, healthy, over or dead; what is young is not called too much yet."""
    state = _STATES[StockStateNumber(numbers.state)]
    is_short = numbers.wanted > 0 or numbers.risk >= LIKELY
    if is_short:
        return StockState.UNDER
    if case.is_young and state in (StockState.OVER, StockState.DEAD):
        return StockState.HEALTHY
    # A slow seller's last units last for long: what one lot brings is not too much.
    lot = max(case.source.minimum, case.source.pack)
    if state is StockState.OVER and case.supply.position <= numbers.order_up_to + lot:
        return StockState.HEALTHY
    return state


def _advice(
    case: Case,
    units: int,
    sending: Sending | None,
    state: StockState,
    is_urgent: bool,
    wanted: int,
) -> Advice:
    if sending is not None:
        return Advice.TRANSFER
    if units or wanted:
        if case.source.supplier_id is None:
            return Advice.FIND_SUPPLIER
        return Advice.HURRY if is_urgent else Advice.ORDER
    if case.supply.late and is_urgent:
        return Advice.CHASE
    if is_urgent and case.supply.on_its_way:
        # A draft brings nothing until it is sent.
        return Advice.WAIT if case.supply.incoming else Advice.HURRY
    return Advice.MARK_DOWN if state in (StockState.OVER, StockState.DEAD) else Advice.NOTHING


def _of_purchase(
    case: Case, numbers: Numbers, units: int, sending: Sending | None, names: dict[int, str]
) -> Iterator[Reason]:
    if sending is not None:
        name = names.get(sending.source_id, "")
        yield reason(ReasonCode.TRANSFER, units=sending.units, warehouse=name)
    if units and units != numbers.wanted:
        source = case.source
        yield reason(ReasonCode.PACKS, units=units, pack=source.pack, minimum=source.minimum)


def _of_excess(case: Case, numbers: Numbers, state: StockState, percent: int) -> Iterator[Reason]:
    if state is StockState.DEAD:
        yield reason(ReasonCode.DEAD, days=case.days_unsold)
    if state is StockState.OVER and numbers.days_of_cover is not None:
        yield reason(
            ReasonCode.OVER, cover=round(numbers.days_of_cover), most=case.policy.overstock_days,
            excess=numbers.excess,
        )  # fmt: skip
    if percent:
        yield reason(ReasonCode.MARKDOWN, percent=percent)


def _markdown_percent(numbers: Numbers, state: StockState) -> int:
    """In steps of five; nothing where nothing is too much."""
    if state not in (StockState.OVER, StockState.DEAD) or not numbers.excess:
        return 0
    return math.ceil(numbers.markdown * 100 / MARKDOWN_STEP) * MARKDOWN_STEP


def _decided(line: PlanLine, before: PlanLine | None) -> PlanLine:
    """Carry over what staff decided, as far as it still holds."""
    if before is None:
        return line
    order = before.purchase_order
    needs = line.quantity > 0 or line.transfer_quantity > 0
    is_open = order is not None and order.state in (
        PurchaseOrderState.DRAFT, PurchaseOrderState.SENT, PurchaseOrderState.PART_RECEIVED,
    )  # fmt: skip
    keeps = {
        LineStatus.PROPOSED: False,
        LineStatus.APPROVED: needs,
        LineStatus.ORDERED: not needs and is_open,
        LineStatus.DISMISSED: before.quiet_until is not None and line.as_of < before.quiet_until,
    }[LineStatus(before.status)]
    if keeps:
        line.status, line.dismiss_reason = before.status, before.dismiss_reason
        line.quiet_until, line.purchase_order = before.quiet_until, order
        line.decided_by, line.decided_at = before.decided_by, before.decided_at
    return line


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 1)


def plan_of_places(variant_ids: Sequence[int], *, at: datetime | None = None) -> dict[Place, Case]:
    """The cases of some variants as a plan of this moment would read them."""
    return read_cases(variant_ids, read_circumstances(at=at))
