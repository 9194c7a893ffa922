"""Many members at a company's credit, many approvers at a request. Twins show the guards needed."""

import threading

import pytest

from accounts.models import CompanyRole
from accounts.tests.companies import make_company, make_member
from catalog.tests.factories import make_product
from foundation.money import Money
from orders.checkout.errors import CheckoutError
from orders.companies.ask import ApprovalRefused
from orders.companies.decide import approve, decline
from orders.companies.terms import credit_of
from orders.models import ApprovalState, Cart, Order, OrderState
from orders.payments import invoice
from orders.tests.factories import check_out, make_cart, make_shipping_method
from orders.tests.test_approvals import ask, seen
from tests.racing import balance, outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MEMBERS = 16
COVERED = 3


def _buyers(company):
    """Every member with a cart over 20.00, of which the credit covers three."""
    product, method = make_product(price="20.00", stock=MEMBERS), make_shipping_method("free", 0)
    members = [make_member(company) for _ in range(MEMBERS)]
    carts = [make_cart(product, customer=member) for member in members]

    def order(index):
        return check_out(
            carts[index], customer=members[index], shipping_method=method,
            provider="invoice", payment_choice="invoice",
        )  # fmt: skip

    return order


def _placed():
    return Order.objects.filter(state=OrderState.PLACED).count()


def test_orders_at_once_never_exceed_the_credit():
    company = make_company(credit_limit_minor=2_000 * COVERED + 1_999)

    results = race(_buyers(company), threads=MEMBERS)

    assert outcomes(results, refused=CheckoutError) == COVERED == _placed()
    assert credit_of(company).used == Money(2_000 * COVERED, "EUR")
    assert balance()


@pytest.mark.postgresql  # SQLite lets one writer in at a time
def test_twin_without_the_lock_exceeds_the_credit(monkeypatch):
    company = make_company(credit_limit_minor=2_000 * COVERED)
    work = _buyers(company)
    monkeypatch.setattr("orders.companies.terms._held", lambda row: row)
    monkeypatch.setattr("orders.companies.terms.member_now", lambda company_id, customer: customer)

    race(work, threads=MEMBERS)

    assert _placed() > COVERED, "the race proves nothing: without the lock it must exceed"


def test_twin_that_only_looks_before_it_orders_exceeds_the_credit(monkeypatch):
    """What the test above would let pass if it could not fail, on any database."""
    company = make_company(credit_limit_minor=2_000 * COVERED)
    work = _buyers(company)
    looked, looks = threading.Barrier(MEMBERS), invoice.is_offered

    def look_and_wait(payer):
        answer = looks(payer)
        looked.wait(timeout=60)
        return answer

    monkeypatch.setattr("orders.payments.invoice.is_offered", look_and_wait)
    monkeypatch.setattr("orders.checkout.draft._check_terms", lambda payment, wish: None)

    race(work, threads=MEMBERS)

    assert _placed() == MEMBERS


def test_many_approvers_at_once_place_one_order():
    company = make_company(approval_from_minor=1)
    approvers = [make_member(company, CompanyRole.APPROVER) for _ in range(8)]
    request = ask(make_member(company))
    total = seen(request)

    results = race(
        lambda index: approve(request=request, approver=approvers[index], seen_total=total),
        threads=8,
    )

    assert outcomes(results, refused=ApprovalRefused) >= 1
    assert Order.objects.count() == 1
    request.refresh_from_db()
    assert request.state == ApprovalState.APPROVED
    assert balance()


def test_approved_and_declined_at_once_it_is_one_of_the_two():
    company = make_company(approval_from_minor=1)
    approvers = [make_member(company, CompanyRole.APPROVER) for _ in range(8)]
    request = ask(make_member(company))
    total = seen(request)

    def decide(index):
        if index % 2:
            return approve(request=request, approver=approvers[index], seen_total=total)
        return decline(request=request, approver=approvers[index], reason="No")

    race(decide, threads=8)

    request.refresh_from_db()
    is_approved = request.state == ApprovalState.APPROVED
    assert request.state in (ApprovalState.APPROVED, ApprovalState.DECLINED)
    assert Order.objects.count() == is_approved
    assert Cart.objects.filter(customer__isnull=False).count() == (not is_approved)


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_of_deciding_without_row_locks_decides_twice(monkeypatch):
    company = make_company(approval_from_minor=1)
    approvers = [make_member(company, CompanyRole.APPROVER) for _ in range(8)]
    request = ask(make_member(company))
    without_row_locks(monkeypatch)

    results = race(
        lambda index: decline(request=request, approver=approvers[index], reason=str(index)),
        threads=8,
    )

    assert sum(not isinstance(result, Exception) for result in results) > 1
