"""Whatever the policy: what is proposed keeps to the rails that are asked again when it applies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.money import Money
from pricing.models import PriceSuggestion, SuggestionState
from pricing.repricing.facts import rails_still_hold
from pricing.repricing.goods import read_goods
from pricing.repricing.proposing import propose_prices
from pricing.repricing.structure import save_family, save_ladder, set_advertised_minimum
from pricing.tests.repriced_shop import BASE, believe, make_goods, make_policy

pytestmark = pytest.mark.django_db


def draw_policy(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "goal": str(rng.choice(["margin", "revenue", "sell_through"])),
        "margin_floor_basis_points": int(rng.choice([0, 2_000, 3_500])),
        "largest_change_basis_points": int(rng.choice([300, 1_000, 3_000])),
        "ends_in_99": bool(rng.random() < 0.5),
        "ends_in_95": bool(rng.random() < 0.3),
        "announces_reductions": bool(rng.random() < 0.5),
        "ladder_gap_basis_points": int(rng.choice([0, 500])),
        "deviations": float(rng.choice([0.0, 1.0])),
        "risk_basis_points": None,
    }


def draw_shop(rng: np.random.Generator) -> None:
    sizes = [("S", "M"), (), (), (), (), ()]
    goods = [
        make_goods(
            f"G{place}", price=f"{rng.integers(1_500, 3_000) / 100:.2f}",
            cost=f"{rng.integers(500, 1_100) / 100:.2f}", daily=int(rng.integers(1, 9)),
            sizes=sizes[place],
        )
        for place in range(len(sizes))
    ]  # fmt: skip
    save_family(name="Together", products=goods[:2])
    by_price = sorted(goods[2:4], key=lambda one: one.variants.get().prices.get().amount_minor)
    save_ladder(name="Steps", tiers=[[by_price[0]], [by_price[1]]])
    floor = Money(int(rng.integers(1_400, 2_000)), BASE)
    set_advertised_minimum(variant=goods[4].variants.get(), amount=floor)
    believe({one: (float(rng.normal(-2.2, 0.8)), float(rng.uniform(0.01, 0.3))) for one in goods})


@pytest.mark.parametrize("seed", range(8))
def test_every_proposal_keeps_to_the_rails_that_are_asked_again(seed: int):
    rng = np.random.default_rng(seed)
    draw_shop(rng)
    make_policy(**draw_policy(rng))
    propose_prices()
    proposed = PriceSuggestion.objects.filter(state=SuggestionState.PROPOSED)
    assert [one.pk for one in proposed if rails_still_hold(one) is not None] == []


def test_random_shops_are_proposed_something():
    """Or the test above would hold of nothing."""
    rng = np.random.default_rng(1)
    draw_shop(rng)
    make_policy(**draw_policy(rng))
    assert propose_prices().proposed > 0


def test_goods_are_read_in_as_many_queries_whatever_their_number():
    counts = []
    for _round in range(2):
        product_ids = [make_goods(f"G{_round}{n}").pk for n in range(3 + 5 * _round)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read_goods(product_ids)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16
