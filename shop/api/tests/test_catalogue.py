"""Products and categories over the API."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.tests.factories import make_product
from shop.storefront.listing import rebuild_listings

pytestmark = pytest.mark.django_db
PRODUCTS = "/api/v1/products/"


def names(answer):
    return [row["name"] for row in answer.json()["results"]]


def test_the_beginning_links_to_everything(client, goods):
    links = client.get("/api/v1/").json()
    assert {"products", "cart", "trending", "schema", "documentation"} <= set(links)
    for name, url in links.items():
        expected = 400 if name in {"similar", "together"} else 200  # those need a product
        if name.startswith("staff_") or name in {
            "orders",
            "addresses",
            "wishlists",
            "reviews",
            "alerts",
        }:
            expected = 401
        if name in {"checkout", "impressions", "interactions", "feedback"}:
            expected = 405  # these are told to, not asked
        expected = {"checkout_quotes": 404}.get(name, expected)  # without a cart
        assert client.get(url).status_code == expected, name


def test_a_list_shows_what_is_on_the_shelves(client, goods):
    answer = client.get(PRODUCTS).json()
    assert answer["count"] == 3
    assert (answer["page"], answer["pages"], answer["next"]) == (1, 1, None)
    mug = next(row for row in answer["results"] if row["id"] == goods.mug.public_id)
    assert mug["price"] == {"amount": "12.50", "minor": 1250, "currency": "EUR"}
    assert mug["compare_at"]["minor"] == 1500
    assert mug["in_stock"] is True
    assert mug["picture"].startswith("http://testserver/media/")
    assert client.get(mug["url"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"sort": "price"}, ["Stone mug", "Glazed bowl", "Oak chair"]),
        ({"sort": "-price"}, ["Oak chair", "Glazed bowl", "Stone mug"]),
        ({"category": "kitchen", "sort": "price"}, ["Stone mug", "Glazed bowl"]),
        ({"category": "home", "sort": "price"}, ["Stone mug", "Glazed bowl", "Oak chair"]),
        ({"in_stock": "true", "sort": "price"}, ["Stone mug", "Oak chair"]),
        ({"in_stock": "false"}, ["Glazed bowl"]),
        ({"min_price": "12.51", "max_price": "30"}, ["Glazed bowl"]),
        ({"max_price": "12.50"}, ["Stone mug"]),
        ({"q": "stone MUG"}, ["Stone mug"]),
        ({"q": "alder"}, ["Stone mug"]),
        ({"brand": "ALDER"}, ["Stone mug"]),
        ({"q": "%"}, []),
    ],
)
def test_lists_are_filtered_and_sorted(client, goods, query, expected):
    assert names(client.get(PRODUCTS, query)) == expected


def test_pages_cover_everything_once(client, goods):
    first = client.get(PRODUCTS, {"page_size": 2, "sort": "newest"})
    second = client.get(first.json()["next"])
    assert first.json()["pages"] == 2
    assert second.json()["next"] is None
    assert sorted(names(first) + names(second)) == ["Glazed bowl", "Oak chair", "Stone mug"]


@pytest.mark.parametrize("page", ["0", "2", "-1", "last", "999999", "9" * 50, "1.5", "٣", ""])
def test_pages_that_are_not_there(client, goods, page):
    answer = client.get(PRODUCTS, {"page": page})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"min_price": "cheap"}, "min_price"),
        ({"min_price": "-1"}, "min_price"),
        ({"max_price": "NaN"}, "max_price"),
        ({"max_price": "1e400"}, "max_price"),
        ({"sort": "random; drop table"}, "sort"),
        ({"language": "xx"}, "language"),
        ({"q": "a\0b"}, "q"),
        ({"q": "x" * 101}, "q"),
        ({"category": "../etc"}, "category"),
        ({"in_stock": "perhaps"}, "in_stock"),
    ],
)
def test_queries_that_cannot_be(client, goods, query, field):
    answer = client.get(PRODUCTS, query)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "invalid"
    assert list(error["fields"]) == [field]


def test_a_page_is_never_larger_than_allowed(client, goods):
    answer = client.get(PRODUCTS, {"page_size": 100_000})
    assert answer.status_code == 200
    assert answer.wsgi_request.GET["page_size"] == "100000"
    assert answer.json()["pages"] == 1


def test_a_product_tells_all_that_its_page_shows(client, goods):
    body = client.get(f"{PRODUCTS}{goods.mug.public_id}/").json()
    assert body["name"] == "Stone mug"
    assert [each["slug"] for each in body["categories"]] == ["home", "kitchen"]
    assert body["options"][0]["code"] == "colour"
    assert {value["code"] for value in body["options"][0]["values"]} == {"forest", "sand"}
    assert [variant["options"] for variant in body["variants"]] == [
        {"colour": "forest"},
        {"colour": "sand"},
    ]
    assert {variant["available"] for variant in body["variants"]} == {5}
    assert len(body["pictures"]) == 2
    assert body["attributes"] == [{"name": "Material", "value": "Stoneware"}]


def test_stock_that_is_not_counted_is_null(client, goods):
    body = client.get(f"{PRODUCTS}{goods.chair.public_id}/").json()
    assert [(each["available"], each["in_stock"]) for each in body["variants"]] == [(None, True)]


def test_no_answer_holds_a_primary_key(client, goods):
    """Keys are made large here, so that one would be seen wherever it stood."""
    product = make_product("Tagged")
    type(product).objects.filter(pk=product.pk).update(external_ref="secret-ref")
    rebuild_listings()
    text = json.dumps(client.get(f"{PRODUCTS}{product.public_id}/").json())
    assert f'"{product.pk}"' not in text
    assert '"pk"' not in text
    assert "secret-ref" not in text


@pytest.mark.parametrize("path", ["0000000000000000", "1", "no-such-product", "x" * 300])
def test_products_that_are_not_there(client, goods, path):
    answer = client.get(f"{PRODUCTS}{path}/")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_a_draft_is_not_shown(client, goods):
    assert client.get(f"{PRODUCTS}{goods.draft.public_id}/").status_code == 404
    assert "Secret lamp" not in names(client.get(PRODUCTS, {"q": "secret"}))


def test_the_categories_are_a_tree(client, goods):
    rows = {row["slug"]: row for row in client.get("/api/v1/categories/").json()}
    assert rows["kitchen"]["parent"] == "home"
    assert rows["home"]["parent"] is None
    assert client.get(rows["kitchen"]["url"]).status_code == 200


def test_answers_come_in_the_language_asked_for(client, goods):
    type(goods.mug).objects.filter(pk=goods.mug.pk).update(name_de="Steinbecher")
    rebuild_listings()
    assert "Steinbecher" in names(client.get(PRODUCTS, {"language": "de"}))
    assert "Stone mug" in names(client.get(PRODUCTS))


def _queries(client, url):
    client.get(url)  # what is remembered for everybody is not counted
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_queries_do_not_grow_with_the_shop(client, goods):
    urls = {
        PRODUCTS: 2,
        f"{PRODUCTS}?category=kitchen&sort=price": 2,
        f"{PRODUCTS}{goods.mug.public_id}/": 10,
        "/api/v1/categories/": 0,
    }
    few = {url: _queries(client, url) for url in urls}
    for _number in range(8):
        make_product(colours=["forest", "sand"], category="Kitchen")
    rebuild_listings()
    assert {url: _queries(client, url) for url in urls} == few
    assert all(few[url] <= most for url, most in urls.items()), few
