"""From the plan to orders: by hand, alone, and never the same need twice."""

from datetime import timedelta

import pytest

from accounts.models import User
from events.models import AuditEntry
from forecasting.models import (
    SUM_DAYS,
    AutomaticOrder,
    DemandForecast,
    LineStatus,
    PlanLine,
    PolicyScope,
    ReplenishmentPolicy,
)
from forecasting.replenishment.explaining import explain
from forecasting.replenishment.services import (
    PlanRefused,
    approve_lines,
    dismiss,
    draft_orders,
    draft_transfers,
    make_plan,
    order_alone,
    reopen,
    save_policy,
    send_orders,
)
from forecasting.tests.factories import sell, steady
from forecasting.tests.replenishing import NOON, foretell, stocked, supplied
from inventory.models import (
    PurchaseOrder,
    PurchaseOrderState,
    StockTransfer,
    Supplier,
    SupplierOffer,
    Warehouse,
)
from inventory.services import (
    LineRequest,
    StockRuleBroken,
    draft_purchase_order,
    receive_purchase_order,
    receive_stock,
)

pytestmark = pytest.mark.django_db
TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def buyer():
    return User.objects.create_user("buyer@example.com", password="x")


@pytest.fixture
def goods():
    """Two of Acme, one of Bolt, one that nobody sells; all are short."""
    made = {sku: stocked(sku, 5) for sku in ("MUG", "CUP", "LAMP", "VASE")}
    for variant in made.values():
        foretell(variant, 5.0)
    supplied(made["MUG"], by="Acme", pack=12)
    supplied(made["CUP"], by="Acme", minimum=500)
    supplied(made["LAMP"], by="Bolt")
    make_plan(at=NOON)
    return made


def lines():
    return PlanLine.objects.order_by("pk")


def test_one_click_drafts_an_order_a_supplier(goods, buyer):
    orders = draft_orders(lines=lines(), by=buyer, at=NOON)

    units = {line.variant.sku: line.quantity for order in orders for line in order.lines.all()}
    assert [order.supplier.name for order in orders] == ["Acme", "Bolt"]
    assert all(order.state == PurchaseOrderState.DRAFT for order in orders)
    assert units["MUG"] % 12 == 0
    assert units["CUP"] == 500
    assert set(units) == {"MUG", "CUP", "LAMP"}
    line = PlanLine.objects.get(variant=goods["MUG"])
    assert (line.status, line.purchase_order) == (LineStatus.ORDERED, orders[0])
    assert line.decided_by == buyer.pk
    assert AuditEntry.objects.filter(action="draft", actor=buyer.pk).count() == 2
    (sent, _other) = send_orders(orders=orders, by=buyer, at=NOON)
    assert sent.state == PurchaseOrderState.SENT


def test_an_ordered_need_is_ordered_once_whatever_is_clicked_and_planned(goods):
    stale = list(lines())
    draft_orders(lines=stale, by=None, at=NOON)

    assert draft_orders(lines=stale, by=None, at=NOON) == []
    make_plan(at=TOMORROW)
    assert draft_orders(lines=lines(), by=None, at=TOMORROW) == []
    assert PurchaseOrder.objects.count() == 2
    ordered = PlanLine.objects.filter(status=LineStatus.ORDERED)
    assert ordered.count() == 3


def test_what_was_ordered_by_hand_since_the_plan_is_taken_off(goods):
    line = PlanLine.objects.get(variant=goods["LAMP"])
    by_hand = line.quantity - 10
    draft_purchase_order(
        supplier=line.supplier, lines=[LineRequest(goods["LAMP"].pk, by_hand)], at=NOON
    )

    (order,) = draft_orders(lines=[line], by=None, at=NOON)

    assert order.lines.get().quantity == 10
    assert "instead of" in " ".join(explain(PlanLine.objects.get(pk=line.pk)))


def test_what_was_ordered_by_hand_and_came_since_the_plan_is_taken_off(goods):
    line = PlanLine.objects.get(variant=goods["LAMP"])
    later = NOON + timedelta(hours=1)
    by_hand = draft_purchase_order(
        supplier=line.supplier,
        lines=[LineRequest(goods["LAMP"].pk, line.quantity - 10)],
        at=later,
    )
    send_orders(orders=[by_hand], by=None, at=later)
    receive_purchase_order(order=by_hand, at=later)

    (order,) = draft_orders(lines=[line], by=None, at=later)

    assert order.lines.get().quantity == 10


def test_a_delivery_that_was_planned_with_and_came_changes_nothing(goods):
    lamp = goods["LAMP"]
    (planned,) = draft_orders(lines=lines().filter(variant=lamp), by=None, at=NOON)
    send_orders(orders=[planned], by=None, at=NOON)
    forecasts = DemandForecast.objects.filter(variant_id=lamp.pk)
    forecasts.update(daily=[40.0] * 28, sum_mean=[40.0 * days for days in SUM_DAYS])
    make_plan(at=TOMORROW)
    line = PlanLine.objects.get(variant=lamp)
    receive_purchase_order(order=planned, at=TOMORROW + timedelta(hours=1))

    (order,) = draft_orders(lines=[line], by=None, at=TOMORROW + timedelta(hours=2))

    assert order.lines.get().quantity == line.quantity > 0


def test_packs_that_changed_since_the_plan_are_those_of_today(goods):
    line = PlanLine.objects.get(variant=goods["MUG"])
    supplied(goods["MUG"], by="Acme", pack=7)

    (order,) = draft_orders(lines=[line], by=None, at=NOON)

    units = order.lines.get().quantity
    assert units % 7 == 0
    assert line.quantity <= units < line.quantity + 7


def test_staff_may_want_another_quantity_but_in_whole_packs(goods):
    line = PlanLine.objects.get(variant=goods["MUG"])
    with pytest.raises(StockRuleBroken):
        draft_orders(lines=[line], by=None, quantities={line.pk: 13}, at=NOON)
    assert not PurchaseOrder.objects.exists()

    (order,) = draft_orders(lines=[line], by=None, quantities={line.pk: 24}, at=NOON)

    assert order.lines.get().quantity == 24


def test_a_line_set_to_nothing_is_not_ordered(goods):
    line = PlanLine.objects.get(variant=goods["MUG"])
    assert draft_orders(lines=[line], by=None, quantities={line.pk: 0}, at=NOON) == []
    assert PlanLine.objects.get(pk=line.pk).status == LineStatus.PROPOSED


def test_when_the_delivery_came_and_was_sold_the_need_comes_again(goods):
    (order,) = draft_orders(lines=lines().filter(variant=goods["LAMP"]), by=None, at=NOON)
    send_orders(orders=[order], by=None, at=NOON)
    receive_purchase_order(order=order, quantities={goods["LAMP"].pk: 1}, at=NOON)
    PurchaseOrder.objects.filter(pk=order.pk).update(state=PurchaseOrderState.RECEIVED)

    make_plan(at=TOMORROW)

    line = PlanLine.objects.get(variant=goods["LAMP"])
    assert (line.status, line.purchase_order) == (LineStatus.PROPOSED, None)
    assert line.quantity > 0


def test_dismissed_needs_rest_for_a_while_and_say_why(goods, buyer):
    line = PlanLine.objects.get(variant=goods["MUG"])
    with pytest.raises(PlanRefused):
        dismiss(line=line, reason=" ", by=buyer, at=NOON)
    dismiss(line=line, reason="The range ends", by=buyer, at=NOON)

    make_plan(at=TOMORROW)
    resting = PlanLine.objects.get(pk=line.pk)
    assert (resting.status, resting.dismiss_reason) == (LineStatus.DISMISSED, "The range ends")
    assert draft_orders(lines=[resting], by=buyer, at=TOMORROW) == []
    make_plan(at=NOON + timedelta(days=7))
    assert PlanLine.objects.get(pk=line.pk).status == LineStatus.PROPOSED


def test_a_dismissed_line_can_be_taken_back_and_an_ordered_one_not_dismissed(goods, buyer):
    line = PlanLine.objects.get(variant=goods["MUG"])
    with pytest.raises(PlanRefused):
        reopen(line=line, by=buyer, at=NOON)
    dismiss(line=line, reason="no", by=buyer, at=NOON)
    assert reopen(line=line, by=buyer, at=NOON).status == LineStatus.PROPOSED
    draft_orders(lines=[line], by=buyer, at=NOON)
    with pytest.raises(PlanRefused):
        dismiss(line=line, reason="too late", by=buyer, at=NOON)


def test_approved_lines_stay_approved_while_the_need_lasts(goods, buyer):
    approve_lines(lines=lines().filter(variant=goods["MUG"]), by=buyer, at=NOON)
    make_plan(at=TOMORROW)
    line = PlanLine.objects.get(variant=goods["MUG"])
    assert (line.status, line.decided_by) == (LineStatus.APPROVED, buyer.pk)
    assert draft_orders(lines=[line], by=buyer, at=TOMORROW)


def test_transfers_are_drafted_a_pair_of_warehouses_and_the_rest_is_bought():
    north = Warehouse.objects.create(code="north", name="North", priority=200)
    mug = stocked("MUG", 4)
    receive_stock(variant_id=mug.pk, quantity=30, warehouse=north, at=NOON)
    foretell(mug, 5.0)
    supplied(mug)
    make_plan(at=NOON)
    line = PlanLine.objects.get(variant=mug, transfer_quantity__gt=0)
    assert line.quantity + line.transfer_quantity == line.wanted

    (transfer,) = draft_transfers(lines=[line], by=None, at=NOON)
    assert draft_transfers(lines=[line], by=None, at=NOON) == []
    (order,) = draft_orders(lines=[line], by=None, at=NOON)

    assert (transfer.source, transfer.lines.get().quantity) == (north, line.transfer_quantity)
    assert order.lines.get().quantity == line.quantity
    make_plan(at=NOON)
    assert not PlanLine.objects.filter(quantity__gt=0).exists()
    assert StockTransfer.objects.count() == 1


class TestOrderingAlone:
    """A policy orders up to its value a day, once."""

    def policy(self, limit, **fields):
        return save_policy(policy=ReplenishmentPolicy(alone_limit_minor=limit, **fields), at=NOON)

    def test_without_a_limit_nothing_is_ordered(self, goods):
        self.policy(0)
        make_plan(at=NOON)
        assert order_alone(at=NOON) == []

    def test_within_the_limit_each_supplier_gets_one_sent_order_a_day(self, goods):
        policy = self.policy(10_000_000)
        make_plan(at=NOON)

        orders = order_alone(at=NOON)

        assert sorted(order.supplier.name for order in orders) == ["Acme", "Bolt"]
        assert {order.state for order in orders} == {PurchaseOrderState.SENT}
        assert order_alone(at=NOON) == []
        make_plan(at=NOON)
        assert order_alone(at=NOON) == []
        assert AutomaticOrder.objects.filter(policy=policy).count() == 2
        assert AuditEntry.objects.filter(action="send", actor=None).count() == 2

    def test_what_would_go_over_the_limit_waits_for_staff(self, goods):
        lamp = PlanLine.objects.get(variant=goods["LAMP"]).cost_minor
        self.policy(lamp)
        make_plan(at=NOON)

        orders = order_alone(at=NOON)

        assert [order.supplier.name for order in orders] == ["Bolt"]
        assert PlanLine.objects.get(variant=goods["MUG"]).status == LineStatus.PROPOSED
        spent = AutomaticOrder.objects.get().value_minor
        assert spent <= lamp

    def test_the_limit_is_of_the_policy_that_governs_the_goods(self, goods):
        own = self.policy(10_000_000, scope=PolicyScope.VARIANT, variant=goods["LAMP"])
        make_plan(at=NOON)
        (order,) = order_alone(at=NOON)
        assert order.lines.get().variant == goods["LAMP"]
        assert AutomaticOrder.objects.get().policy == own

    def test_nothing_is_ordered_alone_without_a_forecast(self):
        mug = stocked("MUG", 2)
        supplied(mug)
        sell(mug, steady(200))
        self.policy(10_000_000)
        make_plan(at=NOON)
        assert PlanLine.objects.get().quantity > 0
        assert order_alone(at=NOON) == []

    def test_yesterdays_plan_is_not_ordered_alone(self, goods):
        self.policy(10_000_000)
        make_plan(at=NOON)
        assert order_alone(at=TOMORROW) == []

    def test_a_supplier_that_became_dearer_since_the_plan_does_not_break_the_limit(self, goods):
        limit = PlanLine.objects.get(variant=goods["LAMP"]).cost_minor
        self.policy(limit)
        make_plan(at=NOON)
        supplied(goods["LAMP"], by="Bolt", cost=501)

        assert order_alone(at=NOON) == []

        assert not PurchaseOrder.objects.exists()
        assert PlanLine.objects.get(variant=goods["LAMP"]).status == LineStatus.PROPOSED

    def test_a_supplier_who_changed_to_another_currency_is_left_to_staff(self, goods):
        self.policy(10_000_000)
        make_plan(at=NOON)
        Supplier.objects.filter(name="Bolt").update(currency="USD")
        SupplierOffer.objects.filter(supplier__name="Bolt").update(currency="USD")

        (order,) = order_alone(at=NOON)

        assert order.supplier.name == "Acme"
        assert PurchaseOrder.objects.count() == AutomaticOrder.objects.count() == 1

    def test_an_order_that_cannot_be_made_does_not_keep_the_others_back(self, goods):
        self.policy(10_000_000)
        make_plan(at=NOON)
        Supplier.objects.filter(name="Bolt").update(currency="USD")  # its offers are in euro

        assert [order.supplier.name for order in order_alone(at=NOON)] == ["Acme"]
