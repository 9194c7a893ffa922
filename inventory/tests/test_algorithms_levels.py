"""Lots, levels and safety: what must hold whatever the numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.algorithms.continuous_review import Costs, reorder_quantity_poisson
from inventory.algorithms.eoq import (
    PriceStep,
    all_units_discount,
    economic_order_quantity,
    economic_production_quantity,
    incremental_discount,
    order_quantity_with_backorders,
)
from inventory.algorithms.exchange import cycle_stock, order_cycles
from inventory.algorithms.joint import Family, common_cycle, joint_replenishment
from inventory.algorithms.lot_sizing import wagner_whitin
from inventory.algorithms.newsvendor import (
    newsvendor_empirical,
    newsvendor_normal,
    newsvendor_poisson,
)
from inventory.algorithms.periodic_review import (
    order_levels_by_power,
    order_levels_poisson,
    order_up_to_level,
)
from inventory.algorithms.safety_stock import (
    empirical_reorder_level,
    reorder_level,
    safety_factor_for_fill_rate,
    safety_stock,
    unit_loss,
    windowed_demand,
)

amount = st.floats(0.1, 1000)
share = st.floats(0.01, 0.99)


def _lot_cost(quantity, order_cost, holding_cost, demand):
    return order_cost * demand / quantity + holding_cost * quantity / 2


@given(amount, amount, amount, st.floats(0.2, 5))
def test_no_other_lot_costs_less(order_cost, holding_cost, demand, factor):
    lot = economic_order_quantity(order_cost=order_cost, holding_cost=holding_cost, demand=demand)
    other = _lot_cost(lot.quantity * factor, order_cost, holding_cost, demand)
    assert lot.cost <= other * (1 + 1e-9)


@given(amount, amount, amount, amount)
def test_waiting_customers_make_lots_larger_and_cheaper(order_cost, holding_cost, demand, waiting):
    plain = economic_order_quantity(order_cost=order_cost, holding_cost=holding_cost, demand=demand)
    late = order_quantity_with_backorders(
        order_cost=order_cost, holding_cost=holding_cost, backorder_cost=waiting, demand=demand
    )
    assert late.quantity >= plain.quantity * (1 - 1e-9)
    assert late.cost <= plain.cost * (1 + 1e-9)


def test_what_outruns_nobody_cannot_be_produced():
    with pytest.raises(ValueError, match="outruns"):
        economic_production_quantity(order_cost=1, holding_cost=1, demand=5, production_rate=5)


@given(amount, st.floats(0.05, 0.5), amount, st.floats(5, 500), st.floats(0.5, 0.99))
def test_a_discount_never_costs_more(order_cost, rate, demand, from_units, cheaper):
    steps = [PriceStep(0, 10), PriceStep(from_units, 10 * cheaper)]
    told = {"order_cost": order_cost, "holding_rate": rate, "demand": demand}
    without = all_units_discount(**told, steps=steps[:1])
    every = all_units_discount(**told, steps=steps)
    each = incremental_discount(**told, steps=steps)
    assert every.cost <= each.cost * (1 + 1e-9) <= without.cost * (1 + 1e-8)
    assert every.quantity >= steps[every.step].minimum


def test_prices_out_of_order_are_refused():
    with pytest.raises(ValueError, match="larger lots"):
        all_units_discount(
            order_cost=1, holding_rate=0.2, demand=1, steps=[PriceStep(0, 1), PriceStep(5, 2)]
        )


@settings(max_examples=40)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(0, 100), st.integers(0, 5))
def test_wagner_whitin_is_as_cheap_as_the_best_of_all_plans(demand, order_cost, holding_cost):
    plan = wagner_whitin(order_cost=order_cost, holding_cost=holding_cost, demand=demand)
    assert plan.cost == pytest.approx(_cheapest_of_all(demand, order_cost, holding_cost))
    assert sum(plan.quantities) == sum(demand)


def _cheapest_of_all(demand, order_cost, holding_cost):
    costs = []
    for choice in range(1 << len(demand)):
        cost, last = 0.0, None
        for period, units in enumerate(demand):
            if choice >> period & 1:
                cost, last = cost + order_cost, period
            if units and last is None:
                cost = math.inf
            elif units:
                cost += holding_cost * (period - last) * units
        costs.append(cost)
    return min(costs)


@given(st.lists(st.tuples(amount, amount, amount), min_size=1, max_size=8), amount)
def test_joint_orders_cost_no_more_than_a_common_cycle(goods, order_cost):
    item_costs, holding, demand = zip(*goods, strict=True)
    family = Family(order_cost=order_cost, item_costs=item_costs, holding_costs=holding)
    together = common_cycle(family, demand=demand)
    joint = joint_replenishment(family, demand=demand)
    assert min(joint.multiples) == 1
    least = sum(
        economic_order_quantity(order_cost=item, holding_cost=hold, demand=units).cost
        for item, hold, units in goods
    )
    assert least * (1 - 1e-9) <= joint.cost <= together.cost * (1 + 1e-9)


@given(share, share, st.floats(1, 200), st.floats(0.1, 50))
def test_newsvendor_levels_rise_with_what_a_lost_unit_costs(one, two, mean, sd):
    low, high = sorted((one, two))
    levels = [
        newsvendor_normal(overage_cost=1 - p, underage_cost=p, mean=mean, sd=sd).units
        for p in (low, high)
    ]
    assert levels[0] <= levels[1] + 1e-9


@settings(max_examples=40)
@given(st.floats(0.1, 60), share)
def test_no_neighbour_of_a_poisson_level_costs_less(mean, ratio):
    level = newsvendor_poisson(overage_cost=1 - ratio, underage_cost=ratio, mean=mean)
    counts = np.arange(400)
    chances = np.exp(counts * np.log(mean) - mean - [math.lgamma(n + 1) for n in counts])

    def cost(units):
        lost = np.maximum(counts - units, 0) @ chances
        return (1 - ratio) * (np.maximum(units - counts, 0) @ chances) + ratio * lost

    assert level.cost == pytest.approx(cost(level.units), abs=1e-9)
    assert level.cost <= min(cost(level.units - 1), cost(level.units + 1)) + 1e-9


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), share)
def test_what_was_seen_covers_its_ratio(seen, ratio):
    level = newsvendor_empirical(overage_cost=1 - ratio, underage_cost=ratio, seen=seen)
    demand = np.array(seen)
    assert (demand <= level.units).mean() >= ratio - 1e-9
    assert (demand < level.units).mean() <= ratio + 1e-9
    for other in (level.units - 1, level.units + 1):
        excess, lost = np.maximum(other - demand, 0), np.maximum(demand - other, 0)
        assert level.cost <= ((1 - ratio) * excess + ratio * lost).mean() + 1e-9


@settings(max_examples=15, deadline=None)
@given(st.floats(0.2, 4), st.floats(0.5, 4), st.floats(1, 200), st.floats(1, 50))
def test_no_neighbouring_reorder_quantity_costs_less(demand, lead_time, order_cost, shortage):
    costs = Costs(order_cost, 1.0, shortage)
    best = reorder_quantity_poisson(costs=costs, demand=demand, lead_time=lead_time)
    assert best.quantity >= 1
    for lift, more in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        if best.quantity + more >= 1:
            other = _simulated_rq(
                costs, demand, lead_time, best.reorder_at + lift, best.quantity + more
            )
            assert best.cost <= other + 1e-6


def _simulated_rq(costs, demand, lead_time, reorder_at, quantity):
    """The cost of any (r, Q) from the positions it passes through, by summing over demand."""
    mean = demand * lead_time
    counts = np.arange(int(mean + 12 * math.sqrt(mean) + 40))
    chances = np.exp(counts * np.log(mean) - mean - [math.lgamma(n + 1) for n in counts])
    total = costs.order * demand
    for position in range(int(reorder_at) + 1, int(reorder_at + quantity) + 1):
        held = np.maximum(position - counts, 0) @ chances
        short = np.maximum(counts - position, 0) @ chances
        total += costs.holding * held + costs.shortage * short
    return total / quantity


@pytest.mark.parametrize("demand", [0.4, 3, 20])
@pytest.mark.parametrize("order_cost", [0.5, 20, 300])
@pytest.mark.parametrize("lead_periods", [0, 2])
def test_order_levels_stand_in_order_and_dearer_orders_are_larger(demand, order_cost, lead_periods):
    best = order_levels_poisson(
        costs=Costs(order_cost, 1, 9), demand=demand, lead_periods=lead_periods
    )
    dearer = order_levels_poisson(
        costs=Costs(order_cost * 4, 1, 9), demand=demand, lead_periods=lead_periods
    )
    assert best.order_at < best.up_to
    assert dearer.up_to - dearer.order_at >= best.up_to - best.order_at
    assert dearer.cost >= best.cost


def test_the_power_approximation_is_near_the_best_levels():
    best = order_levels_poisson(costs=Costs(64, 1, 24), demand=21)
    near = order_levels_by_power(costs=Costs(64, 1, 24), demand=21, demand_sd=math.sqrt(21))
    assert near.order_at == pytest.approx(best.order_at, abs=3)
    assert near.up_to == pytest.approx(best.up_to, rel=0.15)


def test_levels_that_every_period_reaches_are_capped():
    capped = order_levels_by_power(costs=Costs(2.5, 0.18, 0.7), demand=50, demand_sd=8)
    assert capped.up_to == pytest.approx(56.604, abs=0.001)


@given(amount, amount, st.floats(0, 60), st.floats(0, 20), share, share)
def test_safety_grows_with_the_service_level(mean, sd, lead, lead_sd, one, two):
    low, high = sorted((one, two))
    stocks = [float(safety_stock(mean, sd, lead, lead_sd, level)) for level in (low, high)]
    assert 0 <= stocks[0] <= stocks[1]
    assert reorder_level(mean, sd, lead, lead_sd, high) >= mean * lead


@pytest.mark.parametrize("level", [0, 1, 1.5, -0.1, float("nan")])
def test_a_service_level_that_is_none_is_refused(level):
    with pytest.raises(ValueError, match="service level"):
        safety_stock(1, 1, 1, 1, level)


def test_negative_spreads_are_refused():
    with pytest.raises(ValueError, match="not negative"):
        safety_stock(1, -1, 1, 1, 0.9)


def test_a_review_interval_is_part_of_the_time_to_cover():
    every_day = order_up_to_level(10, 3, 7, 2, 0, 0.95)
    weekly = order_up_to_level(10, 3, 7, 2, 7, 0.95)
    assert weekly == pytest.approx(reorder_level(10, 3, 14, 2, 0.95))
    assert weekly > every_day + 7 * 10


@given(st.floats(0.8, 0.999), st.floats(1, 500), st.floats(0.1, 200))
def test_a_fill_rate_is_met_by_its_factor(fill_rate, quantity, sd):
    z = safety_factor_for_fill_rate(fill_rate, order_quantity=quantity, lead_time_sd=sd)
    missing = sd * float(unit_loss(z)) / quantity
    assert missing <= 1 - fill_rate + 1e-6
    assert z == 0 or missing == pytest.approx(1 - fill_rate, rel=1e-6)


@given(st.lists(st.integers(0, 20), min_size=14, max_size=40), share, st.integers(1, 7))
def test_empirical_levels_cover_the_windows_seen(history, level, days):
    windows = windowed_demand([history], days)[0]
    assert windows.tolist() == [sum(history[at : at + days]) for at in range(len(windows))]
    reorder_at = empirical_reorder_level([history], [days], level)[0]
    assert (windows <= reorder_at).mean() >= level - 1e-6
    assert (windows < reorder_at).mean() <= level + 1e-6


def test_lead_times_are_weighed_as_often_as_they_were_seen():
    history = [[1.0] * 30]
    assert empirical_reorder_level(history, [5, 5, 5, 12], 0.74)[0] == 5
    assert empirical_reorder_level(history, [5, 5, 5, 12], 0.76)[0] == 12
    assert empirical_reorder_level(history, [5], 0.9, scale=[2.0])[0] == 10


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=30), st.floats(8, 50))
def test_cycles_keep_the_number_of_orders_and_bind_no_more_money(value, mean_cycle):
    cycles = order_cycles(value, mean_cycle=mean_cycle)
    assert ((cycles >= 7) & (cycles <= 60)).all()
    assert (1 / cycles).sum() == pytest.approx(len(value) / mean_cycle, rel=1e-6)
    alike = cycle_stock(value, np.full(len(value), mean_cycle))
    assert cycle_stock(value, cycles) <= alike * (1 + 1e-6) + 1e-9


def test_what_turns_over_four_times_as_much_is_ordered_twice_as_often():
    fast, slow = order_cycles([400, 100], mean_cycle=20)
    assert slow == pytest.approx(2 * fast)


@pytest.mark.parametrize(("demand", "order_cost"), [(1.5, 6.0), (4.0, 30.0)])
def test_no_other_order_levels_cost_less(demand, order_cost):
    """Every pair near the best one, by the long run of its Markov chain."""
    costs = Costs(order_cost, 1.0, 9.0)
    best = order_levels_poisson(costs=costs, demand=demand)
    assert _long_run_cost(costs, demand, best.order_at, best.up_to) == pytest.approx(best.cost)
    for order_at in range(int(best.order_at) - 3, int(best.order_at) + 4):
        for up_to in range(max(order_at + 1, int(best.up_to) - 5), int(best.up_to) + 6):
            other = _long_run_cost(costs, demand, order_at, up_to)
            assert best.cost <= other + 1e-9


def _long_run_cost(costs, demand, order_at, up_to):
    """A period: the position after ordering, then demand, then what is left or missing costs."""
    counts = np.arange(80)
    chances = np.exp(counts * np.log(demand) - demand - [math.lgamma(n + 1) for n in counts])
    positions = np.arange(order_at + 1, up_to + 1)
    moves = np.zeros((len(positions), len(positions)))
    ordering = np.zeros(len(positions))
    for row, position in enumerate(positions):
        for units, chance in zip(counts, chances, strict=True):
            left = position - units
            ordered = left <= order_at
            moves[row, -1 if ordered else left - order_at - 1] += chance
            ordering[row] += chance * ordered
    system = np.vstack([moves.T - np.eye(len(positions)), np.ones(len(positions))])
    shares = np.linalg.lstsq(system, np.append(np.zeros(len(positions)), 1.0), rcond=None)[0]
    left = positions[:, None] - counts
    held, short = np.maximum(left, 0) @ chances, np.maximum(-left, 0) @ chances
    return float(shares @ (costs.order * ordering + costs.holding * held + costs.shortage * short))
