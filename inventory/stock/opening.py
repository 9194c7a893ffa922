"""Levels locked for what is asked for, with parts in the place of bundles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Variant
from events.names import EventName
from events.services import Fact, record_many
from inventory.models import PromisedPart
from inventory.stock.ledger import Ledger, open_ledger
from inventory.stock.parts import (
    Recipes,
    Units,
    knows_bundles,
    read_promised,
    read_recipes,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """The locked levels of what is asked for, parts in the place of bundles."""

    ledger: Ledger
    recipes: Recipes
    asked: Units

    @property
    def units(self) -> dict[int, int]:
        """What is asked for, in units of what lies in levels."""
        return self.recipes.expanded(self.asked)


def open_parts(
    asked: Units,
    *,
    also: Iterable[int] = (),
    reference: str = "",
    except_key: str = "",
    at: datetime | None = None,
) -> Opened:
    """Lock the levels of what is asked for; with a ``reference``, as that order was promised it.

    Parts are known before anything is locked, so that all levels are locked in the house's order.
    Where this process knew of no bundle, what has no level is asked about afterwards: stock is
    never promised on what a process remembers. That order of locks is the first bundle's alone.
    """

    def lock(recipes: Recipes) -> Opened:
        wanted = {*also, *recipes.expanded(asked)}
        return Opened(open_ledger(wanted, except_key=except_key, at=at), recipes, asked)

    def read(variant_ids: Iterable[int]) -> Recipes:
        return read_promised(reference) if reference else read_recipes(variant_ids)

    if asked and knows_bundles():
        return lock(read(asked))
    opened = lock(Recipes())
    without_level = asked.keys() - opened.ledger.variant_ids
    recipes = read(without_level) if without_level else Recipes()
    return lock(recipes) if recipes else opened


def note_promised(opened: Opened, *, reference: str, at: datetime | None) -> None:
    """Keep what an order's bundles are made of, and tell the log of the parts that were wanted."""
    recipes = opened.recipes.parts
    if not recipes:
        return
    PromisedPart.objects.bulk_create(
        (
            PromisedPart(reference=reference, bundle_id=bundle, part_id=part, quantity=each)
            for bundle, recipe in recipes.items()
            for part, each in recipe.items()
        ),
        ignore_conflicts=True,
    )
    bundled = {pk: units for pk, units in opened.asked.items() if pk in recipes}
    units = opened.recipes.expanded(bundled)
    products = Variant.objects.filter(pk__in=list(units)).values_list("pk", "product_id")
    record_many(
        [
            Fact(
                name=EventName.PART_SOLD,
                product_id=product,
                variant_id=part,
                order_ref=reference,
                quantity=units[part],
                at=at,
            )
            for part, product in products
        ]
    )
