"""What warehouses keep for the lines of an order, bundles told as bundles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inventory.models import PromisedPart
from inventory.selectors import allocations_of, backorders_of
from inventory.stock.parts import Recipes, promised_recipes


@dataclass(frozen=True, slots=True)
class Holding:
    """Units of a line's variant that lie ready, by warehouse, and those that wait for stock."""

    by_warehouse: Mapping[int, int] = field(default_factory=dict)
    waiting: int = 0


def holdings_of(reference: str, wanted: Mapping[int, int]) -> dict[int, Holding]:
    """What is kept for an order, by variant; a variant that is absent is not tracked.

    Args:
        reference: the order's public id.
        wanted: units by variant, as its lines say, that are neither sent nor cancelled.
    """
    held = {(row.variant_id, row.warehouse_id): row.quantity for row in allocations_of(reference)}
    waiting = backorders_of(reference)
    tracked = frozenset({place[0] for place in held} | waiting.keys())
    recipes = Recipes()
    if wanted.keys() - tracked:
        recipes = promised_recipes(reference).only(tracked)
    told = recipes.folded(held, wanted)
    holdings: dict[int, Holding] = {}
    for variant_id, units in wanted.items():
        if variant_id not in tracked and not recipes.parts.get(variant_id):
            continue
        places = {place[1]: count for place, count in told.items() if place[0] == variant_id}
        # Among bundles and their parts alone it hangs on the whole who of them waits.
        late = units if recipes else waiting.get(variant_id, 0)
        holdings[variant_id] = Holding(places, min(late, max(units - sum(places.values()), 0)))
    return holdings


@dataclass(frozen=True, slots=True)
class PromisedUnits:
    """Units of a part in one unit of a bundle, as its order was promised it."""

    sku: str
    name: str
    quantity: int


def contents_promised(reference: str) -> dict[int, list[PromisedUnits]]:
    """What the bundles of an order are made of, by bundle, for papers and pages."""
    contents: dict[int, list[PromisedUnits]] = {}
    rows = PromisedPart.objects.filter(reference=reference).select_related("part__product")
    for row in rows.order_by("pk"):
        part = PromisedUnits(row.part.sku, str(row.part.product.name), row.quantity)
        contents.setdefault(row.bundle_id, []).append(part)
    return contents


def promised_parts() -> dict[tuple[str, int], dict[int, int]]:
    """Units of parts in one unit of each bundle ever promised, by its order and the bundle."""
    parts: dict[tuple[str, int], dict[int, int]] = {}
    rows = PromisedPart.objects.values_list("reference", "bundle_id", "part_id", "quantity")
    for reference, bundle, part, each in rows.iterator(chunk_size=5000):
        parts.setdefault((reference, bundle), {})[part] = each
    return parts
