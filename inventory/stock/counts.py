"""Counting stock while the shop goes on selling.

What a line was expected to hold is frozen when the count begins. What the books said is noted
for each line at the moment it was counted, and only the difference to *that* is an error: a sale
before it is in both numbers, a sale after it in neither. Closing adds the differences to the
levels as they are then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from foundation import clock
from inventory.models import (
    CountLine,
    CountState,
    MovementType,
    StockCount,
    StockLevel,
    StockMovement,
    Warehouse,
)
from inventory.stock.backorders import fill_backorders
from inventory.stock.errors import StockRuleBroken
from inventory.stock.ledger import Ledger, open_ledger


@transaction.atomic
def draft_count(
    *,
    warehouse: Warehouse,
    variant_ids: Iterable[int] | None = None,
    note: str = "",
    at: datetime | None = None,
) -> StockCount:
    """Plan a count of some variants, or of all that have a level in the warehouse."""
    count = StockCount.objects.create(warehouse=warehouse, note=note, created_at=at or clock.now())
    number_count(count)
    add_to_count(count=count, variant_ids=variant_ids)
    return count


@transaction.atomic
def save_count(*, count: StockCount) -> StockCount:
    """Write the head of a count that is still planned; a new one gets its number.

    Raises:
        StockRuleBroken: it has begun already.
    """
    if count.pk is None:
        count.save()
        number_count(count)
        return count
    _locked(count, (CountState.DRAFT,), _("The count has begun already."))
    count.save()
    return count


def complete_draft(*, count: StockCount) -> None:
    """A count for which nothing was chosen is of all that lies there."""
    if not count.lines.exists():
        add_to_count(count=count)


def number_count(count: StockCount) -> None:
    """Give a new count its number."""
    count.number = f"C-{count.pk:05d}"
    count.save(update_fields=["number"])


@transaction.atomic
def add_to_count(*, count: StockCount, variant_ids: Iterable[int] | None = None) -> int:
    """Put variants on the sheet, all of the warehouse without any; returns how many there are.

    Raises:
        StockRuleBroken: the count has begun already.
    """
    count = _locked(count, (CountState.DRAFT,), _("The count has begun already."))
    wanted = variant_ids
    if wanted is None:
        levels = StockLevel.objects.filter(warehouse=count.warehouse)
        wanted = levels.order_by("variant__sku").values_list("variant_id", flat=True)
    CountLine.objects.bulk_create(
        (CountLine(count=count, variant_id=variant_id) for variant_id in wanted),
        ignore_conflicts=True,
    )
    return count.lines.count()


@transaction.atomic
def start_count(*, count: StockCount, at: datetime | None = None) -> StockCount:
    """Freeze what is expected; from now on it is counted.

    Raises:
        StockRuleBroken: it is no draft, or nothing is on the sheet.
    """
    count = _locked(count, (CountState.DRAFT,), _("The count has begun already."))
    lines = list(count.lines.all())
    if not lines:
        raise StockRuleBroken(_("Say first what is to be counted."))
    ledger = open_ledger([line.variant_id for line in lines], made_in=count.warehouse, at=at)
    books = _books_at(ledger, count.warehouse_id, at)
    for line in lines:
        line.expected = books[line.variant_id]
    CountLine.objects.bulk_update(lines, ["expected"], batch_size=500)
    count.state, count.started_at = CountState.COUNTING, at or clock.now()
    count.save(update_fields=["state", "started_at"])
    return count


@transaction.atomic
def record_counted(
    *, count: StockCount, counted: Mapping[int, int | None], at: datetime | None = None
) -> StockCount:
    """Note what was found, by variant; again to correct it, and also for what no sheet asked.

    Args:
        counted: units by variant; None takes back what was noted.
        at: when it was counted, where that is before now (a sheet of paper typed in later).

    Raises:
        StockRuleBroken: the count is not going on, a negative number, a moment before it began.
    """
    count = _locked(count, (CountState.COUNTING,), _("This count is not going on."))
    if any(units is not None and units < 0 for units in counted.values()):
        raise StockRuleBroken(_("There cannot be fewer than none."), field="counted")
    if at is not None and count.started_at is not None and at < count.started_at:
        raise StockRuleBroken(_("That was before the count began."), field="counted_at")
    ledger = open_ledger(counted, made_in=count.warehouse, at=at)
    books = _books_at(ledger, count.warehouse_id, at)
    known = set(count.lines.values_list("variant_id", flat=True))
    CountLine.objects.bulk_create(
        CountLine(count=count, variant_id=pk, expected=books[pk])
        for pk in counted
        if pk not in known
    )
    lines = list(count.lines.filter(variant_id__in=list(counted)))
    for line in lines:
        line.counted = counted[line.variant_id]
        is_noted = line.counted is not None
        line.book_then = books[line.variant_id] if is_noted else None
        line.counted_at = (at or clock.now()) if is_noted else None
    CountLine.objects.bulk_update(lines, ["counted", "book_then", "counted_at"], batch_size=500)
    return count


@transaction.atomic
def close_count(
    *, count: StockCount, leave_uncounted: bool = False, at: datetime | None = None
) -> StockCount:
    """Correct the levels by what was found; each difference is a movement.

    Args:
        leave_uncounted: lines that nobody counted stay as they are, instead of being an error.

    Raises:
        StockRuleBroken: lines are missing, or fewer would be left than orders were promised.
    """
    count = _locked(count, (CountState.COUNTING,), _("This count is not going on."))
    lines = list(count.lines.select_related("variant"))
    done = [line for line in lines if line.counted is not None]
    if not done:
        raise StockRuleBroken(_("Nothing was counted yet."))
    if len(done) < len(lines) and not leave_uncounted:
        raise StockRuleBroken(
            _("%(left)d lines are not counted yet, such as %(sku)s.")
            % {
                "left": len(lines) - len(done),
                "sku": next(line.variant.sku for line in lines if line.counted is None),
            }
        )
    _correct(count, [line for line in done if line.difference], at)
    count.state, count.closed_at = CountState.CLOSED, at or clock.now()
    count.save(update_fields=["state", "closed_at"])
    return count


@transaction.atomic
def cancel_count(*, count: StockCount) -> StockCount:
    """Nothing is corrected.

    Raises:
        StockRuleBroken: it was closed already.
    """
    open_states = (CountState.DRAFT, CountState.COUNTING)
    count = _locked(count, open_states, _("This count was closed already."))
    count.state = CountState.CANCELLED
    count.save(update_fields=["state"])
    return count


def _correct(count: StockCount, wrong: list[CountLine], at: datetime | None) -> None:
    ledger = open_ledger([line.variant_id for line in wrong], at=at)
    for line in wrong:
        difference = line.difference or 0
        level = ledger.levels[line.variant_id, count.warehouse_id]
        if level.row.on_hand + difference < level.row.allocated:
            raise StockRuleBroken(
                _(
                    "%(sku)s: %(allocated)d units are promised to orders, "
                    "but only %(left)d are left."
                )
                % {
                    "sku": line.variant.sku,
                    "allocated": level.row.allocated,
                    "left": max(level.row.on_hand + difference, 0),
                }
            )
        ledger.move(
            (line.variant_id, count.warehouse_id),
            MovementType.COUNT,
            on_hand=difference,
            reference=str(count),
        )
    fill_backorders(ledger)
    ledger.write()
    ledger.announce(freed=True)


def _books_at(ledger: Ledger, warehouse_id: int, at: datetime | None) -> dict[int, int]:
    """What the ledger says lay there at a moment, by variant: now less what moved since."""
    books = {
        variant_id: level.row.on_hand
        for (variant_id, warehouse), level in ledger.levels.items()
        if warehouse == warehouse_id
    }
    if at is None:
        return books
    since = (
        StockMovement.objects.filter(
            variant_id__in=list(books), warehouse_id=warehouse_id, moved_at__gt=at
        )
        .values("variant_id")
        .annotate(units=Sum("on_hand_change"))
    )
    for row in since:
        books[row["variant_id"]] = max(books[row["variant_id"]] - row["units"], 0)
    return books


def _locked(count: StockCount, states: tuple[CountState, ...], refusal: str) -> StockCount:
    row = (
        StockCount.objects.select_related("warehouse")
        .select_for_update(of=("self",))
        .get(pk=count.pk)
    )
    if row.state not in states:
        raise StockRuleBroken(refusal)
    return row
