"""A way of collecting is not taken from under the orders that are still to be collected by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse

from accounts.models import User
from foundation.refusals import Refusal
from inventory.models import Warehouse
from orders.cancellation import cancel_order
from orders.models import Order, OrderState, PickUp, ShippingKind, ShippingMethod
from orders.pick_up import Shown, hand_over, make_ready
from orders.pick_up.selectors import orders_ready, orders_to_pick, stores
from orders.pick_up.ways import delete_way, save_way
from orders.tests.counter_rows import make_store, on_shelf, order_to_collect

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Warehouse:
    return make_store()


@pytest.fixture
def order(store: Warehouse) -> Order:
    return order_to_collect(on_shelf(store=store), store=store)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff@example.com", "a good long password"))
    return client


def way() -> ShippingMethod:
    return ShippingMethod.objects.get(kind=ShippingKind.PICKUP)


def delete_all(staff: Client) -> str:
    typed = {"action": "delete_selected", "_selected_action": way().pk, "post": "yes"}
    changelist = reverse("admin:orders_shippingmethod_changelist")
    return staff.post(changelist, typed, follow=True).content.decode()


def change(staff: Client, **changes: Any) -> str:
    row = way()
    typed = {name: value for name, value in model_to_dict(row).items() if value is not None}
    typed |= {"price": "0", "rates-TOTAL_FORMS": "0", "rates-INITIAL_FORMS": "0"} | changes
    typed = {name: value for name, value in typed.items() if value != ""}
    address = reverse("admin:orders_shippingmethod_change", args=[row.pk])
    return staff.post(address, typed, follow=True).content.decode()


def test_its_page_does_not_delete_it_and_says_why(staff: Client, order: Order) -> None:
    address = reverse("admin:orders_shippingmethod_delete", args=[way().pk])
    for told in (
        staff.get(address).content.decode(),
        staff.post(address, {"post": "yes"}).content.decode(),
        delete_all(staff),
    ):
        assert "1 order is still to be collected by “Collect in Soho”" in told
    assert [entry.order for entry in orders_to_pick(make_store())] == [order]


def test_what_is_being_paid_or_lies_ready_keeps_it_too(order: Order) -> None:
    Order.objects.update(state=OrderState.PENDING)
    with pytest.raises(Refusal, match="1 order"):
        delete_way(way())
    Order.objects.update(state=OrderState.PLACED)
    make_ready(order=order)
    with pytest.raises(Refusal, match="1 order"):
        delete_way(way())


def test_it_goes_once_all_are_collected_or_cancelled(
    staff: Client, store: Warehouse, order: Order
) -> None:
    cancel_order(order=order_to_collect(on_shelf(store=store), store=store))
    pick_up = make_ready(order=order)
    hand_over(pick_up=pick_up, shown=Shown(code=pick_up.code))
    assert "still to be collected" not in delete_all(staff)
    assert not ShippingMethod.objects.filter(kind=ShippingKind.PICKUP).exists()


@pytest.mark.parametrize("name", ["code", "kind", "warehouse"])
def test_nor_does_it_become_another(staff: Client, order: Order, name: str) -> None:
    other = {"code": "elsewhere", "kind": "delivery", "warehouse": make_store("leeds").pk}
    assert "1 order is still to be collected" in change(staff, **{name: other[name]})
    assert [entry.order for entry in orders_to_pick(make_store())] == [order]


def test_out_of_use_its_orders_stay_on_the_desk(
    staff: Client, store: Warehouse, order: Order
) -> None:
    assert "errornote" not in change(staff, is_active="", name_en="Was: collect")
    assert (way().is_active, way().name) == (False, "Was: collect")
    assert stores() == [store]
    assert [entry.order for entry in orders_to_pick(store)] == [order]
    pick_up = make_ready(order=order)
    assert [entry.pick_up for entry in orders_ready(store)] == [pick_up]


def test_what_lies_ready_is_on_the_desk_whatever_became_of_its_way(
    store: Warehouse, order: Order
) -> None:
    make_ready(order=order)
    ShippingMethod.objects.filter(kind=ShippingKind.PICKUP).delete()
    assert stores() == [store]
    pick_up = PickUp.objects.get()
    assert hand_over(pick_up=pick_up, shown=Shown(code=pick_up.code)).collected_at


def test_a_way_of_which_nothing_hangs_is_changed_freely(store: Warehouse, order: Order) -> None:
    cancel_order(order=order)
    row = way()
    row.code = "elsewhere"
    assert save_way(row).code == way().code == "elsewhere"
