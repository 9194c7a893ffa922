"""Guard rails hold whatever the policy, the shop and the goal; a judge of its own says so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.pricing_policies import broken, broken_by_policy, draw_products
from pricing.algorithms.demand_curve import Goal
from pricing.algorithms.endings import Ending, has_ending, nearest_ending
from pricing.algorithms.guard_rails import Facts, GuardRails, Rule, apply
from pricing.algorithms.optimiser import Caution, propose
from pricing.algorithms.panel import IntArray

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_no_rail_is_broken(seed: int) -> None:
    assert broken_by_policy(seed)[0] == 0


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SEEDS)
def test_no_rail_is_broken_in_ten_thousand_policies(seed: int) -> None:
    assert broken_by_policy(seed)[0] == 0


def test_the_judge_finds_every_rule_broken_where_rails_are_off() -> None:
    hard = GuardRails(
        margin_floor=6_000,
        largest_change=100,
        days_between=30,
        competitor_band=(9_900, 10_100),
        endings=(Ending.NINETY_NINE,),
        announces_reductions=True,
        ladder_gap=500,
    )
    found: set[str] = set()
    for seed in range(60):
        products = draw_products(np.random.default_rng(seed))
        loose = replace(
            products.facts,
            family=np.arange(products.facts.price.size),
            ladder=0 * products.facts.ladder,
            minimum_advertised=0 * products.facts.minimum_advertised,
            least=0 * products.facts.least,
            most=0 * products.facts.most,
        )
        free = propose(
            replace(products, facts=loose),
            GuardRails(),
            Goal.MARGIN,
            caution=Caution(acts_when_unsure=True),
        )
        found |= set(broken(hard, products.facts, [int(price) for price in free.price]))
    assert found == {
        "days between changes",
        "margin floor",
        "minimum advertised price",
        "largest change",
        "competitor band",
        "lowest price of thirty days",
        "what staff rejected",
        "ending",
        "better costs more than good",
        "a family moves together",
        "a family of one price stays at one price",
    }


@pytest.mark.parametrize(
    ("rails", "facts", "price", "rule"),
    [
        (GuardRails(days_between=28), {"days_since_change": 27}, 1_010, Rule.DAYS_BETWEEN),
        (GuardRails(days_between=28), {"days_since_change": 28}, 1_010, Rule.NOTHING),
        # 1,190 with 19 % tax is 1,000 net: 400 above a cost of 600 is 40 % to the cent.
        (GuardRails(margin_floor=4_000), {"tax": 1_900}, 1_190, Rule.NOTHING),
        (GuardRails(margin_floor=4_000), {"tax": 1_900}, 1_189, Rule.MARGIN_FLOOR),
        (GuardRails(), {"minimum_advertised": 900}, 899, Rule.MINIMUM_ADVERTISED),
        (GuardRails(), {"minimum_advertised": 900}, 900, Rule.NOTHING),
        (GuardRails(largest_change=1_000), {}, 1_100, Rule.NOTHING),
        (GuardRails(largest_change=1_000), {}, 899, Rule.LARGEST_CHANGE),
        (
            GuardRails(competitor_band=(9_000, 11_000)),
            {"competitor": 900},
            991,
            Rule.COMPETITOR_BAND,
        ),
        (GuardRails(competitor_band=(9_000, 11_000)), {"competitor": 900}, 990, Rule.NOTHING),
        (GuardRails(competitor_band=(9_000, 11_000)), {}, 5_000, Rule.NOTHING),
        (GuardRails(announces_reductions=True), {"lowest_price": 950}, 950, Rule.LOWEST_PRICE),
        (GuardRails(announces_reductions=True), {"lowest_price": 950}, 949, Rule.NOTHING),
        (GuardRails(), {"most": 1_050}, 1_051, Rule.REJECTED),
        (GuardRails(), {"most": 1_050}, 1_050, Rule.NOTHING),
        (GuardRails(), {"least": 950}, 949, Rule.REJECTED),
        (GuardRails(endings=(Ending.NINETY_FIVE,)), {}, 1_094, Rule.ENDING),
    ],
)
def test_each_rule_has_its_edge(
    rails: GuardRails, facts: dict[str, int], price: int, rule: Rule
) -> None:
    given_facts = {name: np.array([value]) for name, value in facts.items()}
    one = Facts.of(np.array([1_000]), np.array([600]), **given_facts)
    allowed = apply(rails, one, np.array([[price]]))
    assert Rule(int(allowed.rule[0, 0])) is rule
    assert bool(allowed.mask[0, 0]) == (rule is Rule.NOTHING)


@given(
    st.integers(1, 10**7), st.sets(st.sampled_from(Ending), min_size=1), st.sampled_from([0, 2, 3])
)
def test_the_nearest_ending_is_allowed_and_none_is_nearer(
    price: int, endings: set[Ending], digits: int
) -> None:
    allowed, reach = tuple(endings), 10 ** max(digits, 2)
    found = nearest_ending(np.array([price]), allowed, digits=digits)
    around: IntArray = np.arange(max(price - reach, 1), price + reach + 1)
    ended = around[has_ending(around, allowed, digits=digits)]
    assert has_ending(found, allowed, digits=digits).all()
    assert abs(int(found[0]) - price) == np.abs(ended - price).min()


def test_endings_follow_the_currency() -> None:
    near = np.array([1_530])
    assert nearest_ending(near, (Ending.NINETY_NINE,), digits=0) == 1_499
    assert nearest_ending(near, (Ending.NINETY_NINE,), digits=2) == 1_499
    assert nearest_ending(near, (Ending.NINETY_NINE,), digits=3) == 1_990
    assert nearest_ending(near, (Ending.WHOLE,), digits=0) == 1_530
    assert nearest_ending(near, (Ending.WHOLE,), digits=2) == 1_500
