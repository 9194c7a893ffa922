"""What gift cards, points and credit pay is not owed: the terms of a company judge the rest."""

import pytest

from accounts.companies.members import remove_member
from accounts.models import CompanyRole
from accounts.tests.companies import make_company, make_member
from catalog.tests.factories import make_product
from events.context import NOBODY
from foundation.ids import new_token
from foundation.money import Money
from loyalty.ledger import spend
from orders.carts import find_cart
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.pay import pay_order
from orders.checkout.wish import Wish
from orders.companies.ask import send_cart
from orders.companies.decide import approve, decline
from orders.companies.selectors import offer_now, plan_now, total_now
from orders.companies.terms import credit_of
from orders.models import ApprovalRequest, ApprovalState, Order, OrderState, PaymentState
from orders.payments.base import Payer, providers
from orders.quotes import accept_quote
from orders.tenders.plan import Tendering
from orders.tests.factories import check_out, make_cart, make_details, make_shipping_method
from orders.tests.quote_rows import answer
from orders.tests.quote_rows import ask as ask_quote
from orders.tests.tendering import ALL, give_credit, put_card
from tests.racing import balance

pytestmark = pytest.mark.django_db
INVOICE = {"provider": "invoice", "payment_choice": "invoice"}
TOTAL = Money(10_000, "EUR")
REST = Money(4_000, "EUR")


@pytest.fixture
def buyer():
    """Of a company whose orders from 50.00 are to be approved, and that may owe 45.00."""
    company = make_company(approval_from_minor=5_000, credit_limit_minor=4_500)
    make_member(company, CompanyRole.APPROVER, email="al@firm.example")
    return make_member(company, email="bo@firm.example")


@pytest.fixture
def cart(buyer):
    """Of 100.00 with delivery."""
    return make_cart(make_product(price="95.10", stock=5), customer=buyer)


def order(cart, buyer, *, rest=REST, tendering=ALL, **changes):
    seen = Tendering(tendering.use_gift_cards, tendering.use_points, tendering.use_credit, rest)
    return check_out(
        cart, customer=buyer, tendering=seen, seen_total=TOTAL, **{**INVOICE, **changes}
    )


def send(cart, buyer, *, rest=REST) -> ApprovalRequest:
    wish = Wish(
        cart=cart,
        details=make_details(email=buyer.email),
        method=make_shipping_method(),
        provider=providers.get("invoice"),
        payment_choice="invoice",
        key=new_token(),
        seen_total=TOTAL,
        customer=buyer,
        language="en",
        context=NOBODY,
        at=None,
        tendering=Tendering(use_gift_cards=True, use_credit=True, seen_rest=rest),
    )
    return send_cart(wish=wish)


def approver_of(request):
    return request.company.members.get(company_role=CompanyRole.APPROVER)


def test_without_them_it_needs_approval_and_is_more_than_may_be_owed(cart, buyer):
    with pytest.raises(CheckoutError) as refused:
        check_out(cart, customer=buyer, provider="test", payment_choice="success")
    assert refused.value.code == CheckoutProblem.APPROVAL


def test_the_rest_is_owed_and_asks_nobody(cart, buyer):
    put_card(cart, 5_000)
    give_credit(buyer, 1_000)
    placed = order(cart, buyer)
    assert placed.state == OrderState.PLACED
    due = placed.payments.get(provider="invoice")
    assert (due.state, due.amount_minor) == (PaymentState.DUE, REST.minor)
    assert credit_of(buyer.company).used == REST
    assert balance()


def test_a_rest_that_was_made_up_is_refused(cart, buyer):
    put_card(cart, 1_000)
    with pytest.raises(CheckoutError) as refused:
        order(cart, buyer, rest=Money(100, "EUR"))
    assert refused.value.code == CheckoutProblem.PRICE_CHANGED
    with pytest.raises(CheckoutError) as refused:
        order(cart, buyer, rest=Money(100, "EUR"), tendering=Tendering())
    assert refused.value.code == CheckoutProblem.PAYMENT
    assert not Order.objects.exists()


def test_an_approved_cart_is_paid_by_its_card_and_the_rest_on_invoice(cart, buyer):
    buyer.company.approval_from_minor = 3_000
    buyer.company.save()
    account = put_card(cart, 6_000)
    request = send(cart, buyer)
    offer = offer_now(request)
    assert plan_now(request, offer).rest == REST
    placed = approve(
        request=request,
        approver=approver_of(request),
        seen_total=total_now(request, offer),
        seen_rest=REST,
    )
    paid = {row.provider: row.amount_minor for row in placed.payments.all()}
    assert paid == {"gift_card": 6_000, "invoice": 4_000}
    account.refresh_from_db()
    assert (account.balance, account.held) == (0, 0)
    assert balance()


def test_while_it_waits_the_card_is_free_and_spent_elsewhere_it_is_asked_again(cart, buyer):
    buyer.company.approval_from_minor = 3_000
    buyer.company.credit_limit_minor = None
    buyer.company.save()
    account = put_card(cart, 6_000)
    request = send(cart, buyer)
    spend(account=account, amount=2_500, key="elsewhere")
    approver = approver_of(request)
    with pytest.raises(CheckoutError) as refused:
        approve(request=request, approver=approver, seen_total=TOTAL, seen_rest=REST)
    assert refused.value.code == CheckoutProblem.PRICE_CHANGED
    request.refresh_from_db()
    assert request.state == ApprovalState.WAITING
    now = plan_now(request, offer_now(request)).rest
    assert now == Money(6_500, "EUR")
    placed = approve(request=request, approver=approver, seen_total=TOTAL, seen_rest=now)
    assert placed.payments.get(provider="invoice").amount_minor == 6_500


def test_credit_of_the_member_pays_not_the_approvers(cart, buyer):
    buyer.company.approval_from_minor = 3_000
    buyer.company.save()
    own = give_credit(buyer, 6_000)
    request = send(cart, buyer)
    others = give_credit(approver_of(request), 9_000)
    approve(request=request, approver=approver_of(request), seen_total=TOTAL, seen_rest=REST)
    own.refresh_from_db()
    others.refresh_from_db()
    assert (own.balance, others.balance) == (0, 9_000)


def test_declined_the_card_is_in_the_members_cart_again(cart, buyer):
    buyer.company.approval_from_minor = 3_000
    buyer.company.save()
    account = put_card(cart, 6_000)
    request = send(cart, buyer)
    decline(request=request, approver=approver_of(request), reason="Too much")
    assert [row.account for row in find_cart(customer=buyer).gift_cards.all()] == [account]


def test_sent_with_another_rest_than_there_is_it_is_refused(cart, buyer):
    put_card(cart, 5_000)
    with pytest.raises(CheckoutError) as refused:
        send(cart, buyer, rest=Money(1, "EUR"))
    assert refused.value.code == CheckoutProblem.PRICE_CHANGED
    assert not ApprovalRequest.objects.exists()


# --- an order that waits to be paid -------------------------------------------------------------


@pytest.fixture
def waiting():
    """An order of a company that does not buy on invoice, by a quote; unpaid."""
    from orders.tests.quote_rows import make_member as quoting_member

    member = quoting_member(credit_limit_minor=0)
    quote = answer(ask_quote(member))
    accepted = accept_quote(quote=quote, customer=member, version=1)
    return accepted.order


def offers_invoice(order) -> bool:
    total = Money(order.total_minor, order.currency)
    payer = Payer(order.customer, total, order.ship_country, order=order)
    return bool(providers.get("invoice").choices(payer))


def test_the_orders_company_is_asked_not_the_customers_of_today(waiting):
    assert waiting.state == OrderState.PENDING
    assert not offers_invoice(waiting)
    other = make_company()
    waiting.customer.company = other
    waiting.customer.save()
    waiting.refresh_from_db()
    assert not offers_invoice(waiting)
    with pytest.raises(CheckoutError):
        pay_order(order=waiting, provider="invoice", choice="invoice")
    assert not credit_of(other).used


def test_a_member_pays_an_order_of_the_company_on_its_terms_until_they_leave(waiting, settings):
    settings.INVOICE_LIMIT_MINOR = 0
    company = waiting.company
    company.credit_limit_minor, company.payment_days = None, 60
    company.save()
    waiting.refresh_from_db()
    assert offers_invoice(waiting)
    company.is_active = False
    company.save()
    waiting.refresh_from_db()
    assert not offers_invoice(waiting)
    company.is_active = True
    company.save()
    remove_member(member=waiting.customer, actor=waiting.customer)
    waiting.refresh_from_db()
    assert not offers_invoice(waiting)


def test_an_order_of_nobodys_company_is_not_put_on_the_one_that_its_buyer_joined(settings):
    settings.INVOICE_LIMIT_MINOR = 0
    member = make_member(make_company())
    cart = make_cart(make_product(price="20.00"), customer=member)
    placed = check_out(cart, customer=member, provider="test", payment_choice="success")
    Order.objects.filter(pk=placed.pk).update(company=None)
    placed.refresh_from_db()
    assert not offers_invoice(placed)
