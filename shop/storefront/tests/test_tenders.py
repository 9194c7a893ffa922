"""Gift cards, credit and points at the checkout, with and without script; what a card is worth."""

import re

import pytest

from catalog.tests.factories import make_product
from loyalty.gift_cards import code_of
from loyalty.ledger import spend
from loyalty.models import AccountKind
from loyalty.tests.factories import make_account, make_gift_card
from orders.models import Order, OrderState
from orders.tests.factories import make_cart, make_shipping_method
from risk.models import Assessment
from shop.storefront.tests.people import make_customer

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HTMX = {"HX-Request": "true"}
TYPED = {
    "email": "ada@example.com", "name": "Ada Lovelace", "line1": "12 St James's Square",
    "postcode": "SW1Y 4JH", "city": "London", "country": "GB",
}  # fmt: skip


@pytest.fixture
def cart(client):
    cart = make_cart(make_product(price="20.00", stock=10))
    make_shipping_method()
    client.cookies["cart"] = cart.token
    return cart


def _page(client) -> str:
    return client.get("/checkout/").content.decode()


def _form(page: str) -> dict[str, str]:
    """What the page would send: hidden fields, and the first of its choices."""
    found = dict(re.findall(r'name="((?:seen|rest)-[^"]+|key)" value="([^"]*)"', page))
    for name in ("shipping", "payment"):
        found[name] = re.search(rf'name="{name}" value="([^"]*)"', page).group(1)
    return TYPED | found


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_card_is_put_in_pays_and_the_page_says_what_is_left(client, cart, headers):
    code = code_of(make_gift_card(1_000))
    typed = _form(_page(client)) | {"gift_code": code.lower().replace("-", " "), "tender": "add"}
    answer = client.post("/checkout/", typed, headers=headers).content.decode()
    assert "€14.90" in answer
    assert f"…{code[-4:]}" in answer
    client.post("/checkout/", _form(_page(client)))
    order = Order.objects.get()
    assert order.state == OrderState.PLACED
    assert order.payments.get(provider="gift_card").amount_minor == 1_000
    told = client.get(f"/order/{order.token}/").content.decode()
    assert "−€10.00" in told


def test_a_code_that_was_typed_and_not_used_is_not_forgotten(client, cart):
    code = code_of(make_gift_card(1_000))
    answer = client.post("/checkout/", _form(_page(client)) | {"gift_code": code})
    assert "€14.90" in answer.content.decode()
    assert not Order.objects.exists()


def test_a_card_is_taken_out_again(client, cart):
    card = make_gift_card(1_000)
    client.post("/checkout/", TYPED | {"gift_code": code_of(card), "tender": "add"})
    client.post("/checkout/", TYPED | {"tender": card.account.public_id})
    assert not cart.gift_cards.exists()


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "x", "ü" * 600])
def test_a_wrong_code_is_told_kept_in_its_field_and_remembered(client, cart, code):
    answer = client.post("/checkout/", TYPED | {"gift_code": code, "tender": "add"})
    assert "No gift card has this code" in answer.content.decode()
    assert 'value="Ada Lovelace"' in answer.content.decode()
    assert Assessment.objects.filter(door="coupon").count() == 1


def test_a_card_that_pays_all_needs_no_other_way(client, cart):
    code = code_of(make_gift_card(9_000))
    answer = client.post("/checkout/", TYPED | {"gift_code": code, "tender": "add"})
    assert "Nothing is left to pay." in answer.content.decode()
    client.post("/checkout/", _form(_page(client)))
    order = Order.objects.get()
    assert order.state == OrderState.PLACED
    assert {row.provider: row.amount_minor for row in order.payments.all()} == {
        "test": 0,
        "gift_card": order.total_minor,
    }


def test_credit_is_used_where_its_box_is_ticked(client):
    customer = make_customer("ada@example.com")
    make_account(500, kind=AccountKind.STORE_CREDIT, customer=customer)
    client.force_login(customer.user, backend=BACKEND)
    make_cart(make_product(price="20.00", stock=10), customer=customer)
    make_shipping_method()
    typed = _form(_page(client))
    shown = client.post("/checkout/", typed | {"use_credit": "on", "refresh": "1"})
    assert "€19.90" in shown.content.decode()
    client.post("/checkout/", _form(shown.content.decode()) | {"use_credit": "on"})
    order = Order.objects.get()
    assert order.payments.get(provider="credit").amount_minor == 500


@pytest.mark.parametrize("rest", ["-5", "9" * 5_000, "²", "1490.0"])
def test_a_rest_that_nobody_could_have_seen_is_told_and_not_charged(client, cart, rest):
    code = code_of(make_gift_card(1_000))
    client.post("/checkout/", TYPED | {"gift_code": code, "tender": "add"})
    typed = _form(_page(client))
    changed = {name: rest for name in typed if name.startswith("rest-")}
    assert changed
    answer = client.post("/checkout/", typed | changed)
    assert "What is left to pay has changed" in answer.content.decode()
    assert not Order.objects.exists()


def test_what_is_left_has_changed_is_told_before_anything_is_charged(client, cart):
    card = make_gift_card(1_000)
    client.post("/checkout/", TYPED | {"gift_code": code_of(card), "tender": "add"})
    typed = _form(_page(client))
    spend(account=card.account, amount=400, key="elsewhere")
    answer = client.post("/checkout/", typed)
    assert "What is left to pay has changed" in answer.content.decode()
    assert not Order.objects.exists()


def test_what_is_left_on_a_card_is_told_to_who_knows_its_code(client):
    card = make_gift_card(1_250)
    page = client.post("/gift-card/", {"gift_code": code_of(card)}).content.decode()
    assert "€12.50" in page
    assert code_of(card) not in page


def test_a_customer_sees_their_credit_and_what_moved_it(client):
    customer = make_customer("ada@example.com")
    account = make_account(500, kind=AccountKind.STORE_CREDIT, customer=customer)
    spend(account=account, amount=120, key="spent")
    client.force_login(customer.user, backend=BACKEND)
    page = client.get("/account/credit/").content.decode()
    assert "€3.80" in page
    assert "€1.20" in page
