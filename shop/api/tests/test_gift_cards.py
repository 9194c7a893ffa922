"""Gift cards and credit over the API: put to the cart, told by the quotes, used by the order."""

import pytest

from accounts.tests.factories import make_customer
from accounts.tokens import Scope
from loyalty.gift_cards import code_of
from loyalty.tests.factories import make_account, make_gift_card
from orders.models import Order
from orders.tests.factories import make_shipping_method
from shop.api.tests.asking import app_of, fields_of
from shop.api.tests.test_checkout import guest_with, order, wish
from tests.racing import balance

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def method(db):
    return make_shipping_method()


def test_a_card_is_put_to_the_cart_told_and_used(goods):
    app, card = guest_with(goods), make_gift_card(1_000)
    put = app.post("cart/gift-cards/", {"code": code_of(card)})
    assert put.status_code == 201
    assert put.json() == {
        "id": card.account.public_id,
        "name": str(card),
        "left": {"amount": "10.00", "minor": 1_000, "currency": "EUR"},
    }
    assert app.get("checkout/quotes/").json()["means"]["gift_cards"] == [put.json()]
    assert order(app).status_code == 201
    paid = Order.objects.get().payments.get(provider="gift_card")
    assert (paid.state, paid.amount_minor) == ("paid", 1_000)
    assert balance()


def test_a_card_is_taken_out_again(goods):
    app, card = guest_with(goods), make_gift_card(1_000)
    app.post("cart/gift-cards/", {"code": code_of(card)})
    assert app.delete(f"cart/gift-cards/{card.account.public_id}/").status_code == 200
    assert app.get("checkout/quotes/").json()["means"]["gift_cards"] == []


@pytest.mark.parametrize("code", ["NOPE", "0000-0000-0000-0000", "", "x" * 400])
def test_a_code_that_opens_nothing_is_refused_at_its_field(goods, code):
    answer = guest_with(goods).post("cart/gift-cards/", {"code": code})
    assert answer.status_code in (400, 409)
    assert fields_of(answer) == ["code"]


def test_credit_is_used_where_the_order_says_so(goods):
    customer = make_customer()
    make_account(500, customer=customer)
    app = app_of(customer.user, Scope.CART_WRITE)
    app.post("cart/lines/", {"variant": goods.variant(goods.mug).public_id, "quantity": 1})
    assert app.get("checkout/quotes/").json()["means"]["credit"]["minor"] == 500
    assert order(app, wish(app, use_credit=True)).status_code == 201
    assert Order.objects.get().payments.get(provider="credit").amount_minor == 500
    assert balance()


def seen(amount):
    """An amount of an answer as it is sent back."""
    return {"minor": amount["minor"], "currency": amount["currency"]}


def cart_with_card(goods):
    app, card = guest_with(goods), make_gift_card(1_000)
    app.post("cart/gift-cards/", {"code": code_of(card)})
    return app, card


def test_what_is_left_to_pay_is_told_by_each_way_of_delivery(goods):
    app, _card = cart_with_card(goods)
    (way,) = app.get("checkout/quotes/").json()["shipping"]
    assert way["total"]["minor"] - way["rest"]["minor"] == 1_000


def test_credit_is_reckoned_where_it_is_asked_for(goods):
    customer = make_customer()
    make_account(500, customer=customer)
    app = app_of(customer.user, Scope.CART_WRITE)
    app.post("cart/lines/", {"variant": goods.variant(goods.mug).public_id})
    rests = [
        app.get(f"checkout/quotes/?use_credit={asked}").json()["shipping"][0]["rest"]["minor"]
        for asked in ("false", "true")
    ]
    assert rests[0] - rests[1] == 500


def test_another_rest_than_the_shopper_saw_is_refused_with_the_new_one(goods):
    app, card = cart_with_card(goods)
    (way,) = app.get("checkout/quotes/").json()["shipping"]
    app.delete(f"cart/gift-cards/{card.account.public_id}/")

    refused = order(app, wish(app, rest=seen(way["rest"])))

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "total_changed")
    assert fields_of(refused) == ["rest"]
    assert refused.json()["error"]["now"] == seen(way["total"])
    assert not Order.objects.exists()
    assert order(app, wish(app, rest=refused.json()["error"]["now"])).status_code == 201
    assert balance()


def test_the_rest_that_was_seen_is_no_hindrance_and_may_be_nothing(goods):
    app, card = guest_with(goods), make_gift_card(1_000_00)
    app.post("cart/gift-cards/", {"code": code_of(card)})
    (way,) = app.get("checkout/quotes/").json()["shipping"]
    assert way["rest"]["minor"] == 0
    assert order(app, wish(app, rest=seen(way["rest"]))).status_code == 201


def test_a_rest_that_has_become_nothing_is_told_too(goods):
    app, card = guest_with(goods), make_gift_card(1_000_00)
    (way,) = app.get("checkout/quotes/").json()["shipping"]
    app.post("cart/gift-cards/", {"code": code_of(card)})
    refused = order(app, wish(app, rest=seen(way["rest"])))
    assert refused.json()["error"]["now"] == {"minor": 0, "currency": "EUR"}
