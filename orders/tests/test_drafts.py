"""Drafts by staff: priced as in the shop, then paid by link, on invoice, or paid already."""

import pytest

from catalog.tests.factories import make_product
from foundation.money import Money
from inventory.models import StockLevel
from inventory.selectors import availability
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.checkout.complete import decline_order
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.pay import pay_order
from orders.drafts import (
    DraftLine,
    create_draft,
    discard_draft,
    open_payment,
    place_as_paid,
    place_on_invoice,
    reopen_draft,
    set_details,
    set_discount,
    set_lines,
    set_shipping,
)
from orders.errors import NotPossible
from orders.models import Order, OrderPaymentState, OrderState, PaymentState, ShippingMethod
from orders.refunds import mark_paid
from orders.tests.books import books_balance
from orders.tests.factories import make_details, make_shipping_method, only_variant
from pricing.models import PromotionKind
from pricing.tests.factories import make_promotion

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


def test_what_is_to_be_sent_needs_an_address():
    order = create_draft(email="ada@example.com")
    Order.objects.update(ship_name="Ada")
    set_lines(order=order, lines=[DraftLine(only_variant(make_product(stock=5)).pk, 1)])
    set_shipping(order=order, method=make_shipping_method())
    with pytest.raises(NotPossible, match="where"):
        place_on_invoice(order=order)


def test_a_method_that_is_gone_is_told_and_not_free():
    order = _draft("10.00")
    ShippingMethod.objects.update(is_active=False)
    with pytest.raises(NotPossible, match="not offered"):
        place_on_invoice(order=order)
    order.refresh_from_db()
    assert (order.state, order.shipping_minor) == (OrderState.DRAFT, 490)


def test_the_stock_is_kept_while_the_buyer_pays_and_free_when_they_do_not():
    order = open_payment(order=_draft("10.00", quantity=5))
    variant = order.lines.get().variant_id
    pay_order(order=order, provider="test", choice="secure")
    assert availability([variant]) == {variant: 0}

    payment = order.payments.get()
    decline_order(order_id=order.pk, payment_id=payment.pk)
    assert availability([variant]) == {variant: 5}
    order.refresh_from_db()
    assert order.state == OrderState.PENDING
    assert books_balance()


def test_nothing_is_charged_for_what_has_gone_in_the_meantime():
    order = open_payment(order=_draft("10.00", quantity=5))
    StockLevel.objects.update(on_hand=4)
    with pytest.raises(CheckoutError) as refused:
        pay_order(order=order, provider="test", choice="success")
    assert refused.value.code == CheckoutProblem.SOLD_OUT
    assert not order.payments.exists()


def test_a_way_to_pay_that_is_not_offered_is_refused():
    order = open_payment(order=_draft("10.00"))
    with pytest.raises(CheckoutError):
        pay_order(order=order, provider="invoice", choice="invoice")
    assert not order.payments.exists()


def test_what_waits_for_the_buyer_can_be_taken_back():
    order = open_payment(order=_draft("10.00"))
    assert reopen_draft(order=order).state == OrderState.DRAFT
    set_lines(order=order, lines=[])
    discard_draft(order=order)
    assert books_balance()


def test_what_is_being_paid_cannot_be_taken_back():
    order = open_payment(order=_draft("10.00"))
    pay_order(order=order, provider="test", choice="secure")
    with pytest.raises(NotPossible):
        reopen_draft(order=order)


def test_a_limited_offer_counts_its_use_by_a_draft():
    promotion = make_promotion(most_uses=1)
    first, second = _draft("10.00"), _draft("10.00")
    assert first.discount_minor == second.discount_minor == 200
    place_on_invoice(order=first)
    assert promotion.redemptions.count() == 1
    second = place_on_invoice(order=second)
    assert second.discount_minor == 0
    assert books_balance()


def test_free_shipping_is_told_apart_from_what_is_off_the_goods():
    make_promotion(PromotionKind.FREE_SHIPPING)
    order = _draft("10.00")
    assert (order.discount_minor, order.shipping_minor) == (0, 0)
    assert order.discounts.get().is_shipping


def test_a_draft_can_be_thrown_away_but_no_order():
    order = _draft("10.00")
    discard_draft(order=order)
    assert not Order.objects.exists()
    with pytest.raises(NotPossible):
        discard_draft(order=place_on_invoice(order=_draft("10.00")))
