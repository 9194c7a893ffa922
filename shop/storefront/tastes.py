"""What the shop thinks a customer likes, in words they can correct: shelves and brands.

It is counted from what they looked at, put in the cart and bought (with their consent), and from
what they said themselves. What they mute is not recommended to them any more; what they like more
comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from accounts.models import PreferenceKind, Stance
from accounts.preferences import Preferences
from catalog.models import Brand, Product
from events.context import EventContext
from events.names import EventName
from events.selectors import recent_product_events
from recommendations.serving import Recommendation
from shop.storefront.categories import category_tree

# What was bought says more than what was looked at.
_WEIGHTS = {
    EventName.PRODUCT_VIEWED: 1,
    EventName.CART_ITEM_ADDED: 3,
    EventName.PRODUCT_PURCHASED: 5,
}
LOOKED_AT = 400
SHOWN_OF_A_KIND = 12
_Key = tuple[PreferenceKind, str]
Item = TypeVar("Item", bound=Recommendation)


@dataclass(frozen=True, slots=True)
class Taste:
    """A shelf or brand. ``share`` is its part of the strongest one, in per cent; 0 if only said."""

    kind: PreferenceKind
    name: str
    label: str
    url: str
    share: int
    stance: Stance | None


def tastes(
    *, context: EventContext, preferences: Preferences, language: str
) -> dict[PreferenceKind, list[Taste]]:
    """Shelves and brands by how much they seem to be liked, with what was said of each."""
    counted = _counted(context) if context.may_personalise else Counter()
    for kind in (PreferenceKind.CATEGORY, PreferenceKind.BRAND):
        for names in (preferences.boosted, preferences.muted):
            for name in names.get(kind, ()):
                counted.setdefault((kind, name), 0)
    labels = _labels(counted, language)
    found: dict[PreferenceKind, list[Taste]] = {}
    for kind in (PreferenceKind.CATEGORY, PreferenceKind.BRAND):
        ranked = [entry for entry in counted.most_common() if entry[0][0] == kind]
        best = max((weight for _key, weight in ranked), default=0) or 1
        found[kind] = [
            Taste(kind, key[1], *labels[key], round(100 * weight / best),
                  preferences.stance(kind, key[1]))
            for key, weight in ranked
            if key in labels and (weight or preferences.stance(kind, key[1]))
        ][:SHOWN_OF_A_KIND + len(preferences.muted.get(kind, ()))]  # fmt: skip
    return found


def _counted(context: EventContext) -> Counter[_Key]:
    """Weights of shelves and brands, from the latest events of the log."""
    events = recent_product_events(
        customer=context.customer, visitor=context.visitor, names=list(_WEIGHTS), limit=LOOKED_AT
    )
    places = _places({event.product_id for event in events})
    counted: Counter[_Key] = Counter()
    for event in events:
        for key in places.get(event.product_id, ()):
            counted[key] += _WEIGHTS[EventName(event.name)]
    return counted


def _places(product_ids: set[int]) -> dict[int, list[_Key]]:
    """The shelf and the brand of products, by their slugs."""
    rows = Product.objects.filter(pk__in=product_ids).values_list(
        "pk", "category__slug_en", "brand__slug"
    )
    places: dict[int, list[_Key]] = {}
    for pk, category, brand in rows:
        keys = ((PreferenceKind.CATEGORY, category), (PreferenceKind.BRAND, brand))
        places[pk] = [(kind, name) for kind, name in keys if name]
    return places


def _labels(keys: Counter[_Key], language: str) -> dict[_Key, tuple[str, str]]:
    """What shelves and brands are called, and the address of a shelf; unknown ones are left out."""
    tree = category_tree(language)
    labels: dict[_Key, tuple[str, str]] = {}
    brands = [name for kind, name in keys if kind == PreferenceKind.BRAND]
    for slug, name in Brand.objects.filter(slug__in=brands).values_list("slug", "name"):
        labels[PreferenceKind.BRAND, slug] = (name, "")
    for kind, name in keys:
        shelf = tree.find(name) if kind == PreferenceKind.CATEGORY else None
        if shelf is not None:
            labels[kind, name] = (shelf.name, shelf.url)
    return labels


def by_preference(found: Sequence[Item], preferences: Preferences) -> list[Item]:
    """Recommendations without what was muted, what was boosted first; else in their order."""
    if not preferences or not found:
        return list(found)
    places = _places({one.product_id for one in found})

    def stances(one: Item) -> set[Stance | None]:
        return {preferences.stance(kind, name) for kind, name in places.get(one.product_id, ())}

    kept = [one for one in found if Stance.MUTED not in stances(one)]
    return sorted(kept, key=lambda one: Stance.BOOSTED not in stances(one))
