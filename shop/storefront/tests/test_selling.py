"""Bundles and downloads as shoppers see and buy them."""

import pytest
from django.core.files.base import ContentFile

from catalog.models import ProductKind
from catalog.selling import add_file
from catalog.services import publish_product
from catalog.tests.factories import make_product
from events.outbox import drain
from inventory.services import adjust_stock
from inventory.tests.factories import make_bundle
from orders.documents.slips import draw_packing_slip, picks
from orders.fulfilment import ship_order
from orders.models import Order
from orders.tests.factories import check_out, make_cart
from shop.storefront.listing import rebuild_listings
from shop.storefront.models import Listing
from shop.storefront.tests.test_cart_and_checkout import add, checkout_form

pytestmark = pytest.mark.django_db
PRODUCT = 13
"""Queries of a bundle's page: three more than any other's, for its parts and their stock."""


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def tea_set():
    """A bundle of which seven can be had."""
    cup, pot = make_product("Cup", stock=14), make_product("Pot", stock=20)
    bundle = make_bundle({cup.variants.get(): 2, pot.variants.get(): 1}).product
    bundle.name_en = "Tea set"
    bundle.save()
    rebuild_listings()
    return bundle


@pytest.fixture
def pattern():
    product = make_product("Jumper pattern", price="9.00", stock=None, published=False)
    product.kind = ProductKind.DIGITAL
    product.save()
    add_file(
        variant=product.variants.select_related("product").get(),
        title="Jumper, all sizes",
        file=ContentFile(b"pdf", "jumper.pdf"),
    )
    publish_product(product=product)
    rebuild_listings()
    return product


def test_a_bundles_page_tells_what_is_in_it_within_a_budget(
    client, tea_set, django_assert_max_num_queries
):
    path = f"/p/{tea_set.slug}/"
    html = client.get(path).content.decode()
    assert "In this bundle" in html
    assert "Cup</a>" in html
    assert 'href="/p/cup-' in html
    with django_assert_max_num_queries(PRODUCT):
        client.get(path)


def test_lists_hear_when_a_part_is_sold_out(tea_set):
    assert Listing.objects.get(product=tea_set).available == 7
    cup = tea_set.variants.get().bundle_parts.order_by("pk").first().part
    adjust_stock(variant_id=cup.pk, on_hand=1, note="broken")
    drain()
    listing = Listing.objects.get(product=tea_set)
    assert (listing.available, listing.in_stock) == (0, False)


def test_a_cart_holds_no_more_bundles_than_can_be_made(client, tea_set):
    response = add(client, tea_set, quantity="8")
    assert "Only 7 are left." in response.content.decode()


def test_papers_name_the_parts_of_a_bundle(tea_set):
    order = check_out(make_cart(tea_set, quantity=2))
    cup, pot = (row.part.sku for row in tea_set.variants.get().bundle_parts.order_by("pk"))
    assert {pick.sku: pick.quantity for pick in picks([order])} == {cup: 4, pot: 2}
    assert draw_packing_slip(ship_order(order=order)).startswith(b"%PDF")


def test_a_download_is_bought_without_a_street(client, pattern):
    html = client.get(f"/p/{pattern.slug}/").content.decode()
    assert "Jumper, all sizes" in html
    assert "5 downloads within 30 days" in html
    add(client, pattern, quantity="1")
    page = client.get("/checkout/").content.decode()
    assert "By e-mail" in page
    assert "Right after your order" in page
    form = checkout_form(client, line1="", postcode="", city="")
    refused = client.post("/checkout/", form)
    assert "Please agree" in refused.content.decode()
    assert not Order.objects.exists()
    bought = client.post("/checkout/", {**form, "starts_at_once": "on"})
    assert bought.status_code == 302
    drain()
    order = Order.objects.get()
    assert order.digital_consent_at is not None
    page = client.get(bought["Location"]).content.decode()
    assert "Your downloads are ready" in page
    assert "Bought by" in page


def test_goods_ask_for_no_consent_and_go_no_other_way(client, stocked):
    add(client, stocked, colour="sand", quantity="1")
    page = client.get("/checkout/").content.decode()
    assert "starts_at_once" not in page
    assert "By e-mail" not in page


def test_the_api_tells_parts_and_files(client, tea_set, pattern):
    parts = client.get(f"/api/v1/products/{tea_set.public_id}/").json()["parts"]
    assert parts == [{"name": "Cup", "units": 2}, {"name": "Pot", "units": 1}]
    [file] = client.get(f"/api/v1/products/{pattern.public_id}/").json()["files"]
    assert (file["title"], file["kind"], file["downloads"]) == ("Jumper, all sizes", "PDF", 5)
