"""Goods as the optimiser's arrays, and whether the rails still hold for what was proposed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
from django.db.models import Q

from catalog.models import Product, ProductStatus
from inventory.algorithms.arrays import FloatArray, IntArray
from pricing.algorithms.demand_curve import Demand
from pricing.algorithms.families import in_order, movers, together
from pricing.algorithms.guard_rails import Facts, GuardRails, Rule, apply
from pricing.learned import ElasticityView
from pricing.models import PricePolicy, PriceSuggestion, SuggestionKind
from pricing.repricing.goods import Good, read_goods
from pricing.repricing.policies import policy_of
from pricing.repricing.rails import NoCommonEnding, rails_of, strictest


def facts_of(goods: Sequence[Good]) -> Facts:
    """What the rails ask of variants: those of one product, or of one family, move together."""
    return Facts(
        price=_whole(good.price for good in goods),
        cost=_whole(good.cost or 0 for good in goods),
        tax=_whole(good.tax for good in goods),
        days_since_change=_whole(good.standing.days_since_change for good in goods),
        competitor=_whole(good.competitor for good in goods),
        minimum_advertised=_whole(good.minimum_advertised for good in goods),
        lowest_price=_whole(good.standing.lowest for good in goods),
        family=_whole(mover_of(good) for good in goods),
        ladder=_whole(good.ladder_id or 0 for good in goods),
        tier=_whole(good.tier for good in goods),
        least=_whole(good.lesson.least for good in goods),
        most=_whole(good.lesson.most for good in goods),
    )


def mover_of(good: Good) -> int:
    """A number that those share who move together: even of families, odd of single products."""
    return 2 * good.product_id + 1 if good.family_id is None else 2 * good.family_id


def demand_of(
    goods: Sequence[Good],
    elasticities: Mapping[int, ElasticityView],
    *,
    days: float,
    counts_stock: bool,
    unit_value: FloatArray | None = None,
) -> Demand:
    """Demand for variants over the days to come.

    Stock counts where what is ordered today would come too late; an unsold unit is worth what it
    costs to buy again, unless something else is said.
    """
    cost = np.array([float(good.cost or 0) for good in goods])
    views = [elasticities[good.product_id] for good in goods]
    return Demand(
        units=np.array([good.outlook.over(days)[0] for good in goods]),
        stock=np.array([_to_sell(good, days) if counts_stock else math.inf for good in goods]),
        elasticity=np.array([view.mean for view in views]),
        elasticity_sd=np.array([view.sd for view in views]),
        unit_value=cost if unit_value is None else unit_value,
    )


def _to_sell(good: Good, days: float) -> float:
    supply = good.supply
    if supply.lead_days is not None and supply.lead_days <= days:
        return math.inf
    return max(supply.free, 0.0) + supply.coming


def rails_still_hold(suggestion: PriceSuggestion, *, at: datetime | None = None) -> Rule | None:
    """The first rail that the prices of a suggestion would break now; None where all hold.

    Everything that moves with it (``together``) is judged as one, with all prices as they would
    be after: ask once a group, for any of its members. Rails are those of the policies that
    govern the products now; without one, those of the policy it was made under. A caller that
    acts on the answer holds the variants' rows of the group and its ladder peers.
    """
    group = _group(suggestion)
    after = {line.variant_id: line.after_minor for one in group for line in one.lines.all()}
    own = {one.product_id for one in group}
    goods = [good for found in read_goods(own | _peers(own), at=at).values() for good in found]
    if not after.keys() <= {good.variant_id for good in goods}:
        return Rule.FAMILY
    try:
        rails = _rails_now(group)
    except NoCommonEnding:
        return Rule.ENDING
    return _first_broken(rails, goods, after)


def _first_broken(
    rails: GuardRails, goods: Sequence[Good], after: Mapping[int, int]
) -> Rule | None:
    facts = facts_of(goods)
    prices = _whole(after.get(good.variant_id, good.price) for good in goods)
    moving = np.flatnonzero(prices != facts.price)
    allowed = apply(rails, facts, prices[:, None])
    for row in moving:
        if not allowed.mask[row, 0]:
            return Rule(int(allowed.rule[row, 0]))
    mover = movers(facts)
    as_one = together(facts, prices[:, None], np.ones((prices.size, 1), dtype=np.bool_), mover)
    if not as_one[mover[moving], 0].all():
        return Rule.FAMILY
    if not in_order(rails, facts, prices, moving, prices[moving]):
        return Rule.LADDER
    return None


def _group(suggestion: PriceSuggestion) -> list[PriceSuggestion]:
    if suggestion.together is None:
        found = PriceSuggestion.objects.filter(pk=suggestion.pk)
    else:
        found = PriceSuggestion.objects.filter(together=suggestion.together)
    return list(found.select_related("policy").prefetch_related("lines"))


def _peers(product_ids: set[int]) -> set[int]:
    """Products on sale of the same families and ladders."""
    return set(
        Product.objects.filter(
            Q(price_family__family__members__product__in=product_ids)
            | Q(price_ladder__ladder__steps__product__in=product_ids),
            status=ProductStatus.PUBLISHED,
        ).values_list("pk", flat=True)
    )


def _rails_now(group: Sequence[PriceSuggestion]) -> GuardRails:
    """The strictest of the policies that govern the group.

    Raises:
        NoCommonEnding: they share no ending.
    """
    governing = policy_of(one.product_id for one in group)
    rails = []
    for one in group:
        policy = governing.get(one.product_id) or one.policy or PricePolicy()
        marks = one.kind == SuggestionKind.MARKDOWN
        rails.append(rails_of(policy, marking_down=marks))
    return strictest(rails)


def _whole(values: Iterable[int]) -> IntArray:
    return np.fromiter(values, dtype=np.int64)
