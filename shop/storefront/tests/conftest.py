"""A stocked shop and a browser that says it is one."""

import pytest
from django.test import Client

from catalog.illustrations import Kind
from catalog.tests.factories import make_category, make_product
from orders.tests.factories import make_shipping_method
from shop.storefront.listing import rebuild_listings
from tests.page_profile import BROWSER


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="localhost", HTTP_USER_AGENT=BROWSER)


@pytest.fixture
def stocked(db, settings, tmp_path):
    """A mug in two colours, on a shelf below a shelf, that can be sent by post."""
    settings.MEDIA_ROOT = tmp_path
    make_shipping_method()
    kitchen = make_category("Kitchen", parent=make_category("Home"))
    mug = make_product(
        "Field mug",
        price="18.50",
        compare_at="24.00",
        colours=["forest", "sand"],
        category=kitchen,
        kind=Kind.MUG,
        brand="Kiln",
        description="It holds tea.",
    )
    rebuild_listings()
    return mug
