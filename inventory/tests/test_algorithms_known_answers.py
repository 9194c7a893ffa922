"""Figures of the field's textbooks, to four digits and more.

Most are those of stockpyl 1.0.2 (MIT), the code of Snyder and Shen, "Fundamentals of Supply Chain
Theory" (2nd ed., 2019).
"""

import pytest

from inventory.algorithms.budget import Goods, spend
from inventory.algorithms.continuous_review import (
    Costs,
    reorder_quantity_by_backorders,
    reorder_quantity_by_eoq,
    reorder_quantity_normal,
    reorder_quantity_poisson,
)
from inventory.algorithms.eoq import (
    PriceStep,
    all_units_discount,
    economic_order_quantity,
    economic_production_quantity,
    incremental_discount,
    order_quantity_with_backorders,
)
from inventory.algorithms.joint import Family, joint_replenishment
from inventory.algorithms.lot_sizing import wagner_whitin
from inventory.algorithms.newsvendor import (
    newsvendor_lognormal,
    newsvendor_normal,
    newsvendor_poisson,
)
from inventory.algorithms.periodic_review import order_levels_by_power, order_levels_poisson
from inventory.algorithms.safety_stock import reorder_level, safety_stock


def four_digits(value):
    return pytest.approx(value, rel=5e-6)


def test_economic_order_quantity():
    lot = economic_order_quantity(order_cost=8, holding_cost=0.225, demand=1300)
    assert (lot.quantity, lot.cost) == four_digits((304.0468, 68.41053))


def test_order_quantity_with_backorders():
    lot = order_quantity_with_backorders(
        order_cost=8, holding_cost=0.225, backorder_cost=5, demand=1300
    )
    assert (lot.quantity, lot.waiting, lot.cost) == four_digits((310.81256, 0.0430622, 66.921364))


def test_economic_production_quantity():
    lot = economic_production_quantity(
        order_cost=8, holding_cost=0.225, demand=1300, production_rate=1700
    )
    assert (lot.quantity, lot.cost) == four_digits((626.80849, 33.183979))


def test_all_units_discount():
    steps = [PriceStep(0, 500), PriceStep(200, 475), PriceStep(500, 450)]
    lot = all_units_discount(order_cost=200, holding_rate=0.2, demand=1000, steps=steps)
    assert (lot.quantity, lot.step, lot.cost) == (500, 2, four_digits(472_900))


def test_incremental_discount():
    steps = [PriceStep(0, 100), PriceStep(300, 90), PriceStep(600, 80)]
    lot = incremental_discount(order_cost=150, holding_rate=0.25, demand=2400, steps=steps)
    assert lot.step == 2
    assert (lot.quantity, lot.cost) == four_digits((1481.89068, 222_762.8137))


def test_wagner_whitin():
    plan = wagner_whitin(order_cost=500, holding_cost=2, demand=[90, 120, 80, 70])
    assert plan.quantities == (210, 0, 150, 0)
    assert plan.cost == 1380


def test_joint_replenishment():
    family = Family(order_cost=600, item_costs=(120, 840, 300), holding_costs=(160, 20, 50))
    joint = joint_replenishment(family, demand=(1, 1, 1))
    assert joint.multiples == (1, 3, 1)
    assert (joint.cycle, joint.cost) == four_digits((3.1031645, 837.85440))


def test_newsvendor_normal():
    level = newsvendor_normal(overage_cost=0.18, underage_cost=0.7, mean=50, sd=8)
    assert (level.units, level.cost) == four_digits((56.603956, 1.9976052))


def test_newsvendor_poisson():
    level = newsvendor_poisson(overage_cost=0.18, underage_cost=0.7, mean=50)
    assert (level.units, level.cost) == (56, four_digits(1.7972352))


def test_newsvendor_lognormal():
    level = newsvendor_lognormal(overage_cost=1, underage_cost=0.1765, log_mean=6, log_sd=0.3)
    assert (level.units, level.cost) == four_digits((295.62664, 29.442544))


def test_reorder_quantity_poisson_exact():
    best = reorder_quantity_poisson(costs=Costs(100, 20, 150), demand=1.5, lead_time=2)
    assert (best.reorder_at, best.quantity, best.cost) == (3, 5, four_digits(107.923581))


@pytest.mark.parametrize(
    ("method", "reorder_at", "quantity"),
    [
        (reorder_quantity_normal, 213.970442, 318.590181),
        (reorder_quantity_by_backorders, 128.637814, 308.573780),
        (reorder_quantity_by_eoq, 190.336997, 304.046780),
    ],
)
def test_reorder_quantity_for_normal_demand(method, reorder_at, quantity):
    answer = method(costs=Costs(8, 0.225, 7.5), demand=1300, demand_sd=150, lead_time=1 / 12)
    assert (answer.reorder_at, answer.quantity) == four_digits((reorder_at, quantity))


def test_cost_of_reorder_quantity_for_normal_demand():
    answer = reorder_quantity_normal(
        costs=Costs(8, 0.225, 7.5), demand=1300, demand_sd=150, lead_time=1 / 12
    )
    assert answer.cost == four_digits(95.4511402)


def test_order_levels_poisson_exact():
    best = order_levels_poisson(costs=Costs(5, 1, 4), demand=6)
    assert (best.order_at, best.up_to, best.cost) == (4, 10, four_digits(8.0341116))


def test_order_levels_by_power():
    """The published figure keeps its levels although every period orders."""
    answer = order_levels_by_power(
        costs=Costs(2.5, 0.18, 0.7), demand=50, demand_sd=8, cap_small_lots=False
    )
    assert (answer.order_at, answer.up_to) == four_digits((40.194617, 74.290170))


def test_safety_stock():
    assert safety_stock(100, 20, 9, 2, 0.95) == four_digits(343.45552)
    assert reorder_level(100, 20, 9, 2, 0.95) == four_digits(1243.45552)


def test_budgeted_newsvendor():
    goods = Goods.poisson(mean=(20, 10, 5), price=(12, 30, 50), cost=(6, 18, 30))
    bought = spend(goods, budget=400)
    assert bought.quantities.tolist() == [19, 9, 4]
    assert bought.profit == four_digits(240.685)
