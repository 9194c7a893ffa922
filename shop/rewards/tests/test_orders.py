"""Orders earn points from the outbox on: sent, given back, paid with points, of companies."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Company
from accounts.privacy import erase_customer
from catalog.models import DigitalFile, ProductKind
from catalog.tests.factories import make_product
from events import outbox
from foundation import clock
from foundation.money import Money
from loyalty.models import Account, AccountKind, Earning, EarningState, Membership
from loyalty.points.worth import spendable_points
from loyalty.tests.factories import make_customer
from loyalty.tests.member_rows import make_programme
from orders.cancellation import cancel_order, cancel_units
from orders.fulfilment.shipping import ship_order, ship_units
from orders.models import Order, OrderLine, Payment, PaymentState, ShippingKind
from orders.refunds import carry_out_refunds, refund_order
from orders.tests.factories import (
    check_out,
    make_cart,
    make_details,
    make_dispute,
    make_shipping_method,
)
from orders.tests.placed import line_ids, make_order
from shop.rewards.facts import POINTS, facts_of_orders
from shop.rewards.jobs import credit_all_due

pytestmark = pytest.mark.django_db
LATER = timedelta(days=15)


@pytest.fixture(autouse=True)
def programme():
    return make_programme()


def bought(*prices, quantity=1):
    """A member's order that is paid, and the member."""
    customer = make_customer()
    order = make_order(*prices, quantity=quantity)
    Order.objects.filter(pk=order.pk).update(customer=customer)
    order.refresh_from_db()
    return order, customer


def facts_of(order):
    return facts_of_orders([order.pk])[0]


def test_what_left_in_full_earns_for_its_goods_and_not_for_delivery():
    order, customer = bought("20.00", "30.00")
    outbox.drain()
    assert not Earning.objects.exists()
    ship_order(order=order)
    outbox.drain()
    earning = Earning.objects.get()
    assert (earning.points, earning.order_ref) == (50, order.public_id)
    assert earning.due_at - earning.made_at == timedelta(days=14)
    assert credit_all_due() == 0
    assert credit_all_due(at=clock.now() + LATER) == 1
    assert credit_all_due(at=clock.now() + LATER) == 0
    assert spendable_points(customer) == 50


def test_tax_beyond_the_prices_earns_once_and_delivery_nothing(settings):
    settings.SHOP_PRICES_INCLUDE_TAX = False
    order, _customer = bought("20.00")
    line = order.lines.get()
    assert (order.prices_include_tax, line.tax_minor > 0) == (False, True)
    ship_order(order=order)
    outbox.drain()
    assert Earning.objects.get().kept_minor == line.total_minor < order.total_minor


def test_half_an_order_earns_when_the_rest_has_left_or_is_cancelled():
    order, _customer = bought("20.00", "30.00")
    first, second = line_ids(order)
    ship_units(order=order, units={first: 1})
    outbox.drain()
    assert not Earning.objects.exists()
    cancel_units(order=order, units={second: 1})
    carry_out_refunds()
    outbox.drain()
    kept = Earning.objects.get()
    # 24.90 of 54.90 was kept, and the goods' share of that.
    assert kept.kept_minor == 5000 * 2490 // 5490
    assert kept.points == kept.kept_minor // 100


def test_a_refund_takes_points_back_in_proportion_and_all_of_them_with_the_last_cent():
    order, customer = bought("50.00")
    ship_order(order=order)
    outbox.drain()
    credit_all_due(at=clock.now() + LATER)
    refund_order(order=order, key="half", amount=Money(order.total_minor // 2, "EUR"))
    carry_out_refunds()
    outbox.drain()
    assert spendable_points(customer) == 25
    refund_order(order=order, key="rest")
    carry_out_refunds()
    outbox.drain()
    outbox.drain()
    assert Account.objects.get(kind=AccountKind.POINTS).balance == 0


def test_an_order_that_never_left_earns_nothing():
    order, _customer = bought("50.00")
    cancel_order(order=order)
    carry_out_refunds()
    outbox.drain()
    assert not Earning.objects.exists()


def test_guests_and_companies_earn_nothing():
    guest = make_order("20.00")
    order, customer = bought("20.00")
    company = Company.objects.create(name="Corner Shop", country="DE")
    Order.objects.filter(pk=order.pk).update(company=company)
    for each in (guest, order):
        ship_order(order=Order.objects.get(pk=each.pk))
    outbox.drain()
    assert not Earning.objects.exists()
    assert not Account.objects.filter(customer=customer).exists()


def test_a_refund_after_an_erasure_brings_nobody_back():
    order, customer = bought("20.00")
    ship_order(order=order)
    outbox.drain()
    credit_all_due(at=clock.now() + LATER)
    erase_customer(customer=customer)
    refund_order(order=order, key="late")
    carry_out_refunds()
    outbox.drain()
    assert not Membership.objects.exists()
    assert not Account.objects.filter(customer=customer).exists()


def test_what_points_paid_earns_no_points():
    order, _customer = bought("50.00")
    payment = order.payments.get()
    half = order.total_minor // 2
    Payment.objects.filter(pk=payment.pk).update(amount_minor=order.total_minor - half)
    Payment.objects.create(
        order=order, provider=POINTS, key="points-part", state=PaymentState.PAID,
        amount_minor=half, currency="EUR",
    )  # fmt: skip
    assert facts_of(order).kept_minor == 5000 * (order.total_minor - half) // order.total_minor


def test_a_gift_card_earns_when_it_is_spent_and_not_when_it_is_bought():
    order, _customer = bought("20.00", "30.00")
    OrderLine.objects.filter(pk=line_ids(order)[0]).update(kind="gift_card")
    assert facts_of(order).kept_minor == 3000


def test_what_goes_by_mail_earns_when_it_is_placed():
    customer = make_customer()
    download = make_product(price="20.00", stock=None)
    type(download).objects.filter(pk=download.pk).update(kind=ProductKind.DIGITAL)
    DigitalFile.objects.create(
        variant=download.variants.get(), title="A file", name="a.pdf", file="downloads/a.pdf"
    )
    way = make_shipping_method("email", 0)
    type(way).objects.filter(pk=way.pk).update(kind=ShippingKind.EMAIL)
    way.refresh_from_db()
    check_out(
        make_cart(download, customer=customer),
        customer=customer,
        shipping_method=way,
        details=replace(make_details(), starts_at_once=True),
    )
    outbox.drain()
    outbox.drain()
    assert Earning.objects.get().points == 20


def test_points_wait_for_an_invoice_that_is_open():
    order, customer = bought("20.00")
    Payment.objects.filter(order=order).update(state=PaymentState.DUE)
    ship_order(order=order)
    outbox.drain()
    assert credit_all_due(at=clock.now() + LATER) == 0
    Payment.objects.filter(order=order).update(state=PaymentState.PAID)
    assert credit_all_due(at=clock.now() + LATER + timedelta(days=1)) == 1
    assert spendable_points(customer) == 20


def test_what_the_bank_took_back_earns_nothing():
    order, customer = bought("20.00")
    ship_order(order=order)
    outbox.drain()
    dispute = make_dispute(order.payments.get())
    outbox.drain()
    assert credit_all_due(at=clock.now() + LATER) == 0
    type(dispute).objects.update(state="lost")
    assert credit_all_due(at=clock.now() + LATER + timedelta(days=1)) == 0
    assert Earning.objects.get().state == EarningState.VOID
    assert spendable_points(customer) == 0


def test_points_are_of_the_base_currency():
    order, _customer = bought("50.00")
    Order.objects.filter(pk=order.pk).update(currency="USD", rate=Decimal("1.25"))
    order.refresh_from_db()
    Payment.objects.filter(order=order).update(currency="USD")
    assert facts_of(order).kept_minor == 4000


def test_a_checkout_of_a_member_earns_without_anybody_asking():
    customer = make_customer()
    cart = make_cart(make_product(price="25.00", stock=5), customer=customer)
    order = check_out(cart, customer=customer)
    outbox.drain()
    ship_order(order=order)
    outbox.drain()
    assert Earning.objects.get().customer == customer
