"""What is sent by e-mail needs no street, no parcel and no stock."""

import pytest

from catalog.models import BundlePart, DigitalFile, ProductKind
from catalog.tests.factories import make_product
from events.outbox import drain
from inventory.tests.factories import make_bundle
from orders.books.balance import balance
from orders.cancellation import can_be_cancelled
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.fulfilment import lines_to_send, ship_order
from orders.models import FulfilmentState, Order, OrderLine, ShippingKind, ShippingMethod
from orders.quoting import cart_quote
from orders.returns.selectors import returnable_lines
from orders.sending import deliver_by_email
from orders.tests.factories import check_out, make_cart, make_details, make_shipping_method

pytestmark = pytest.mark.django_db


def make_digital(**fields):
    product = make_product(stock=None, **fields)
    product.kind = ProductKind.DIGITAL
    product.save()
    DigitalFile.objects.create(
        variant=product.variants.get(), title="A file", name="a.pdf", file="downloads/a.pdf"
    )
    return product


def way_for(cart):
    make_shipping_method()
    [offer] = cart_quote(cart).offers()
    return offer


def order_by_email(*products, **changes):
    cart = make_cart(*products)
    offer = way_for(cart)
    details = make_details(line1="", postcode="", city="", starts_at_once=True)
    return check_out(cart, shipping_method=offer.method, **{"details": details, **changes})


def test_nothing_but_downloads_goes_by_email_free_and_today():
    offer = way_for(make_cart(make_digital(price="9.00")))
    assert (offer.method.kind, offer.price.minor) == (ShippingKind.EMAIL, 0)
    assert offer.quote.window.is_one_day
    assert offer.summary.total.minor == 900


def test_goods_never_go_by_email():
    way_for(make_cart(make_digital()))
    ways = {offer.method.kind for offer in cart_quote(make_cart(make_product())).offers()}
    assert ways == {ShippingKind.DELIVERY}
    mixed = cart_quote(make_cart(make_product(), make_digital())).offers()
    assert {offer.method.kind for offer in mixed} == {ShippingKind.DELIVERY}


def test_a_way_that_staff_took_out_of_use_stays_so():
    way_for(make_cart(make_digital()))
    ShippingMethod.objects.filter(kind=ShippingKind.EMAIL).update(is_active=False)
    assert cart_quote(make_cart(make_digital())).offers() == []


def test_an_order_by_email_is_fulfilled_by_itself():
    order = order_by_email(make_digital())
    assert (order.ship_line1, order.ship_country) == ("", "GB")
    drain()
    order.refresh_from_db()
    assert order.fulfilment_state == FulfilmentState.FULFILLED
    assert not order.shipments.exists()
    assert not can_be_cancelled(order)
    assert returnable_lines(order) == []
    assert deliver_by_email(order=order) == []
    assert not list(balance())


def test_the_goods_of_a_mixed_order_are_sent_as_ever():
    goods = make_product(stock=3)
    cart = make_cart(goods, make_digital())
    order = check_out(cart, details=make_details(starts_at_once=True))
    drain()
    order = Order.objects.get(pk=order.pk)
    assert order.fulfilment_state == FulfilmentState.PARTIAL
    assert [entry.line.kind for entry in lines_to_send(order)] == [ProductKind.GOODS]
    ship_order(order=order)
    order.refresh_from_db()
    assert order.fulfilment_state == FulfilmentState.FULFILLED
    assert [entry.line.kind for entry in returnable_lines(order)] == [ProductKind.GOODS]
    assert not list(balance())


def test_nothing_goes_out_while_an_order_is_held():
    order = order_by_email(make_digital())
    Order.objects.filter(pk=order.pk).update(hold="held")
    drain()
    assert not OrderLine.objects.get(order=order).shipped


def test_downloads_are_sold_to_whoever_agrees_that_they_start_at_once():
    with pytest.raises(CheckoutError) as refused:
        order_by_email(make_digital(), details=make_details())
    assert (refused.value.code, refused.value.field) == (CheckoutProblem.CONSENT, "starts_at_once")
    assert order_by_email(make_digital()).digital_consent_at is not None
    assert check_out(make_cart(make_product())).digital_consent_at is None


def test_what_has_nothing_in_it_cannot_be_bought():
    """A variant that staff added to a bundle, or to a download, on the shelves."""
    cart = make_cart(make_digital())
    DigitalFile.objects.all().delete()
    [line] = cart_quote(cart).summary().lines
    assert line.problem == "This is not for sale any more."
    bundle = make_bundle({make_product().variants.get(): 1}).product
    cart = make_cart(bundle)
    assert not cart_quote(cart).summary().has_problems
    BundlePart.objects.all().delete()
    assert cart_quote(cart).summary().has_problems
