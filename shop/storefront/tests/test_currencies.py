"""The shop in another currency: chosen in the footer, alike on every page, the cart goes along."""

import json
import re
from decimal import Decimal

import pytest
from django.core.cache import cache

from catalog.tests.factories import make_product
from foundation.money import Money
from orders.models import Cart
from orders.tests.factories import make_cart
from pricing.models import Currency, Rounding
from pricing.services import save_currency, set_exchange_rate, set_price
from pricing.tests.factories import make_coupon
from shop.storefront.cards import money_text
from shop.storefront.listing import rebuild_listings
from shop.storefront.listing_prices import refresh_currencies
from shop.storefront.models import ListingPrice

pytestmark = pytest.mark.django_db


@pytest.fixture
def dollars():
    """A dear and a cheap product; in dollars the cheap one is the dearer."""
    dear, cheap = make_product("Dear", price="20.00"), make_product("Cheap", price="10.00")
    set_exchange_rate(currency="USD", rate=Decimal("1.1"))
    save_currency(currency=Currency(code="USD", rounding=Rounding.NINETY_NINE))
    set_price(variant=cheap.variants.get(), amount=Money.of("30.00", "USD"))
    rebuild_listings()
    cache.clear()
    return dear, cheap


def choose(client, currency: str, **headers):
    return client.post("/currency/", {"currency": currency}, HTTP_SEC_FETCH_SITE="same-origin",
                       HTTP_REFERER="http://localhost/products/?q=x", **headers)  # fmt: skip


def names(client, path: str) -> list[str]:
    return re.findall(r'class="card-name"[^>]*>([^<]+)<', client.get(path).content.decode())


def test_a_shop_with_one_currency_offers_no_choice(client, db):
    make_product()
    rebuild_listings()
    response = client.get("/products/")
    assert b"currencies" not in response.content
    assert "Cookie" not in response.headers.get("Vary", "")


def test_the_choice_holds_on_every_page_and_caches_are_told(client, dollars):
    dear, _cheap = dollars
    assert b"\xe2\x82\xac20.00" in client.get("/products/").content
    response = choose(client, "USD")
    assert (response.status_code, response.url) == (302, "/products/?q=x")
    page = client.get("/products/")
    assert "Cookie" in page.headers["Vary"]
    assert b"$21.99" in page.content
    assert b'value="USD" aria-pressed="true"' in page.content
    product = client.get(f"/p/{dear.slug}/").content.decode()
    assert "$21.99" in product
    blocks = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', product)
    offer = json.loads(blocks[0])["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("21.99", "USD")


@pytest.mark.parametrize("path", ["/products/", "/c/home/"])
def test_lists_are_sorted_by_the_prices_shown(client, dollars, path):
    assert names(client, f"{path}?sort=price") == ["Cheap", "Dear"]
    choose(client, "USD")
    assert names(client, f"{path}?sort=price") == ["Dear", "Cheap"]
    assert names(client, f"{path}?sort=-price") == ["Cheap", "Dear"]


def test_what_is_not_sold_in_a_currency_is_not_on_its_shelves(client, dollars):
    currency = Currency.objects.get(code="USD")
    currency.converts = False
    save_currency(currency=currency)
    refresh_currencies([{"currency": "USD"}])
    choose(client, "USD")
    for path in ("/products/", "/c/home/"):
        assert names(client, path) == ["Cheap"]


def test_a_currency_taken_off_the_offer_falls_back_to_the_base(client, dollars):
    choose(client, "USD")
    Currency.objects.update(is_active=False)
    refresh_currencies([{"currency": "USD"}])
    assert not ListingPrice.objects.exists()
    assert b"\xe2\x82\xac20.00" in client.get("/products/").content


def test_the_cart_goes_along(client, dollars):
    cart = make_cart(dollars[0])
    client.cookies["cart"] = cart.token
    choose(client, "USD")
    assert Cart.objects.get(pk=cart.pk).currency == "USD"
    assert b"$21.99" in client.get("/cart/").content


@pytest.mark.parametrize("currency", ["", "XXX", "usd", "EUR'--"])
def test_what_is_not_on_offer_changes_nothing(client, dollars, currency):
    assert choose(client, currency).status_code == 302
    assert "currency" not in client.cookies


def test_another_site_cannot_choose(client, dollars):
    response = client.post("/currency/", {"currency": "USD"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert response.status_code == 403


def test_a_choice_is_as_cheap_as_none(client, dollars, django_assert_max_num_queries):
    choose(client, "USD")
    for path in ("/products/?sort=price", "/c/home/?sort=-price"):
        client.get(path)
        with django_assert_max_num_queries(2):
            client.get(path)
    client.get(f"/p/{dollars[0].slug}/")
    with django_assert_max_num_queries(6):
        client.get(f"/p/{dollars[0].slug}/")


def test_beside_a_reduced_price_stands_the_lowest_of_thirty_days(client, db):
    product = make_product("Lamp", price="20.00")
    variant = product.variants.get()
    set_price(variant=variant, amount=Money.of("14.00", "EUR"))
    set_price(variant=variant, amount=Money.of("18.00", "EUR"))
    set_price(variant=variant, amount=Money.of("12.60", "EUR"), compare_at=Money.of("20.00", "EUR"))
    rebuild_listings()
    card = client.get("/products/").content.decode()
    assert "30-day low: €14.00" in card
    assert "−10 %" in card  # of 14.00, not of the 20.00 struck through
    page = client.get(f"/p/{product.slug}/").content.decode()
    assert re.search(r"<span data-lowest-text>€14.00</span>", page)


@pytest.mark.parametrize("path", ["/cart/add/", "/cart/update/", "/cart/coupon/", "/cart/country/"])
def test_who_switches_where_a_mistake_was_told_comes_to_the_cart(client, dollars, path):
    dear, _cheap = dollars
    client.cookies["cart"] = make_cart(dear).token
    response = client.post("/currency/", {"currency": "USD"}, HTTP_SEC_FETCH_SITE="same-origin",
                           HTTP_REFERER=f"http://localhost{path}", follow=True)  # fmt: skip
    assert (response.status_code, response.redirect_chain[-1][0]) == (200, "/cart/")
    assert "$21.99" in response.content.decode()


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_the_cart_and_the_api_agree_in_each_currency(client, dollars, currency):
    make_coupon("TEN")
    client.cookies["cart"] = make_cart(*dollars, quantity=3).token
    client.post("/cart/coupon/", {"code": "TEN"})
    choose(client, currency)
    cart = client.get("/api/v1/cart/").json()
    assert cart["currency"] == cart["total"]["currency"] == currency
    page = client.get("/cart/").content.decode()
    amounts = [cart["total"], cart["discount"], *[line["total"] for line in cart["lines"]]]
    for amount in amounts:
        assert money_text(amount["minor"], currency, "en") in page
