"""Policies and what they would have done."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.algorithms.policies import (
    JustInTime,
    MinMax,
    OrderUpTo,
    PeriodicReview,
    ReorderPoint,
    kanban_cards,
    min_max,
)
from inventory.algorithms.simulation import Terms, replay


def position(*units):
    return np.array(units, dtype=float)


def test_a_reorder_point_orders_the_fewest_lots_that_lift_above_it():
    policy = ReorderPoint(point=10, quantity=6)
    assert policy.order(position(11, 10, 5, 4, -3), 0).tolist() == [0, 6, 6, 12, 18]


def test_order_up_to_fills_to_its_level():
    assert OrderUpTo(4, 10).order(position(5, 4, 0), 0).tolist() == [0, 6, 10]


def test_min_max_orders_below_its_minimum():
    assert MinMax(5, 10).order(position(5, 4, 12), 0).tolist() == [0, 6, 0]


def test_a_minimum_lies_just_above_its_reorder_level():
    policy = min_max([4.0, 0.3], daily_demand=[2.0, 0.01], cover_days=7)
    assert policy.minimum.tolist() == [5, 1]
    assert policy.maximum.tolist() == [19, 2]


def test_periodic_review_orders_on_its_days_alone():
    policy = PeriodicReview(up_to=10, every=7, first=2)
    ordered = [policy.order(position(3), day)[0] for day in range(10)]
    assert [day for day, units in enumerate(ordered) if units] == [2, 9]
    assert PeriodicReview(10, 7, order_at=2).order(position(3), 0)[0] == 0


def test_emptied_containers_come_back_full():
    policy = JustInTime(cards=3, container=5)
    assert policy.order(position(15, 11, 10, 0), 0).tolist() == [0, 0, 5, 15]
    assert kanban_cards(daily_demand=10, lead_days=4, container=8, safety=0.2) == 6


def test_a_day_by_hand():
    """Ten in stock, four wanted a day; at four or less, filled to ten two days later."""
    demand = np.full((1, 6), 4.0)
    answer = replay(
        demand, OrderUpTo(4, 10), 2, terms=Terms(price=3, cost=2, holding_rate=0.5), keep_stock=True
    )
    # Day 1: 2 left, 8 ordered. 2: 2 lost. 3: 8 arrive, 4 left, 6 ordered. 5: they arrive.
    assert answer.stock.tolist() == [[6, 2, 0, 4, 0, 2]]
    assert (answer.demand[0], answer.sold[0]) == (24, 22)
    assert answer.stock_out_days[0] == 1
    assert answer.fill_rate == pytest.approx(22 / 24)
    assert answer.lost_revenue == 6
    assert answer.mean_stock[0] == pytest.approx(14 / 6)
    assert answer.holding_cost == pytest.approx(14 / 6 * 2 * 0.5 * 6 / 365)
    assert answer.orders[0] == 3


def test_policies_see_the_past_alone_and_are_made_anew_each_week():
    seen = []

    def reviewer(day, history):
        seen.append((day, history.shape[1], history.sum()))
        return OrderUpTo(1, 5)

    demand = np.arange(20.0)[None, :]
    replay(demand, reviewer, 3, start=5)
    assert [day for day, _, _ in seen] == [5, 12, 19]
    assert all(columns == day for day, columns, _ in seen)
    assert all(total == sum(range(day)) for day, _, total in seen)


@pytest.mark.parametrize("lead", [0, -2])
def test_nothing_arrives_before_it_is_ordered(lead):
    with pytest.raises(ValueError, match="tomorrow"):
        replay(np.ones((1, 5)), OrderUpTo(1, 5), lead)


panels = st.integers(1, 4).flatmap(
    lambda n: st.lists(
        st.lists(st.integers(0, 9), min_size=30, max_size=30), min_size=n, max_size=n
    )
)
policies = st.sampled_from(
    [
        ReorderPoint(12, 7), OrderUpTo(12, 25), PeriodicReview(25, 7), MinMax(10, 20),
        JustInTime(4, 6),
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(panels, policies, st.integers(1, 9), st.integers(0, 10), st.integers(1, 6))
def test_units_are_neither_made_nor_lost(panel, policy, lead, minimum, pack):
    demand = np.array(panel, dtype=float)
    terms = Terms(minimum=minimum, pack=pack)
    answer = replay(demand, policy, lead, terms=terms, opening=20, keep_stock=True)
    left = answer.stock[:, -1]
    assert (answer.sold <= answer.demand).all()
    assert (answer.stock >= 0).all()
    arrived = left + answer.sold - 20
    assert (arrived >= 0).all()
    assert (arrived <= answer.ordered).all()
    assert not (answer.ordered % pack).any()
    assert (answer.ordered >= answer.orders * minimum).all()
    assert (answer.stock_out_days <= answer.demand_days).all()


@settings(max_examples=30, deadline=None)
@given(panels, st.integers(0, 30), st.integers(0, 30), st.integers(1, 9))
def test_goods_do_not_disturb_each_other(panel, order_at, more, lead):
    demand = np.array(panel, dtype=float)
    policy = OrderUpTo(order_at, order_at + more)
    together = replay(demand, policy, lead)
    alone = [replay(row[None, :], policy, lead) for row in demand]
    assert together.sold.tolist() == [one.sold[0] for one in alone]
    assert together.mean_stock.tolist() == pytest.approx([one.mean_stock[0] for one in alone])


def test_higher_levels_sell_more_and_hold_more():
    random = np.random.default_rng(5)
    demand = random.poisson(3, (50, 200)).astype(float)
    lead = random.integers(3, 9, (50, 200))
    low, high = (replay(demand, OrderUpTo(level, level + 30), lead) for level in (15, 30))
    assert low.fill_rate < high.fill_rate
    assert low.stock_value < high.stock_value
    assert low.lost_revenue > high.lost_revenue
    assert low.stock_out_share > high.stock_out_share
