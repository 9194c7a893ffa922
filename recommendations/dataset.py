"""From the log and the catalogue to the arrays that the algorithms learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.conf import settings

from catalog.models import Product, ProductStatus, Variant
from events.selectors import interaction_rows
from pricing.selectors import prices_of
from recommendations.algorithms.interactions import (
    NO_BASKET,
    NOBODY,
    Interactions,
    ItemFeatures,
)
from recommendations.signals import BOUGHT, NAMES, Log, kinds_of, told, weigh


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """``product_ids`` int64 [n_items] ascending, ``people`` names by user index."""

    interactions: Interactions
    features: ItemFeatures
    product_ids: npt.NDArray[np.int64]
    people: Sequence[str]


def load_training_set(*, until: datetime | None = None) -> TrainingSet:
    """Everything that consent lets be learned from, over the published products."""
    products = list(
        Product.objects.filter(status=ProductStatus.PUBLISHED)
        .select_related("category", "brand")
        .order_by("pk")
    )
    product_ids = np.array([product.pk for product in products], np.int64)
    interactions, people = _interactions(product_ids, until)
    return TrainingSet(interactions, item_features(products), product_ids, people)


def _interactions(
    product_ids: npt.NDArray[np.int64], until: datetime | None
) -> tuple[Interactions, list[str]]:
    log, people = _read_log(product_ids, until)
    if not len(log.items):
        return _no_interactions(len(product_ids)), []
    # As of the last event: a shop that slept, or imported history, has not lost its taste.
    weights = weigh(log, now=float(log.times.max()))
    kept = told(log, weights)
    bought = log.kinds[kept] == BOUGHT
    interactions = Interactions(
        users=log.people[kept].astype(np.int32),
        items=log.items[kept].astype(np.int32),
        times=np.rint(log.times[kept]).astype(np.int64),
        weights=weights[kept],
        baskets=np.where(bought, log.orders[kept], NO_BASKET).astype(np.int32),
        n_users=len(people),
        n_items=len(product_ids),
    )
    return interactions, people


def _read_log(product_ids: npt.NDArray[np.int64], until: datetime | None) -> tuple[Log, list[str]]:
    """All events that tell of taste, ids turned into indices; those of other products left out."""
    people: dict[str, int] = {"": NOBODY}
    orders: dict[str, int] = {"": NO_BASKET}
    batches = [Log.empty()]
    for rows in interaction_rows(NAMES, until=until):
        names, products, times, persons, references, stars = zip(*rows, strict=True)
        seen = np.array(products, np.int64)
        items = np.searchsorted(product_ids, seen)
        known = items < len(product_ids)
        known[known] = product_ids[items[known]] == seen[known]
        batch = Log(
            kinds=kinds_of(names, stars),
            people=np.array([people.setdefault(person, len(people) - 1) for person in persons]),
            items=items,
            times=np.array(times, np.float64),
            orders=np.array([orders.setdefault(order, len(orders) - 1) for order in references]),
        )
        batches.append(batch.where(known))
    return Log.joined(batches), list(people)[1:]


def _no_interactions(n_items: int) -> Interactions:
    nothing = np.empty(0, np.int32)
    return Interactions(
        users=nothing,
        items=nothing,
        times=np.empty(0, np.int64),
        weights=np.empty(0, np.float32),
        baskets=nothing,
        n_users=0,
        n_items=n_items,
    )


def item_features(products: list[Product]) -> ItemFeatures:
    """What is known of products themselves, in their order."""
    categories = {pk: index for index, pk in enumerate({p.category_id for p in products})}
    prices = _cheapest_prices(products)
    tags = _tags(products)
    return ItemFeatures(
        texts=[f"{product.name} {product.summary}" for product in products],
        tags=[tags.get(product.pk, []) for product in products],
        categories=np.array([categories[p.category_id] for p in products], np.int32),
        prices=np.array([prices.get(p.pk, np.nan) for p in products], np.float32),
    )


def _cheapest_prices(products: list[Product]) -> dict[int, float]:
    owners = dict(Variant.objects.filter(product__in=products).values_list("pk", "product_id"))
    cheapest: dict[int, float] = {}
    for variant, quote in prices_of(owners, currency=settings.SHOP_BASE_CURRENCY).items():
        price = float(quote.amount.amount)
        if price > 0:
            cheapest[owners[variant]] = min(price, cheapest.get(owners[variant], price))
    return cheapest


def _tags(products: list[Product]) -> dict[int, list[str]]:
    tags: dict[int, list[str]] = {p.pk: [f"brand:{p.brand_id}"] for p in products if p.brand_id}
    options = Variant.objects.filter(product__in=products).values_list(
        "product_id", "option_values__option__code", "option_values__code"
    )
    for product, option, value in options.distinct():
        if option is not None:
            tags.setdefault(product, []).append(f"{option}:{value}")
    return tags
