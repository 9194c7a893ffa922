"""Drafts by staff: priced as in the shop, then paid by link, on invoice, or paid already."""

import pytest

from catalog.tests.factories import make_product
from foundation.money import Money
from inventory.models import StockLevel
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.checkout.pay import pay_order
from orders.drafts import (
    DraftLine,
    create_draft,
    discard_draft,
    open_payment,
    place_as_paid,
    place_on_invoice,
    set_details,
    set_discount,
    set_lines,
    set_shipping,
)
from orders.errors import NotPossible
from orders.models import Order, OrderPaymentState, OrderState, PaymentState
from orders.refunds import mark_paid
from orders.tests.books import books_balance
from orders.tests.factories import make_details, make_shipping_method, only_variant

pytestmark = pytest.mark.django_db


def _draft(*prices: str, quantity: int = 2, stock: int = 5) -> Order:
    order = create_draft(email="ada@example.com")
    set_details(order=order, details=make_details())
    variants = [only_variant(make_product(price=price, stock=stock)) for price in prices]
    set_lines(order=order, lines=[DraftLine(variant.pk, quantity) for variant in variants])
    return set_shipping(order=order, method=make_shipping_method())


def test_it_costs_what_the_shop_asks():
    order = _draft("10.00", "5.00")
    assert (order.subtotal_minor, order.shipping_minor, order.total_minor) == (3000, 490, 3490)
    assert order.tax_minor == 500 + 82
    assert order.state == OrderState.DRAFT
    assert books_balance()


def test_a_discount_needs_a_reason_and_is_spread_over_lines_and_tax():
    order = _draft("10.00", "5.00")
    with pytest.raises(NotPossible):
        set_discount(order=order, amount=Money(300, "EUR"), reason=" ")
    order = set_discount(order=order, amount=Money(300, "EUR"), reason="A scratch")
    assert (order.discount_minor, order.total_minor) == (300, 3190)
    assert list(order.lines.order_by("pk").values_list("discount_minor", flat=True)) == [200, 100]
    assert books_balance()
    order = set_discount(order=order, amount=Money(0, "EUR"), reason="")
    assert (order.discount_minor, order.discounts.count()) == (0, 0)


def test_a_discount_takes_no_more_than_the_goods_cost():
    order = set_discount(order=_draft("10.00"), amount=Money(99999, "EUR"), reason="A gift")
    assert (order.discount_minor, order.total_minor) == (2000, 490)
    assert books_balance()


def test_the_buyer_pays_by_the_link():
    order = open_payment(order=_draft("10.00"), note="As we said")
    assert order.state == OrderState.PENDING
    assert Mail.objects.get(kind=MailKind.PAYMENT_LINK).context["note"] == "As we said"
    with pytest.raises(NotPossible):
        set_lines(order=order, lines=[])
    paid = pay_order(order=order, provider="test", choice="success")
    assert (paid.state, paid.payment_state) == (OrderState.PLACED, OrderPaymentState.PAID)
    assert StockLevel.objects.get().allocated == 2
    assert books_balance()


def test_placed_on_invoice_and_paid_later():
    order = place_on_invoice(order=_draft("10.00"), days=7)
    assert (order.state, order.payment_state) == (OrderState.PLACED, OrderPaymentState.DUE)
    assert books_balance()
    payment = mark_paid(payment=order.payments.get(), reference="Bank 7")
    order.refresh_from_db()
    assert (payment.state, order.payment_state) == (PaymentState.PAID, OrderPaymentState.PAID)
    with pytest.raises(NotPossible):
        mark_paid(payment=payment)
    assert books_balance()


def test_placed_as_paid():
    order = place_as_paid(order=_draft("10.00"), reference="Cash")
    assert (order.state, order.payment_state) == (OrderState.PLACED, OrderPaymentState.PAID)
    assert order.payments.get().provider_ref == "Cash"
    assert books_balance()


def test_what_is_not_there_cannot_be_placed_and_stays_a_draft():
    order = _draft("10.00", quantity=6)
    with pytest.raises(NotPossible):
        place_on_invoice(order=order)
    order.refresh_from_db()
    assert order.state == OrderState.DRAFT
    assert not order.payments.exists()


@pytest.mark.parametrize("missing", ["lines", "buyer"])
def test_an_incomplete_draft_is_not_placed(missing):
    order = _draft("10.00")
    if missing == "lines":
        set_lines(order=order, lines=[])
    else:
        Order.objects.update(ship_name="")
    with pytest.raises(NotPossible):
        open_payment(order=order)


def test_a_draft_can_be_thrown_away_but_no_order():
    order = _draft("10.00")
    discard_draft(order=order)
    assert not Order.objects.exists()
    with pytest.raises(NotPossible):
        discard_draft(order=place_on_invoice(order=_draft("10.00")))
