"""Cancelling all or a part: stock, money and papers follow, to the cent."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.models import StockLevel
from orders.cancellation import cancel_order, cancel_units
from orders.errors import NotPossible
from orders.fulfilment import ship_units
from orders.models import (
    FulfilmentState,
    Invoice,
    InvoiceKind,
    OrderPaymentState,
    OrderState,
    Payment,
    PaymentState,
    Refund,
)
from orders.refunds import carry_out_refunds
from orders.states import refresh_states
from orders.tests.books import books_balance
from orders.tests.placed import line_ids, make_order

pytestmark = pytest.mark.django_db


def _credited() -> list[int]:
    notes = Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE).order_by("position")
    return list(notes.values_list("total_minor", flat=True))


def test_a_whole_order_frees_its_stock_and_gives_everything_back():
    order = make_order("10.00", "20.00", quantity=2)

    cancel_order(order=order, reason="Changed my mind")
    carry_out_refunds()

    order.refresh_from_db()
    assert (order.state, order.cancel_reason) == (OrderState.CANCELLED, "Changed my mind")
    assert order.payment_state == OrderPaymentState.REFUNDED
    assert set(StockLevel.objects.values_list("allocated", flat=True)) == {0}
    assert Refund.objects.get().amount_minor == order.total_minor
    assert _credited() == [order.total_minor]
    assert books_balance()


def test_units_give_back_their_share_and_the_last_ones_the_shipping():
    order = make_order("10.00", "9.99", quantity=2)
    first, second = line_ids(order)

    cancel_units(order=order, units={first: 1, second: 1})
    carry_out_refunds()
    order.refresh_from_db()
    assert (order.state, order.payment_state) == (OrderState.PLACED, "part_refund")
    assert Refund.objects.get().amount_minor == 1000 + 999
    assert books_balance()

    cancel_units(order=order, units={first: 1, second: 1})
    carry_out_refunds()
    order.refresh_from_db()
    assert (order.state, order.payment_state) == (OrderState.CANCELLED, "refunded")
    assert sum(_credited()) == order.total_minor
    assert books_balance()


def test_what_was_sent_stays_and_the_rest_is_cancelled():
    order = make_order("10.00", quantity=3)
    [line] = line_ids(order)
    ship_units(order=order, units={line: 1})

    with pytest.raises(NotPossible):
        cancel_order(order=order)
    with pytest.raises(NotPossible):
        cancel_units(order=order, units={line: 3})
    cancel_units(order=order, units={line: 2})

    order.refresh_from_db()
    assert (order.state, order.fulfilment_state) == ("placed", FulfilmentState.FULFILLED)
    assert books_balance()


def test_an_unpaid_invoice_asks_for_less():
    order = make_order("10.00", quantity=3)
    Payment.objects.filter(order=order).update(state=PaymentState.DUE, settled_at=None)
    refresh_states(order)
    [line] = line_ids(order)

    cancel_units(order=order, units={line: 1})

    payment = order.payments.get()
    assert (payment.state, payment.amount_minor) == ("due", order.total_minor - 1000)
    assert not Refund.objects.exists()
    assert _credited() == [1000]
    assert books_balance()
    cancel_order(order=order)
    assert order.payments.get().state == PaymentState.DECLINED
    assert sum(_credited()) == order.total_minor
    assert books_balance()


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_sent_and_cancelled_the_books_balance(data):
    prices = data.draw(st.lists(st.integers(1, 9999), min_size=1, max_size=3))
    order = make_order(
        *[f"{price / 100:.2f}" for price in prices], quantity=data.draw(st.integers(1, 4))
    )
    for _step in range(data.draw(st.integers(1, 4))):
        act = data.draw(st.sampled_from([cancel_units, ship_units]))
        units = {line: data.draw(st.integers(0, 4)) for line in line_ids(order)}
        with contextlib.suppress(NotPossible):
            act(order=order, units=units)
        carry_out_refunds()
        order.refresh_from_db()
        assert books_balance()
