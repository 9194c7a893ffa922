"""From the product page to a paid order, without script."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.money import Money
from inventory.services import adjust_stock
from orders.models import Cart, CartState, Order, OrderState
from orders.tests.factories import make_shipping_method
from pricing.services import set_price

pytestmark = pytest.mark.django_db

ADDRESS = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "line1": "12 St James's Square",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "country": "GB",
}


def add(client, product, **more):
    return client.post("/cart/add/", {"product": product.public_id, **more})


def hidden_fields(html):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def checkout_form(client, **changes):
    """The form as the page gives it, filled in."""
    html = client.get("/checkout/").content.decode()
    shipping = re.search(r'name="shipping" value="([^"]+)"[^>]*checked', html)[1]
    return {
        **hidden_fields(html),
        **ADDRESS,
        "shipping": shipping,
        "payment": "test:success",
        **changes,
    }


def test_adding_without_script_leads_to_the_cart(client, stocked):
    response = add(client, stocked, colour="sand", quantity="2")
    assert (response.status_code, response["Location"]) == (302, "/cart/")
    html = client.get("/cart/").content.decode()
    assert "Field mug is in your cart." in html
    assert "Sand" in html
    assert "€37.00" in html


def test_adding_with_script_answers_in_place(client, stocked):
    response = client.post(
        "/cart/add/",
        {"product": stocked.public_id, "colour": "forest"},
        headers={"HX-Request": "true"},
    )
    assert response.status_code == 200
    assert "cart-changed" in response["HX-Trigger"]
    assert "Field mug is in your cart." in response.content.decode()
    assert client.get("/cart/badge/").content.decode().startswith('<span class="badge-count">1')


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"colour": "sand", "quantity": "99"}, "Only 10 are left."),
        ({"colour": "sand", "quantity": "0"}, "Choose at least one."),
        ({"colour": "sand", "quantity": "-1"}, "That is not a quantity."),
        ({"colour": "sand", "quantity": "१"}, "That is not a quantity."),
        ({"quantity": "1"}, "Choose what you want first."),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_cannot_be_added_is_said_where_the_shopper_is(client, stocked, sent, told, headers):
    response = client.post("/cart/add/", {"product": stocked.public_id, **sent}, headers=headers)
    assert response.status_code == 200
    assert told in response.content.decode()
    assert not Cart.objects.filter(lines__isnull=False).exists()


def test_nothing_can_be_added_of_nothing(client, stocked):
    assert client.post("/cart/add/", {"product": "nothing"}).status_code == 404
    assert client.get("/cart/add/")["Location"] == "/cart/"


def test_quantities_change_and_lines_go(client, stocked):
    add(client, stocked, colour="sand")
    variant = hidden_fields(client.get("/cart/").content.decode())["variant"]

    client.post("/cart/update/", {"variant": variant, "quantity": "3"})
    assert "€55.50" in client.get("/cart/").content.decode()

    client.post("/cart/update/", {"variant": variant, "quantity": "3", "set": "2"})
    assert "€37.00" in client.get("/cart/").content.decode()

    response = client.post("/cart/update/", {"variant": variant, "quantity": "50"})
    assert "Only 10 are left." in response.content.decode()

    client.post("/cart/update/", {"variant": variant, "quantity": "3", "set": "0"})
    assert "Your cart is empty" in client.get("/cart/").content.decode()


def test_the_cart_says_what_can_no_longer_be_had(client, stocked):
    add(client, stocked, colour="sand", quantity="2")
    variant = stocked.variants.get(option_values__code="sand")
    adjust_stock(variant_id=variant.pk, on_hand=1, note="counted")
    html = client.get("/cart/").content.decode()
    assert "Only 1 is left." in html
    assert "cannot be ordered like this" in html


def test_one_guest_never_sees_the_cart_of_another(client, stocked):
    add(client, stocked, colour="sand")
    client.cookies["cart"] = "guessed"
    assert "Your cart is empty" in client.get("/cart/").content.decode()


def test_a_guest_orders_on_one_page(client, stocked):
    add(client, stocked, colour="sand")
    response = client.post("/checkout/", checkout_form(client), follow=True)
    order = Order.objects.get()
    assert order.state == OrderState.PLACED
    assert order.total_minor == 1850 + 490
    assert response.redirect_chain == [(f"/order/{order.token}/", 302)]
    html = response.content.decode()
    assert "Thank you, Ada Lovelace!" in html
    assert order.number in html
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    assert "Your cart is empty" in client.get("/cart/").content.decode()


def test_sending_the_page_twice_orders_once(client, stocked):
    add(client, stocked, colour="sand")
    form = checkout_form(client)
    first, second = client.post("/checkout/", form), client.post("/checkout/", form)
    assert first["Location"] == second["Location"]
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("name", ""),
        ("line1", ""),
        ("postcode", ""),
        ("city", ""),
        ("country", "XX"),
        ("phone", "call me"),
        ("shipping", "pigeon"),
        ("payment", "gold"),
    ],
)
def test_every_error_stands_at_its_field_and_nothing_typed_is_lost(client, stocked, field, value):
    add(client, stocked, colour="sand")
    form = checkout_form(client, **{field: value})
    response = client.post("/checkout/", form)
    html = response.content.decode()
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in html
    for name, typed in ADDRESS.items():
        if name not in {field, "country"}:
            assert f'value="{typed.replace(chr(39), "&#x27;")}"' in html
    assert not Order.objects.exists()


def test_a_declined_card_can_be_followed_by_one_that_pays(client, stocked):
    add(client, stocked, colour="sand")
    form = checkout_form(client, payment="test:decline")
    html = client.post("/checkout/", form).content.decode()
    assert "Nothing was charged." in html
    assert 'id="id_payment_error"' in html
    assert 'value="Ada Lovelace"' in html
    again = {**form, **hidden_fields(html), "payment": "test:success"}
    assert again["key"] != form["key"]
    response = client.post("/checkout/", again)
    assert response.status_code == 302
    assert Order.objects.filter(state=OrderState.PLACED).count() == 1


def test_a_bank_that_does_not_answer_leaves_a_page_that_says_so(client, stocked):
    add(client, stocked, colour="sand")
    response = client.post("/checkout/", checkout_form(client, payment="test:timeout"), follow=True)
    assert "We are waiting for your payment" in response.content.decode()
    assert Cart.objects.get().state == CartState.CLAIMED


def test_a_price_that_rose_meanwhile_is_shown_before_it_is_paid(client, stocked):
    add(client, stocked, colour="sand")
    form = checkout_form(client)
    for variant in stocked.variants.all():
        set_price(variant=variant, amount=Money.of("30.00", "EUR"))
    html = client.post("/checkout/", form).content.decode()
    assert "€34.90" in html
    assert not Order.objects.filter(state=OrderState.PLACED).exists()
    response = client.post("/checkout/", {**form, **hidden_fields(html)})
    assert response.status_code == 302
    assert Order.objects.get(state=OrderState.PLACED).total_minor == 3490


@pytest.mark.parametrize("seen", ["", "x", "-5", "9" * 40, "1"])
def test_a_total_that_was_not_shown_is_not_paid(client, stocked, seen):
    add(client, stocked, colour="sand")
    form = checkout_form(client)
    form = {name: seen if name.startswith("seen-") else value for name, value in form.items()}
    assert client.post("/checkout/", form).status_code == 200
    assert not Order.objects.filter(state=OrderState.PLACED).exists()


def test_the_dearer_delivery_shows_and_charges_its_own_total(client, stocked):
    express = make_shipping_method("express", 990)
    add(client, stocked, colour="sand")
    client.post("/checkout/", checkout_form(client, shipping=express.public_id))
    assert Order.objects.get().total_minor == 1850 + 990


def test_sold_out_while_typing(client, stocked):
    add(client, stocked, colour="sand")
    form = checkout_form(client)
    variant = stocked.variants.get(option_values__code="sand")
    adjust_stock(variant_id=variant.pk, on_hand=0, note="counted")
    html = client.post("/checkout/", form).content.decode()
    assert "Field mug: This is sold out." in html
    assert not Order.objects.filter(state=OrderState.PLACED).exists()


def test_an_empty_cart_has_no_checkout(client, stocked):
    response = client.get("/checkout/")
    assert (response.status_code, response["Location"]) == (302, "/cart/")


def test_an_order_opens_only_by_its_secret(client, stocked):
    add(client, stocked, colour="sand")
    client.post("/checkout/", checkout_form(client))
    order = Order.objects.get()
    for guess in (order.number, order.public_id, str(order.pk), order.token[:-1]):
        assert client.get(f"/order/{guess}/").status_code == 404


@pytest.mark.parametrize(
    "deed", ["", "paid/", "pay/", "cancel/", "address/", "again/", "return/", "invoice.pdf"]
)
def test_a_sign_that_no_secret_has_is_looked_for_in_no_order(client, deed):
    """PostgreSQL refuses to look for a NUL."""
    with CaptureQueriesContext(connection) as asked:
        assert client.post(f"/order/a%00b/{deed}").status_code == 404
    assert not [query["sql"] for query in asked if '"orders_order"."token"' in query["sql"]]


def test_german_pages_speak_german_money(client, stocked):
    client.post("/de/cart/add/", {"product": stocked.public_id, "colour": "sand"})
    html = client.get("/de/cart/").content.decode()
    assert "18,50\xa0€" in html


def test_a_price_that_changed_is_told_in_cart_and_checkout_until_it_is_understood(client, stocked):
    add(client, stocked, colour="sand", quantity="2")
    for variant in stocked.variants.all():
        set_price(variant=variant, amount=Money.of("17.00", "EUR"))

    html = client.get("/cart/").content.decode()
    assert "€17.00 each" in html
    told = "The price has fallen since you chose it: it was €18.50 each."
    assert told in html
    assert told in client.get("/checkout/").content.decode()
    variant = stocked.variants.get(option_values__code="sand")
    client.post("/cart/update/", {"variant": variant.public_id, "set": "2"})

    for page in ("/cart/", "/checkout/"):
        html = client.get(page).content.decode()
        assert "since you chose it" not in html
    assert "€34.00" in html
