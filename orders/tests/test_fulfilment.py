"""Parcels: partial, from several warehouses, on the way and arrived."""

from datetime import timedelta

import pytest

from catalog.tests.factories import make_product
from events.models import OutboxMessage
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
from orders.models import FulfilmentState, Order, ShippingMethod
from orders.tests.books import books_balance
from orders.tests.factories import check_out, make_cart, only_variant
from orders.tests.placed import line_ids, make_order

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
