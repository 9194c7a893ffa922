"""One file brought many times at once: each of its orders comes in once.

The twin takes away the name by which an order is known: it must come in more often.
"""

from uuid import uuid4

import pytest

from catalog.tests.factories import make_product
from inventory.models import StockLevel
from orders.models import Order
from shop.marketplaces import taking
from shop.marketplaces.files import bring_file, take_file
from shop.marketplaces.models import FileState, MarketplaceOrder
from shop.marketplaces.tests.factories import generic, make_marketplace, sku_of
from tests.racing import balance, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 8
ORDERS = 5


def _bring_together() -> list:
    product, there = make_product(stock=1_000), make_marketplace()
    content = generic(
        *({"sku": sku_of(product), "order": f"M-{number}"} for number in range(ORDERS))
    )
    files = [
        bring_file(marketplace=there, file_name="orders.csv", content=content, by=None)
        for _thread in range(THREADS)
    ]
    return race(lambda index: take_file(file=files[index]), threads=THREADS)


def test_an_order_that_is_brought_by_many_at_once_comes_in_once():
    files = _bring_together()

    assert [file.state for file in files] == [FileState.DONE] * THREADS
    assert sum(file.taken for file in files) == ORDERS
    assert sum(file.seen for file in files) == ORDERS * (THREADS - 1)
    assert Order.objects.count() == MarketplaceOrder.objects.count() == ORDERS
    assert StockLevel.objects.get().allocated == ORDERS
    assert balance()


def test_twin_without_the_name_takes_orders_twice(monkeypatch):
    monkeypatch.setattr(taking, "external_ref", lambda *_given: uuid4().hex)
    monkeypatch.setattr(taking, "_write_entry", lambda *_given: None)

    _bring_together()

    assert Order.objects.count() > ORDERS, "the race proves nothing: it must go wrong here"
