"""From the log and the catalogue to the arrays that the algorithms learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.conf import settings

from catalog.models import Product, ProductStatus, Variant
from events.names import EventName
from events.selectors import interaction_rows
from pricing.selectors import prices_of
from recommendations.algorithms.interactions import (
    NO_BASKET,
    NOBODY,
    Interactions,
    ItemFeatures,
)

# What an event tells of taste, a purchase being one.
WEIGHTS = {
    EventName.PRODUCT_PURCHASED: 1.0,
    EventName.CART_ITEM_ADDED: 0.4,
    EventName.PRODUCT_VIEWED: 0.1,
}


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
    return TrainingSet(interactions, _features(products), product_ids, people)


def _interactions(
    product_ids: npt.NDArray[np.int64], until: datetime | None
) -> tuple[Interactions, list[str]]:
    weight_of = {str(name): weight for name, weight in WEIGHTS.items()}
    people: dict[str, int] = {"": NOBODY}
    baskets: dict[str, int] = {"": NO_BASKET}
    columns: list[tuple[npt.NDArray[np.float64], ...]] = []
    for rows in interaction_rows(list(WEIGHTS), until=until):
        names, products, times, persons, orders = zip(*rows, strict=True)
        columns.append(
            (
                np.array([weight_of[name] for name in names]),
                np.array(products, np.float64),
                np.array(times, np.float64),
                np.array([people.setdefault(person, len(people) - 1) for person in persons]),
                np.array(
                    [
                        baskets.setdefault(order, len(baskets) - 1)
                        if name == EventName.PRODUCT_PURCHASED
                        else NO_BASKET
                        for order, name in zip(orders, names, strict=True)
                    ]
                ),
            )
        )
    if not columns or not len(product_ids):
        return _no_interactions(len(product_ids)), []
    weights, products_seen, times_seen, users, basket_ids = map(
        np.concatenate, zip(*columns, strict=True)
    )
    items = np.searchsorted(product_ids, products_seen).clip(max=len(product_ids) - 1)
    known = product_ids[items] == products_seen
    interactions = Interactions(
        users=users[known].astype(np.int32),
        items=items[known].astype(np.int32),
        times=np.rint(times_seen[known]).astype(np.int64),
        weights=weights[known].astype(np.float32),
        baskets=basket_ids[known].astype(np.int32),
        n_users=len(people) - 1,
        n_items=len(product_ids),
    )
    return interactions, list(people)[1:]


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


def _features(products: list[Product]) -> ItemFeatures:
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
