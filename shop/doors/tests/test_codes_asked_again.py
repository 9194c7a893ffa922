"""A code that is asked about twice for one cart: what counts is for whom it is used in the end."""

import pytest
from django.core.cache import cache

from orders.models import Order
from risk.algorithms.vocabulary import Door, Outcome, Result, Signal
from risk.models import Assessment
from risk.scoring import serving
from shop.doors.tests.scenes import browser, fill, only_rule
from shop.doors.tests.test_codes_at_checkout import welcome
from shop.storefront.tests.test_cart_and_checkout import checkout_form

pytestmark = pytest.mark.django_db
__all__ = ["welcome"]
ELSEWHERE = {"line1": "9 Innocent Row", "postcode": "EH1 1AA", "city": "Edinburgh"}


@pytest.fixture(autouse=True)
def household(stocked, welcome):
    """Ada has used the code at her address, where it is good for one."""
    cache.clear()
    serving.breaker.reset()
    only_rule(Door.COUPON, Outcome.HOLD, Signal.COUPON_BY_ADDRESS_90D, 1)
    pay(with_code(stocked), "ada@example.com")
    yield
    serving.breaker.reset()


def with_code(product):
    client = browser()
    fill(client, product)
    client.post("/cart/coupon/", {"code": "WELCOME"})
    return client


def pay(client, email, **changes):
    return client.post("/checkout/", checkout_form(client, email=email, **changes))


def asked():
    return Assessment.objects.filter(door=Door.COUPON).order_by("pk")


def test_let_through_for_an_innocent_address_it_is_judged_for_the_real_one(stocked):
    client = with_code(stocked)
    pay(client, "bea@example.com", payment="test:decline", **ELSEWHERE)
    assert asked().last().outcome == Outcome.ALLOW
    answer = pay(client, "bea@example.com")
    assert "The code WELCOME cannot be used for this order." in answer.content.decode()
    pay(client, "bea@example.com")
    assert not Order.objects.latest("pk").discounts.exists()


def test_after_a_declined_card_an_honest_code_is_still_good(stocked):
    client = with_code(stocked)
    pay(client, "bea@example.com", payment="test:decline", **ELSEWHERE)
    pay(client, "bea@example.com", **ELSEWHERE)
    assert Order.objects.latest("pk").discounts.exists()
    assert list(asked().values_list("outcome", "result")) == [(Outcome.ALLOW, Result.PASSED)] * 2
