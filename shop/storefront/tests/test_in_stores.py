"""A product's page tells in which shops it can be had today."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from catalog.models import Product, ProductStatus
from catalog.tests.factories import make_product
from inventory.places import free_by_place
from inventory.services import receive_stock, reserve_stock
from inventory.tests.factories import make_bundle
from orders.tests.counter_rows import make_store, on_shelf
from shop.storefront.in_stores import in_stores

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_store_remembered() -> None:
    cache.clear()


def states(product: Product) -> dict[str, str]:
    return {row.store.name: row.shelves[0].state for row in in_stores(product.public_id)}


def test_each_store_tells_what_stands_there() -> None:
    soho, leeds = make_store("soho"), make_store("leeds")
    mug = on_shelf(units=50, store=soho)
    assert states(mug.product) == {"Soho": "in", "Leeds": "out"}
    receive_stock(variant_id=mug.pk, quantity=1, warehouse=leeds)
    assert states(mug.product) == {"Soho": "in", "Leeds": "low"}


def test_what_somebody_reserved_is_not_there() -> None:
    store = make_store()
    mug = on_shelf(units=2, store=store)
    reserve_stock(key="a", quantities={mug.pk: 2}, warehouse=store)
    assert states(mug.product) == {"Soho": "out"}


def test_of_a_bundle_the_sets_that_lie_in_one_place_count() -> None:
    soho, leeds = make_store("soho"), make_store("leeds")
    one, two = on_shelf(units=4, store=soho), on_shelf(units=3, store=soho)
    bundle = make_bundle({one: 2, two: 1})
    assert free_by_place([bundle.pk], [soho.pk, leeds.pk]) == {bundle.pk: {soho.pk: 2, leeds.pk: 0}}


def test_a_shop_without_stores_says_nothing(client: Client) -> None:
    product = make_product(stock=3)
    assert in_stores(product.public_id) == ()
    assert client.get(f"/holes/in-stores/?product={product.public_id}").content == b""
    assert client.get("/holes/in-stores/?product=nothing").content == b""


@pytest.mark.parametrize("status", [ProductStatus.DRAFT, ProductStatus.RETIRED])
def test_what_is_not_sold_is_not_told_of(status: ProductStatus) -> None:
    product = on_shelf(units=50).product
    Product.objects.filter(pk=product.pk).update(status=status)
    assert in_stores(product.public_id) == ()


def test_the_hole_names_the_store(client: Client) -> None:
    mug = on_shelf(units=50)
    page = client.get(f"/holes/in-stores/?product={mug.product.public_id}")
    assert "Soho" in page.content.decode()
    assert "in stock" in page.content.decode()


def test_stores_are_remembered_and_the_rest_is_asked_in_few_queries(
    django_assert_max_num_queries: object,
) -> None:
    mug = on_shelf(units=50)
    in_stores(mug.product.public_id)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        in_stores(mug.product.public_id)
