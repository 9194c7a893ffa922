"""What lay where at the end of a business day, and how long it was sold out.

Everything is reckoned from the ledger and the log: movements (with their moments), and the
selling policies that were set. So a day can be reckoned again at any time, with the same result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Max, Sum
from django.utils.dateparse import parse_date

from catalog.models import Variant
from events.jobs import handles
from events.models import Event
from events.names import EventName
from events.partitions import ensure_day_partitions
from events.rollups import StockOut, record_stock_outs
from events.services import Fact, record_many
from foundation import clock
from inventory.models import StockMovement, Warehouse
from inventory.stock.policies import is_open
from inventory.stock_outs import Change, Span, minutes_within, sold_out_spans

MOST_DAYS = 31
AT_ONCE = 1_000
# Names the snapshots: the same day, variant and warehouse always make the same event.
_NAMESPACE = UUID("7f2c4a52-5b0e-4b0f-9a63-2f0f7a1c9d10")


@dataclass(frozen=True, slots=True)
class DayLevel:
    """A level at the end of a business day."""

    variant_id: int
    warehouse_id: int
    on_hand: int
    allocated: int


@handles("inventory.snapshot")
def _snapshot_job(payload: dict[str, Any], report: Callable[[str], None]) -> dict[str, Any]:
    """The days since the last snapshot, yesterday at least: a night that was missed is made up."""
    yesterday = clock.business_day() - timedelta(days=1)
    latest = Event.objects.filter(name=EventName.STOCK_SNAPSHOT).aggregate(at=Max("occurred_at"))
    first = yesterday
    if latest["at"] is not None:
        first = min(yesterday, clock.business_day(latest["at"]) + timedelta(days=1))
    first = max(first, yesterday - timedelta(days=MOST_DAYS - 1))
    levels = 0
    for offset in range((yesterday - first).days + 1):
        day = first + timedelta(days=offset)
        levels += take_snapshot(day=day)
        report(f"{day}: {levels} levels")
    return {"first": first.isoformat(), "last": yesterday.isoformat(), "levels": levels}


def take_snapshot(*, day: date) -> int:
    """Record a business day's levels as events, and its stock-outs in the daily demand.

    Repeatable: events have names made of what they tell. Returns the number of levels.
    """
    levels = levels_at_end_of(day)
    outs = stock_out_minutes(first_day=day, last_day=day).get(day, {})
    _record_events(day, levels, outs)
    fill_stock_outs({day: outs}, days=[day])
    return len(levels)


def fill_stock_outs(by_day: Mapping[date, Mapping[int, int]], *, days: Iterable[date]) -> None:
    """Write stock-out minutes into the daily demand; a day without any is set to none."""
    products = dict(
        Variant.objects.filter(stock_levels__isnull=False)
        .distinct()
        .values_list("pk", "product_id")
    )
    for day in days:
        record_stock_outs(
            day,
            [
                StockOut(variant_id, products[variant_id], minutes)
                for variant_id, minutes in sorted(by_day.get(day, {}).items())
            ],
        )


def levels_at_end_of(day: date) -> list[DayLevel]:
    """Levels as the sums of all movements until a business day ended."""
    _start, end = clock.day_bounds(day)
    sums = (
        StockMovement.objects.filter(moved_at__lt=end)
        .values("variant_id", "warehouse_id")
        .annotate(on_hand=Sum("on_hand_change"), allocated=Sum("allocated_change"))
        .order_by("variant_id", "warehouse_id")
    )
    return [
        DayLevel(row["variant_id"], row["warehouse_id"], row["on_hand"], row["allocated"])
        for row in sums
    ]


def stock_out_minutes(*, first_day: date, last_day: date) -> dict[date, dict[int, int]]:
    """Minutes of each business day in which a variant could not be sold, where there were any.

    A variant counts from its first movement on: before, it was not tracked. Reservations of
    checkouts do not count: they last minutes and mean that somebody is buying.
    """
    start, _end = clock.day_bounds(first_day)
    _start, end = clock.day_bounds(last_day)
    until = min(end, clock.now())
    bounds = {
        day: clock.day_bounds(day)
        for day in (
            first_day + timedelta(days=offset) for offset in range((last_day - first_day).days + 1)
        )
    }
    minutes: dict[date, dict[int, int]] = defaultdict(dict)
    for variant_id, changes in _changes(start, until).items():
        for span in sold_out_spans(changes, until=until):
            _add(minutes, variant_id, span, bounds)
    return dict(minutes)


def _add(
    minutes: dict[date, dict[int, int]],
    variant_id: int,
    span: Span,
    bounds: Mapping[date, tuple[datetime, datetime]],
) -> None:
    day, last = clock.business_day(span.start), clock.business_day(span.end)
    while day <= last:
        if day in bounds and (inside := minutes_within([span], *bounds[day])):
            minutes[day][variant_id] = minutes[day].get(variant_id, 0) + inside
        day += timedelta(days=1)


def _changes(start: datetime, until: datetime) -> dict[int, list[Change]]:
    """What changed of each tracked variant until a moment; all before ``start`` as one change."""
    active = set(Warehouse.objects.filter(is_active=True).values_list("pk", flat=True))
    changes: dict[int, list[Change]] = defaultdict(list)
    before = (
        StockMovement.objects.filter(moved_at__lt=start)
        .values_list("variant_id", "warehouse_id")
        .annotate(Sum("on_hand_change"), Sum("allocated_change"), Sum("backordered_change"))
    )
    for variant_id, warehouse_id, on_hand, allocated, waiting in before:
        free = on_hand - allocated if warehouse_id in active else 0
        changes[variant_id].append(Change(start, free, waiting))
    moves = (
        StockMovement.objects.filter(moved_at__gte=start, moved_at__lt=until)
        .order_by("moved_at")
        .values_list(
            "variant_id", "warehouse_id", "moved_at", "on_hand_change", "allocated_change",
            "backordered_change",
        )
    )  # fmt: skip
    for variant_id, warehouse_id, at, on_hand, allocated, waiting in moves.iterator():
        free = on_hand - allocated if warehouse_id in active else 0
        if free or waiting:
            changes[variant_id].append(Change(at, free, waiting))
    _add_policies(changes, start, until)
    return changes


def _add_policies(changes: dict[int, list[Change]], start: datetime, until: datetime) -> None:
    """The policies that were set, by the log; a preorder ends on its release day."""
    told: dict[int, list[tuple[datetime, int, dict[str, Any]]]] = defaultdict(list)
    log = Event.objects.filter(name=EventName.STOCK_POLICY_SET, occurred_at__lt=until)
    for variant_id, at, limit, payload in log.order_by("occurred_at", "id").values_list(
        "variant_id", "occurred_at", "quantity", "payload"
    ):
        if variant_id in changes:
            told[variant_id].append((at, limit or 0, payload))
    for variant_id, policies in told.items():
        nexts = [at for at, _limit, _payload in policies[1:]] + [until]
        for (at, limit, payload), following in zip(policies, nexts, strict=True):
            released = parse_date(payload.get("releases_on") or "")
            is_on = is_open(payload["kind"], released, clock.business_day(at))
            changes[variant_id].append(Change(max(at, start), limit=limit if is_on else 0))
            if is_on and released is not None:
                ends = clock.day_bounds(released)[0]
                if ends < following:
                    changes[variant_id].append(Change(max(ends, start), limit=0))
        changes[variant_id].sort(key=lambda change: change.at)


def _record_events(day: date, levels: list[DayLevel], outs: Mapping[int, int]) -> None:
    at = clock.day_bounds(day)[1] - timedelta(microseconds=1)
    ensure_day_partitions(first=at.date(), last=at.date())
    products = dict(Variant.objects.values_list("pk", "product_id"))
    for position in range(0, len(levels), AT_ONCE):
        record_many(
            [
                Fact(
                    name=EventName.STOCK_SNAPSHOT,
                    event_id=uuid5(_NAMESPACE, f"{day} {level.variant_id} {level.warehouse_id}"),
                    product_id=products.get(level.variant_id),
                    variant_id=level.variant_id,
                    quantity=level.on_hand,
                    payload={
                        "day": day.isoformat(),
                        "warehouse": level.warehouse_id,
                        "allocated": level.allocated,
                        "stock_out_minutes": outs.get(level.variant_id, 0),
                    },
                    at=at,
                )
                for level in levels[position : position + AT_ONCE]
            ]
        )
