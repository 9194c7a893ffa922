"""Reading stock: what can be sold, what is promised, what is on its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, Min, Q, QuerySet, Sum

from foundation import clock
from foundation.money import Money
from inventory.models import (
    Backorder,
    PolicyKind,
    PurchaseOrderLine,
    PurchaseOrderState,
    StockCount,
    StockLevel,
    StockMovement,
    StockPolicy,
    TransferLine,
    TransferState,
)
from inventory.stock.ledger import live_reservations
from inventory.stock.parts import recipes_of, whole_sets
from inventory.stock.policies import is_open, waiting_units

OPEN_PURCHASES = (PurchaseOrderState.SENT, PurchaseOrderState.PART_RECEIVED)


class PromiseKind(StrEnum):
    """What a shopper who orders now is promised."""

    IN_STOCK = "in_stock"
    BACKORDER = "backorder"
    PREORDER = "preorder"
    SOLD_OUT = "sold_out"


@dataclass(frozen=True, slots=True)
class StockPromise:
    """``sellable`` counts what may be sold beyond ``in_stock``; ``expected_at`` is for that."""

    kind: PromiseKind
    in_stock: int
    sellable: int
    expected_at: date | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Units that a warehouse keeps for an order."""

    variant_id: int
    warehouse_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """Units on their way: ordered from suppliers, and sent from another warehouse."""

    on_order: int = 0
    in_transit: int = 0
    next_on: date | None = None


@dataclass(slots=True)
class _Stock:
    """What the rows of a variant say; ``free`` before reservations."""

    kind: str
    limit: int
    expected_on: date | None
    releases_on: date | None
    free: int = 0
    allowance: int = 0


def availability(variant_ids: Iterable[int], *, at: datetime | None = None) -> dict[int, int]:
    """Units that can be sold now, by variant; a variant that is absent is not tracked.

    What a policy lets be promised beyond the stock is among them. Two queries, and one more
    where there is such a policy; of bundles, those of their parts.
    """
    ids = list(variant_ids)
    stock = _stock_of(ids, at)
    sellable = {pk: one.free + one.allowance for pk, one in stock.items()}
    recipes = recipes_of(set(ids) - stock.keys())
    if not recipes:
        return sellable
    parts = availability(recipes.part_ids, at=at)
    return sellable | {
        bundle: whole_sets(recipe, parts)
        for bundle, recipe in recipes.only(frozenset(parts)).parts.items()
        if recipe
    }


def stock_promises(
    variant_ids: Iterable[int], *, at: datetime | None = None
) -> dict[int, StockPromise]:
    """What shoppers may be promised, by variant; a variant that is absent is not tracked."""
    ids = list(variant_ids)
    stock = _stock_of(ids, at)
    day = clock.business_day(at)
    undated = [pk for pk, one in stock.items() if one.allowance and _told(one, day) is None]
    dates = _next_deliveries(undated, day) if undated else {}
    promises = {pk: _promise(one, _told(one, day) or dates.get(pk)) for pk, one in stock.items()}
    recipes = recipes_of(set(ids) - stock.keys())
    if not recipes:
        return promises
    parts = stock_promises(recipes.part_ids, at=at)
    return promises | {
        bundle: _bundle_promise(recipe, parts)
        for bundle, recipe in recipes.only(frozenset(parts)).parts.items()
        if recipe
    }


def _bundle_promise(recipe: Mapping[int, int], parts: Mapping[int, StockPromise]) -> StockPromise:
    """What the tracked parts of a bundle allow together: as many as the scarcest, when the last
    of them is there."""
    in_stock = whole_sets(recipe, {pk: parts[pk].in_stock for pk in recipe})
    sellable = whole_sets(recipe, {pk: parts[pk].sellable for pk in recipe})
    if not sellable:
        return StockPromise(PromiseKind.SOLD_OUT, 0, 0)
    late = [parts[pk] for pk, each in recipe.items() if parts[pk].in_stock // each < sellable]
    days = [part.expected_at for part in late]
    told = [day for day in days if day is not None]
    expected = max(told) if told and len(told) == len(days) else None
    kinds = {part.kind for part in late}
    if in_stock and PromiseKind.PREORDER not in kinds:
        return StockPromise(PromiseKind.IN_STOCK, in_stock, sellable, expected)
    kind = PromiseKind.PREORDER if PromiseKind.PREORDER in kinds else PromiseKind.BACKORDER
    return StockPromise(kind, in_stock, sellable, expected)


def allocations_of(reference: str) -> list[Allocation]:
    """What warehouses keep for an order, by the ledger."""
    sums = (
        StockMovement.objects.filter(reference=reference)
        .values("variant_id", "warehouse_id")
        .annotate(units=Sum("allocated_change"))
        .order_by("variant_id", "warehouse_id")
    )
    return [
        Allocation(entry["variant_id"], entry["warehouse_id"], entry["units"])
        for entry in sums
        if entry["units"] > 0
    ]


def backorders_of(reference: str) -> dict[int, int]:
    """Units that an order still waits for, by variant."""
    rows = (
        Backorder.objects.filter(reference=reference, waiting__gt=0)
        .values("variant_id")
        .annotate(units=Sum("waiting"))
    )
    return {row["variant_id"]: row["units"] for row in rows}


def incoming(variant_ids: Iterable[int]) -> dict[int, Incoming]:
    """What is on its way, by variant; absent is nothing."""
    ids = list(variant_ids)
    ordered = {
        row["variant_id"]: (row["units"], row["next_on"])
        for row in _open_purchase_lines(ids)
        .values("variant_id")
        .annotate(units=Sum(F("quantity") - F("received")), next_on=Min("order__expected_on"))
    }
    moving = {
        row["variant_id"]: row["units"]
        for row in TransferLine.objects.filter(
            variant_id__in=ids, transfer__state=TransferState.SENT
        )
        .values("variant_id")
        .annotate(units=Sum(F("quantity") - F("received")))
        if row["units"]
    }
    nothing = (0, None)
    return {
        pk: Incoming(ordered.get(pk, nothing)[0], moving.get(pk, 0), ordered.get(pk, nothing)[1])
        for pk in ordered.keys() | moving.keys()
    }


@dataclass(frozen=True, slots=True)
class LedgerDifference:
    """Where a number in the books is not what its ledger adds up to."""

    what: str
    key: str
    in_books: int
    by_ledger: int


def ledger_differences() -> list[LedgerDifference]:
    """Check stock against its ledger; nothing when the books balance.

    Levels against the sums of their movements; backorders against theirs, order by order; what
    an order holds is never less than nothing; and no more waits for a variant than its policy
    allows. Reservations are not part of the books: they expire.
    """
    return [*_levels_off(), *_promises_off(), *_limits_off()]


def _levels_off() -> Iterator[LedgerDifference]:
    moved = {
        (row["variant_id"], row["warehouse_id"]): (row["on_hand"], row["allocated"])
        for row in StockMovement.objects.values("variant_id", "warehouse_id").annotate(
            on_hand=Sum("on_hand_change"), allocated=Sum("allocated_change")
        )
    }
    levels = {
        (variant, warehouse): (on_hand, allocated)
        for variant, warehouse, on_hand, allocated in StockLevel.objects.values_list(
            "variant_id", "warehouse_id", "on_hand", "allocated"
        )
    }
    for place in sorted(moved.keys() | levels.keys()):
        kept, summed = levels.get(place, (0, 0)), moved.get(place, (0, 0))
        for what, in_books, by_ledger in zip(("on hand", "allocated"), kept, summed, strict=True):
            if in_books != by_ledger:
                yield LedgerDifference(what, f"{place[0]}@{place[1]}", in_books, by_ledger)


def _promises_off() -> Iterator[LedgerDifference]:
    held = (
        StockMovement.objects.exclude(reference="")
        .values("reference", "variant_id", "warehouse_id")
        .annotate(units=Sum("allocated_change"))
        .filter(units__lt=0)
    )
    for row in held:
        key = f"{row['reference']}:{row['variant_id']}@{row['warehouse_id']}"
        yield LedgerDifference("allocated to an order", key, 0, row["units"])
    waiting = _by_order(Backorder.objects.filter(waiting__gt=0), "waiting")
    moved = _by_order(StockMovement.objects.exclude(backordered_change=0), "backordered_change")
    for order, variant in sorted(waiting.keys() | moved.keys()):
        in_books, by_ledger = waiting.get((order, variant), 0), moved.get((order, variant), 0)
        if in_books != by_ledger:
            yield LedgerDifference("backorder", f"{order}:{variant}", in_books, by_ledger)


def _by_order(rows: QuerySet[Any], column: str) -> dict[tuple[str, int], int]:
    sums = rows.values("reference", "variant_id").annotate(units=Sum(column))
    return {(row["reference"], row["variant_id"]): row["units"] for row in sums}


def _limits_off() -> Iterator[LedgerDifference]:
    limits = dict(StockPolicy.objects.values_list("variant_id", "limit"))
    rows = (
        Backorder.objects.filter(waiting__gt=0, is_sold_elsewhere=False)
        .values("variant_id")
        .annotate(units=Sum("waiting"))
    )
    for row in rows:
        limit = limits.get(row["variant_id"], 0)
        if row["units"] > limit:
            yield LedgerDifference("limit", str(row["variant_id"]), limit, row["units"])


@dataclass(frozen=True, slots=True)
class CountAccuracy:
    """How right the books were: by lines, and by units (one less the share that was off)."""

    lines: int
    exact_lines: int
    by_lines: float
    by_units: float


def count_accuracy(count: StockCount) -> CountAccuracy | None:
    """The accuracy of the books by a count; None while nothing is counted.

    By units it is 1 - sum of |counted - book| / sum of book, at least 0: what is missing of one
    variant is not made good by what is too much of another.
    """
    lines = [line for line in count.lines.all() if line.difference is not None]
    if not lines:
        return None
    exact = sum(line.difference == 0 for line in lines)
    off = sum(abs(line.difference or 0) for line in lines)
    books = sum(line.book_then or 0 for line in lines)
    by_units = max(1 - off / books, 0.0) if books else float(off == 0)
    return CountAccuracy(len(lines), exact, exact / len(lines), by_units)


def landed_costs(variant_ids: Iterable[int]) -> dict[int, Money]:
    """What a unit cost when it last came, with its share of the freight; absent is unknown."""
    lines = (
        PurchaseOrderLine.objects.filter(
            variant_id__in=list(variant_ids), received__gt=0, landed_cost_minor__isnull=False
        )
        .order_by("order__sent_at", "pk")
        .values_list("variant_id", "landed_cost_minor", "order__currency")
    )
    return {pk: Money(minor, currency) for pk, minor, currency in lines if minor is not None}


def _stock_of(variant_ids: Iterable[int], at: datetime | None) -> dict[int, _Stock]:
    """The facts of tracked variants.

    Summed here: a variant lies in few warehouses, and GROUP BY makes a short query a long one.
    """
    stock: dict[int, _Stock] = {}
    rows = StockLevel.objects.filter(variant_id__in=list(variant_ids)).values_list(
        "variant_id", "on_hand", "allocated", "warehouse__is_active",
        "variant__stock_policy__kind", "variant__stock_policy__limit",
        "variant__stock_policy__expected_on", "variant__stock_policy__releases_on",
    )  # fmt: skip
    for pk, on_hand, allocated, is_active, kind, limit, expected_on, releases_on in rows:
        one = stock.setdefault(pk, _Stock(kind or "", limit or 0, expected_on, releases_on))
        one.free += on_hand - allocated if is_active else 0
    if not stock:
        return {}
    day = clock.business_day(at)
    beyond = {pk: one.limit for pk, one in stock.items() if is_open(one.kind, one.releases_on, day)}
    reserved = live_reservations(at).filter(
        Q(warehouse__isnull=True) | Q(warehouse__is_active=True), variant_id__in=list(stock)
    )
    for pk, warehouse_id, quantity in reserved.values_list(
        "variant_id", "warehouse_id", "quantity"
    ):
        if warehouse_id is not None:
            stock[pk].free -= quantity
        elif pk in beyond:
            beyond[pk] -= quantity
    waiting = waiting_units(beyond) if beyond else {}
    for pk, one in stock.items():
        one.free = max(one.free, 0)
        one.allowance = max(beyond.get(pk, 0) - waiting.get(pk, 0), 0)
    return stock


def _promise(stock: _Stock, expected: date | None) -> StockPromise:
    sellable = stock.free + stock.allowance
    if stock.kind == PolicyKind.PREORDER and stock.allowance:
        return StockPromise(PromiseKind.PREORDER, stock.free, sellable, expected)
    if stock.free:
        return StockPromise(PromiseKind.IN_STOCK, stock.free, sellable, expected)
    if stock.allowance:
        return StockPromise(PromiseKind.BACKORDER, 0, sellable, expected)
    return StockPromise(PromiseKind.SOLD_OUT, 0, 0)


def _told(stock: _Stock, day: date) -> date | None:
    """The day that staff named, unless it has passed."""
    if stock.kind == PolicyKind.PREORDER:
        return stock.releases_on
    return stock.expected_on if stock.expected_on and stock.expected_on >= day else None


def _next_deliveries(variant_ids: list[int], day: date) -> dict[int, date]:
    rows = (
        _open_purchase_lines(variant_ids)
        .filter(order__expected_on__gte=day)
        .values("variant_id")
        .annotate(next_on=Min("order__expected_on"))
    )
    return {row["variant_id"]: row["next_on"] for row in rows}


def _open_purchase_lines(variant_ids: list[int]) -> QuerySet[PurchaseOrderLine]:
    return PurchaseOrderLine.objects.filter(
        variant_id__in=variant_ids, order__state__in=OPEN_PURCHASES, quantity__gt=F("received")
    )
