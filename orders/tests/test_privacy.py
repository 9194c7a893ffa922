"""What is forgotten of a buyer, and what of their papers is left."""

from datetime import timedelta

import pytest
from django.db.models import F

from accounts.models import Customer
from accounts.privacy import erase_customer
from foundation import clock
from orders.building import BillingAddress, CheckoutDetails
from orders.cancellation import cancel_units
from orders.documents.drawing import draw_invoice
from orders.fulfilment import ship_order
from orders.models import GiftNote, Invoice, Order
from orders.privacy import forget_buyers
from orders.refunds import carry_out_refunds
from orders.tests.books import books_balance
from orders.tests.factories import make_details
from orders.tests.placed import line_ids, make_order

pytestmark = pytest.mark.django_db


def details() -> CheckoutDetails:
    billing = BillingAddress(
        name="Ada King", line1="Ockham Park", postcode="GU23 6NG", city="Ockham", country="GB"
    )
    typed = make_details(vat_number="GB980780684", company="Engines")
    return CheckoutDetails(
        **{**{n: getattr(typed, n) for n in typed.__slots__}, "billing": billing}
    )


def test_papers_of_long_ago_name_nobody_and_can_still_be_printed():
    customer = Customer.objects.create(email="ada@example.com")
    order = make_order("20.00", "5.00", customer=customer, details=details())
    cancel_units(order=order, units={line_ids(order)[1]: 1})
    carry_out_refunds()
    ship_order(order=order)
    erase_customer(customer=customer)
    assert "Ada" in str(Invoice.objects.first().content)  # the books are kept

    years = timedelta(days=366 * 11)
    Order.objects.update(placed_at=F("placed_at") - years)
    assert forget_buyers(at=clock.now()) == 1

    for paper in Invoice.objects.all():
        kept = str(paper.content)
        for word in ("Ada", "Ockham", "James", "980780684", "London", "Engines"):
            assert word not in kept
        assert draw_invoice(paper).startswith(b"%PDF")
    assert Invoice.objects.count() == 2
    assert books_balance()


def test_a_gift_that_somebody_had_sent_to_them_names_them_no_more():
    friend = Customer.objects.create(email="bob@example.com")
    gifts = [
        GiftNote.objects.create(order=make_order("5.00"), to_name=name, to_email=email)
        for name, email in (("Bob", "Bob@example.com"), ("Carol", "carol@example.com"))
    ]
    erase_customer(customer=friend)
    assert list(GiftNote.objects.all()) == gifts[1:]
