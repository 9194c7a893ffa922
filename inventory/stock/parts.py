"""What bundles are made of: the one place that knows that a bundle has no stock of its own.

Whatever is asked of a bundle is asked of its parts, and told as of the bundle again. A bundle
never has a level, so that only variants without one are looked up here; and each process looks
once a minute whether the shop has any bundle, so that a shop without bundles asks no query more.
Where stock is promised that memory is not believed: see ``inventory.stock.opening``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalog.models import BundlePart
from foundation.remembered import Remembered
from inventory.models import PromisedPart
from inventory.stock.errors import Shortage, StockRuleBroken

Units = Mapping[int, int]
Place = tuple[int, int]
"""A variant in a warehouse, by their primary keys."""
LOOKED_AGAIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Recipes:
    """Units of each part in one unit of a bundle, by bundle. Empty: nothing asked is a bundle."""

    parts: Mapping[int, Units] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def part_ids(self) -> frozenset[int]:
        return frozenset(part for recipe in self.parts.values() for part in recipe)

    def expanded(self, asked: Units) -> dict[int, int]:
        """Units of what is asked for, with parts in the place of bundles."""
        units: dict[int, int] = {}
        for variant_id, quantity in asked.items():
            for part, each in self.parts.get(variant_id, {variant_id: 1}).items():
                units[part] = units.get(part, 0) + quantity * each
        return units

    def only(self, part_ids: frozenset[int]) -> Recipes:
        """The same of some parts alone: those whose units are kept in levels."""
        return Recipes(
            {
                bundle: {part: each for part, each in recipe.items() if part in part_ids}
                for bundle, recipe in self.parts.items()
            }
        )

    def shortages(self, found: Iterable[Shortage], asked: Units) -> list[Shortage]:
        """What is short, told of what was asked for: a part that lacks makes its bundle lack."""
        told: dict[int, Shortage] = {}
        for shortage in found:
            for variant_id, quantity in asked.items():
                each = self.parts.get(variant_id, {variant_id: 1}).get(shortage.variant_id)
                if not each:
                    continue
                units = min(shortage.available // each, quantity)
                known = told.get(variant_id)
                if known is None or units < known.available:
                    told[variant_id] = Shortage(variant_id, quantity, units)
        return list(told.values())

    def folded(self, held: Mapping[Place, int], wanted: Units) -> dict[Place, int]:
        """Units of parts in warehouses, told as units of what is wanted.

        Bundles come first, whole ones of a warehouse before those whose parts lie in several: such
        a one is told of the warehouse that gives its first part.

        Args:
            held: units of variants by place; what is not wanted is left out.
            wanted: units of variants and bundles, at most so many of which are told.
        """
        left = dict(held)
        told: dict[Place, int] = {}
        for bundle in [variant_id for variant_id in wanted if self.parts.get(variant_id)]:
            self._fold(bundle, wanted[bundle], left, told)
        for place in list(left):
            if place[0] in wanted and place[0] not in self.parts and left[place] > 0:
                told[place] = left[place]
        return told

    def _fold(
        self, bundle: int, wanted: int, left: dict[Place, int], told: dict[Place, int]
    ) -> None:
        recipe = self.parts[bundle]
        for warehouse in sorted({place[1] for place in left}):
            there = {part: left.get((part, warehouse), 0) for part in recipe}
            sets = min(wanted, whole_sets(recipe, there))
            if sets > 0:
                told[bundle, warehouse] = sets
                wanted -= sets
                for part, each in recipe.items():
                    left[part, warehouse] -= sets * each
        everywhere = {
            part: sum(units for place, units in left.items() if place[0] == part) for part in recipe
        }
        for _set in range(min(wanted, whole_sets(recipe, everywhere))):
            warehouse = take_mixed(recipe, left)
            told[bundle, warehouse] = told.get((bundle, warehouse), 0) + 1


def whole_sets(recipe: Units, units: Units) -> int:
    """How many bundles can be made of units of parts; none of a bundle without any part."""
    return min((units.get(part, 0) // each for part, each in recipe.items()), default=0)


def take_mixed(recipe: Units, left: dict[Place, int]) -> int:
    """Take the parts of one bundle from wherever they lie; where its first part lay.

    Raises:
        StockRuleBroken: they do not lie there, though a whole set was counted.
    """
    first: int | None = None
    for part, each in recipe.items():
        for place in sorted(place for place in left if place[0] == part):
            taken = min(each, left[place])
            left[place] -= taken
            each -= taken
            if taken and first is None:
                first = place[1]
    if first is None:
        raise StockRuleBroken(_("The parts of a bundle are not where they were counted."))
    return first


# --- what is known -----------------------------------------------------------------------------

_any_bundle = Remembered(lambda: BundlePart.objects.exists(), seconds=LOOKED_AGAIN_SECONDS)


def learn() -> None:
    """Look anew whether the shop has any bundle: one was made, or met."""
    _any_bundle.forget()


def recipes_of(variant_ids: Iterable[int]) -> Recipes:
    """What those of the variants that are bundles are made of now."""
    ids = list(variant_ids)
    return read_recipes(ids) if ids and _any_bundle.get() else Recipes()


def promised_recipes(reference: str) -> Recipes:
    """What the bundles of an order are made of, as it was promised them."""
    return read_promised(reference) if _any_bundle.get() else Recipes()


def knows_bundles() -> bool:
    """Whether this process knows of a bundle; asked once in its life, then as it remembers."""
    known = _any_bundle.last()
    return _any_bundle.get() if known is None else known


def bundles_with(part_ids: Iterable[int]) -> dict[int, int]:
    """The bundles that hold any of some parts, with their products."""
    ids = list(part_ids)
    if not ids or not _any_bundle.get():
        return {}
    rows = BundlePart.objects.filter(part_id__in=ids)
    return dict(rows.values_list("bundle_id", "bundle__product_id"))


def read_recipes(variant_ids: Iterable[int]) -> Recipes:
    """As ``recipes_of``, whatever this process remembers."""
    rows = BundlePart.objects.filter(bundle_id__in=list(variant_ids))
    return _recipes(rows.order_by("pk").values_list("bundle_id", "part_id", "quantity"))


def read_promised(reference: str) -> Recipes:
    """As ``promised_recipes``, whatever this process remembers."""
    rows = PromisedPart.objects.filter(reference=reference)
    return _recipes(rows.order_by("pk").values_list("bundle_id", "part_id", "quantity"))


def _recipes(rows: Iterable[tuple[int, int, int]]) -> Recipes:
    parts: dict[int, dict[int, int]] = {}
    for bundle, part, units in rows:
        parts.setdefault(bundle, {})[part] = units
    if parts and not _any_bundle.last():
        learn()
    return Recipes(parts)


def refuse_bundles(variant_ids: Iterable[int]) -> None:
    """Nothing of its own may lie on a shelf for a bundle: it would be sold apart from its parts.

    Raises:
        StockRuleBroken: one of them is a bundle.
    """
    rows = BundlePart.objects.filter(bundle_id__in=list(variant_ids))
    if sku := rows.values_list("bundle__sku", flat=True).first():
        raise StockRuleBroken(
            _("%(sku)s is a bundle: it has no stock of its own. Receive its parts instead.")
            % {"sku": sku}
        )
