"""Codes at the checkout's door: asked about when they are used, taken out, and guessed at."""

from __future__ import annotations

import pytest

from orders.models import Order, OrderState
from pricing.tests.factories import make_coupon, make_promotion
from risk.algorithms.vocabulary import Door, Outcome, Result, Signal
from risk.models import Assessment, Case
from shop.doors.tests.scenes import attempt, browser, fill, only_rule
from shop.storefront.tests.test_cart_and_checkout import checkout_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_house_rules")]


@pytest.fixture
def welcome(stocked):
    return make_coupon("WELCOME", make_promotion(needs_coupon=True), most_uses_each=1)


def test_a_code_is_asked_about_when_it_is_used_and_noted_as_redeemed(client, stocked, welcome):
    fill(client, stocked)
    client.post("/cart/coupon/", {"code": "welcome"})
    assert not Assessment.objects.exists()
    client.post("/checkout/", checkout_form(client))
    asked = Assessment.objects.get(door=Door.COUPON)
    assert (asked.outcome, asked.result) == (Outcome.ALLOW, Result.PASSED)
    assert asked.facts[Signal.FIRST_ORDER_COUPON] == 1.0
    assert asked.coupon_key == attempt().coupon_key is not None
    assert attempt().facts[Signal.COUPON_USED] == 1.0
    assert asked.address_key == attempt().address_key


def test_a_code_that_a_household_used_is_taken_out_and_the_order_goes_on(stocked, welcome):
    only_rule(Door.COUPON, Outcome.HOLD, Signal.COUPON_BY_ADDRESS_90D, 1)
    for email, client in (("ada@example.com", browser()), ("bea@example.com", browser())):
        fill(client, stocked)
        client.post("/cart/coupon/", {"code": "WELCOME"})
        answer = client.post("/checkout/", checkout_form(client, email=email))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "The code WELCOME cannot be used for this order." in page
    assert not Case.objects.exists()
    client.post("/checkout/", checkout_form(client, email="bea@example.com"))
    first, second = Order.objects.order_by("pk")
    assert second.total_minor > first.total_minor
    assert second.state == OrderState.PLACED
    assert not second.discounts.exists()


def test_wrong_codes_are_remembered(client, stocked, welcome):
    fill(client, stocked)
    for code in ("NOPE1", "NOPE2", ""):
        client.post("/cart/coupon/", {"code": code})
    client.post(
        "/api/v1/cart/coupons/",
        {"code": "NOPE3"},
        content_type="application/json",
        headers={"X-Cart-Token": client.cookies["cart"].value},
    )
    guesses = Assessment.objects.filter(door=Door.COUPON, result=Result.FAILED)
    assert guesses.count() == 3
    assert not Case.objects.exists()
