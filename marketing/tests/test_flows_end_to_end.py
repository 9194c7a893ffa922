"""A flow of the house from the cart that was left to the mail, and to the order that ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Customer
from catalog.tests.factories import make_product
from foundation import clock
from marketing.campaigns.holdouts import is_held_out
from marketing.campaigns.running import start
from marketing.campaigns.steps import advance
from marketing.contact.policy import policy
from marketing.flows.house import add_house_flow
from marketing.flows.looking import look_for_all
from marketing.kinds import EnrolmentState
from marketing.models import Campaign, Enrolment, Message
from marketing.tests.factories import make_reader
from orders.models import Cart
from orders.tests.factories import check_out, make_cart

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def flow() -> Campaign:
    with clock.standing_at(NOON - DAY):
        campaign = add_house_flow(key="abandoned_cart")
        start(campaign=campaign, actor=None, at=NOON - DAY)
    return Campaign.objects.get(pk=campaign.pk)


def leave_carts(number: int) -> list[Customer]:
    product, customers = make_product(stock=500), []
    for _number in range(number):
        customers.append(make_reader())
        cart = make_cart(product, customer=customers[-1])
        Cart.objects.filter(pk=cart.pk).update(updated_at=NOON - 5 * HOUR)
    return customers


def play(at: datetime) -> None:
    with clock.standing_at(at):
        look_for_all(at=at)
        advance(at=at)


def told(customers: list[Customer]) -> set[int]:
    messages = Message.objects.filter(enrolment__customer__in=customers, mail__isnull=False)
    return set(messages.values_list("enrolment__customer", flat=True))


def test_all_who_left_a_cart_enter_and_those_not_held_out_hear_of_it(flow):
    customers = leave_carts(30)
    play(NOON)
    entered = Enrolment.objects.filter(campaign=flow)
    assert entered.count() == 30
    held_out = {one.pk for one in customers if is_held_out(flow, one.pseudonym, policy())}
    assert set(entered.filter(is_held_out=True).values_list("customer", flat=True)) == held_out
    assert told(customers) == {one.pk for one in customers} - held_out


def test_who_looks_twice_sends_once(flow):
    customers = leave_carts(5)
    play(NOON)
    play(NOON + timedelta(minutes=5))
    Campaign.objects.update(looked_at=None)
    play(NOON + timedelta(minutes=10))
    assert Message.objects.count() == len(told(customers))


def test_an_order_ends_it_before_the_second_message(flow):
    customers = leave_carts(8)
    play(NOON)
    first = told(customers)
    buyer = next(one for one in customers if one.pk in first)
    cart = Cart.objects.get(customer=buyer)
    order = check_out(cart, customer=buyer)
    type(order).objects.filter(pk=order.pk).update(placed_at=NOON + HOUR)
    play(NOON + 2 * DAY + HOUR)
    assert Message.objects.filter(enrolment__customer=buyer).count() == 1
    assert Enrolment.objects.get(customer=buyer).state == EnrolmentState.LEFT
    others = Message.objects.filter(enrolment__customer__in=first - {buyer.pk})
    assert others.count() == 2 * (len(first) - 1)


def test_a_cart_that_was_emptied_gets_no_second_message(flow):
    customers = leave_carts(6)
    play(NOON)
    told_first = told(customers)
    for cart in Cart.objects.all():
        cart.lines.all().delete()
    play(NOON + 2 * DAY + HOUR)
    assert Message.objects.filter(mail__isnull=False).count() == len(told_first)
