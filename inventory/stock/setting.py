"""Setting what lies in warehouses for many variants at once, by the rules of ``adjust_stock``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from catalog.models import ProductKind, Variant
from events.outbox import publish_many
from foundation import clock
from inventory.history import PastMovement, record_history
from inventory.models import MovementType, StockLevel, Warehouse
from inventory.stock.backorders import fill_backorders
from inventory.stock.errors import StockRuleBroken
from inventory.stock.ledger import open_ledger

AT_ONCE = 500
"""A ledger looks through its levels for each variant, so it is kept small."""


@dataclass(frozen=True, slots=True)
class SetLevel:
    """So many units lie in a warehouse, whatever the books said."""

    variant_id: int
    warehouse_id: int
    on_hand: int


@transaction.atomic
def set_stock(
    *,
    levels: Sequence[SetLevel],
    note: str,
    reference: str = "",
    untouched: frozenset[int] = frozenset(),
    at: datetime | None = None,
) -> set[int]:
    """Set many levels; each movement holds the difference and the note why.

    Args:
        untouched: variants that were made in this transaction. Nobody can have reserved or
            ordered one, so their stock is written in bulk. The caller announces them.

    Returns:
        The products that the ledger has announced as changed.

    Raises:
        StockRuleBroken: fewer than are allocated to orders, a negative number, or a bundle, which
            has the stock of its parts.
    """
    if any(level.on_hand < 0 for level in levels):
        raise StockRuleBroken(_("There cannot be fewer than none."), field="on_hand")
    _refuse_bundles({level.variant_id for level in levels})
    now = at or clock.now()
    known = [level for level in levels if level.variant_id not in untouched]
    first = [level for level in levels if level.variant_id in untouched]
    record_history(
        movements=(
            PastMovement(
                level.variant_id, level.warehouse_id, MovementType.ADJUSTMENT, now,
                on_hand_change=level.on_hand, reference=reference, note=note,
            )
            for level in first
        )
    )  # fmt: skip
    publish_many("stock.changed", [{"variant": level.variant_id} for level in first])
    _lock(sorted({level.variant_id for level in known}))
    announced: set[int] = set()
    for warehouse, own in _by_warehouse(known).items():
        for some in _parts(own):
            announced |= _set_some(warehouse, some, note=note, reference=reference, at=at)
    return announced


def _refuse_bundles(variant_ids: set[int]) -> None:
    """Also those that have no parts yet: what they get on a shelf would be sold apart from them."""
    keys = sorted(variant_ids)
    for start in range(0, len(keys), 10 * AT_ONCE):
        rows = Variant.objects.filter(
            pk__in=keys[start : start + 10 * AT_ONCE], product__kind=ProductKind.BUNDLE
        )
        if sku := rows.values_list("sku", flat=True).first():
            raise StockRuleBroken(
                _("%(sku)s is a bundle: it has no stock of its own. Receive its parts instead.")
                % {"sku": sku}
            )


def _set_some(
    warehouse: Warehouse, wanted: Mapping[int, int], *, note: str, reference: str,
    at: datetime | None,
) -> set[int]:  # fmt: skip
    ledger = open_ledger(wanted, made_in=warehouse, at=at)
    for variant_id, on_hand in wanted.items():
        place = variant_id, warehouse.pk
        row = ledger.levels[place].row
        if on_hand < row.allocated:
            raise StockRuleBroken(
                _("%(allocated)d units are promised to orders: there cannot be fewer.")
                % {"allocated": row.allocated},
                field="on_hand",
            )
        if difference := on_hand - row.on_hand:
            ledger.move(
                place, MovementType.ADJUSTMENT, on_hand=difference, note=note, reference=reference
            )
    fill_backorders(ledger)
    ledger.write()
    ledger.announce(freed=True)
    products = Variant.objects.filter(pk__in=list(wanted)).values_list("product_id", flat=True)
    return set(products)


def _lock(variant_ids: Sequence[int]) -> None:
    """All levels in the house's order, before parts of them are locked again one after the other.

    SQLite has one writer at a time anyway.
    """
    if variant_ids and connection.features.has_select_for_update:
        rows = StockLevel.objects.filter(variant_id__in=variant_ids).order_by("pk")
        list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def _by_warehouse(levels: Iterable[SetLevel]) -> dict[Warehouse, dict[int, int]]:
    wanted: dict[int, dict[int, int]] = {}
    for level in levels:
        wanted.setdefault(level.warehouse_id, {})[level.variant_id] = level.on_hand
    places = Warehouse.objects.in_bulk(list(wanted))
    return {places[pk]: wanted[pk] for pk in sorted(wanted)}


def _parts(wanted: Mapping[int, int]) -> Iterable[dict[int, int]]:
    keys = sorted(wanted)
    for start in range(0, len(keys), AT_ONCE):
        yield {key: wanted[key] for key in keys[start : start + AT_ONCE]}
