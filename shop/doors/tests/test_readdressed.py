"""An order that goes elsewhere after it was judged is judged for where it goes."""

import pytest
from django.core.cache import cache

from events.outbox import drain
from orders.addressing import DeliveryAddress, change_delivery_address
from orders.errors import NotPossible
from orders.fulfilment import ship_order
from orders.holds import release_hold
from orders.models import HoldState, Order
from risk.algorithms.vocabulary import Door, Outcome, Result, Signal
from risk.kinds import CaseState
from risk.models import Assessment, Case
from risk.scoring import serving
from shop.doors import held_orders
from shop.doors.tests.scenes import browser, no_rules, only_rule, order

pytestmark = pytest.mark.django_db
DROP = DeliveryAddress(name="Ada King", line1="5 Ockham Lane", postcode="GU23 6NP", city="Ockham")


@pytest.fixture
def known_address(stocked):
    """Two others had parcels sent there."""
    cache.clear()
    no_rules()
    serving.breaker.reset()
    for name in ("bea", "cy"):
        order(browser(), stocked, email=f"{name}@example.com")
        move(Order.objects.latest("pk"))
    only_rule(Door.CHECKOUT, Outcome.HOLD, Signal.ADDRESS_EMAILS_90D, 3)
    yield
    serving.breaker.reset()


def move(placed, address=DROP):
    change_delivery_address(order=placed, address=address)
    drain()
    placed.refresh_from_db()
    return placed


@pytest.fixture
def placed(known_address, stocked):
    """An order to nowhere special, which nothing speaks against."""
    order(browser(), stocked, line1="9 Innocent Row", postcode="EH1 1AA", city="Edinburgh")
    placed = Order.objects.latest("pk")
    assert placed.hold == HoldState.NONE
    return placed


def test_one_that_is_to_go_where_it_would_have_been_held_is_held(placed):
    move(placed)
    assert placed.is_held
    assert placed.hold_due_at is not None
    case = Case.objects.get()
    assert (case.state, case.assessment.subject) == (CaseState.OPEN, placed.public_id)
    with pytest.raises(NotPossible, match="held for review"):
        ship_order(order=placed)
    assert held_orders.sweep() == 0


def test_heard_twice_it_is_held_once_and_what_staff_decided_stands(placed):
    move(placed)
    release_hold(order=placed)
    move(placed, DeliveryAddress(name="A", line1="1 High St", postcode="EH1 1AB", city="Edinburgh"))
    move(placed)
    assert placed.hold == HoldState.RELEASED
    judged = Assessment.objects.get(door=Door.CHECKOUT, subject=placed.public_id)
    others = Assessment.objects.filter(address_key=judged.address_key)
    assert (others.count(), judged.result) == (3, Result.PASSED)


def test_one_that_left_meanwhile_is_in_nobodys_queue(placed):
    change_delivery_address(order=placed, address=DROP)
    ship_order(order=placed)
    drain()
    assert Case.objects.get().state == CaseState.GONE


def test_one_that_goes_to_an_address_of_nobody_else_goes_its_way(placed):
    move(placed, DeliveryAddress(name="A", line1="1 High St", postcode="EH1 1AB", city="Edinburgh"))
    assert placed.hold == HoldState.NONE
    assert not Case.objects.exists()
