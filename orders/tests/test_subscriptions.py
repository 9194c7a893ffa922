"""Subscriptions: what is offered, what it costs, and how it begins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.models import ProductKind
from catalog.tests.factories import make_product
from events.outbox import drain
from foundation import clock
from orders.cancellation import cancel_order
from orders.carts import CartError, add_to_cart, open_cart, set_interval
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.models import (
    CartLine,
    Interval,
    Order,
    Subscription,
    SubscriptionOffer,
    SubscriptionState,
)
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.offers import set_offer
from orders.subscriptions.starting import forget_unplaced
from orders.tests.factories import check_out, make_cart, make_details, only_variant
from orders.tests.subscription_rows import (
    make_offered,
    make_subscriber,
    order_again,
    steps,
)

pytestmark = pytest.mark.django_db


def test_what_comes_again_costs_less_by_a_discount_with_a_name():
    order = order_again(make_offered(price="10.00", percent=15), quantity=2)

    assert (order.subtotal_minor, order.discount_minor) == (2_000, 300)
    (discount,) = order.discounts.all()
    assert discount.amount_minor == 300
    assert "15%" in discount.label
    assert discount.promotion_id_then is None


def test_what_is_bought_once_beside_it_costs_its_price():
    offered, other = make_offered(), make_product(price="20.00")
    customer = make_subscriber()
    cart = open_cart(customer=customer, currency="EUR")
    add_to_cart(cart=cart, variant=only_variant(other))

    order = order_again(offered, customer=customer)

    assert {line.name: line.discount_minor for line in order.lines.all()} == {
        offered.name: 100,
        other.name: 0,
    }
    assert [line.name for line in Subscription.objects.get().lines.all()] == [offered.name]


def test_an_interval_that_is_not_offered_is_refused_in_the_cart():
    variant = only_variant(make_offered())
    cart = open_cart(customer=None, currency="EUR")

    with pytest.raises(CartError):
        add_to_cart(cart=cart, variant=variant, interval=Interval.SIX_MONTHS)

    assert not cart.lines.exists()


def test_a_line_can_be_bought_once_after_all():
    variant = only_variant(make_offered())
    cart = open_cart(customer=None, currency="EUR")
    add_to_cart(cart=cart, variant=variant, interval=Interval.MONTHLY)

    set_interval(cart=cart, variant=variant, interval="")

    line = cart.lines.get()
    assert (line.interval, line.basis_points) == ("", 0)


def test_carts_follow_an_offer_that_changes_or_ends():
    product = make_offered(percent=10)
    cart = open_cart(customer=None, currency="EUR")
    add_to_cart(cart=cart, variant=only_variant(product), interval=Interval.MONTHLY)

    set_offer(product=product, intervals=[Interval.MONTHLY], basis_points=500)
    assert CartLine.objects.get().basis_points == 500
    set_offer(product=product, intervals=[Interval.TWO_WEEKS], basis_points=500)

    line = CartLine.objects.get()
    assert (line.interval, line.basis_points) == ("", 0)


def test_carts_buy_once_what_staff_take_out_of_the_offers(admin_client):
    product = make_offered()
    cart = open_cart(customer=None, currency="EUR")
    add_to_cart(cart=cart, variant=only_variant(product), interval=Interval.MONTHLY)

    page = reverse("admin:orders_subscriptionoffer_delete", args=[product.subscription_offer.pk])
    admin_client.post(page, {"post": "yes"})

    assert not SubscriptionOffer.objects.exists()
    line = CartLine.objects.get()
    assert (line.interval, line.basis_points) == ("", 0)


@pytest.mark.parametrize("kind", [ProductKind.DIGITAL, ProductKind.GIFT_CARD])
def test_what_is_not_sent_cannot_be_offered(kind):
    product = make_product(stock=None)
    product.kind = kind

    with pytest.raises(SubscriptionRefused):
        set_offer(product=product, intervals=[Interval.MONTHLY], basis_points=0)


@pytest.mark.parametrize(("intervals", "share"), [([], 500), ([Interval.MONTHLY], 9_001)])
def test_an_offer_needs_an_interval_and_a_share_below_all(intervals, share):
    with pytest.raises(SubscriptionRefused):
        set_offer(product=make_product(), intervals=intervals, basis_points=share)


def test_an_order_begins_a_subscription_with_the_means_it_was_paid_with():
    order = order_again(make_offered(), quantity=3)
    drain()

    subscription = Subscription.objects.get()
    assert subscription.state == SubscriptionState.ACTIVE
    assert subscription.next_on == clock.business_day() + timedelta(weeks=4)
    assert subscription.mandate.label == "•••• 4242"
    assert subscription.first_order == order
    assert subscription.lines.get().quantity == 3
    assert steps() == ["begun"]


def test_one_order_begins_a_subscription_for_each_interval():
    customer, weekly = make_subscriber(), make_offered("Tea")
    cart = open_cart(customer=customer, currency="EUR")
    add_to_cart(cart=cart, variant=only_variant(weekly), interval=Interval.TWO_WEEKS)

    order_again(make_offered("Coffee"), customer=customer, interval=Interval.MONTHLY)

    assert {row.interval for row in Subscription.objects.all()} == {"2w", "1m"}


def test_nobody_subscribes_without_an_account():
    cart = make_cart(make_offered())
    CartLine.objects.update(interval=Interval.MONTHLY, basis_points=1_000)

    with pytest.raises(CheckoutError) as caught:
        check_out(cart, details=make_details(renews=True))

    assert caught.value.code == CheckoutProblem.SIGN_IN
    assert not Order.objects.exists()


def test_nobody_subscribes_without_saying_so():
    with pytest.raises(CheckoutError) as caught:
        order_again(make_offered(), details=make_details())

    assert (caught.value.code, caught.value.field) == (CheckoutProblem.CONSENT, "renews")


def test_a_transfer_cannot_be_charged_again_and_is_not_taken():
    with pytest.raises(CheckoutError) as caught:
        order_again(make_offered(), payment_choice="late")

    assert caught.value.code == CheckoutProblem.PAYMENT


def test_a_declined_order_begins_nothing():
    with pytest.raises(CheckoutError):
        order_again(make_offered(), payment_choice="decline")

    assert Subscription.objects.get().state == SubscriptionState.STARTING
    forget_unplaced()
    assert not Subscription.objects.exists()


def test_an_order_that_is_called_off_ends_what_began_with_it():
    order = order_again(make_offered())
    drain()

    cancel_order(order=order, reason="Changed my mind")
    drain()

    assert Subscription.objects.get().state == SubscriptionState.ENDED
