"""Markdowns of what is too much, and prices by the clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest

from catalog.models import Product
from forecasting.models import Advice, PlanLine, StockState
from foundation import clock
from inventory.models import StockLevel
from pricing.algorithms.markdown import Season
from pricing.algorithms.markdown_paths import follow, gain_of
from pricing.models import BindingRule, PriceSuggestion, SuggestionKind, SuggestionState
from pricing.repricing.explaining import explain
from pricing.repricing.proposing import propose_prices
from pricing.tests.repriced_shop import believe, change_price, make_goods, make_policy, sell_daily

SEASON = Season(
    prices=np.array([2_000, 1_600]),
    weekly=np.array([10.0, 10.0]),
    stock=40,
    elasticity=-2.0,
    elasticity_sd=0.5,
    salvage=300.0,
)


def test_a_path_can_be_walked_by_hand():
    """10 a week at 2,000; at 1,600 it is 10 / .64 = 15.625."""
    cut = follow(SEASON, np.array([1, 1]), elasticity=-2.0)
    assert cut.sold == pytest.approx(31.25)
    assert cut.worth(300.0) == pytest.approx(31.25 * 1_600 + 8.75 * 300)


def test_a_path_that_stands_still_gains_nothing_and_a_cut_the_more_the_more_demand_answers():
    still = gain_of(SEASON, np.array([0, 0]))
    assert (still.mean, still.low, still.high) == (0, 0, 0)
    cut = gain_of(SEASON, np.array([1, 1]))
    assert cut.low < cut.mean < cut.high
    assert 0 < cut.chance_to_lose < 0.5


def too_much(product: Product) -> None:
    """As a plan says it of what there is too much of."""
    for level in StockLevel.objects.filter(variant__product=product):
        PlanLine.objects.create(
            variant=level.variant, warehouse=level.warehouse, as_of=clock.business_day(),
            made_at=clock.now(), state=StockState.OVER, advice=Advice.MARK_DOWN,
        )  # fmt: skip


def make_clearance(price: str = "20.00", **fields: Any) -> Product:
    """400 pieces of which 224 would be sold in eight weeks."""
    mug = make_goods("Mug", price=price, stock=400)
    believe({mug: (-2.2, 0.2)})
    too_much(mug)
    make_policy(**{"marks_down": True, "salvage_basis_points": 2_000, **fields})
    return mug


@pytest.mark.django_db
def test_overstock_is_marked_down_step_by_step_and_says_its_path():
    make_clearance(largest_change_basis_points=1_000)
    propose_prices()
    one = PriceSuggestion.objects.get()
    assert one.kind == SuggestionKind.MARKDOWN
    assert one.lines.get().after_minor == 1_800
    assert one.binding_rule == BindingRule.LARGEST_CHANGE
    assert 0 < one.gain_low_minor < one.gain_minor
    told = " ".join(explain(one))
    assert "too much of it" in told
    assert "→" in told
    assert one.cover_after < one.cover_now


@pytest.mark.django_db
def test_an_ending_does_not_halve_the_first_step():
    """A tenth off 30.50 would end as 26.99, which is too far; 27.99 is not, 28.99 half as much."""
    make_clearance(price="30.50", largest_change_basis_points=1_000, ends_in_99=True)
    propose_prices()
    assert PriceSuggestion.objects.get().lines.get().after_minor == 2_799


@pytest.mark.django_db
def test_the_floor_of_markdowns_holds_and_may_lie_below_the_cost():
    make_clearance(
        largest_change_basis_points=None, margin_floor_basis_points=3_000,
        salvage_basis_points=0, deepest_markdown_basis_points=9_000,
    )  # fmt: skip
    propose_prices()
    # 1,000 of cost are 70 % of 1,429 without tax: 1,714.3 with it.
    assert PriceSuggestion.objects.get().lines.get().after_minor >= 1_715


@pytest.mark.django_db
def test_no_markdown_goes_deeper_than_the_policy_lets_it():
    make_clearance(
        largest_change_basis_points=None, margin_floor_basis_points=None,
        deepest_markdown_basis_points=500, salvage_basis_points=0,
    )  # fmt: skip
    propose_prices()
    assert PriceSuggestion.objects.get().lines.get().after_minor == 1_900


@pytest.mark.django_db
def test_what_sells_out_before_its_season_ends_is_not_marked_down():
    mug = make_goods("Mug", stock=50)
    believe({mug: (-1.2, 0.1)})
    make_policy(season_ends_on=clock.business_day() + timedelta(days=42))
    propose_prices()
    assert not PriceSuggestion.objects.filter(kind=SuggestionKind.MARKDOWN).exists()


@pytest.mark.django_db
def test_the_end_of_a_season_marks_down_without_a_plan():
    mug = make_goods("Mug", stock=400)
    believe({mug: (-2.2, 0.2)})
    make_policy(season_ends_on=clock.business_day() + timedelta(days=42), salvage_basis_points=1000)
    propose_prices()
    one = PriceSuggestion.objects.get()
    assert one.kind == SuggestionKind.MARKDOWN
    assert "season ends" in " ".join(explain(one))


MONDAY = date(2026, 11, 23)


def at_dawn(day: date) -> datetime:
    return datetime.combine(day, time(4, 15), clock.shop_zone())


def apply_as_it_is(suggestion: PriceSuggestion, price: str) -> None:
    """The state that an applied suggestion leaves."""
    line = suggestion.lines.select_related("variant").get()
    line.applied = change_price(line.variant, price)
    line.save()
    suggestion.state, suggestion.applied_at = SuggestionState.APPLIED, clock.now()
    suggestion.save()


@pytest.mark.django_db
def test_prices_by_the_day_go_up_and_come_back_to_the_usual_price():
    mug = make_goods("Mug")
    believe({mug: (-2.5, 0.9)})
    make_policy(weekday_steps=[0, 0, 0, 0, 0, 500, 500], days_between=0)
    assert propose_prices(at=at_dawn(MONDAY)).proposed == 0
    saturday, sunday, monday = (at_dawn(MONDAY + timedelta(days=n)) for n in (5, 6, 7))
    propose_prices(at=saturday)
    dearer = PriceSuggestion.objects.get()
    assert (dearer.kind, dearer.step_basis_points) == (SuggestionKind.TIME_OF_WEEK, 500)
    with clock.standing_at(saturday):
        apply_as_it_is(dearer, "21.00")
    assert propose_prices(at=sunday).proposed == 0
    propose_prices(at=monday)
    back = PriceSuggestion.objects.get(state=SuggestionState.PROPOSED)
    assert back.lines.get().after_minor == 2_000
    assert any("usual price" in sentence for sentence in explain(back))


@pytest.mark.django_db
def test_unusual_demand_takes_the_policy_s_step_and_usual_demand_none():
    quiet, loud = make_goods("Quiet"), make_goods("Loud", daily=0)
    sell_daily(loud.variants.get(), 20, days=20)
    believe({quiet: (-2.5, 0.9), loud: (-2.5, 0.9)})
    make_policy(demand_step_basis_points=500, days_between=0)
    propose_prices()
    one = PriceSuggestion.objects.get()
    assert one.product == loud
    assert one.kind == SuggestionKind.DEMAND
    assert one.step_basis_points == -500
