"""Ids of Ada's, sent by Eve in a path, a query, a header, a cookie or a body: nothing comes of it.

Eve is logged in; she has a cart and an order of her own.
"""

import json

import pytest
from django.conf import settings
from django.urls import reverse

from orders.models import Order, ReturnRequest
from orders.tests.factories import make_cart, make_shipping_method
from tests.permissions.conftest import OTHER

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
API = "/api/v1/"


@pytest.fixture
def eve(client, world, ask):
    """Eve's browser."""
    ask(OTHER, "get", "/account/")
    make_cart(world.product, customer=world.other)
    make_shipping_method()
    return client


@pytest.fixture
def secret(world):
    """A word that stands in everything of Ada's, so that an answer gives itself away."""
    word = "Xylophone"
    world.ada.addresses.update(line1=f"{word} Lane", name=word, city=word)
    world.ada.wishlists.update(name=word)
    world.ada.orders.update(ship_line1=f"{word} Lane", ship_name=word, email=f"{word}@example.com")
    return word


def _json(client, method, path, body=None, **headers):
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    text = "" if body is None else json.dumps(body)
    url = f"{API}{path}"
    return client.generic(method, url, text, content_type="application/json", headers=sent)


def _order_body(**changes):
    return {
        "email": "eve@example.com",
        "shipping": "0" * 16,
        "payment": "test:success",
        "total": {"minor": 1, "currency": "EUR"},
        **changes,
    }


ADDRESS = {
    "name": "Eve", "line1": "1 Road", "postcode": "AB1 1AA", "city": "Town", "country": "GB"
}  # fmt: skip
API_CASES = {
    "a cart by its token": lambda w: ("GET", "cart/", None, {"X_Cart_Token": w.cart.token}),
    "a line in a cart": lambda w: (
        "POST", "cart/lines/", {"variant": w.variant.public_id}, {"X_Cart_Token": w.cart.token},
    ),
    "a coupon in a cart": lambda w: (
        "POST", "cart/coupons/", {"code": "CODE"}, {"X_Cart_Token": w.cart.token},
    ),
    "quotes of a cart": lambda w: (
        "GET", "checkout/quotes/", None, {"X_Cart_Token": w.cart.token},
    ),
    "quotes to an address": lambda w: (
        "GET", f"checkout/quotes/?address={w.address.pk}", None, {},
    ),
    "ordering a cart": lambda w: (
        "POST", "checkout/", _order_body(address=ADDRESS),
        {"X_Cart_Token": w.cart.token, "Idempotency_Key": "k"},
    ),
    "ordering to an address": lambda w: (
        "POST", "checkout/", _order_body(address_id=w.address.pk), {"Idempotency_Key": "k"},
    ),
    "suggestions for a cart": lambda w: (
        "GET", "recommendations/cart/", None, {"X_Cart_Token": w.cart.token},
    ),
    "an order with one's own token": lambda w: (
        "GET", f"orders/{w.order.public_id}/", None, {"X_Order_Token": w.others_order.token},
    ),
    "a return below one's own order": lambda w: (
        "DELETE",
        f"orders/{w.others_order.public_id}/returns/{w.order.returns.get().public_id}/",
        None, {},
    ),
    "a wish on a list": lambda w: (
        "POST", f"wishlists/{w.wishlist.public_id}/items/", {"variant": w.variant.public_id}, {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", API_CASES)
def test_the_api_answers_nothing_of_anothers(eve, world, secret, name):
    before = _state(world)
    method, path, body, headers = API_CASES[name](world)
    answer = _json(eve, method, path, body, **headers)
    assert answer.status_code in {400, 403, 404}, answer.content
    assert secret not in answer.content.decode()
    assert _state(world) == before


PAGE_CASES = {
    "a return below one's own order": lambda w: (
        "storefront:order-return-withdraw",
        {"token": w.others_order.token, "public_id": w.order.returns.get().public_id}, {},
    ),
    "a line of an order in a return": lambda w: (
        "storefront:order-return", {"token": w.others_order.token},
        {f"units-{w.order.lines.first().pk}": "1", f"reason-{w.order.lines.first().pk}": "other",
         "key": "0" * 32},
    ),
    "a wish on a list": lambda w: (
        "storefront:wish-add", {},
        {"variant": w.variant.public_id, "list": w.wishlist.public_id},
    ),
    "ordering to an address": lambda w: (
        "storefront:checkout", {},
        {"saved": str(w.address.pk), "email": "eve@example.com", "payment": "test:success",
         "key": "0" * 32},
    ),
    "taxes of an address": lambda w: (
        "storefront:checkout", {}, {"saved": str(w.address.pk), "refresh": "1"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGE_CASES)
def test_pages_show_and_change_nothing_of_anothers(eve, world, secret, name):
    before = _state(world)
    view, arguments, body = PAGE_CASES[name](world)
    answer = eve.post(
        reverse(view, kwargs=arguments), body, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code < 500
    assert secret not in answer.content.decode()
    assert _state(world) == before


def test_papers_of_anothers_order_are_not_found_below_ones_own(eve, world):
    number = world.order.invoices.first().number
    path = {"token": world.others_order.token, "number": number}
    assert eve.get(reverse("storefront:order-paper", kwargs=path)).status_code == 404


def test_the_token_of_a_customers_cart_opens_nothing_from_a_cookie(client, world, secret):
    client.cookies[settings.CART_COOKIE] = world.cart.token
    for url in ("/cart/", "/cart/badge/", f"{API}cart/", "/checkout/"):
        answer = client.get(url)
        assert world.variant.sku not in answer.content.decode()
        assert secret not in answer.content.decode()
    assert _json(client, "GET", "cart/").json()["count"] == 0


def _state(world):
    """All of Ada's that a stranger could want to change."""
    return (
        list(world.cart.lines.values_list("variant", "quantity")),
        world.cart.coupon_codes,
        list(world.wishlist.items.values_list("variant", flat=True)),
        list(Order.objects.order_by("pk").values_list("pk", "state")),
        list(ReturnRequest.objects.order_by("pk").values_list("pk", "state")),
        list(world.ada.addresses.values()),
    )
