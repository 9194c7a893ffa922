"""A shop that is killed while it screens an order: no order is stuck, none that is held leaves."""

import json

import pytest
import requests

from tests.faults.held_checkouts.apps import VARIABLE
from tests.faults.test_checkout import BOOKS, SETTLE, Shopper, die, shell, start, stocked

__all__ = ["stocked"]  # a fixture
HOLDS = """
import json
from orders.errors import NotPossible
from orders.fulfilment import lines_to_send, ship_order
from orders.fulfilment.selectors import TO_SEND
from orders.models import Order, Shipment
refused = 0
for order in Order.objects.filter(state="placed"):
    try:
        ship_order(order=order)
    except NotPossible:
        refused += 1
print(json.dumps({
    "held": Order.objects.filter(state="placed", hold="held").count(),
    "to_send": Order.objects.filter(TO_SEND).count(),
    "refused": refused,
    "shipped": Shipment.objects.count(),
}))
"""
DECIDE = """
from orders.holds import {deed}
from orders.models import Order
from orders.refunds import carry_out_refunds
print({deed}(order=Order.objects.get(state="placed")), carry_out_refunds())
"""
SHIP = """
from orders.fulfilment import ship_order
from orders.models import Order
print(ship_order(order=Order.objects.get()).pk > 0)
"""


def killed_at(store, product, point, moment):
    """The shop after it died at a point of a held checkout, came back and reconciled."""
    store.environment[VARIABLE] = moment
    start(store, point)
    shopper = Shopper(store)
    shopper.fill_cart(product)
    with pytest.raises(requests.RequestException):
        shopper.order(shopper.form("test:success"))
    die(store)
    start(store)
    shell(store, SETTLE)
    return shopper


@pytest.mark.parametrize(
    ("point", "moment", "placed"),
    [
        ("checkout.drafted", "before", 0),
        ("checkout.screened", "before", 0),
        ("checkout.charged", "before", 1),
        ("checkout.charged", "after", 1),
        ("checkout.ruled", "after", 1),
        ("checkout.completing", "after", 1),
    ],
)
def test_killed_while_an_order_is_screened(stocked, point, moment, placed):
    store, product = stocked
    shopper = killed_at(store, product, point, moment)

    books = json.loads(shell(store, BOOKS))
    assert books["placed"] == books["paid"] == placed, books
    assert books["taken"] == books["owed"], books
    assert books["carts"] == (["ordered"] if placed else ["open"]), books
    holds = json.loads(shell(store, HOLDS))
    assert holds == {"held": placed, "to_send": 0, "refused": placed, "shipped": 0}
    if not placed:
        again = shopper.order(shopper.form("test:success"))
        assert "having a look at your order" in again.text
        assert json.loads(shell(store, HOLDS))["held"] == 1


def test_held_after_a_death_it_is_released_and_leaves(stocked):
    store, product = stocked
    killed_at(store, product, "checkout.ruled", "after")
    assert shell(store, DECIDE.format(deed="release_hold")) == "True 0"
    assert shell(store, SHIP) == "True"


def test_held_after_a_death_it_is_refused_and_paid_back(stocked):
    store, product = stocked
    killed_at(store, product, "checkout.ruled", "after")
    assert shell(store, DECIDE.format(deed="refuse_held")) == "True 1"
    books = json.loads(shell(store, BOOKS))
    assert (books["placed"], books["taken"], books["owed"], books["allocated"]) == (0, 0, 0, 0)
    balanced = store.manage("balance")
    assert balanced.returncode == 0, balanced.stdout
