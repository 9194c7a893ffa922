"""What pages may ask of the database (``tests/budgets`` has large catalogues)."""

import pytest
from django.core.management import call_command

from catalog.models import Review, ReviewStatus
from catalog.tests.factories import make_product
from orders.tests.factories import make_cart
from shop.storefront.listing import rebuild_listings

pytestmark = pytest.mark.django_db

LIST, PRODUCT, CART = 6, 10, 10


def _queries(client, path, django_assert_max_num_queries, most):
    """Queries of the second look: the first remembers navigation and counts for a minute."""
    assert client.get(path).status_code == 200
    with django_assert_max_num_queries(most) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def _rich_product():
    product = make_product(colours=["forest", "sand", "ink"], sizes=["S", "M", "L"])
    for rating in (5, 4, 4):
        Review.objects.create(
            product=product, author="A", rating=rating, status=ReviewStatus.PUBLISHED
        )
    rebuild_listings()
    return product


@pytest.mark.parametrize("sort", ["popular", "newest", "price", "-price"])
def test_lists_keep_to_their_budget(client, stocked, django_assert_max_num_queries, sort):
    for path in ("/products/", "/c/home/", "/de/products/"):
        _queries(client, f"{path}?sort={sort}", django_assert_max_num_queries, LIST)


def test_a_search_by_words_keeps_to_the_budget(client, stocked, django_assert_max_num_queries):
    _queries(client, "/products/?q=field+mug", django_assert_max_num_queries, LIST)


def test_a_first_look_keeps_to_the_budget_of_lists(client, stocked, django_assert_max_num_queries):
    with django_assert_max_num_queries(LIST):
        client.get("/c/home/")


def test_a_product_with_everything_keeps_to_its_budget(client, db, django_assert_max_num_queries):
    product = _rich_product()
    _queries(client, f"/p/{product.slug}/", django_assert_max_num_queries, PRODUCT)


def test_the_cart_keeps_to_its_budget(client, db, django_assert_max_num_queries):
    cart = make_cart(*[make_product(colours=["forest", "sand"]) for _ in range(6)])
    client.cookies["cart"] = cart.token
    _queries(client, "/cart/", django_assert_max_num_queries, CART)


def test_the_badge_of_a_visitor_without_a_cart_asks_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/cart/badge/").content.strip() == b""


def test_no_page_of_the_catalogue_touches_the_cart_or_the_session(client, stocked):
    for path in ("/", "/products/", "/c/home/"):
        response = client.get(path)
        assert "Cookie" not in response.headers.get("Vary", "")
        assert not response.cookies


def test_pages_end_where_the_list_does(client, stocked):
    assert client.get("/products/?page=2").status_code == 404
    assert client.get("/products/?page=0").status_code == 404
    assert client.get("/products/?page=x").status_code == 404
    assert client.get("/products/?page=999999999999").status_code == 404


def test_the_command_is_silent_when_asked(stocked, capsys):
    call_command("rebuild_listings", verbosity=0)
    assert capsys.readouterr().out == ""
