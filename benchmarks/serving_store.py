"""A shop with people, their log, staff rules and a model that was trained on them.

``python -m benchmarks.serving_store PRODUCTS``, in an empty ``SHELFWISE_DATA_DIR``; the last line
printed is JSON. ``benchmarks/serving.py`` runs it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

import django

django.setup()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from catalog.history import NewProduct, NewVariant, ProductText  # noqa: E402
from catalog.history import record_history as record_products  # noqa: E402
from catalog.models import Brand, Category, Product, Variant  # noqa: E402
from events.context import EventContext  # noqa: E402
from events.models import DailyDemand, Event  # noqa: E402
from events.names import Consent, EventName  # noqa: E402
from events.services import Fact, event_row, record_history  # noqa: E402
from foundation import clock  # noqa: E402
from inventory.history import PastMovement  # noqa: E402
from inventory.history import record_history as record_stock  # noqa: E402
from inventory.models import MovementType  # noqa: E402
from inventory.services import default_warehouse  # noqa: E402
from mlops.services import Candidate, Judgement, register_version  # noqa: E402
from pricing.history import PastPrice  # noqa: E402
from pricing.history import record_history as record_prices  # noqa: E402
from recommendations.algorithms.models import Member  # noqa: E402
from recommendations.algorithms.pipeline import PipelineConfig, fit  # noqa: E402
from recommendations.algorithms.ranker_training import RankerSettings  # noqa: E402
from recommendations.dataset import load_training_set  # noqa: E402
from recommendations.models import RecommendationRule, SurfaceSettings  # noqa: E402
from recommendations.people import PEOPLE, digests_of  # noqa: E402
from recommendations.rules.book import RuleKind, ShopSurface  # noqa: E402
from recommendations.rules.services import save_rule, save_settings  # noqa: E402
from recommendations.training import NAME  # noqa: E402

SEED = 7
DAYS = 180
SHELVES, BRANDS = 120, 40
MAKES = ("plain", "ribbed", "washed", "woven", "quilted", "brushed", "folded", "waxed")
MATERIALS = ("linen", "cotton", "oak", "wool", "steel", "cork", "glass", "canvas")
KINDS = ("shirt", "lamp", "bag", "mug", "chair", "speaker", "blanket", "clock", "notebook", "bowl")
BATCH = 10_000
TASTES = 3
OF_THEIR_TASTE = 0.8
MEDIAN_EVENTS, SPREAD_OF_EVENTS, MOST_EVENTS = 25, 1.2, 2_000
BOUGHT, IN_A_CART = 0.3, 0.1
"""Shares of a person's events; the others are looks."""
AN_ORDER = 3
RULES_OF_A_KIND = 5
CONFIG = PipelineConfig(two_tower=None, ranker=RankerSettings(months=1, most_lists=1_000))
"""As the shop trains without optional extras; the second stage learns from less: it is as fast."""

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Goods:
    """Products by shelf, the first of a shelf selling most: as one, a half, a third and so on."""

    shelves: list[IntArray]

    @classmethod
    def read(cls) -> Goods:
        """The published products of the shop."""
        rows = np.array(Product.objects.order_by("pk").values_list("category_id", "pk"), np.int64)
        return cls([rows[rows[:, 0] == shelf, 1] for shelf in np.unique(rows[:, 0])])

    def taken(self, chance: np.random.Generator, count: int) -> IntArray:
        """What one person of a few tastes takes."""
        own = chance.integers(0, len(self.shelves), TASTES)
        is_own = chance.random(count) < OF_THEIR_TASTE
        shelves = np.where(
            is_own, chance.choice(own, count), chance.integers(0, len(self.shelves), count)
        )
        depth = np.array([len(self.shelves[shelf]) for shelf in shelves])
        # A rank with density 1/rank.
        ranks = np.minimum(np.exp(chance.random(count) * np.log(depth + 1)) - 1, depth - 1)
        pairs = zip(shelves, ranks.astype(np.int64), strict=True)
        return np.array([self.shelves[shelf][rank] for shelf, rank in pairs], np.int64)


def build(size: int) -> dict[str, float]:
    """Tables, products, people with their events, rules and the model; what training cost."""
    call_command("migrate", verbosity=0)
    chance = np.random.default_rng(SEED)
    _stock_shelves(size, chance)
    people = 2_000 + size // 25
    now = clock.now()
    record_history(
        _log(Goods.read(), people, chance, now), first=now - timedelta(days=DAYS), last=now
    )
    _count_sales(now)
    _make_rules()
    return _train()


def _stock_shelves(size: int, chance: np.random.Generator) -> None:
    """Published products of one variant with a price, a cost and stock; each tenth is sold out."""
    shelves = [
        Category.objects.add_root(
            instance=Category(name_en=f"Shelf {number}", slug_en=f"shelf-{number}")
        ).pk
        for number in range(SHELVES)
    ]
    brands = [Brand.objects.create(name=f"B{n}", slug=f"b-{n}").pk for n in range(BRANDS)]
    warehouse, began = default_warehouse().pk, clock.now() - timedelta(days=DAYS)
    for first in range(0, size, BATCH):
        numbers = range(first, min(first + BATCH, size))
        stored = record_products(products=[_product(n, shelves, brands, began) for n in numbers])
        variants = [one for product in stored for one in product.variants.values()]
        prices = chance.integers(5_00, 150_00, len(variants)).tolist()
        record_prices(
            prices=[
                PastPrice(one, settings.SHOP_BASE_CURRENCY, price, began, cost_minor=price // 2)
                for one, price in zip(variants, prices, strict=True)
            ]
        )
        record_stock(
            movements=[
                movement for one in variants for movement in _movements(one, warehouse, began)
            ]
        )


def _movements(variant: int, warehouse: int, began: datetime) -> list[PastMovement]:
    units = 1 + variant % 40
    received = PastMovement(variant, warehouse, MovementType.RECEIPT, began, units)
    if variant % 10:
        return [received]
    promised = PastMovement(
        variant, warehouse, MovementType.ALLOCATION, began, allocated_change=units
    )
    return [received, promised]


def _product(number: int, shelves: list[int], brands: list[int], began: datetime) -> NewProduct:
    name = f"{MAKES[number % 8]} {MATERIALS[number // 8 % 8]} {KINDS[number % 10]} {number}"
    return NewProduct(
        texts={"en": ProductText(name=name, slug=f"thing-{number}", summary=name)},
        category_id=shelves[number % SHELVES],
        brand_id=brands[number % BRANDS],
        created_at=began,
        published_at=began + timedelta(minutes=number),
        variants=(NewVariant(sku=f"T{number}"),),
    )


def _log(
    goods: Goods, people: int, chance: np.random.Generator, now: datetime
) -> Iterator[tuple[Any, ...]]:
    """Half a year of looks, carts and orders; most people come seldom, a few all the time."""
    names = (EventName.PRODUCT_PURCHASED, EventName.CART_ITEM_ADDED, EventName.PRODUCT_VIEWED)
    for person in range(people):
        count = int(min(chance.lognormal(np.log(MEDIAN_EVENTS), SPREAD_OF_EVENTS), MOST_EVENTS)) + 1
        who = EventContext(visitor=UUID(int=person + 1), consent=Consent.PERSONALISATION)
        ages = np.sort(chance.uniform(0.1, DAYS, count))
        kinds = chance.choice(3, count, p=(BOUGHT, IN_A_CART, 1 - BOUGHT - IN_A_CART))
        orders = np.cumsum(kinds == 0) // AN_ORDER
        for product, age, kind, order in zip(
            goods.taken(chance, count).tolist(), ages, kinds, orders, strict=True
        ):
            reference = f"{person}-{order}" if kind == 0 else ""
            at = now - timedelta(days=float(age))
            fact = Fact(names[kind], product_id=product, order_ref=reference, at=at)
            yield event_row(fact, context=who)


def _count_sales(now: datetime) -> None:
    """The roll-up of the last fortnight, from which comes what sells now."""
    bought = Event.objects.filter(
        name=EventName.PRODUCT_PURCHASED, occurred_at__gte=now - timedelta(days=14)
    )
    sold = Counter(key for key in bought.values_list("product_id", flat=True) if key)
    variants = dict(Variant.objects.filter(product__in=sold).values_list("product_id", "pk"))
    today = clock.business_day()
    DailyDemand.objects.bulk_create(
        DailyDemand(variant_id=variants[key], product_id=key, day=today, units=count, orders=count)
        for key, count in sold.items()
    )


def _make_rules() -> None:
    """What a busy staff says: pins, boosts, buries and exclusions; margin, stock and variety."""
    kinds = (RuleKind.PIN, RuleKind.BOOST, RuleKind.BURY, RuleKind.EXCLUDE)
    products = iter(Product.objects.order_by("pk")[: RULES_OF_A_KIND * len(kinds)])
    shelves = iter(Category.objects.filter(numchild=0).order_by("pk"))
    for kind in kinds:
        for place in range(RULES_OF_A_KIND):
            is_of_shelf = kind in (RuleKind.BOOST, RuleKind.BURY)
            target = {"category": next(shelves)} if is_of_shelf else {"product": next(products)}
            rule = RecommendationRule(kind=kind, strength=30, position=place + 1, days=30, **target)
            save_rule(rule=rule, actor=None)
    for surface in ShopSurface:
        weighed = SurfaceSettings(
            surface=surface, margin_boost=10, stock_boost=10, diversity=30, most_of_category=3
        )
        save_settings(settings=weighed, actor=None)


def _train() -> dict[str, float]:
    """The nightly training on that log without its backtest: what answers is the same."""
    data = load_training_set()
    begun = time.process_time()
    models = fit(data.interactions, data.features, CONFIG)
    cpu = time.process_time() - begun
    if not models.rankers or not models.als.trained or Member.TRANSITIONS not in models.tables:
        raise SystemExit("too little to learn from: a member is missing")
    people = digests_of(data.people)
    arrays = models.to_arrays() | {"product_ids": data.product_ids, PEOPLE: people}
    judgement = Judgement({}, {}, accepted=True, reason="Not judged: a benchmark of speed.")
    register_version(candidate=Candidate(name=NAME, arrays=arrays, judgement=judgement))
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"events": len(data.interactions), "training_cpu_s": cpu, "training_peak_mb": largest}


if __name__ == "__main__":
    print(json.dumps(build(int(sys.argv[1]))))
