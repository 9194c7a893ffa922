"""A shop that is killed while it screens an order: no order is stuck, none that is held leaves."""

import json
import signal

import pytest

from tests.faults.held_checkouts.apps import VARIABLE
from tests.faults.test_checkout import BOOKS, SETTLE, shell

CHECK_OUT = """
from orders.models import Cart
from orders.tests.factories import check_out, make_cart
cart = Cart.objects.filter(state="open").first()
if cart is None:
    from catalog.tests.factories import make_product
    cart = make_cart(make_product("Kettle", stock=5))
check_out(cart)
"""
HOLDS = """
import json
from orders.errors import NotPossible
from orders.fulfilment import ship_order
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


def killed_at(store, point, moment):
    """The shop after it died at a point of a held checkout, and the reconciler came by."""
    store.environment |= {VARIABLE: moment, "SHELFWISE_FAILPOINT": point}
    died = store.manage("shell", "--no-imports", "-c", CHECK_OUT)
    assert died.returncode == -signal.SIGKILL, died.stderr
    store.environment["SHELFWISE_FAILPOINT"] = ""
    shell(store, SETTLE)


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
def test_killed_while_an_order_is_screened(store, point, moment, placed):
    killed_at(store, point, moment)

    books = json.loads(shell(store, BOOKS))
    assert books["placed"] == books["paid"] == placed, books
    assert books["taken"] == books["owed"], books
    assert books["carts"] == (["ordered"] if placed else ["open"]), books
    holds = json.loads(shell(store, HOLDS))
    assert holds == {"held": placed, "to_send": 0, "refused": placed, "shipped": 0}
    if not placed:  # the cart is there to be ordered, and is held this time
        shell(store, CHECK_OUT)
        assert json.loads(shell(store, HOLDS))["held"] == 1


def test_held_after_a_death_it_is_released_and_leaves(store):
    killed_at(store, "checkout.ruled", "after")
    assert shell(store, DECIDE.format(deed="release_hold")) == "True 0"
    assert shell(store, SHIP) == "True"


def test_held_after_a_death_it_is_refused_and_paid_back(store):
    killed_at(store, "checkout.ruled", "after")
    assert shell(store, DECIDE.format(deed="refuse_held")) == "True 1"
    books = json.loads(shell(store, BOOKS))
    assert (books["placed"], books["taken"], books["owed"], books["allocated"]) == (0, 0, 0, 0)
    balanced = store.manage("balance")
    assert balanced.returncode == 0, balanced.stdout
