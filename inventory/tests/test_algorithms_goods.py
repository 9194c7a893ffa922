"""Budgets, packs, suppliers, classes, sharing out, risk and what lies too long."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.algorithms import figures
from inventory.algorithms.budget import Goods, spend
from inventory.algorithms.buying import Need, Offer, choose_supplier, lot_of
from inventory.algorithms.classes import Steadiness, Worth, abc_xyz
from inventory.algorithms.demand_law import exceeds, expected_sales, units_for
from inventory.algorithms.overstock import StockState, clearing_markdown, stock_health
from inventory.algorithms.packs import whole_order
from inventory.algorithms.stock_outs import (
    cumulative_spread,
    risk_window,
    stock_out_probability,
)
from inventory.algorithms.transfers import fair_share, rebalance, spare_and_missing, whole_shares


@given(st.floats(0, 500), st.integers(0, 60), st.integers(1, 24))
def test_orders_are_whole_packs_above_the_minimum_and_no_pack_too_many(wanted, minimum, pack):
    order = float(whole_order(wanted, minimum=minimum, pack=pack))
    if wanted <= 1e-9:
        assert order == 0
        return
    assert order % pack == 0
    assert order >= max(wanted - 1e-6, minimum)
    assert order - pack < max(wanted, minimum)


goods_lists = st.lists(
    st.tuples(
        st.integers(1, 12), st.floats(1.0, 3.0), st.integers(2, 60), st.floats(0.2, 1.2),
        st.integers(0, 6), st.integers(0, 8), st.integers(1, 5), st.integers(0, 4),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def _goods(rows):
    mean, dispersion, price, cost_share, position, minimum, pack, room = map(
        np.array, zip(*rows, strict=True)
    )
    return Goods.of(
        mean=mean, sd=np.sqrt(mean * dispersion), price=price, cost=price * cost_share,
        position=position, minimum=minimum, pack=pack, room=room,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(goods_lists, st.integers(0, 800), st.integers(0, 60))
def test_no_purchase_breaks_a_bound_or_what_a_supplier_sells(rows, budget, capacity):
    goods = _goods(rows)
    bought = spend(goods, budget=budget, capacity=capacity)
    units = bought.quantities
    assert bought.cost <= budget + 1e-6
    assert bought.room <= capacity + 1e-6
    assert not (units % goods.pack).any()
    assert ((units == 0) | (units >= goods.minimum)).all()
    assert bought.profit >= 0


@settings(max_examples=30, deadline=None)
@given(goods_lists, st.integers(0, 400), st.integers(0, 400))
def test_more_money_never_earns_less(rows, one, two):
    goods = _goods(rows)
    low, high = sorted((one, two))
    assert spend(goods, budget=low).profit <= spend(goods, budget=high).profit + 1e-3
    assert spend(goods, budget=high).profit <= spend(goods).profit + 1e-3


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(
    st.integers(1, 4), st.integers(4, 30), st.floats(0.2, 0.9)), min_size=2, max_size=3,
), st.integers(5, 80))  # fmt: skip
def test_a_purchase_is_the_best_of_all(rows, budget):
    mean, price, cost_share = map(np.array, zip(*rows, strict=True))
    goods = Goods.poisson(mean=mean, price=price, cost=price * cost_share)
    best = 0.0
    for units in itertools.product(range(9), repeat=len(rows)):
        if (np.array(units) * goods.cost).sum() <= budget:
            sales = expected_sales(units, goods.mean, goods.sd)
            best = max(best, float((goods.price * sales - goods.cost * units).sum()))
    assert spend(goods, budget=budget).profit >= best - 1e-4


@pytest.mark.parametrize("sd", [2.0, 4.5])
def test_expected_sales_are_the_sum_over_demand(sd):
    units = np.arange(0, 25)
    survival = [float(exceeds(level, 6.0, sd)) for level in range(25)]
    sums = np.concatenate([[0.0], np.cumsum(survival)])[:25]
    assert expected_sales(units, 6.0, sd) == pytest.approx(sums)


@given(st.floats(0.01, 0.99), st.floats(0.1, 80), st.floats(0.5, 3))
def test_units_for_a_level_are_the_fewest(level, mean, dispersion):
    sd = np.sqrt(mean * dispersion)
    units = float(units_for(level, mean, sd))
    assert 1 - exceeds(units, mean, sd) >= level - 1e-9
    assert units == 0 or 1 - exceeds(units - 1, mean, sd) < level + 1e-9


def test_no_more_is_bought_than_is_wanted():
    goods = Goods.of(
        mean=[50, 50, 9], sd=[9, 9, 3], price=9, cost=2, pack=[6, 6, 1], most=[30, 3, 9]
    )
    bought = spend(goods, budget=70).quantities
    assert bought.tolist() == [30, 0, 5]


def test_large_quantities_are_bought_by_bundles():
    goods = Goods.of(mean=[90_000.0, 70.0], sd=[3_000.0, 9.0], price=9, cost=2, most=[80_001, 99])
    bought = spend(goods).quantities
    assert bought[0] == 80_001
    assert 70 < bought[1] < 99


def test_nothing_is_bought_of_what_earns_nothing():
    goods = Goods.of(mean=[5, 5], sd=[2, 2], price=[10, 10], cost=[12, 4])
    assert spend(goods).quantities[0] == 0
    assert spend(goods).quantities[1] > 0


@pytest.mark.parametrize("count", [300, 1500])
def test_thousands_of_goods_are_bought_to_the_last_pack(count):
    random = np.random.default_rng(3)
    mean = random.gamma(1.0, 20, count) + 0.1
    price = random.uniform(5, 200, count)
    goods = Goods.of(
        mean=mean, sd=mean * 0.8, price=price, cost=price * 0.6, pack=6,
        room=random.uniform(0.1, 2, count), minimum=random.integers(0, 20, count),
    )  # fmt: skip
    free = spend(goods)
    bought = spend(goods, budget=free.cost / 2, capacity=free.room * 0.6)
    assert free.cost * 0.499 <= bought.cost <= free.cost / 2
    assert bought.room <= free.room * 0.6
    assert not (bought.quantities % 6).any()
    assert ((bought.quantities == 0) | (bought.quantities >= goods.minimum)).all()
    assert bought.profit > _greedy_profit(goods, free.cost / 2)


def _greedy_profit(goods, budget):
    """Whole goods by profit for each unit of money, without any choice of how much."""
    alone = spend(goods).quantities
    sales = expected_sales(alone, goods.mean, goods.sd)
    profit, cost = goods.price * sales - goods.cost * alone, goods.cost * alone
    order = np.argsort(-profit / np.maximum(cost, 1e-9))
    fits = np.cumsum(cost[order]) <= budget
    return profit[order][fits].sum()


def test_the_cheapest_unit_is_not_always_the_cheapest_supplier():
    near = Offer(unit_cost=10.2, lead_days=3, lead_sd=0.5, order_cost=20)
    far = Offer(unit_cost=10.0, lead_days=45, lead_sd=15, order_cost=20)
    need = Need(daily_demand=5, daily_sd=3, holding_rate=0.25, shortage_cost=6)
    ranked = choose_supplier([far, near], need)
    assert [cost.offer for cost in ranked] == [1, 0]
    assert ranked[0].total < ranked[1].total
    assert ranked[0].holding < ranked[1].holding


@given(st.integers(0, 500), st.integers(1, 50), st.floats(0.1, 30), st.floats(0.4, 1))
def test_lots_are_what_the_supplier_sells(minimum, pack, demand, reliability):
    offer = Offer(5.0, 7, reliability=reliability, order_cost=30, minimum=minimum, pack=pack)
    lot = lot_of(offer, Need(daily_demand=demand, daily_sd=1))
    assert lot >= minimum
    assert lot % pack == 0


@given(st.floats(0.5, 0.99), st.floats(0.01, 0.3))
def test_who_delivers_less_reliably_costs_more(reliability, worse):
    need = Need(daily_demand=5, daily_sd=3, shortage_cost=6)
    offers = [
        Offer(10, 7, 2, reliability=reliability),
        Offer(10, 7, 2, reliability=reliability - worse),
    ]
    good, bad = sorted(choose_supplier(offers, need), key=lambda cost: cost.offer)
    assert good.reorder_at <= bad.reorder_at
    assert good.quantity <= bad.quantity


def test_classes_by_value_and_variation():
    demand = np.array([[5, 5, 5, 5], [1, 9, 1, 9], [0, 0, 0, 20], [0, 0, 0, 0]])
    classes = abc_xyz([800, 150, 50, 0], demand)
    assert classes.worth.tolist() == [Worth.A, Worth.B, Worth.C, Worth.C]
    assert classes.steadiness.tolist() == [
        Steadiness.X, Steadiness.Y, Steadiness.Z, Steadiness.Z,
    ]  # fmt: skip
    levels = classes.service_levels()
    assert levels[0] > levels[1] > levels[2]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_a_goods_make_their_share_and_no_fewer_would(value):
    classes = abc_xyz(value, np.ones((len(value), 3)))
    worth = np.array(value)
    a = classes.worth == Worth.A
    if not worth.sum():
        assert not a.any()
        return
    assert worth[a].sum() >= 0.8 * worth.sum() * (1 - 1e-9)
    assert worth[a].sum() - worth[a].min() < 0.8 * worth.sum() * (1 + 1e-9)


shops = st.lists(
    st.tuples(st.floats(0, 50), st.floats(0, 20), st.integers(0, 40)), min_size=1, max_size=6
)


@given(st.integers(0, 300), shops)
def test_shares_add_up_and_make_nobody_less_safe(available, rows):
    mean, sd, have = map(np.array, zip(*rows, strict=True))
    shares = fair_share(available, mean, sd, on_hand=have)
    assert shares.sum() == available
    assert (shares >= 0).all()


def test_shares_level_the_risk():
    shares = fair_share(100, [40, 40], [10, 10], on_hand=[30, 0])
    assert shares.tolist() == [35, 65]
    assert fair_share(10, [40, 40], [10, 10], on_hand=[90, 0]).tolist() == [0, 10]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8), st.integers(0, 200))
def test_whole_shares_lie_within_a_unit(shares, total):
    whole = whole_shares(shares, total)
    assert whole.sum() == total
    if sum(shares) > 0:
        exact = np.array(shares) * total / sum(shares)
        assert (np.abs(whole - exact) < 1 + 1e-6).all()


def test_transfers_take_the_cheapest_way():
    answer = rebalance(
        surplus=[10, 6, 0, 0],
        shortage=[0, 0, 8, 5],
        unit_cost=[[0, 1, 1, 9], [1, 0, 4, 2], [1, 4, 0, 1], [9, 2, 1, 0]],
        shortage_cost=20,
    )
    assert answer.moves[0, 2] == 8
    assert answer.moves[1, 3] == 5
    assert answer.cost == 18
    assert not answer.missing.any()


def test_what_costs_more_to_move_than_to_lack_stays():
    far = rebalance(surplus=[5, 0], shortage=[0, 5], unit_cost=[[0, 9], [9, 0]], shortage_cost=8)
    assert not far.moves.any()
    assert far.missing.tolist() == [0, 5]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_transfers_move_no_more_than_there_is_or_is_asked(data):
    n = data.draw(st.integers(2, 5))
    units = st.lists(st.integers(0, 20), min_size=n, max_size=n)
    spare, missing = np.array(data.draw(units)), np.array(data.draw(units))
    cost = np.array(data.draw(st.lists(units, min_size=n, max_size=n)), dtype=float)
    answer = rebalance(surplus=spare, shortage=missing, unit_cost=cost, shortage_cost=10)
    assert (answer.moves.sum(axis=1) <= spare).all()
    assert (answer.moves.sum(axis=0) + answer.missing == missing).all()
    assert (answer.missing >= 0).all()
    assert not answer.moves[cost >= 10].any()


def test_nobody_gives_away_what_they_would_ask_back():
    spare, missing = spare_and_missing([30, 2], keep=[20, 20], target=[10, 10])
    assert (spare.tolist(), missing.tolist()) == ([10, 0], [0, 8])
    with pytest.raises(ValueError, match="ask back"):
        spare_and_missing([1], keep=[5], target=[6])


def test_the_risk_of_running_out_rises_until_a_delivery():
    mean = np.arange(1, 15) * 2.0
    sd = np.sqrt(mean * 1.5)
    arrivals = np.zeros((1, 14))
    arrivals[0, 9] = 40
    risk = stock_out_probability([10], arrivals, mean, sd)[0]
    assert (np.diff(risk[:9]) > 0).all()
    assert risk[9] < 0.01
    window = risk_window(risk)
    assert window.last == window.worst == 8
    assert risk[window.first - 1] < 0.1 <= risk[window.first]
    assert risk_window(risk[9:]) is None


@given(st.floats(0.1, 80), st.floats(0.5, 3), st.integers(0, 120))
def test_more_stock_never_runs_out_sooner(mean, dispersion, units):
    sd = np.sqrt(mean * dispersion)
    assert exceeds(units, mean, sd) >= exceeds(units + 1, mean, sd)
    assert exceeds(-1, mean, sd) == 1


def test_spreads_between_known_days_are_met_and_ascend():
    spread = cumulative_spread([7, 14, 28], [[7.0, 11.0, 18.0]], 40)[0]
    assert spread[[6, 13, 27]] == pytest.approx([7, 11, 18])
    assert (np.diff(spread) > 0).all()
    assert spread[0] == pytest.approx(7 / np.sqrt(7))


def test_stock_is_healthy_or_says_what_it_is():
    health = stock_health(
        [50, 5, 900, 40, 0, 0], [2, 2, 2, 0, 0, 2],
        reorder_at=[20, 20, 20, 0, 0, 20], days_unsold=[1, 1, 1, 400, 400, 3],
    )  # fmt: skip
    assert health.state.tolist() == [
        StockState.HEALTHY, StockState.UNDER, StockState.OVER, StockState.DEAD,
        StockState.HEALTHY, StockState.UNDER,
    ]  # fmt: skip
    assert health.cover.tolist() == [25, 2.5, 450, np.inf, 0, 0]
    assert health.excess.tolist() == [0, 0, 900 - 240, 40, 0, 0]


@given(st.floats(0, 500), st.floats(0.1, 20), st.floats(-4, -0.3))
def test_a_markdown_clears_the_excess_or_is_the_deepest(excess, demand, elasticity):
    off = float(clearing_markdown(excess, demand, days=30, elasticity=elasticity))
    assert 0 <= off <= 0.6
    sold = demand * 30 * ((1 - off) ** elasticity - 1)
    assert off == 0.6 or sold == pytest.approx(excess, abs=1e-6 * (1 + excess) + 1e-9)


def test_figures_of_stock():
    assert figures.turnover(500, 1000, days=182.5) == 1
    assert np.isnan(figures.turnover(500, 0, days=30))
    assert figures.days_of_cover([10, 0, 5], [2, 0, 0]).tolist() == [5, 0, np.inf]
    assert figures.fill_rate(90, 10) == 0.9
    assert figures.in_stock_share(1440, days=10) == pytest.approx(0.9)
    assert figures.count_accuracy([10, 5, 0, 4], [10, 6, 0, 4]) == 0.75
    assert figures.count_accuracy([100], [99], tolerance=0.02) == 1
    assert figures.unit_accuracy([10, 5], [9, 6]) == pytest.approx(1 - 2 / 15)
    assert figures.gross_margin_return(300, 100) == 3
