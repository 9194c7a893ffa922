"""Test prices inside the guard rails of the policies that govern the products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from django.conf import settings

from foundation.money import BASIS_POINTS, exponent
from pricing.algorithms.endings import nearest_ending
from pricing.algorithms.families import in_order
from pricing.algorithms.guard_rails import GuardRails, apply
from pricing.models import PricePolicy
from pricing.models.price_tests import LARGEST_STEP
from pricing.repricing.facts import facts_of
from pricing.repricing.goods import Good
from pricing.repricing.policies import policy_of
from pricing.repricing.rails import NoCommonEnding, rails_of, strictest


def rails_by_product(product_ids: Sequence[int]) -> dict[int, GuardRails]:
    """What holds for test prices: a policy's rails, but for those of changes that stay.

    Prices of a test change by its schedule, and a lower one is not announced as a reduction. Goods
    without a policy are not sold below their cost.
    """
    policies = policy_of(product_ids)
    return {pk: _rails(policies.get(pk)) for pk in product_ids}


def test_price(price_minor: int, step_basis_points: int, rails: GuardRails) -> int:
    """The price a step away with an ending that the rails allow."""
    stepped = round(price_minor * (BASIS_POINTS + step_basis_points) / BASIS_POINTS)
    ended = nearest_ending(np.array([stepped], dtype=np.int64), rails.endings, digits=rails.digits)
    return int(ended[0])


def rails_hold(
    goods: Sequence[Good], asked: Mapping[int, int], rails: Mapping[int, GuardRails]
) -> set[int]:
    """Products whose variants may all be asked these prices (by variant) instead of the present.

    Ladders are judged with every member that is among the goods at its new price.
    """
    facts = facts_of(goods)
    prices = np.array([asked[good.variant_id] for good in goods], dtype=np.int64)
    broken = {
        good.product_id
        for row, good in enumerate(goods)
        if not apply(rails[good.product_id], facts, prices[:, None]).mask[row, 0]
    }
    for ladder in {good.ladder_id for good in goods if good.ladder_id is not None}:
        rows = np.array([row for row, good in enumerate(goods) if good.ladder_id == ladder])
        members = {goods[row].product_id for row in rows}
        try:
            all_rails = strictest([rails[pk] for pk in sorted(members)])
        except NoCommonEnding:
            broken |= members
            continue
        if not in_order(all_rails, facts, prices, rows, prices[rows]):
            broken |= members
    return {good.product_id for good in goods} - broken


def _rails(policy: PricePolicy | None) -> GuardRails:
    if policy is None:
        return GuardRails(
            margin_floor=0,
            largest_change=LARGEST_STEP,
            digits=exponent(settings.SHOP_BASE_CURRENCY),
        )
    return replace(rails_of(policy), days_between=0, announces_reductions=False)
