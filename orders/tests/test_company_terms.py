"""What a company's terms make of its members' orders."""

from datetime import timedelta

import pytest

from accounts.models import CompanyRole
from accounts.tests.companies import make_company, make_member
from accounts.tests.factories import make_customer
from catalog.tests.factories import make_product
from foundation import clock
from foundation.money import Money
from inventory.models import Reservation
from orders.accounting.periods import month_of
from orders.accounting.posting import post_journal
from orders.accounting.reading import taxed_sales
from orders.accounting.roles import Treatment
from orders.cancellation import cancel_order
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.companies.terms import credit_of, needs_approval
from orders.documents.content import invoice_content
from orders.drafts import DraftLine, create_draft, place_as_paid, place_on_invoice, set_lines
from orders.errors import NotPossible
from orders.models import Cart, CartState, Order, OrderState, Payment, PaymentState
from orders.payments.base import Payer
from orders.payments.invoice import is_offered
from orders.refunds.dues import mark_paid
from orders.selectors import cart_summary
from orders.tests.factories import check_out, make_cart, make_details, make_shipping_method

pytestmark = pytest.mark.django_db


def order_for(member, price="95.10", **changes):
    """An order on invoice; with the delivery it comes to 4.90 more than the price."""
    cart = make_cart(make_product(price=price), customer=member)
    wish = {"provider": "invoice", "payment_choice": "invoice", **changes}
    return check_out(cart, customer=member, **wish)


def test_an_order_of_a_member_is_the_companys_with_its_number_and_days():
    company = make_company(payment_days=45, needs_po_number=True)
    member = make_member(company)

    order = order_for(member, details=make_details(po_number=" PO-7 "))

    assert (order.company, order.po_number) == (company, "PO-7")
    assert order.payments.get().due_on == clock.business_day() + timedelta(days=45)


def test_a_stranger_orders_for_no_company_nor_does_a_member_of_one_switched_off():
    assert order_of(make_customer()).company is None
    assert order_of(make_member(make_company(is_active=False))).company is None


def order_of(customer):
    return check_out(make_cart(make_product(), customer=customer), customer=customer)


def test_a_missing_purchase_order_number_is_named_at_its_field():
    member = make_member(make_company(needs_po_number=True))

    with pytest.raises(CheckoutError) as refused:
        order_for(member)

    assert (refused.value.code, refused.value.field) == (CheckoutProblem.TERMS, "po_number")
    assert not Order.objects.exists()


def test_the_credit_is_used_up_to_the_cent_and_not_beyond():
    company = make_company(credit_limit_minor=20_000)
    member = make_member(company)
    order_for(member)
    order_for(member)

    credit = credit_of(company)
    assert (credit.used.minor, credit.left.minor) == (20_000, 0)
    with pytest.raises(CheckoutError) as refused:
        order_for(member, price="0.01", shipping_method=make_shipping_method("free", 0))
    assert refused.value.code == CheckoutProblem.PAYMENT  # the way to pay is offered no more
    assert Cart.objects.filter(customer=member, state=CartState.OPEN).exists()


def test_credit_that_went_between_offer_and_order_refuses_and_leaves_nothing(monkeypatch):
    member = make_member(make_company(credit_limit_minor=9_999))
    monkeypatch.setattr("orders.payments.invoice.is_offered", lambda payer: True)

    with pytest.raises(CheckoutError) as refused:
        order_for(member)

    assert (refused.value.code, refused.value.field) == (CheckoutProblem.TERMS, "payment")
    assert "€99.99" in refused.value.message
    assert not Order.objects.exists()
    assert not Reservation.objects.exists()


def test_what_is_paid_or_cancelled_is_free_again():
    company = make_company(credit_limit_minor=20_000)
    member = make_member(company)
    first, second = order_for(member), order_for(member)

    mark_paid(payment=first.payments.get())
    assert credit_of(company).used.minor == 10_000
    cancel_order(order=second, reason="")
    assert credit_of(company).used.minor == 0


def test_a_card_takes_nothing_from_the_credit():
    member = make_member(make_company(credit_limit_minor=1))

    order = order_for(member, provider="test", payment_choice="success")

    assert order.state == OrderState.PLACED
    assert credit_of(member.company).used.minor == 0


@pytest.mark.parametrize(
    ("limit", "offered"), [(None, True), (0, False), (999, False), (1000, True)]
)
def test_paying_on_invoice_is_offered_as_far_as_the_credit_goes(limit, offered):
    member = make_member(make_company(credit_limit_minor=limit))

    assert is_offered(Payer(member, Money(1000, "EUR"))) is offered


def test_staff_are_held_to_the_credit_too_unless_the_money_is_there():
    company = make_company(credit_limit_minor=1_000)
    member = make_member(company)

    with pytest.raises(NotPossible):
        place_on_invoice(order=_draft(member))
    assert Payment.objects.count() == 0

    placed = place_as_paid(order=_draft(member))
    assert (placed.state, placed.company) == (OrderState.PLACED, company)


def _draft(member):
    variant = make_product(price="20.00").variants.get()
    draft = create_draft(email=member.email, customer=member)
    return set_lines(order=draft, lines=[DraftLine(variant.pk, 1)])


def test_dues_in_another_currency_count_at_the_rate_of_their_order():
    company = make_company(credit_limit_minor=20_000)
    order = order_for(make_member(company))
    Order.objects.filter(pk=order.pk).update(currency="USD", rate="1.25")
    Payment.objects.filter(order=order).update(currency="USD", state=PaymentState.DUE)

    assert credit_of(company).used == Money(8_000, "EUR")


@pytest.mark.parametrize(
    ("role", "total", "needed"),
    [
        (CompanyRole.BUYER, 9_999, False),
        (CompanyRole.BUYER, 10_000, True),
        (CompanyRole.APPROVER, 10_000, True),
        (CompanyRole.ADMIN, 10_000, False),
    ],
)
def test_from_a_value_on_everybody_but_administrators_needs_approval(role, total, needed):
    member = make_member(make_company(approval_from_minor=10_000), role)

    assert needs_approval(customer=member, total=Money(total, "EUR")) is needed


def test_without_approval_such_an_order_is_refused_however_it_is_paid():
    member = make_member(make_company(approval_from_minor=10_000))

    for paying in ({}, {"provider": "test", "payment_choice": "success"}):
        with pytest.raises(CheckoutError) as refused:
            order_for(member, price="95.10", **paying)
        assert refused.value.code == CheckoutProblem.APPROVAL
        Cart.objects.all().delete()
    assert not Order.objects.exists()


def test_an_exempt_company_pays_no_tax_at_home_and_the_invoice_says_why():
    company = make_company(
        tax_exemption="EX-9", tax_exempt_until=clock.business_day(), country="DE"
    )
    member = make_member(company)
    cart = make_cart(make_product(price="120.00"), customer=member)
    method = make_shipping_method("free", 0)
    details = make_details(country="DE", postcode="10115", city="Berlin")

    order = check_out(
        cart, customer=member, details=details, shipping_method=method,
        seen_total=Money(10_000, "EUR"),
    )  # fmt: skip

    assert (order.total_minor, order.tax_minor, order.tax_exemption) == (10_000, 0, "EX-9")
    notes = invoice_content(order, number="1", at=clock.now()).notes
    assert notes == ["No tax is charged: exemption certificate EX-9."]

    post_journal()
    [row] = taxed_sales(month_of(clock.business_day()))
    assert (row.treatment, row.country, row.rate) == (Treatment.EXEMPT, "DE", 0)
    assert (row.net, row.tax) == (10_000, 0)


def test_elsewhere_or_after_its_last_day_the_certificate_changes_nothing():
    yesterday = clock.business_day() - timedelta(days=1)
    abroad = make_company(tax_exemption="A", tax_exempt_until=clock.business_day(), country="AT")
    over = make_company(tax_exemption="B", tax_exempt_until=yesterday)

    for company in (abroad, over):
        member = make_member(company)
        summary = cart_summary(make_cart(make_product(price="120.00"), customer=member))
        assert summary.tax.minor == 2_000
        assert not summary.tax_exempt
        assert order_of(member).tax_exemption == ""
