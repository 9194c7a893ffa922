"""A buyer's own prices come in a hole: the product page stays alike for everyone."""

import pytest

from accounts.models import Customer, CustomerGroup, User
from catalog.tests.factories import make_product
from foundation.money import Money
from pricing.models import PriceList
from pricing.services import save_price_list, set_list_price
from shop.storefront.listing import rebuild_listings

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp():
    product = make_product("Lamp", price="20.00")
    group = CustomerGroup.objects.create(code="trade", name="Trade")
    prices = save_price_list(price_list=PriceList(name="Trade", group=group, currency="EUR"))
    for minimum, amount in ((1, "16.00"), (10, "14.40")):
        set_list_price(
            price_list=prices,
            variant=product.variants.get(),
            amount=Money.of(amount, "EUR"),
            minimum_quantity=minimum,
        )
    user = User.objects.create_user("trade@example.com", "x")
    Customer.objects.create(user=user, email=user.email, group=group)
    rebuild_listings()
    return product


def hole(client, product) -> str:
    response = client.get(f"/holes/own-prices/?product={product.public_id}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_customer_of_the_trade_sees_the_prices_of_the_trade(client, lamp):
    client.force_login(User.objects.get(email="trade@example.com"))
    found = hole(client, lamp)
    assert "€16.00" in found
    assert "from 10 pieces €14.40 each" in found


def test_nobody_else_does_and_the_page_names_no_own_price(client, lamp):
    assert hole(client, lamp) == ""
    client.force_login(User.objects.get(email="trade@example.com"))
    page = client.get(f"/p/{lamp.slug}/").content.decode()
    assert "€20.00" in page
    assert "€16.00" not in page


def test_a_product_that_is_none_has_no_own_price(client, lamp):
    assert client.get("/holes/own-prices/?product=nothing").content == b""
