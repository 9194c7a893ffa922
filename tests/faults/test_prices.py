"""A suggested price is one fact everywhere: in a running shop, and when its worker is killed.

Product page, list, search, cart and history say the same within seconds, and the former price is
back as fast. A worker that is killed in the middle of a family leaves all of it as it was.
"""

import signal

import pytest

from tests.faults.store import eventually
from tests.faults.test_checkout import Shopper, shell

SOON = 20
"""Seconds within which every page has to say the same, on a machine that runs other tests too."""
SHOP = """
from catalog.tests.factories import make_product
from orders.tests.factories import make_shipping_method
make_shipping_method()
product = make_product("Kettle", price="20.00", stock=5)
print(product.public_id, product.slug_en)
"""
APPROVE = """
from catalog.models import Product
from pricing.repricing import services
from pricing.tests.suggestions import suggest
suggestion = suggest(Product.objects.get(), -1000)
services.approve(suggestions=[suggestion], by=None)
print(suggestion.pk)
"""
REVERT = """
from pricing.models import PriceSuggestion
from pricing.repricing import services
services.revert(suggestion=PriceSuggestion.objects.get(), by=None)
"""
FAMILIES = """
from datetime import timedelta
from catalog.tests.factories import make_product
from foundation import clock
from pricing.repricing import services
from pricing.tests.suggestions import suggest_family
rows = []
for _number in range(4):
    rows += suggest_family([make_product(price="20.00") for _ in range(3)], -1000)
services.schedule(suggestions=rows, when=clock.now() + timedelta(seconds=1), by=None)
"""
APPLY_DUE = """
import time
from pricing.repricing.services import apply_due
time.sleep(1)
apply_due()
"""
FAMILIES_NOW = """
SELECT suggestion.together, suggestion.state, price.amount_minor, count(*)
FROM pricing_pricesuggestion suggestion
JOIN catalog_variant variant ON variant.product_id = suggestion.product_id
JOIN pricing_price price ON price.variant_id = variant.id AND price.ends_at IS NULL
GROUP BY suggestion.together, suggestion.state, price.amount_minor
"""
OLD, NEW = "€20.00", "€18.00"
TOLD = "The price has fallen since you chose it: it was €20.00 each."


@pytest.fixture
def open_shop(store):
    """A running shop with one product, which stands in a guest's cart and can be found."""
    product = shell(store, SHOP)
    store.start()
    shopper = Shopper(store)
    eventually(lambda: "Kettle" in _page(shopper, "/products/?q=kettle"), seconds=60, what="found")
    shopper.fill_cart(product)
    return store, shopper, f"/p/{product.split()[1]}/"


def _page(shopper: Shopper, address: str) -> str:
    return shopper.session.get(f"{shopper.base}{address}", timeout=30).text


def _says(shopper: Shopper, product: str, price: str, other: str, *, told: bool) -> bool:
    """Whether page, list, search, cart and checkout all ask one price and none the other."""
    cart, checkout = _page(shopper, "/cart/"), _page(shopper, "/checkout/")
    pages = [_page(shopper, at) for at in (product, "/products/", "/products/?q=kettle")]
    return (
        all(price in page and other not in page for page in pages)
        and f"{price} each" in cart
        and price in checkout
        and (TOLD in cart, TOLD in checkout) == (told, told)
    )


def test_a_running_shop_asks_one_price_everywhere_within_seconds(open_shop):
    store, shopper, product = open_shop
    assert _says(shopper, product, OLD, NEW, told=False)

    shell(store, APPROVE)
    eventually(
        lambda: _says(shopper, product, NEW, OLD, told=True),
        seconds=SOON, what="every page asks the new price", seen=store.state,
    )  # fmt: skip

    shell(store, REVERT)
    eventually(
        lambda: _says(shopper, product, OLD, NEW, told=False),
        seconds=SOON, what="every page asks the old price again", seen=store.state,
    )  # fmt: skip
    asked = store.rows("SELECT amount_minor FROM pricing_price ORDER BY id")
    assert asked == [(2000,), (1800,), (2000,)]


def _families(store) -> list[tuple[str, int, int]]:
    """State, price and number of members of each family; two rows where they differ."""
    return [tuple(row[1:]) for row in store.rows(FAMILIES_NOW)]


def test_a_worker_killed_within_a_family_leaves_it_whole_and_another_applies_all(store):
    shell(store, FAMILIES)
    store.environment["SHELFWISE_FAILPOINT"] = "pricing.line_applied"
    died = store.manage("shell", "--no-imports", "-c", APPLY_DUE)
    assert died.returncode == -signal.SIGKILL, died.stderr
    store.environment["SHELFWISE_FAILPOINT"] = ""
    assert _families(store) == [("scheduled", 2000, 3)] * 4
    assert store.rows("SELECT count(*) FROM pricing_price") == [(12,)]

    shell(store, APPLY_DUE)

    assert _families(store) == [("applied", 1800, 3)] * 4
    assert store.rows("SELECT count(*) FROM pricing_price") == [(24,)]
