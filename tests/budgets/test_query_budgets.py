"""Pages keep to their number of queries, with cold and with warm caches, at any size of catalogue.

Cold is the first request after the cache was emptied: it also reads what is then remembered for a
minute (navigation, counts, names of options).
"""

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.page_store import build_store, grow_store
from catalog.models import Product
from orders.tests.factories import make_cart, make_shipping_method

pytestmark = pytest.mark.django_db

FEW = 100
RICH = 96
"""The number of a product that has reviews, pictures and facts."""


@dataclass(frozen=True, slots=True)
class Queries:
    cold: int
    warm: int


@dataclass(frozen=True, slots=True)
class Page:
    path: str
    cold: int
    """The most queries allowed after the cache was emptied."""
    warm: int


LISTS = [
    Page(f"{address}?{query}", cold=6, warm=2)
    for address in ("/products/", "/c/department-1/", "/c/shelf-2-3/", "/c/leaf-1-1-1/")
    for query in ("sort=popular", "sort=newest", "sort=price", "sort=-price")
]
DEEP = Page("/products/?page=3", cold=6, warm=2)
PRODUCT = Page(f"/p/product-{RICH}/", cold=10, warm=5)
CART = Page("/cart/", cold=15, warm=10)
PAGES = [*LISTS, DEEP, PRODUCT, CART]


def shopper() -> Client:
    """A guest with three products in the cart."""
    client = Client(HTTP_HOST="localhost", HTTP_USER_AGENT="Mozilla/5.0 Firefox/140.0")
    make_shipping_method()
    products = Product.objects.filter(slug_en__in=["product-3", "product-33", "product-93"])
    client.cookies["cart"] = make_cart(*products).token
    return client


def queries_of(client: Client, path: str) -> Queries:
    cache.clear()
    return Queries(cold=_count(client, path), warm=_count(client, path))


def _count(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return len(captured)


def queries_of_pages(client: Client) -> dict[str, Queries]:
    return {page.path: queries_of(client, page.path) for page in PAGES}


def over_budget(found: dict[str, Queries]) -> dict[str, Queries]:
    return {
        page.path: found[page.path]
        for page in PAGES
        if found[page.path].cold > page.cold or found[page.path].warm > page.warm
    }


def test_pages_keep_to_their_budgets():
    build_store(FEW)
    assert over_budget(queries_of_pages(shopper())) == {}


@pytest.mark.any_database  # PostgreSQL is asked with a hundred thousand, below
def test_ten_thousand_products_ask_for_no_more_queries_than_a_hundred():
    _compare(10_000)


@pytest.mark.slow
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite takes minutes to write 100,000 products"
)
def test_a_hundred_thousand_products_ask_for_no_more_queries_than_a_hundred():
    _compare(100_000)


def _compare(many: int) -> None:
    shelving = build_store(FEW)
    client = shopper()
    before = queries_of_pages(client)
    grow_store(range(FEW, many), shelving)
    after = queries_of_pages(client)
    assert after == before
    assert over_budget(after) == {}
