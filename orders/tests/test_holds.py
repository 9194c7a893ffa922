"""A held order is paid and kept, is on no list of what is to be sent, and cannot leave."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.models import OutboxMessage
from foundation import clock
from inventory.models import StockLevel
from orders.cancellation import cancel_order, cancel_units
from orders.documents.slips import draw_pick_list
from orders.errors import NotPossible
from orders.fulfilment import lines_to_send, ship_order, ship_units
from orders.fulfilment.selectors import TO_SEND
from orders.holds import held_orders, hold_order, refuse_held, release_hold
from orders.models import (
    FulfilmentState,
    HoldState,
    Order,
    OrderPaymentState,
    OrderState,
    Refund,
    Shipment,
)
from orders.refunds import carry_out_refunds
from orders.tests.books import bank_agrees, books_balance
from orders.tests.placed import line_ids, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    order = make_order("20.00", quantity=2)
    assert hold_order(order=order, due_at=clock.now() + timedelta(days=1))
    return Order.objects.get(pk=order.pk)


def test_it_is_paid_and_its_stock_is_kept(held):
    assert held.payment_state == OrderPaymentState.PAID
    assert StockLevel.objects.get().allocated == 2


def test_it_cannot_leave_and_is_on_no_list_of_what_does(held):
    for deed in (ship_order, ship_units):
        with pytest.raises(NotPossible, match="held for review"):
            deed(order=held)
    with pytest.raises(NotPossible):
        ship_units(order=held, units=dict.fromkeys(line_ids(held), 1))
    assert not Shipment.objects.exists()
    assert lines_to_send(held) == []
    assert not Order.objects.filter(TO_SEND).exists()
    assert list(held_orders()) == [held]
    assert draw_pick_list([held]).startswith(b"%PDF")


def test_one_whose_rest_was_cancelled_meanwhile_can_still_be_refused():
    order = make_order("20.00", quantity=2)
    (line,) = line_ids(order)
    ship_units(order=order, units={line: 1})
    hold_order(order=order)
    cancel_units(order=order, units={line: 1})
    assert refuse_held(order=order)
    order.refresh_from_db()
    assert (order.state, order.hold) == (OrderState.PLACED, HoldState.REFUSED)


def test_released_it_goes_its_way_and_its_customer_hears_so(held):
    assert release_hold(order=held)
    assert not release_hold(order=held)

    assert OutboxMessage.objects.filter(topic="order.released", consumer="mail").count() == 1
    assert list(Order.objects.filter(TO_SEND)) == [held]
    ship_order(order=held)
    held.refresh_from_db()
    assert (held.hold, held.fulfilment_state) == (HoldState.RELEASED, FulfilmentState.FULFILLED)
    assert held.hold_ended_at is not None


def test_refused_it_is_cancelled_once_and_the_money_goes_back(held):
    assert refuse_held(order=held)
    assert not refuse_held(order=held)
    assert not release_hold(order=held)

    carry_out_refunds()
    held.refresh_from_db()
    assert (held.state, held.hold) == (OrderState.CANCELLED, HoldState.REFUSED)
    assert held.cancel_reason == "We could not accept this order."
    assert Refund.objects.get().amount_minor == held.total_minor
    assert StockLevel.objects.get().allocated == 0
    assert bank_agrees()
    assert books_balance()


def test_refused_in_the_language_of_its_customer(held):
    Order.objects.update(language="de")
    refuse_held(order=held)
    held.refresh_from_db()
    assert held.cancel_reason == "Wir konnten diese Bestellung nicht annehmen."


def test_what_its_customer_cancels_is_held_no_more(held):
    cancel_order(order=held)
    assert not held_orders().exists()
    assert not release_hold(order=held)
    assert not refuse_held(order=held)
    held.refresh_from_db()
    assert not held.is_held


def test_what_was_sent_in_part_is_refused_for_the_rest():
    order = make_order("20.00", quantity=3)
    [line] = line_ids(order)
    ship_units(order=order, units={line: 1})
    assert hold_order(order=order)
    assert refuse_held(order=order)

    carry_out_refunds()
    order.refresh_from_db()
    assert (order.state, order.fulfilment_state) == (OrderState.PLACED, FulfilmentState.FULFILLED)
    assert order.lines.get().cancelled == 2
    assert Refund.objects.get().amount_minor == 4000
    assert books_balance()


def test_what_has_left_cannot_be_held():
    order = make_order("20.00")
    ship_order(order=order)
    with pytest.raises(NotPossible):
        hold_order(order=order)


def test_held_twice_it_is_held_since_the_first_time(held):
    since = held.held_at
    assert not hold_order(order=held)
    held.refresh_from_db()
    assert held.held_at == since


def test_released_it_may_be_held_again(held):
    release_hold(order=held)
    assert hold_order(order=held)
    held.refresh_from_db()
    assert held.is_held
    assert held.hold_ended_at is None


def test_staff_see_it_filter_it_and_release_it(held, admin_client):
    page = admin_client.get(reverse("admin:orders_order_changelist"), {"todo": "held"})
    assert str(held) in page.content.decode()
    to_send = admin_client.get(reverse("admin:orders_order_changelist"), {"todo": "ship"})
    assert str(held) not in to_send.content.decode()

    url = reverse("admin:orders_order_change", args=[held.pk])
    shown = admin_client.get(url).content.decode()
    assert "Held for review" in shown
    assert "to be decided by" in shown
    assert reverse("admin:orders_order_ship", args=[held.pk]) not in shown

    release = reverse("admin:orders_order_release", args=[held.pk])
    admin_client.post(release, {"_form_submitted": "on"})
    held.refresh_from_db()
    assert held.hold == HoldState.RELEASED


def test_an_action_on_several_ships_those_that_may_leave(held, admin_client):
    other = make_order("5.00")
    answer = admin_client.post(
        reverse("admin:orders_order_changelist"),
        {"action": "ship_chosen", "_selected_action": [held.pk, other.pk]},
        follow=True,
    )
    assert "held for review" in answer.content.decode()
    assert [parcel.order_id for parcel in Shipment.objects.all()] == [other.pk]
