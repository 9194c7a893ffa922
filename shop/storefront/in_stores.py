"""What a product page says of the shops one can walk into: there today, a few, or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache

from catalog.models import ProductKind, ProductStatus, Variant
from catalog.selectors import variant_cards
from inventory.models import Warehouse
from inventory.places import free_by_place
from shop.storefront.cards import LOW_STOCK

CACHE_KEY = "storefront:stores"
CACHE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Store:
    """A shop that buyers can walk into."""

    id: int
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Variants that stand alike in a store: ``state`` is in, low or out; no names: all of them."""

    state: str
    names: str = ""


@dataclass(frozen=True, slots=True)
class InStore:
    store: Store
    shelves: tuple[Shelf, ...]


def stores_open() -> tuple[Store, ...]:
    """The stores that are open to shoppers; up to a minute old, so that most pages ask nobody."""
    known: tuple[Store, ...] | None = cache.get(CACHE_KEY)
    if known is None:
        rows = Warehouse.objects.filter(is_active=True, is_pickup=True).order_by("priority", "pk")
        known = tuple(
            Store(row.pk, row.name, ", ".join(filter(None, (row.line1, row.city)))) for row in rows
        )
        cache.set(CACHE_KEY, known, CACHE_SECONDS)
    return known


def in_stores(product: str) -> tuple[InStore, ...]:
    """How a product, by its public id, stands in each store; nothing where no store could have it.

    At most five queries; one, or none, in a shop without stores.
    """
    stores = stores_open()
    if not stores:
        return ()
    by_mail = (ProductKind.DIGITAL, ProductKind.GIFT_CARD)
    variants = Variant.objects.filter(
        product__public_id=product[:40], product__status=ProductStatus.PUBLISHED, is_active=True
    )
    ids = list(
        variants.exclude(product__kind__in=by_mail)
        .order_by("position", "pk")
        .values_list("pk", flat=True)
    )
    free = free_by_place(ids, [store.id for store in stores])
    tracked = [pk for pk in ids if pk in free]
    if not tracked:
        return ()
    names = {pk: card.options for pk, card in variant_cards(tracked).items()}
    return tuple(
        InStore(store, _shelves(tracked, [free[pk][store.id] for pk in tracked], names))
        for store in stores
    )


def _shelves(ids: Sequence[int], units: Iterable[int], names: dict[int, str]) -> tuple[Shelf, ...]:
    """Variants by how they stand, those that are there before those that are not."""
    by_state: dict[str, list[int]] = {}
    for pk, count in zip(ids, units, strict=True):
        by_state.setdefault(_state(count), []).append(pk)
    if len(by_state) == 1:
        return (Shelf(next(iter(by_state))),)
    return tuple(
        Shelf(state, ", ".join(names.get(pk, "") for pk in by_state[state]))
        for state in ("in", "low", "out")
        if state in by_state
    )


def _state(units: int) -> str:
    if units <= 0:
        return "out"
    return "low" if units <= LOW_STOCK else "in"
