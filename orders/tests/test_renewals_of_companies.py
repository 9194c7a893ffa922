"""Renewals of who buys for a company: on its invoice, by its approval, and for no other."""

from __future__ import annotations

import pytest

from accounts.models import Customer
from accounts.tests.companies import make_company, make_member
from orders.models import PauseReason, RenewalState
from orders.subscriptions.planning import plan_renewals
from orders.tests.subscription_rows import day, due, subscribe

pytestmark = pytest.mark.django_db
ON_INVOICE = {"provider": "invoice", "payment_choice": "invoice"}


def move(customer: Customer, **terms: int) -> None:
    """The customer buys for another company by now."""
    Customer.objects.filter(pk=customer.pk).update(company=make_company(**terms))


def test_a_member_is_sent_an_invoice_each_time():
    renewal = due(subscribe(customer=make_member(make_company()), **ON_INVOICE))

    assert renewal.state == RenewalState.PLACED
    assert renewal.order.payments.get().state == "due"


def test_no_other_company_owes_what_a_member_began_for_the_one_before():
    subscription = subscribe(customer=make_member(make_company()), **ON_INVOICE)
    move(subscription.customer)

    plan_renewals(at=day(23))

    subscription.refresh_from_db()
    assert not subscription.renewals.exists()
    assert subscription.pause_reason == PauseReason.ORDER


def test_what_the_company_approved_at_first_is_ordered_again():
    company = make_company(approval_from_minor=1)
    subscription = subscribe(customer=make_member(company), is_approved=True)

    assert due(subscription).state == RenewalState.PLACED


def test_what_one_company_approved_no_other_did():
    company = make_company(approval_from_minor=1)
    subscription = subscribe(customer=make_member(company), is_approved=True)
    move(subscription.customer, approval_from_minor=1)

    renewal = due(subscription)

    assert renewal.state == RenewalState.FAILED
    assert "approval" in renewal.message
