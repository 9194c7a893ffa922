"""Carts over the API: by token, by cookie, by login; and nobody else's."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer, User
from accounts.tests.factories import make_customer
from accounts.tokens import Scope, create_token
from inventory.services import adjust_stock
from orders.models import Cart
from pricing.models import Currency
from pricing.services import save_currency, set_exchange_rate
from pricing.tests.factories import make_coupon, make_promotion

pytestmark = pytest.mark.django_db
CART, LINES, COUPONS = "/api/v1/cart/", "/api/v1/cart/lines/", "/api/v1/cart/coupons/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _send(method, path, body=None, token=None, client=None):
    """A request of an app that keeps no cookies, unless it brings a client that does."""
    headers = {"X-Cart-Token": token} if token is not None else {}
    sender = client or Client()
    return sender.generic(
        method, path, json.dumps(body), content_type="application/json", headers=headers
    )


def add(variant, quantity=1, **how):
    return _send("POST", LINES, {"variant": variant.public_id, "quantity": quantity}, **how)


def test_the_first_thing_makes_a_cart_and_gives_its_token(goods):
    variant = goods.variant(goods.mug)
    made = add(variant, 2)
    assert made.status_code == 201
    token = made.json()["token"]
    body = _send("GET", CART, token=token).json()
    assert body["token"] == token
    assert body["count"] == 2
    assert body["total"] == {"amount": "25.00", "minor": 2500, "currency": "EUR"}
    assert body["lines"][0]["variant"] == variant.public_id
    assert body["lines"][0]["options"] == "Forest"


def test_units_add_up_and_are_set_and_taken_out(goods):
    variant, other = goods.variant(goods.mug), goods.variant(goods.chair)
    token = add(variant).json()["token"]
    assert add(variant, 2, token=token).json()["count"] == 3
    assert add(other, token=token).json()["count"] == 4
    line = f"{LINES}{variant.public_id}/"
    assert _send("PUT", line, {"quantity": 1}, token=token).json()["count"] == 2
    assert _send("DELETE", line, token=token).json()["count"] == 1
    assert _send("DELETE", line, token=token).status_code == 404
    line = f"{LINES}{other.public_id}/"
    assert _send("PUT", line, {"quantity": 0}, token=token).json()["lines"] == []


def test_looking_writes_nothing(client, goods):
    body = client.get(CART).json()
    assert (body["token"], body["lines"], body["total"]["minor"]) == (None, [], 0)
    assert not Cart.objects.exists()


def test_a_browser_keeps_its_cart_by_its_cookie(client, goods):
    add(goods.variant(goods.mug), client=client)
    assert client.get(CART).json()["count"] == 1
    assert client.get("/cart/").status_code == 200
    assert b"Stone mug" in client.get("/cart/").content


def test_a_customer_has_a_cart_without_a_token(client, goods):
    user = User.objects.create_user("c@example.com", "a good long password")
    Customer.objects.create(user=user, email=user.email)
    client.force_login(user, backend=BACKEND)
    body = add(goods.variant(goods.mug), client=client).json()
    assert body["token"] is None
    cart = Cart.objects.get()
    assert cart.customer.user == user
    # Their cart's token exists, but opens nothing.
    stranger = _send("GET", CART, token=cart.token)
    assert stranger.status_code == 404
    assert stranger.json()["error"]["code"] == "cart_not_found"


def test_a_logged_in_browser_needs_its_csrf_token(goods):
    user = User.objects.create_user("c@example.com", "a good long password")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend=BACKEND)
    answer = add(goods.variant(goods.mug), client=client)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "permission_denied"
    assert not Cart.objects.exists()


@pytest.mark.parametrize(
    "token", ["", "nobody-gave-this-out", "../../etc", "a b", "x" * 500, "'--"]
)
def test_tokens_that_open_nothing(goods, token):
    variant = goods.variant(goods.mug)
    for method, path, body in (
        ("GET", CART, None),
        ("POST", LINES, {"variant": variant.public_id}),
        ("PUT", f"{LINES}{variant.public_id}/", {"quantity": 1}),
        ("DELETE", f"{LINES}{variant.public_id}/", None),
        ("GET", "/api/v1/recommendations/cart/", None),
    ):
        answer = _send(method, path, body, token=token)
        assert answer.status_code == 404, (method, path)
        assert answer.json()["error"]["code"] == "cart_not_found"
    assert not Cart.objects.exists()


def test_one_guest_cannot_change_the_cart_of_another(goods):
    variant = goods.variant(goods.mug)
    mine, other = add(variant, 3).json()["token"], add(variant, 1).json()["token"]
    assert mine != other
    _send("DELETE", f"{LINES}{variant.public_id}/", token=mine)
    assert _send("GET", CART, token=other).json()["count"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "variant"),
        ({"variant": "1"}, "variant"),
        ({"variant": None}, "variant"),
        ({"variant": ["a"]}, "variant"),
        ({"variant": "a\0" * 8}, "variant"),
        ({"variant": "0" * 16, "quantity": -1}, "quantity"),
        ({"variant": "0" * 16, "quantity": 0}, "quantity"),
        ({"variant": "0" * 16, "quantity": 10**30}, "quantity"),
        ({"variant": "0" * 16, "quantity": "many"}, "quantity"),
        ({"variant": "0" * 16, "quantity": 1.5}, "quantity"),
        ({"variant": "0" * 16, "quantity": None}, "quantity"),
        ([], "non_field_errors"),
        ("text", "non_field_errors"),
    ],
)
def test_bodies_that_cannot_be(goods, body, field):
    answer = _send("POST", LINES, body)
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [field]
    assert not Cart.objects.exists()


def test_a_variant_that_is_not_there(goods):
    answer = _send("POST", LINES, {"variant": "0" * 16})
    assert answer.status_code == 404
    assert not Cart.objects.exists()


def test_more_than_there_is_is_refused_in_words(goods):
    answer = add(goods.variant(goods.mug), 6)
    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["code"] == "refused"
    assert error["message"] == "Only 5 are left."
    assert error["fields"] == {"quantity": ["Only 5 are left."]}
    assert not Cart.objects.exists()


@pytest.mark.parametrize("which", ["sold_out", "draft"])
def test_what_cannot_be_had_is_refused(goods, which):
    assert add(goods.variant(getattr(goods, which))).status_code == 409


def test_a_line_that_became_impossible_says_so(goods):
    variant = goods.variant(goods.mug)
    token = add(variant, 5).json()["token"]
    adjust_stock(variant_id=variant.pk, on_hand=2, note="broken")
    body = _send("GET", CART, token=token).json()
    assert body["has_problems"] is True
    assert body["lines"][0]["problem"] == "Only 2 are left."


def test_a_cart_answer_is_not_cached(client, goods):
    assert client.get(CART).headers["Cache-Control"] == "no-store"


def test_the_queries_do_not_grow_with_the_cart(goods):
    token = add(goods.variant(goods.mug)).json()["token"]
    _send("GET", CART, token=token)  # the tables of delivery are remembered from here on
    counts = []
    for product in (goods.chair, None):
        with CaptureQueriesContext(connection) as queries:
            _send("GET", CART, token=token)
        counts.append(len(queries))
        if product:
            add(goods.variant(product), token=token)
    assert counts[0] == counts[1] <= 10  # as the page of the cart


def test_a_coupon_is_put_in_and_taken_out(goods):
    variant = goods.variant(goods.mug)
    token = add(variant, 2).json()["token"]
    make_coupon("TEN", make_promotion(label="Ten off", percent_basis_points=1000))
    body = _send("POST", COUPONS, {"code": " ten "}, token=token).json()
    assert body["discount"]["minor"] == 250
    assert body["total"]["minor"] == 2250
    assert body["coupons"][0]["problem"] == ""
    assert [row["code"] for row in body["promotions"]] == ["TEN"]
    body = _send("DELETE", f"{COUPONS}TEN/", token=token).json()
    assert (body["total"]["minor"], body["coupons"]) == (2500, [])


def test_a_code_that_nobody_knows_is_refused_at_its_field(goods):
    token = add(goods.variant(goods.mug)).json()["token"]
    answer = _send("POST", COUPONS, {"code": "NOTHING"}, token=token)
    assert answer.status_code == 409
    assert list(answer.json()["error"]["fields"]) == ["code"]
    assert _send("POST", COUPONS, {"code": "TEN"}).status_code == 404


def test_currency_and_country_are_chosen(goods):
    set_exchange_rate(currency="USD", rate=Decimal("1.1"))
    save_currency(currency=Currency(code="USD"))
    token = add(goods.variant(goods.mug)).json()["token"]
    body = _send("PATCH", CART, {"currency": "USD", "country": "FR"}, token=token).json()
    assert body["currency"] == body["total"]["currency"] == "USD"
    assert Cart.objects.get().country == "FR"
    for wrong, field, status in (
        ({"currency": "XXX"}, "currency", 409),
        ({"currency": "us"}, "currency", 400),
        ({"country": "ZZ"}, "country", 400),
    ):
        answer = _send("PATCH", CART, wrong, token=token)
        assert answer.status_code == status, wrong
        assert list(answer.json()["error"]["fields"]) == [field]
    assert _send("PATCH", CART, {"country": "FR"}).status_code == 404


def test_a_token_opens_its_owners_cart(goods):
    owner = make_customer()
    made = create_token(user=owner.user, name="App", scopes=[Scope.CART_WRITE])
    bearer = Client(headers={"Authorization": f"Bearer {made.secret}"})
    body = add(goods.variant(goods.mug), client=bearer).json()
    assert body["token"] is None
    assert Cart.objects.get().customer == owner
    assert _send("GET", CART, client=bearer).json()["count"] == 1
    assert _send("GET", CART).json()["count"] == 0
