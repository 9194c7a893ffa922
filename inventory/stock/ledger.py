"""Level rows locked for one change, and the movements that change them.

Order of locks: the level rows of all variants at once, ``FOR UPDATE``, sorted by primary key;
only then, in a second statement, are live reservations summed. A conditional UPDATE whose
condition sums reservations oversells on PostgreSQL: it waits for the row, then judges the sum by
the snapshot from before the wait. Rows that are missing are made before any is locked, so that
nobody waits for a new row while holding an old one.

Backorders and policies have no locks of their own: whoever changes them holds the levels of the
variant. A variant with a policy has a level always.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from events.outbox import publish_many
from foundation import clock
from foundation.ids import uuid7
from foundation.prepared import PreparedQuery
from inventory.models import MovementType, Reservation, StockLevel, StockMovement, Warehouse
from inventory.stock.errors import StockRuleBroken
from inventory.stock.parts import Place, bundles_with, refuse_bundles


def default_warehouse() -> Warehouse:
    """The warehouse that everything goes to unless said otherwise; made when there is none."""
    found = Warehouse.objects.filter(is_default=True).first()
    if found:
        return found
    made, _created = Warehouse.objects.get_or_create(
        code="main", defaults={"name": "Main warehouse", "is_default": True}
    )
    return made


def live_reservations(at: datetime | None = None) -> QuerySet[Reservation]:
    """Reservations that still count, by the database's clock, or by ``at`` when history asks."""
    return Reservation.objects.filter(expires_at__gt=at if at is not None else Now())


@dataclass(slots=True)
class Level:
    """A locked level row; ``was`` is on hand and allocated as they were found."""

    row: StockLevel
    was: tuple[int, int]

    @property
    def free(self) -> int:
        """Units that lie there and are promised to no order; reservations are not looked at."""
        return self.row.on_hand - self.row.allocated


class Ledger:
    """The levels of some variants in all warehouses, locked until the transaction ends."""

    def __init__(self, rows: Iterable[StockLevel], *, except_key: str, at: datetime | None) -> None:
        self.levels = {
            (row.variant_id, row.warehouse_id): Level(row, (row.on_hand, row.allocated))
            for row in rows
        }
        self.variant_ids = frozenset(variant for variant, _warehouse in self.levels)
        self.at = at
        self._except_key = except_key
        self._reserved: dict[tuple[int, int | None], int] | None = None
        self._own: dict[int, int] = {}
        self._movements: list[StockMovement] = []

    # --- reading ----------------------------------------------------------------------------

    def reserved(self, variant_id: int, warehouse_id: int | None) -> int:
        """Live reservations of others; with None as the warehouse those of the backorder limit."""
        if self._reserved is None:
            self._reserved = self._sum_reservations()
        return self._reserved.get((variant_id, warehouse_id), 0)

    def _sum_reservations(self) -> dict[tuple[int, int | None], int]:
        others: dict[tuple[int, int | None], int] = {}
        self._own = {}
        if not self.variant_ids:
            return others
        sums = _SUMS(variant_ids=list(self.variant_ids), key=self._except_key, at=self.at)
        for variant_id, warehouse_id, units, own in sums:
            others[variant_id, warehouse_id] = units - (own or 0)
            self._own[variant_id] = self._own.get(variant_id, 0) + (own or 0)
        return others

    def own_reservation(self, variant_id: int) -> int:
        """What the checkout itself keeps, expired or not; known once ``reserved`` was asked."""
        return self._own.get(variant_id, 0)

    def count_everybody(self) -> None:
        """Sum reservations anew when next asked, those of the checkout too: they have changed."""
        self._reserved, self._except_key = None, ""

    def available(self, place: Place) -> int:
        """Units of a level that can be promised; none in a warehouse that is not active."""
        level = self.levels.get(place)
        if level is None or not level.row.warehouse.is_active:
            return 0
        return max(level.free - self.reserved(*place), 0)

    def places(self, variant_id: int) -> list[Place]:
        """Where a variant has levels, in the order in which warehouses are asked."""
        own = [place for place in self.levels if place[0] == variant_id]
        return sorted(own, key=lambda place: nearness(self.levels[place].row.warehouse, ""))

    def warehouses(self, country: str = "") -> list[int]:
        """The warehouses of these levels, nearest to ``country`` first."""
        known = {level.row.warehouse_id: level.row.warehouse for level in self.levels.values()}
        return sorted(known, key=lambda pk: nearness(known[pk], country))

    # --- writing ----------------------------------------------------------------------------

    def move(
        self,
        place: Place,
        type_: MovementType,
        *,
        on_hand: int = 0,
        allocated: int = 0,
        backordered: int = 0,
        reference: str = "",
        note: str = "",
    ) -> None:
        """Change a level and note the movement; ``write`` brings both to the database.

        Raises:
            StockRuleBroken: it would leave less than nothing. The tables' CHECKs stand behind.
        """
        row = self.levels[place].row
        row.on_hand += on_hand
        row.allocated += allocated
        if row.on_hand < 0 or not 0 <= row.allocated <= row.on_hand:
            raise StockRuleBroken(_("There is less in the warehouse than this would take."))
        moved_at = self.at or clock.now()
        self._movements.append(
            StockMovement(
                id=uuid7(moved_at),
                variant_id=place[0],
                warehouse_id=place[1],
                type=type_,
                on_hand_change=on_hand,
                allocated_change=allocated,
                backordered_change=backordered,
                reference=reference,
                note=note,
                moved_at=moved_at,
            )
        )

    def write(self) -> None:
        """Movements in one statement, levels in another; nothing where nothing moved."""
        if not self._movements:
            return
        StockMovement.objects.bulk_create(self._movements)
        self._movements = []
        changed = [
            level.row
            for level in self.levels.values()
            if (level.row.on_hand, level.row.allocated) != level.was
        ]
        if len(changed) == 1:
            changed[0].save(update_fields=["on_hand", "allocated"])
        elif changed:
            StockLevel.objects.bulk_update(changed, ["on_hand", "allocated"], batch_size=200)

    def announce(self, *, freed: bool = False, opened: bool = False) -> None:
        """Tell the catalogue's readers that these variants changed. Call it last.

        ``freed`` says that units may have become free: who waits for what was sold out hears of
        it. ``opened`` says that what was sold out can be sold again by another rule.
        """
        products = {level.row.variant.product_id for level in self.levels.values()}
        products |= set(bundles_with(self.variant_ids).values())
        publish_many("product.changed", [{"product": product} for product in sorted(products)])
        publish_many("stock.changed", [{"variant": pk} for pk in sorted(self.variant_ids)])
        if freed or opened:
            sold_out = {pk for pk in self.variant_ids if self._was_empty(pk)}
            back = sold_out if opened else sold_out - self.empty_variants()
            tell_available(back)

    def empty_variants(self) -> frozenset[int]:
        """Those of which no unit can be taken from any warehouse now."""
        return self.variant_ids - {place[0] for place in self.levels if self.available(place)}

    def _was_empty(self, variant_id: int) -> bool:
        return not any(
            level.was[0] - level.was[1] > self.reserved(*place)
            for place, level in self.levels.items()
            if place[0] == variant_id and level.row.warehouse.is_active
        )


def tell_available(variant_ids: Iterable[int]) -> None:
    """Who waits for what was sold out hears that it may be had, and so may bundles with it."""
    back = set(variant_ids)
    back |= bundles_with(back).keys()
    publish_many("stock.available", [{"variant": pk} for pk in sorted(back)])


def nearness(warehouse: Warehouse, country: str) -> tuple[bool, bool, int, bool, int]:
    """How near a warehouse is to a country, for sorting: those that serve it, then those in it."""
    return (
        not (country and country in warehouse.countries),
        not (country and country == warehouse.country),
        warehouse.priority,
        not warehouse.is_default,
        warehouse.pk,
    )


def open_ledger(
    variant_ids: Iterable[int],
    *,
    made_in: Warehouse | None = None,
    except_key: str = "",
    at: datetime | None = None,
) -> Ledger:
    """Lock the levels of variants, in the house's order. Call it inside a transaction.

    Args:
        made_in: where each variant gets a level if it has none there.
        except_key: whose reservations do not count: the checkout's own.
        at: the moment of the change, for history.
    """
    wanted = sorted(set(variant_ids))
    if made_in is not None:
        _make_levels(wanted, made_in)
    rows = _LOCKED(variant_ids=wanted) if wanted else []
    return Ledger(rows, except_key=except_key, at=at)


_LOCKED = PreparedQuery(
    lambda variant_ids: (
        StockLevel.objects.filter(variant_id__in=variant_ids)
        .select_related("variant", "warehouse")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
)


def _sums_of_reservations(*, variant_ids: Any, key: Any, at: Any) -> QuerySet[Any, Any]:
    """Of each level the units that are kept, live or of the key, and those of the key alone."""
    counted = live_reservations(at) | Reservation.objects.filter(key=key)
    return (
        counted.filter(variant_id__in=variant_ids)
        .values("variant_id", "warehouse_id")
        .annotate(units=Sum("quantity"), own=Sum("quantity", filter=Q(key=key)))
        .values_list("variant_id", "warehouse_id", "units", "own")
    )


_SUMS = PreparedQuery(_sums_of_reservations)


def _make_levels(variant_ids: list[int], warehouse: Warehouse) -> None:
    there = set(
        StockLevel.objects.filter(warehouse=warehouse, variant_id__in=variant_ids).values_list(
            "variant_id", flat=True
        )
    )
    if not (new := [variant_id for variant_id in variant_ids if variant_id not in there]):
        return
    refuse_bundles(new)
    StockLevel.objects.bulk_create(
        (StockLevel(variant_id=variant_id, warehouse=warehouse) for variant_id in new),
        ignore_conflicts=True,
    )
