"""Hearts and lists: for oneself, for those with the link, and into the cart."""

import pytest
from django.core.cache import cache

from catalog.models import Wishlist, WishlistItem
from inventory.services import adjust_stock
from orders.models import CartLine
from shop.storefront.tests.people import client_of, make_customer

pytestmark = pytest.mark.django_db
ADD = "/account/wishlists/add/"


@pytest.fixture
def ada():
    return make_customer()


def test_a_heart_on_a_card_puts_the_product_on_the_first_list(ada, stocked):
    response = client_of(ada).post(ADD, {"product": stocked.public_id})
    wish = WishlistItem.objects.get()
    assert response["Location"] == f"/account/wishlists/{wish.wishlist.public_id}/"
    assert wish.wishlist.customer == ada


def test_a_heart_on_the_product_page_means_the_chosen_variant(ada, stocked):
    client_of(ada).post(ADD, {"product": stocked.public_id, "colour": "sand"})
    assert [v.code for v in WishlistItem.objects.get().variant.option_values.all()] == ["sand"]


def test_by_htmx_the_page_stays_and_says_what_happened(ada, stocked):
    response = client_of(ada).post(
        ADD, {"product": stocked.public_id}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 204
    assert "Field mug" in response["HX-Trigger"]


def test_another_site_cannot_press_a_heart(ada, stocked):
    client = client_of(ada)
    client.defaults["HTTP_SEC_FETCH_SITE"] = "cross-site"
    assert client.post(ADD, {"product": stocked.public_id}).status_code == 403
    assert not WishlistItem.objects.exists()


def test_a_guest_signs_in_and_finds_the_thing_again(stocked, ada):
    response = client_of(None).post(ADD, {"product": stocked.public_id})
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")
    variant = stocked.variants.first()
    page = client_of(ada).get(ADD, {"variant": variant.public_id})
    assert "Field mug" in page.content.decode()
    by_htmx = client_of(None).post(
        ADD, {"product": stocked.public_id}, headers={"HX-Request": "true"}
    )
    assert by_htmx["HX-Redirect"].startswith("/accounts/login/")


def test_lists_are_begun_renamed_and_deleted(ada, stocked):
    client = client_of(ada)
    client.post("/account/wishlists/", {"name": "Birthday"})
    birthday = Wishlist.objects.get()
    path = f"/account/wishlists/{birthday.public_id}/"
    again = client.post("/account/wishlists/", {"name": "birthday"}).content.decode()
    assert 'id="id_name_error"' in again
    assert 'value="birthday"' in again
    client.post(path, {"name": "Christmas"})
    birthday.refresh_from_db()
    assert birthday.name == "Christmas"
    client.post(path + "remove/")
    assert not Wishlist.objects.exists()


def test_what_moves_to_the_cart_leaves_the_list(ada, stocked):
    client = client_of(ada)
    client.post(ADD, {"product": stocked.public_id, "colour": "sand"})
    wish = WishlistItem.objects.get()
    client.post(
        f"/account/wishlists/{wish.wishlist.public_id}/to-cart/",
        {"variant": wish.variant.public_id},
    )
    assert CartLine.objects.get().variant_id == wish.variant_id
    assert not WishlistItem.objects.exists()


def test_what_is_sold_out_stays_on_the_list_and_offers_to_tell(ada, stocked):
    client = client_of(ada)
    client.post(ADD, {"product": stocked.public_id, "colour": "sand"})
    wish = WishlistItem.objects.get()
    adjust_stock(variant_id=wish.variant_id, on_hand=0, note="counted")
    cache.clear()
    path = f"/account/wishlists/{wish.wishlist.public_id}/"
    assert "Tell me when it is back" in client.get(path).content.decode()
    client.post(path + "to-cart/", {"variant": wish.variant.public_id})
    assert WishlistItem.objects.count() == 1


def test_a_list_is_shown_by_its_link_until_that_is_taken_back(ada, stocked):
    client = client_of(ada)
    client.post(ADD, {"product": stocked.public_id})
    wishlist = Wishlist.objects.get()
    path = f"/account/wishlists/{wishlist.public_id}/share/"
    client.post(path, {"share": "yes"})
    wishlist.refresh_from_db()
    shared = f"/wishlist/{wishlist.token}/"
    html = client_of(None).get(shared).content.decode()
    assert "Field mug" in html
    assert "Ada" not in html
    client.post(path, {"share": "no"})
    assert client_of(None).get(shared).status_code == 404


def test_nobody_else_opens_or_changes_a_list(ada, stocked):
    client_of(ada).post(ADD, {"product": stocked.public_id})
    wishlist = Wishlist.objects.get()
    variant = WishlistItem.objects.get().variant.public_id
    eve = client_of(make_customer("eve@example.com", "Eve"))
    path = f"/account/wishlists/{wishlist.public_id}/"
    assert eve.get(path).status_code == 404
    for action in ("", "remove/", "share/", "take-off/", "to-cart/"):
        assert eve.post(path + action, {"name": "X", "variant": variant}).status_code == 404
    posted = {"product": stocked.public_id, "list": wishlist.public_id}
    assert eve.post(ADD, posted).status_code == 404
    assert WishlistItem.objects.count() == 1
