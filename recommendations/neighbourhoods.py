"""A new product gets neighbours as soon as it is published: by its words, traits, shelf and price.

The outbox tells of it. All new products of a shelf are compared at once with what stands on that
shelf and on those beside it, so that a bulk import costs little more than a single product.
"""

from __future__ import annotations

from collections import defaultdict

from catalog.models import Product, ProductStatus
from events.outbox import Payload
from mlops.services import write_features
from recommendations.algorithms.content import content_neighbours
from recommendations.dataset import item_features
from recommendations.selectors import section_path
from recommendations.serving.model import current_model
from recommendations.serving.newcomers import FEATURE, subject_of

NEIGHBOURS = 20
MOST_COMPARED = 2_000
FEWEST_COMPARED = 4
"""In a section with fewer others a new product is compared with the whole shop."""


def hear_of_changes(payloads: list[Payload]) -> None:
    """Consumer of ``product.changed``: neighbours for those that the model does not know."""
    neighbour_newcomers([int(payload["product"]) for payload in payloads])


def neighbour_newcomers(product_ids: list[int]) -> int:
    """Reckon neighbours of published products that came after training; returns of how many.

    Without a model there is nothing to do: the next training knows them all.
    """
    model = current_model()
    if model is None:
        return 0
    unknown = [
        key
        for key, place in zip(product_ids, model.places(product_ids).tolist(), strict=True)
        if place < 0
    ]
    fresh = Product.objects.filter(pk__in=unknown, status=ProductStatus.PUBLISHED)
    shelves: dict[str, list[Product]] = defaultdict(list)
    for product in fresh.select_related("category", "brand").order_by("pk"):
        shelves[section_path(product.category.path)].append(product)
    for path, products in shelves.items():
        _neighbour(path, products)
    return sum(map(len, shelves.values()))


def _neighbour(path: str, products: list[Product]) -> None:
    compared = [*products, *_others(path, products)]
    table = content_neighbours(item_features(compared), n_items=len(compared), k=NEIGHBOURS)
    values = {}
    for row, product in enumerate(products):
        near = zip(table.indices[row].tolist(), table.scores[row].tolist(), strict=True)
        values[subject_of(product.pk)] = [
            [compared[place].pk, round(likeness, 4)] for place, likeness in near if likeness > 0
        ]
    write_features(name=FEATURE, values=values)


def _others(path: str, products: list[Product]) -> list[Product]:
    """What stands around them already; the newest of the whole shop where hardly anything does."""
    on_shelves = (
        Product.objects.filter(status=ProductStatus.PUBLISHED)
        .exclude(pk__in=[product.pk for product in products])
        .select_related("category", "brand")
        .order_by("-published_at", "pk")
    )
    near = list(on_shelves.filter(category__path__startswith=path)[:MOST_COMPARED])
    return near if len(near) >= FEWEST_COMPARED else list(on_shelves[:MOST_COMPARED])
