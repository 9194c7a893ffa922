"""Proposals: the right price where the truth is known, none where the gain is not sure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from benchmarks.pricing_policies import draw_products
from pricing.algorithms.demand_curve import Demand, Goal, worth
from pricing.algorithms.guard_rails import Facts, GuardRails, Rule
from pricing.algorithms.optimiser import Caution, Products, propose
from pricing.algorithms.panel import IntArray

FREE = GuardRails()


def shop(
    elasticity: list[float],
    *,
    sd: float = 0.0,
    price: int = 2_000,
    stock: float = np.inf,
    unit_value: float = 1_000.0,
    **facts: IntArray,
) -> Products:
    n = len(elasticity)
    prices = np.full(n, price)
    return Products(
        Facts.of(prices, np.full(n, 1_000), **facts),
        Demand(
            units=np.full(n, 100.0),
            stock=np.full(n, stock),
            elasticity=np.array(elasticity),
            elasticity_sd=np.full(n, sd),
            unit_value=np.full(n, unit_value),
        ),
    )


def test_the_price_of_largest_margin_is_the_one_of_the_text_books() -> None:
    """Cost times beta / (beta + 1): 1,000 at -2.25 is 1,800, at -1.8 is 2,250."""
    proposals = propose(shop([-2.25, -1.8, -2.0]), FREE, Goal.MARGIN)
    # Steps are of one per cent: 2,250 lies between two of them.
    assert proposals.price.tolist() == [1_800, 2_260, 2_000]
    assert proposals.acts.tolist() == [True, True, False]
    assert proposals.rule.tolist() == [Rule.NOTHING] * 3


def test_tax_is_not_earned() -> None:
    """With 25 % tax a gross price of 2,250 is 1,800 net."""
    taxed = shop([-2.25], price=2_500, tax=np.array([2_500]))
    assert propose(taxed, FREE, Goal.MARGIN).price == 2_250


def test_revenue_rises_with_the_price_of_what_is_inelastic_only() -> None:
    proposals = propose(shop([-0.5, -1.5]), FREE, Goal.REVENUE)
    assert proposals.price[0] > 2_000 > proposals.price[1]


def test_scarce_stock_is_sold_at_the_price_that_just_sells_it() -> None:
    """Of 100 wanted at 2,000 there are 64: (p / 2,000)^-2 = .64 at 2,500."""
    assert propose(shop([-2.0], stock=64), FREE, Goal.MARGIN).price == 2_500


def test_overstock_is_worth_its_salvage_value_and_gets_cheaper() -> None:
    """At a salvage value of 700 the best price at -2 is 1,400, whatever was paid."""
    assert propose(shop([-2.0], unit_value=700), FREE, Goal.MARGIN).price == 1_400


def test_sell_through_takes_no_more_off_than_sells_the_stock() -> None:
    """100 of 156.25 are wanted at 2,000; all at 1,600."""
    assert propose(shop([-2.0], stock=156), FREE, Goal.SELL_THROUGH).price == 1_600


def test_nothing_moves_where_the_gain_does_not_hold_across_the_interval() -> None:
    vague = propose(shop([-2.25], sd=0.5), FREE, Goal.MARGIN)
    assert not vague.acts.any()
    assert vague.rule == Rule.UNCERTAIN
    bold = propose(shop([-2.25], sd=0.5), FREE, Goal.MARGIN, caution=Caution(acts_when_unsure=True))
    assert bold.acts.all()


def test_who_has_nothing_to_sell_does_not_hold_its_family_back() -> None:
    both = shop([-3.0, -3.0], family=np.array([1, 1]))
    sold_out = replace(both.demand, stock=np.array([np.inf, 0.0]))
    moved = propose(Products(both.facts, sold_out), FREE, Goal.MARGIN)
    assert moved.acts.all()
    assert (moved.gain[1], moved.chance_to_lose[1]) == (0, 0)
    nobody = replace(both.demand, stock=np.zeros(2))
    assert not propose(Products(both.facts, nobody), FREE, Goal.MARGIN).acts.any()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-1.0, 1.0), st.sampled_from(list(Goal)))
def test_what_is_proposed_gains_everywhere_in_the_interval(
    seed: int, place: float, goal: Goal
) -> None:
    products = draw_products(np.random.default_rng(seed))
    proposals = propose(products, FREE, goal)
    facts, demand = products.facts, products.demand

    def value(price: IntArray) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return worth(
            demand,
            goal,
            prices=price[:, None],
            present=facts.price,
            net_share=1 / (1 + facts.tax / 10_000),
            elasticity=(demand.elasticity + place * demand.elasticity_sd)[:, None],
        )[:, 0]

    gain = (value(proposals.price) - value(facts.price))[proposals.acts]
    # Who has nothing to sell gains nothing, and may move along with its family.
    assert (gain >= -1e-9 * np.abs(value(facts.price)[proposals.acts])).all()


def test_the_binding_rule_is_named() -> None:
    tight = GuardRails(largest_change=500)
    assert propose(shop([-3.5]), tight, Goal.MARGIN).rule == Rule.LARGEST_CHANGE
    floor = GuardRails(margin_floor=4_900)
    assert propose(shop([-3.5]), floor, Goal.MARGIN).rule == Rule.MARGIN_FLOOR
    advertised = shop([-3.5], minimum_advertised=np.array([1_900]))
    assert propose(advertised, FREE, Goal.MARGIN).rule == Rule.MINIMUM_ADVERTISED


def test_a_family_moves_together_or_not_at_all() -> None:
    apart = shop([-2.6, -2.6, -1.9])
    family = replace(apart, facts=replace(apart.facts, family=np.array([1, 1, 1])))
    together = propose(family, FREE, Goal.MARGIN, caution=Caution(acts_when_unsure=True))
    assert len(set(together.price.tolist())) == 1
    barred = replace(family.facts, minimum_advertised=np.array([0, 2_000, 0]))
    stopped = propose(replace(family, facts=barred), FREE, Goal.MARGIN)
    assert not stopped.acts.any()
    assert stopped.rule[0] == Rule.FAMILY


def test_a_ladder_keeps_its_order_and_rises_as_a_whole() -> None:
    """Good wants to pass better: it may follow as far as better goes ahead."""
    ladder, tier = np.array([1, 1]), np.array([0, 1])
    products = shop([-1.3, -1.6], ladder=ladder, tier=tier)
    facts = replace(products.facts, price=np.array([2_000, 2_100]))
    proposals = propose(replace(products, facts=facts), FREE, Goal.MARGIN)
    good, better = proposals.price.tolist()
    assert 2_100 < good < better
    alone = replace(facts, ladder=np.zeros(2, dtype=np.int64))
    free = propose(replace(products, facts=alone), FREE, Goal.MARGIN)
    assert free.price[0] > free.price[1] == better
    held = shop([-1.3, -2.0], ladder=ladder, tier=tier)
    stopped = propose(
        replace(held, facts=replace(held.facts, price=np.array([2_000, 2_010]))), FREE, Goal.MARGIN
    )
    assert stopped.rule[0] == Rule.LADDER


def test_the_chance_to_lose_is_that_of_the_other_side_of_break_even() -> None:
    products = shop([-2.6], sd=0.3)
    proposals = propose(products, GuardRails(largest_change=1_000), Goal.MARGIN)
    # At 1,800: 800 q = 1,000 at q = 1.25, so break-even is at -log 1.25 / log .9^-1.
    assert proposals.price == 1_800
    even = np.log(1.25) / np.log(0.9)
    expected = norm.sf((even + 2.6) / 0.3)
    assert proposals.chance_to_lose[0] == pytest.approx(expected, abs=1e-3)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 0.05))
def test_expected_losers_keep_to_the_budget_of_risk(seed: int, budget: float) -> None:
    products = draw_products(np.random.default_rng(seed))
    caution = Caution(risk_budget=budget)
    proposals = propose(products, FREE, Goal.MARGIN, caution=caution)
    assert proposals.chance_to_lose.sum() <= budget * proposals.price.size + 1e-12


def test_risk_is_spent_where_most_is_earned() -> None:
    """Two goods alike but for their sales, and a budget that is enough for one."""
    products = shop([-2.6, -2.6], sd=0.3)
    demand = replace(products.demand, units=np.array([10.0, 1_000.0]))
    both = replace(products, demand=demand)
    assert propose(both, FREE, Goal.MARGIN).acts.tolist() == [True, True]
    spent = propose(both, FREE, Goal.MARGIN, caution=Caution(risk_budget=0.04))
    assert spent.acts.tolist() == [False, True]
    assert spent.rule[0] == Rule.RISK_BUDGET


def test_refuses_demand_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="not negative"):
        replace(shop([-2.0]).demand, units=np.array([-1.0]))
    with pytest.raises(ValueError, match="present prices"):
        shop([-2.0], price=0)
