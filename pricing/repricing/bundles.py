"""Products whose prices depend on each other: of one family, on one ladder, or by way of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pricing.models import PriceFamilyMember, PriceLadderStep

Bundle = tuple[int, ...]
"""Products, ascending; most are alone."""


def bundles_of(product_ids: Iterable[int]) -> list[Bundle]:
    """All that has to be judged together, with the products that were asked for.

    Bundles come in the order of the first of their products that was asked for; one may hold
    products that were not.
    """
    neighbours = _neighbours()
    bundles: list[Bundle] = []
    seen: set[int] = set()
    for product in product_ids:
        if product in seen:
            continue
        bundle = tuple(sorted(_reached(product, neighbours)))
        seen.update(bundle)
        bundles.append(bundle)
    return bundles


def shards_of(bundles: Iterable[Bundle], *, size: int) -> Iterator[list[Bundle]]:
    """Bundles in shards of about so many products, none of them cut."""
    shard: list[Bundle] = []
    count = 0
    for bundle in bundles:
        shard.append(bundle)
        count += len(bundle)
        if count >= size:
            yield shard
            shard, count = [], 0
    if shard:
        yield shard


def _neighbours() -> dict[int, set[int]]:
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for family, product in PriceFamilyMember.objects.values_list("family_id", "product_id"):
        groups["family", family].append(product)
    for ladder, product in PriceLadderStep.objects.values_list("ladder_id", "product_id"):
        groups["ladder", ladder].append(product)
    neighbours: dict[int, set[int]] = defaultdict(set)
    for products in groups.values():
        for product in products:
            neighbours[product].update(products)
    return neighbours


def _reached(product: int, neighbours: dict[int, set[int]]) -> set[int]:
    reached, waiting = {product}, [product]
    while waiting:
        found = neighbours.get(waiting.pop(), set()) - reached
        reached |= found
        waiting += found
    return reached
