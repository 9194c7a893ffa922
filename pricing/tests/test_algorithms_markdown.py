"""Markdown paths: against the closed form, brute force, and a fixed price."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from pricing.algorithms.markdown import (
    Law,
    Season,
    best_fixed,
    fixed_value,
    plan_markdowns,
)

SEASON = Season(
    prices=np.array([5_000, 4_000, 3_000, 2_000]),
    weekly=np.array([3.0, 2.0, 2.0]),
    stock=9,
    elasticity=-1.8,
    salvage=500.0,
)
SEASONS = st.builds(
    lambda weekly, stock, slope, sd, salvage: replace(
        SEASON,
        weekly=np.array(weekly),
        stock=stock,
        elasticity=slope,
        elasticity_sd=sd,
        salvage=salvage,
    ),
    st.lists(st.floats(0, 8), min_size=1, max_size=4),
    st.integers(0, 15),
    st.floats(-3.5, -0.5),
    st.sampled_from([0.0, 0.4]),
    st.floats(0, 3_000),
)


@settings(max_examples=60, deadline=None)
@given(SEASONS, st.sampled_from(list(Law)))
def test_prices_never_rise_and_a_path_is_worth_no_less_than_any_fixed_price(
    season: Season, law: Law
) -> None:
    plan = plan_markdowns(season, law=law)
    present = np.arange(season.prices.size)[None, :, None]
    assert (plan.level >= present).all()
    assert (np.diff(plan.path()) >= 0).all()
    fixed = max(fixed_value(season, level, law=law) for level in range(season.prices.size))
    assert plan.expected >= fixed - 1e-6
    assert fixed_value(season, best_fixed(season, law=law), law=law) == pytest.approx(fixed)


def test_one_week_is_the_best_of_all_prices_by_enumeration() -> None:
    season = replace(SEASON, weekly=np.array([6.0]))
    wanted = np.arange(200)

    def earned(price: int) -> float:
        chance = poisson.pmf(wanted, 6.0 * (price / 5_000) ** -1.8)
        sold = np.minimum(wanted, season.stock)
        return float(chance @ (price * sold + season.salvage * (season.stock - sold)))

    by_hand = [earned(int(price)) for price in season.prices]
    plan = plan_markdowns(season)
    assert plan.expected == pytest.approx(max(by_hand))
    assert plan.level[0, 0, season.stock] == int(np.argmax(by_hand))


def test_the_plan_earns_in_play_what_it_promises() -> None:
    plan, rng, runs = plan_markdowns(SEASON), np.random.default_rng(7), 4_000
    earned = np.zeros(runs)
    for run in range(runs):
        stock, level = SEASON.stock, 0
        for week, wanted in enumerate(SEASON.weekly):
            level = int(plan.level[week, level, stock])
            price = int(SEASON.prices[level])
            sold = min(stock, int(rng.poisson(wanted * (price / 5_000) ** SEASON.elasticity)))
            earned[run] += price * sold
            stock -= sold
        earned[run] += SEASON.salvage * stock
    error = earned.std(ddof=1) / runs**0.5
    assert abs(earned.mean() - plan.expected) < 4 * error


def test_scarce_stock_is_not_marked_down_and_abundant_stock_is() -> None:
    assert plan_markdowns(replace(SEASON, stock=2)).path().tolist() == [0, 0, 0]
    assert plan_markdowns(replace(SEASON, stock=60)).path()[-1] > 0


def test_certain_demand_that_just_sells_out_stays_at_the_price() -> None:
    plan = plan_markdowns(replace(SEASON, stock=7), law=Law.DETERMINISTIC)
    assert plan.path().tolist() == [0, 0, 0]
    assert plan.expected == pytest.approx(7 * 5_000)


def test_a_markdown_that_costs_more_than_it_brings_is_not_made() -> None:
    dear = replace(SEASON, stock=60, change_cost=1e9)
    assert plan_markdowns(dear).path().tolist() == [0, 0, 0]
    assert fixed_value(dear, 1) < fixed_value(dear, 0)


def test_refuses_prices_that_rise() -> None:
    with pytest.raises(ValueError, match="prices fall"):
        replace(SEASON, prices=np.array([2_000, 3_000]))
