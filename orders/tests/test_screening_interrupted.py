"""A checkout that is cut off while it is screened: it ends all the same, and held stays held.

``tests/faults/test_held_orders.py`` kills real processes at the same places.
"""

from datetime import timedelta

import pytest

from catalog.tests.factories import make_product
from orders.checkout import complete, pay, place
from orders.checkout.reconcile import reconcile_payments
from orders.errors import NotPossible
from orders.fulfilment import ship_order
from orders.fulfilment.selectors import TO_SEND
from orders.models import CartState, Order, OrderState, Shipment
from orders.tests.books import bank_agrees, books_balance
from orders.tests.factories import check_out, make_cart
from orders.tests.screens import HOLD, Watcher, only_screens

pytestmark = pytest.mark.django_db


class Dead(BaseException):
    """Nothing of ours catches it, as nothing catches the end of a process."""


@pytest.fixture
def die_at(monkeypatch):
    def arm(point):
        def die(name):
            if name == point:
                raise Dead

        for module in (place, pay, complete):
            monkeypatch.setattr(module, "fail_point", die)

    return arm


@pytest.mark.parametrize(
    ("point", "screen", "placed"),
    [
        ("checkout.drafted", {"before": HOLD}, False),
        ("checkout.screened", {"before": HOLD}, False),
        ("checkout.charged", {"before": HOLD}, True),
        ("checkout.charged", {"after": HOLD}, True),
        ("checkout.ruled", {"after": HOLD}, True),
        ("checkout.completing", {"after": HOLD}, True),
    ],
)
def test_cut_off_while_it_is_screened(die_at, point, screen, placed):
    cart = make_cart(make_product(price="20.00", stock=3))
    with only_screens(watcher=Watcher(**screen)):
        die_at(point)
        with pytest.raises(Dead):
            check_out(cart)
        assert not Order.objects.filter(TO_SEND).exists()
        die_at("")
        assert reconcile_payments(patience=timedelta(0)) == 1

    order = Order.objects.get()
    cart.refresh_from_db()
    assert order.state == (OrderState.PLACED if placed else OrderState.CANCELLED)
    assert cart.state == (CartState.ORDERED if placed else CartState.OPEN)
    assert order.is_held == placed
    with pytest.raises(NotPossible):
        ship_order(order=order)
    assert not Shipment.objects.exists()
    assert bank_agrees()
    assert books_balance()
