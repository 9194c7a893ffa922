"""From policies to drafts: what is left alone and why, and which way each product goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from catalog.models import Product, ProductStatus
from foundation import clock
from pricing.algorithms.guard_rails import Rule
from pricing.learned import ElasticityView
from pricing.models import PricePolicy
from pricing.price_tests.selectors import products_in_test
from pricing.repricing.bundles import Bundle, bundles_of, shards_of
from pricing.repricing.drafts import Case, Draft
from pricing.repricing.goods import Good, read_goods
from pricing.repricing.markdowns import clearance_of, mark_down, origins_of
from pricing.repricing.optimising import optimise
from pricing.repricing.rails import NoCommonEnding, rails_of, strictest
from pricing.repricing.steps import (
    bases_of,
    moves_by_the_clock,
    step_to,
    usual_weeks,
    wanted_today,
)
from pricing.serving import elasticities_of

AT_ONCE = 1_000
"""Products that are read, reckoned and written together."""


class Skip(StrEnum):
    """Why nothing is proposed for a product before any price is tried."""

    NO_MODEL = "no_model"
    NO_POLICY = "no_policy"
    NO_PRICE = "no_price"
    NO_COST = "no_cost"
    NO_ENDING = "no_ending"
    IN_TEST = "in_test"
    DECIDED = "decided"
    QUIET = "quiet"


@dataclass(slots=True)
class Drafted:
    """What came of a shard of products: drafts, those left alone, and the rules that bound.

    ``goods`` are the first priced variants of all of its products.
    """

    products: tuple[int, ...] = ()
    goods: tuple[Good, ...] = ()
    drafts: list[Draft] = field(default_factory=list)
    skipped: Counter[Skip] = field(default_factory=Counter)
    bound: Counter[Rule] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Around:
    """What is alike for all shards."""

    policies: Mapping[int, PricePolicy]
    decided: Collection[int]
    in_test: Collection[int]
    on_sale: Collection[int]
    at: datetime


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a shard's products."""

    goods: Mapping[int, Sequence[Good]]
    views: Mapping[int, ElasticityView]


def draft_prices(
    policies: Mapping[int, PricePolicy],
    *,
    wanted: Collection[int],
    decided: Collection[int] = frozenset(),
    at: datetime | None = None,
) -> Iterator[Drafted]:
    """Drafts for products, shard by shard, nothing written.

    Args:
        policies: what governs each product, those beside the wanted ones included.
        wanted: products to look at, in this order; what hangs together with them comes along.
        decided: products whose suggestion staff have decided on already.
    """
    now = at or clock.now()
    around = _Around(
        policies=policies,
        decided=decided,
        in_test=products_in_test(at),
        on_sale=set(
            Product.objects.filter(status=ProductStatus.PUBLISHED).values_list("pk", flat=True)
        ),
        at=now,
    )
    for shard in shards_of(bundles_of(wanted), size=AT_ONCE):
        yield _draft_shard(shard, around)


def _draft_shard(shard: Sequence[Bundle], around: _Around) -> Drafted:
    sold = [tuple(pk for pk in bundle if pk in around.on_sale) for bundle in shard]
    products = [pk for bundle in sold for pk in bundle]
    read = _Read(read_goods(products, at=around.at), elasticities_of(products))
    firsts = tuple(found[0] for found in read.goods.values())
    found = Drafted(products=tuple(products), goods=firsts)
    ready = []
    for bundle in sold:
        why_not = _why_not(bundle, read, around)
        if why_not is not None:
            found.skipped[why_not] += len(bundle)
        elif bundle:
            ready.append([_case(pk, read, around) for pk in bundle])
    left = _stepped(_marked_down(ready, found, around), found, around)
    optimised = optimise(left)
    found.drafts += optimised.drafts
    found.bound.update(optimised.bound)
    return found


def _marked_down(
    bundles: Sequence[Sequence[Case]], found: Drafted, around: _Around
) -> list[Sequence[Case]]:
    """Add drafts for what has to be cleared; returns the other bundles.

    What is too much and gains by no markdown keeps its price: it is not raised.
    """
    to_clear, left = [], []
    for bundle in bundles:
        clearance = clearance_of(bundle, at=around.at)
        if clearance is None:
            left.append(bundle)
        else:
            to_clear.append(clearance)
    variants = [good.variant_id for one in to_clear for good in one.goods]
    origins = origins_of(variants, at=around.at) if variants else {}
    for clearance in to_clear:
        drafts = mark_down(clearance, origins)
        found.drafts += drafts
        found.bound.update(draft.rule for draft in drafts)
    return left


def _stepped(
    bundles: Sequence[Sequence[Case]], found: Drafted, around: _Around
) -> list[Sequence[Case]]:
    """Add drafts for what is priced by the clock; returns the bundles at their usual price."""
    clocked = [bundle for bundle in bundles if moves_by_the_clock(bundle)]
    if not clocked:
        return list(bundles)
    usual = usual_weeks([case.product_id for one in clocked for case in one], at=around.at)
    standing = [good.standing.price_id for one in clocked for case in one for good in case.goods]
    bases = bases_of(standing)
    left = [bundle for bundle in bundles if not moves_by_the_clock(bundle)]
    for bundle in clocked:
        drafts = step_to(bundle, wanted_today(bundle, usual, at=around.at), bases)
        if drafts is None:
            left.append(bundle)
        else:
            found.drafts += drafts
    return left


def _case(product_id: int, read: _Read, around: _Around) -> Case:
    return Case(
        product_id=product_id,
        policy=around.policies[product_id],
        view=read.views[product_id],
        goods=tuple(read.goods[product_id]),
    )


def _why_not(bundle: Bundle, read: _Read, around: _Around) -> Skip | None:
    """What hangs together is left alone as a whole."""
    return next((why for pk in bundle if (why := _stops(pk, read, around))), None) or _endless(
        bundle, around
    )


def _stops(product_id: int, read: _Read, around: _Around) -> Skip | None:
    goods = read.goods.get(product_id, ())
    verdicts = {
        Skip.NO_POLICY: product_id not in around.policies,
        Skip.IN_TEST: product_id in around.in_test,
        Skip.DECIDED: product_id in around.decided,
        Skip.NO_PRICE: not goods,
        Skip.NO_COST: any(good.cost is None for good in goods),
        Skip.NO_MODEL: product_id not in read.views,
        Skip.QUIET: any(good.lesson.is_quiet(around.at) for good in goods),
    }
    return next((why for why, holds in verdicts.items() if holds), None)


def _endless(bundle: Bundle, around: _Around) -> Skip | None:
    try:
        if bundle:
            strictest(rails_of(around.policies[pk]) for pk in bundle)
    except NoCommonEnding:
        return Skip.NO_ENDING
    return None
