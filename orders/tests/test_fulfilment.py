"""Parcels: partial, from several warehouses, on the way and arrived."""

from datetime import timedelta

import pytest

from catalog.tests.factories import make_product
from events.models import Event, OutboxMessage
from events.names import EventName
from foundation import clock
from inventory.models import StockLevel, Warehouse
from inventory.services import receive_stock
from orders.errors import NotPossible
from orders.fulfilment import (
    correct_tracking,
    lines_to_send,
    mark_delivered,
    ship_order,
    ship_units,
)
from orders.models import FulfilmentState, Order, OrderLine, ShippingMethod
from orders.returns import return_line
from orders.tests.books import books_balance
from orders.tests.factories import check_out, make_cart, only_variant
from orders.tests.placed import line_ids, make_order
from pricing.tests.factories import make_promotion

pytestmark = pytest.mark.django_db


def test_a_part_is_sent_and_the_rest_waits():
    order = make_order("10.00", "20.00", quantity=3)
    first, second = line_ids(order)

    [parcel] = ship_units(order=order, units={first: 2}, tracking="AB 1")

    order.refresh_from_db()
    assert order.fulfilment_state == FulfilmentState.PARTIAL
    assert [(row.line_id, row.quantity) for row in parcel.lines.all()] == [(first, 2)]
    assert {entry.line.pk: entry.ready for entry in lines_to_send(order)} == {first: 1, second: 3}
    ship_order(order=order)
    order.refresh_from_db()
    assert order.fulfilment_state == FulfilmentState.FULFILLED
    assert set(StockLevel.objects.values_list("on_hand", "allocated")) == {(47, 0)}
    assert books_balance()


def test_more_than_is_open_is_refused_and_nothing_leaves():
    order = make_order("10.00", quantity=2)
    [line] = line_ids(order)
    with pytest.raises(NotPossible):
        ship_units(order=order, units={line: 3})
    ship_order(order=order)
    with pytest.raises(NotPossible):
        ship_order(order=order)
    assert order.shipments.count() == 1
    assert books_balance()


def test_the_tracking_page_is_the_methods():
    order = make_order("10.00")
    ShippingMethod.objects.filter(code="standard").update(
        carrier="Post", tracking_url="https://post.example/t?n={number}"
    )
    Order.objects.filter(pk=order.pk).update(shipping_code="standard")
    parcel = ship_order(order=order, tracking="AB 1/2")
    assert (parcel.carrier, parcel.tracking_url) == ("Post", "https://post.example/t?n=AB%201%2F2")
    correct_tracking(shipment=parcel, tracking="ZZ9", carrier="Bike")
    parcel.refresh_from_db()
    assert (parcel.carrier, parcel.tracking, parcel.tracking_url) == ("Bike", "ZZ9", "")


def test_units_in_two_warehouses_are_two_parcels():
    product = make_product(price="10.00", stock=2)
    variant = only_variant(product)
    far = Warehouse.objects.create(code="far", name="Far")
    receive_stock(variant_id=variant.pk, quantity=2, warehouse=far)
    order = check_out(make_cart(product, quantity=4))

    with pytest.raises(NotPossible):
        ship_order(order=order, tracking="one number for two parcels")
    [from_far] = ship_units(order=order, warehouse=far, tracking="F1")
    ship_order(order=order, tracking="M1")

    assert from_far.warehouse == far
    assert [parcel.lines.get().quantity for parcel in order.shipments.all()] == [2, 2]
    order.refresh_from_db()
    assert order.fulfilment_state == FulfilmentState.FULFILLED
    assert books_balance()


def test_what_is_not_tracked_travels_with_the_rest():
    tracked, free = make_product(stock=5), make_product(stock=None)
    order = check_out(make_cart(tracked, free))
    parcel = ship_order(order=order)
    assert parcel.lines.count() == 2
    assert books_balance()


def test_it_arrives_once_and_not_before_it_left():
    parcel = ship_order(order=make_order())
    with pytest.raises(NotPossible):
        mark_delivered(shipment=parcel, at=parcel.shipped_at - timedelta(hours=1))
    mark_delivered(shipment=parcel, at=clock.now() + timedelta(days=2))
    with pytest.raises(NotPossible):
        mark_delivered(shipment=parcel)


def test_every_parcel_is_told_of():
    order = make_order("10.00", quantity=2)
    [line] = line_ids(order)
    ship_units(order=order, units={line: 1})
    ship_units(order=order, units={line: 1})
    told = OutboxMessage.objects.filter(topic="order.shipped", consumer="mail")
    assert {row.payload["shipment"] for row in told} == set(
        order.shipments.values_list("pk", flat=True)
    )


def test_what_comes_back_is_worth_what_was_paid_for_it_in_the_log():
    make_promotion(percent_basis_points=5000)
    order = make_order("20.00", quantity=2)
    ship_order(order=order)
    return_line(line=order.lines.get(), quantity=1)
    bought = Event.objects.get(name=EventName.PRODUCT_PURCHASED)
    back = Event.objects.get(name=EventName.PRODUCT_RETURNED)
    assert (bought.value_minor, back.value_minor) == (2000, 1000)


def test_what_comes_back_of_an_order_in_another_currency_is_told_in_the_base_too():
    order = make_order("20.00")
    Order.objects.update(currency="JPY", rate=160, base_currency="EUR")
    OrderLine.objects.update(total_minor=3200)
    order.refresh_from_db()
    ship_order(order=order)
    return_line(line=order.lines.get(), quantity=1)
    back = Event.objects.get(name=EventName.PRODUCT_RETURNED)
    assert (back.value_minor, back.currency, back.payload["base"]) == (3200, "JPY", 2000)
