"""Whoever left a company, or may not order alone any more, puts nothing on its invoice."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.companies.members import remove_member, set_role
from accounts.models import CompanyRole, Customer
from accounts.tests.companies import make_company, make_member
from catalog.tests.factories import make_product
from foundation.money import Money
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.pay import pay_order
from orders.companies import decide
from orders.companies.ask import ApprovalRefused
from orders.companies.decide import approve
from orders.companies.terms import TermsRefused, credit_of
from orders.drafts import DraftLine, create_draft, open_payment, place_on_invoice, set_lines
from orders.errors import NotPossible
from orders.models import (
    ApprovalRequest,
    ApprovalState,
    CartState,
    Order,
    OrderState,
    PauseReason,
    Payment,
    PaymentState,
    RenewalState,
)
from orders.payments.base import Payer, providers
from orders.quotes import accept as accepting
from orders.quotes import accept_quote
from orders.subscriptions import placing
from orders.tests import quote_rows
from orders.tests.factories import check_out, make_cart, only_variant
from orders.tests.subscription_rows import announce, day, subscribe
from orders.tests.test_approvals import ask, seen

pytestmark = pytest.mark.django_db
INVOICE = {"provider": "invoice", "choice": "invoice"}
ON_INVOICE = {"provider": "invoice", "payment_choice": "invoice"}
LEFT = "buys for .* no more"


@pytest.fixture
def boss():
    """An administrator, of a company that has another and that asks for approval of everything."""
    company = make_company(approval_from_minor=0)
    make_member(company, CompanyRole.ADMIN)
    return make_member(company, CompanyRole.ADMIN)


def draft_for(member: Customer) -> Order:
    draft = create_draft(email=member.email, customer=member)
    variant = only_variant(make_product(price="20.00", stock=5))
    return set_lines(order=draft, lines=[DraftLine(variant.pk, 1)])


def waiting_for(member: Customer) -> Order:
    """An order that staff made for a member, who is to pay it on its page."""
    draft = draft_for(member)
    draft.ship_name = "Bo"
    draft.save(update_fields=["ship_name"])
    return open_payment(order=draft)


def is_offered(order: Order) -> bool:
    total = Money(order.total_minor, order.currency)
    payer = Payer(order.customer, total, order.ship_country, order=order)
    return bool(providers.get("invoice").choices(payer))


def leave(member: Customer) -> None:
    """They leave, and what was read of them before does not know it."""
    now = Customer.objects.get(pk=member.pk)
    remove_member(member=now, actor=now)


def demote(member: Customer) -> None:
    set_role(member=Customer.objects.get(pk=member.pk), role=CompanyRole.BUYER)


# --- the page of an order that waits to be paid -------------------------------------------------


def test_a_member_puts_what_waits_on_the_invoice_of_the_company(boss):
    paid = pay_order(order=waiting_for(boss), **INVOICE)
    assert (paid.state, paid.company) == (OrderState.PLACED, boss.company)


def test_whoever_left_is_offered_no_invoice_and_told_why(boss):
    order = waiting_for(boss)
    leave(boss)
    order = Order.objects.get(pk=order.pk)

    assert not is_offered(order)
    with pytest.raises(CheckoutError, match=LEFT):
        pay_order(order=order, **INVOICE)

    assert not order.payments.exists()
    assert not credit_of(order.company).used
    assert pay_order(order=order, provider="test", choice="success").state == OrderState.PLACED


def test_whoever_left_while_the_page_was_looked_at_is_refused_as_it_is_written(boss):
    order = waiting_for(boss)
    assert order.customer.company  # read before they leave
    leave(boss)

    assert is_offered(order)
    with pytest.raises(CheckoutError, match=LEFT) as refused:
        pay_order(order=order, **INVOICE)

    assert refused.value.code == CheckoutProblem.TERMS
    assert not order.payments.exists()


def test_a_page_that_was_open_says_why(boss, client):
    order = waiting_for(boss)
    leave(boss)

    answer = client.post(
        reverse("storefront:pay", args=[order.token]), {"payment": "invoice:invoice"}, follow=True
    )

    assert "no more: no invoice goes there" in answer.content.decode()
    assert not Payment.objects.exists()


def test_who_moved_to_another_company_puts_it_on_neithers_invoice(boss):
    order, before, other = waiting_for(boss), boss.company, make_company()
    Customer.objects.filter(pk=boss.pk).update(company=other)

    with pytest.raises(CheckoutError, match=LEFT):
        pay_order(order=Order.objects.get(pk=order.pk), **INVOICE)

    assert not credit_of(before).used
    assert not credit_of(other).used


def test_whoever_may_not_order_alone_any_more_needs_an_approver(boss):
    order = waiting_for(boss)
    demote(boss)
    order = Order.objects.get(pk=order.pk)

    assert not is_offered(order)
    with pytest.raises(CheckoutError, match="approve"):
        pay_order(order=order, **INVOICE)
    assert not order.payments.exists()


def test_what_was_approved_goes_on_the_invoice_of_a_buyer(boss):
    order = waiting_for(boss)
    demote(boss)
    ApprovalRequest.objects.create(
        company=order.company, requested_by=boss, order=order, state=ApprovalState.APPROVED,
        currency="EUR", total_minor=order.total_minor,
    )  # fmt: skip

    assert pay_order(order=Order.objects.get(pk=order.pk), **INVOICE).state == OrderState.PLACED


def test_what_is_on_the_invoice_already_stays(boss):
    order = pay_order(order=waiting_for(boss), **INVOICE)
    leave(boss)

    order.refresh_from_db()
    assert (order.state, order.company_id) == (OrderState.PLACED, boss.company_id)
    assert order.payments.get().state == PaymentState.DUE
    assert credit_of(boss.company).used == Money(order.total_minor, "EUR")


# --- the checkout, staff, quotes ----------------------------------------------------------------


def test_whoever_leaves_while_they_order_owes_nothing_in_its_name(boss):
    cart = make_cart(make_product(price="20.00", stock=5), customer=boss)
    assert boss.company
    leave(boss)

    with pytest.raises(CheckoutError, match=LEFT):
        check_out(cart, customer=boss, **ON_INVOICE)

    cart.refresh_from_db()
    assert cart.state == CartState.OPEN
    assert not Order.objects.exists()


def test_staff_place_nothing_on_invoice_for_whoever_left(boss):
    draft = draft_for(boss)
    leave(boss)

    with pytest.raises(NotPossible, match=LEFT):
        place_on_invoice(order=draft)

    draft.refresh_from_db()
    assert draft.state == OrderState.DRAFT
    assert not draft.payments.exists()


def test_staff_place_what_a_buyer_would_have_to_have_approved(boss):
    demote(boss)
    assert place_on_invoice(order=draft_for(boss)).state == OrderState.PLACED


def test_whoever_leaves_while_they_take_an_offer_owes_nothing(monkeypatch):
    member = quote_rows.make_member()
    quote = quote_rows.answer(quote_rows.ask(member))
    write = accepting.write_order

    def write_and_leave(**given):
        order = write(**given)
        leave(member)
        return order

    monkeypatch.setattr(accepting, "write_order", write_and_leave)
    with pytest.raises(TermsRefused, match=LEFT):
        accept_quote(quote=quote, customer=member, version=1)

    assert not Order.objects.exists()


# --- what is ordered later ----------------------------------------------------------------------


def test_whoever_asked_and_leaves_while_it_is_approved_gets_nothing(monkeypatch):
    company = make_company(approval_from_minor=5_000)
    approver = make_member(company, CompanyRole.APPROVER)
    buyer = make_member(company)
    request, place = ask(buyer), decide.place_order

    def leave_and_place(**wish):
        leave(buyer)
        return place(**wish)

    total = seen(request)
    monkeypatch.setattr(decide, "place_order", leave_and_place)
    with pytest.raises(CheckoutError, match=LEFT):
        approve(request=request, approver=approver, seen_total=total)

    request.refresh_from_db()
    assert request.state == ApprovalState.WAITING
    assert not Order.objects.exists()
    with pytest.raises(ApprovalRefused, match="no more"):
        approve(request=request, approver=approver, seen_total=total)


@pytest.mark.parametrize("deed", [leave, demote])
def test_an_approver_who_is_none_any_more_approves_nothing(deed):
    company = make_company(approval_from_minor=5_000)
    approver = make_member(company, CompanyRole.APPROVER)
    request = ask(make_member(company))
    assert decide.may_decide(approver, request)
    deed(approver)

    with pytest.raises(ApprovalRefused, match="cannot decide"):
        approve(request=request, approver=approver, seen_total=seen(request))

    assert not Order.objects.exists()


def test_what_was_approved_stays_when_its_member_leaves():
    company = make_company(approval_from_minor=5_000)
    approver, buyer = make_member(company, CompanyRole.APPROVER), make_member(company)
    request = ask(buyer)
    order = approve(request=request, approver=approver, seen_total=seen(request))
    leave(buyer)

    assert approve(request=request, approver=approver, seen_total=seen(request)) == order
    assert order.payments.get().state == PaymentState.DUE


def test_a_renewal_whose_buyer_leaves_while_it_is_ordered_is_given_up(monkeypatch):
    member = make_member(make_company())
    subscription = subscribe(customer=member, **ON_INVOICE)
    renewal, place, before = announce(subscription), placing.place_order, Order.objects.count()

    def leave_and_place(**wish):
        leave(member)
        return place(**wish)

    monkeypatch.setattr(placing, "place_order", leave_and_place)
    placing.renew_due(at=day(28))

    renewal.refresh_from_db()
    subscription.refresh_from_db()
    assert renewal.state == RenewalState.FAILED
    assert "no more" in renewal.message
    assert subscription.pause_reason == PauseReason.ORDER
    assert Order.objects.count() == before
