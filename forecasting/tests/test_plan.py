"""What the plan proposes, and the reasons that it gives."""

from datetime import timedelta

import pytest

from forecasting.models import Advice, LineStatus, PlanLine, ReplenishmentPolicy, StockState
from forecasting.replenishment.clearance import MARKDOWN
from forecasting.replenishment.explaining import explain
from forecasting.replenishment.selectors import (
    AlertKind,
    alerts,
    inventory_figures,
    reorder_queue,
    stock_health,
    what_if,
)
from forecasting.replenishment.services import make_plan, save_policy
from forecasting.tests.factories import TODAY, sell, steady
from forecasting.tests.replenishing import NOON, foretell, stocked, supplied
from inventory.algorithms.safety_stock import reorder_level
from inventory.models import PurchaseOrder, Warehouse
from inventory.services import (
    LineRequest,
    allocate_stock,
    default_warehouse,
    draft_purchase_order,
    receive_purchase_order,
    receive_stock,
    send_purchase_order,
    ship_stock,
)
from mlops.models import Feature

pytestmark = pytest.mark.django_db


def line_of(variant, **filters):
    make_plan(at=NOON)
    return PlanLine.objects.get(variant=variant, **filters)


def said(line):
    return " ".join(explain(line))


def test_a_forecast_with_a_lead_time_makes_the_known_reorder_point():
    mug = stocked("MUG", 10)
    foretell(mug, 5.0, spread=2.0)
    supplied(mug, days=9, spread=2, pack=12)
    save_policy(policy=ReplenishmentPolicy(service_level=0.95, cover_days=20))

    line = line_of(mug)

    assert line.reorder_point == -(-float(reorder_level(5, 2, 10, 2, 0.95)) // 1)  # 10 = 9 + review
    assert line.order_up_to == line.reorder_point + 100
    assert line.wanted == line.order_up_to - 10
    assert line.quantity % 12 == 0
    assert line.wanted <= line.quantity < line.wanted + 12
    assert line.cost_minor == line.quantity * 500
    assert (line.state, line.advice) == (StockState.UNDER, Advice.HURRY)
    assert line.days_of_cover == 2.0
    assert line.risk > 0.9
    assert line.risk_from <= TODAY + timedelta(days=2)


def test_each_number_says_where_it_came_from():
    mug = stocked("MUG", 10)
    foretell(mug, 5.0)
    supplied(mug, by="Acme", pack=12)

    text = said(line_of(mug))

    for part in (
        "5.0 units a day are expected", "version 20261122T030000", "Acme alone supplies it",
        "7.0 ± 1.0 days by the offer", "z·√(σ² + μ²·σ_L²)", "21 days of cover",
        "The position is 10", "packs of 12",
    ):  # fmt: skip
        assert part in text, (part, text)


def test_what_turns_over_much_is_ordered_more_often_and_what_turns_over_little_seldom():
    dear, cheap = stocked("DEAR", 10), stocked("CHEAP", 10)
    for variant, level in ((dear, 40.0), (cheap, 1.0)):
        foretell(variant, level)
        supplied(variant)
        sell(variant, steady(120, level=level))

    fast, slow = line_of(dear), line_of(cheap)
    assert (fast.order_up_to - fast.reorder_point) / 40.0 < 15
    assert slow.order_up_to - slow.reorder_point > 30
    assert "days instead of the usual 21" in said(fast)

    save_policy(policy=ReplenishmentPolicy(cover_varies=False))
    fast, slow = line_of(dear), line_of(cheap)
    assert fast.order_up_to - fast.reorder_point == 21 * 40
    assert slow.order_up_to - slow.reorder_point == 21
    assert "instead of the usual" not in said(fast)


def test_lead_times_are_learned_from_enough_receipts_alone():
    mug = stocked("MUG", 10)
    foretell(mug, 5.0)
    supplier = supplied(mug, days=7)
    for number in range(3):
        assert "by the offer" in said(line_of(mug))
        sent = NOON - timedelta(days=60 - 10 * number)
        order = draft_purchase_order(supplier=supplier, lines=[LineRequest(mug.pk, 1)], at=sent)
        order = send_purchase_order(order=order, at=sent)
        receive_purchase_order(order=order, at=sent + timedelta(days=20))

    line = line_of(mug)

    assert line.lead_days == 20
    assert "learned from 3 receipts" in said(line)


def test_without_a_forecast_recent_sales_stand_in():
    mug = stocked("MUG", 10)
    supplied(mug)
    sell(mug, steady(200, level=4.0))

    line = line_of(mug)

    assert 3 < line.daily_demand < 5
    assert line.quantity > 0
    assert "There is no forecast" in said(line)


def test_without_supplier_and_lead_time_a_need_is_told_and_not_ordered():
    mug = stocked("MUG", 3)
    foretell(mug, 5.0)

    line = line_of(mug)

    assert line.advice == Advice.FIND_SUPPLIER
    assert line.supplier is None
    assert "Nobody is known to supply it" in said(line)
    assert "14.0 ± 3.5 days are assumed" in said(line)
    assert [alert.kind for alert in alerts(at=NOON)][-1] == AlertKind.NO_SUPPLIER


@pytest.mark.parametrize(
    ("days_old", "units", "state"),
    [(3, 40, StockState.HEALTHY), (700, 40, StockState.DEAD), (700, 0, StockState.HEALTHY)],
)
def test_what_never_sold(days_old, units, state):
    lamp = stocked("LAMP", units, days_old=days_old)

    line = line_of(lamp)

    assert (line.state, line.quantity, line.risk) == (state, 0, 0)
    assert "no demand is expected" in said(line)
    assert bool(line.markdown_percent) == (state == StockState.DEAD)


def test_a_product_with_three_days_of_sales_is_planned_by_them():
    lamp = stocked("LAMP", 5, days_old=3)
    supplied(lamp)
    sell(lamp, [2, 0, 4])

    line = line_of(lamp)

    assert line.daily_demand == pytest.approx(2.0)
    assert line.quantity > 0


def test_units_on_their_way_are_not_ordered_again_and_late_ones_are_chased():
    mug = stocked("MUG", 3)
    foretell(mug, 5.0)
    supplier = supplied(mug)
    sent = NOON - timedelta(days=20)
    order = draft_purchase_order(supplier=supplier, lines=[LineRequest(mug.pk, 200)], at=sent)
    send_purchase_order(order=order, at=sent)

    line = line_of(mug)

    assert (line.incoming, line.quantity) == (200, 0)
    assert line.advice == Advice.CHASE
    assert "200 units on the way are late" in said(line)
    late = next(alert for alert in alerts(at=NOON) if alert.kind == AlertKind.LATE_PURCHASE)
    assert late.purchase_orders == (PurchaseOrder.objects.get(),)


def test_what_another_warehouse_has_too_much_of_is_sent_before_any_is_bought():
    north = Warehouse.objects.create(code="north", name="North")
    mug = stocked("MUG", 4)
    receive_stock(variant_id=mug.pk, quantity=900, warehouse=north, at=NOON)
    for warehouse in (default_warehouse(), north):
        receive_stock(variant_id=mug.pk, quantity=40, warehouse=warehouse, at=NOON)
    ship(mug, 30, NOON - timedelta(days=5))
    foretell(mug, 5.0)
    supplied(mug)

    line = line_of(mug, warehouse=default_warehouse())

    assert line.transfer_from == north
    assert line.transfer_quantity == line.wanted > 0
    assert (line.quantity, line.advice) == (0, Advice.TRANSFER)
    assert "come from North" in said(line)


def ship(variant, units, at):
    """So many units leave the default warehouse for a customer."""
    allocate_stock(reference="o1", quantities={variant.pk: units}, at=at)
    ship_stock(reference="o1", quantities={variant.pk: units}, at=at)


def test_overstock_is_proposed_to_pricing_and_withdrawn_when_it_is_gone():
    lamp = stocked("LAMP", 400)
    sell(lamp, steady(200, level=1.0))
    forecast = foretell(lamp, 1.0)

    line = line_of(lamp)

    assert (line.state, line.advice) == (StockState.OVER, Advice.MARK_DOWN)
    told = Feature.objects.get(name=MARKDOWN)
    assert told.subject == f"variant:{lamp.pk}"
    assert told.value["percent"] == line.markdown_percent > 0
    assert f"{line.markdown_percent} % off" in said(line)
    forecast.sum_mean = [value * 20 for value in forecast.sum_mean]
    forecast.daily = [20.0] * 28
    forecast.save()
    make_plan(at=NOON + timedelta(hours=1))
    assert not Feature.objects.filter(name=MARKDOWN).exists()


def test_the_lot_of_a_slow_seller_is_not_too_much():
    lamp = stocked("LAMP", 6)
    sell(lamp, [1] * 4 + [0] * 86)
    foretell(lamp, 0.03, spread=0.1)
    supplied(lamp, pack=6)

    line = line_of(lamp)

    assert line.days_of_cover == pytest.approx(200, rel=0.01)
    assert (line.state, line.markdown_percent) == (StockState.HEALTHY, 0)


def test_made_again_the_plan_is_the_same():
    for number in range(3):
        mug = stocked(f"MUG-{number}", 10 * number)
        foretell(mug, 5.0)
        supplied(mug)

    make_plan(at=NOON)
    before = list(PlanLine.objects.order_by("pk").values())
    make_plan(at=NOON)

    assert list(PlanLine.objects.order_by("pk").values()) == before


def test_lines_of_what_is_stocked_no_more_are_swept():
    mug = stocked("MUG", 10)
    make_plan(at=NOON)
    Warehouse.objects.create(code="other", name="Other", is_default=False)
    mug.stock_levels.update(on_hand=0)
    mug.stock_levels.all().delete()

    make_plan(at=NOON + timedelta(days=1))

    assert not PlanLine.objects.exists()


def test_what_if_nothing_changes_gives_the_numbers_of_the_line():
    mug = stocked("MUG", 10)
    foretell(mug, 5.0)
    supplied(mug, pack=12)
    line = line_of(mug)

    same = what_if(line, at=NOON)
    more = what_if(line, demand_factor=2.0, at=NOON)
    slower = what_if(line, lead_days=30, at=NOON)
    safer = what_if(line, service_level=0.999, at=NOON)

    assert (same.reorder_point, same.order_up_to, same.quantity, same.safety_stock) == (
        line.reorder_point, line.order_up_to, line.quantity, line.safety_stock,
    )  # fmt: skip
    assert same.risk == pytest.approx(line.risk, abs=1e-3)
    assert more.daily_demand == 2 * line.daily_demand
    assert slower.reorder_point > line.reorder_point
    assert safer.safety_stock > line.safety_stock


def test_health_and_queue_and_figures_of_a_shop():
    mug, lamp = stocked("MUG", 10), stocked("LAMP", 400)
    foretell(mug, 5.0)
    supplied(mug)
    supplied(lamp, cost=100)
    sell(mug, steady(200))
    make_plan(at=NOON)

    health = {summary.state: summary for summary in stock_health()}
    figures = inventory_figures(at=NOON)

    assert [line.variant for line in reorder_queue()] == [mug]
    assert (health[StockState.DEAD].lines, health[StockState.DEAD].units) == (1, 400)
    assert figures.stock_value.minor == 10 * 500 + 400 * 100
    assert figures.turnover > 0
    assert figures.days_of_cover == pytest.approx(45_000 / 2_500)
    assert (figures.count_accuracy, figures.fill_rate) == (None, None)
    assert all(line.status == LineStatus.PROPOSED for line in reorder_queue())
