"""How many units are free in single places: what a store can hand over today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from inventory.models import StockLevel, Warehouse
from inventory.stock.ledger import live_reservations
from inventory.stock.parts import recipes_of, whole_sets


def free_by_place(
    variant_ids: Iterable[int], places: Iterable[int], *, at: datetime | None = None
) -> dict[int, dict[int, int]]:
    """Free units by warehouse id, by variant; a variant that is absent is not tracked.

    What is promised to orders or reserved by checkouts is not free. Two queries, and one more
    where something is not tracked; of bundles, the sets of parts that lie in one place.
    """
    ids, wanted = list(variant_ids), list(places)
    free: dict[int, dict[int, int]] = {}
    levels = StockLevel.objects.filter(variant_id__in=ids)
    for pk, place, on_hand, allocated in levels.values_list(
        "variant_id", "warehouse_id", "on_hand", "allocated"
    ):
        of_variant = free.setdefault(pk, dict.fromkeys(wanted, 0))
        if place in of_variant:
            of_variant[place] += on_hand - allocated
    reserved = live_reservations(at).filter(variant_id__in=ids, warehouse_id__in=wanted)
    for pk, place, units in reserved.values_list("variant_id", "warehouse_id", "quantity"):
        if pk in free:
            free[pk][place] = max(free[pk][place] - units, 0)
    return free | _bundles(set(ids) - free.keys(), wanted, at)


def free_in(variant_ids: Iterable[int], place: Warehouse) -> dict[int, int]:
    """Free units in one place, by variant; a variant that is absent is not tracked."""
    return {
        pk: by_place[place.pk] for pk, by_place in free_by_place(variant_ids, [place.pk]).items()
    }


def _bundles(
    variant_ids: set[int], places: list[int], at: datetime | None
) -> dict[int, dict[int, int]]:
    recipes = recipes_of(variant_ids) if variant_ids else None
    if not recipes:
        return {}
    parts = free_by_place(recipes.part_ids, places, at=at)
    return {
        bundle: {
            place: whole_sets(recipe, {pk: parts[pk][place] for pk in recipe}) for place in places
        }
        for bundle, recipe in recipes.only(frozenset(parts)).parts.items()
        if recipe
    }
