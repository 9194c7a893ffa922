"""A member's company over the API: its terms, carts sent for approval, and the approver's word."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import CompanyRole
from accounts.tests.companies import make_company, make_member
from accounts.tests.factories import make_customer
from accounts.tokens import Scope
from catalog.tests.factories import make_product
from orders.models import ApprovalState, Order
from orders.tests.factories import make_cart, make_shipping_method
from orders.tests.test_approvals import ask
from shop.api.tests.asking import app_of, fields_of
from shop.api.tests.test_checkout import wish

pytestmark = pytest.mark.django_db
SCOPES = (Scope.CART_WRITE, Scope.ORDERS_READ, Scope.ORDERS_WRITE)


@pytest.fixture
def company():
    return make_company(approval_from_minor=5_000, credit_limit_minor=50_000, needs_po_number=True)


def app(member):
    return app_of(member.user, *SCOPES)


def filled(member, price="95.10", **changes):
    """A member's app with a cart, and what they would order."""
    make_cart(make_product(price=price), customer=member)
    make_shipping_method()
    asking = app(member)
    body = wish(asking, payment="invoice:invoice", po_number="PO-3", **changes)
    return asking, body


def test_a_member_reads_the_terms_and_others_find_no_company(company):
    answer = app(make_member(company)).get("company/").json()

    assert (answer["name"], answer["role"]) == (company.name, "buyer")
    assert answer["approval_from"]["minor"] == 5_000
    assert answer["credit_left"]["minor"] == 50_000
    assert app(make_customer()).get("company/").status_code == 404


def test_the_number_is_needed_and_kept_with_the_order(company):
    asking, body = filled(make_member(company), price="20.00")
    missing = asking.post("checkout/", {**body, "po_number": ""}, Idempotency_Key="1")

    assert fields_of(missing) == ["po_number"]
    assert asking.post("checkout/", body, Idempotency_Key="2").status_code == 201
    assert Order.objects.get().po_number == "PO-3"


def test_what_needs_approval_is_told_and_sent_for_it(company):
    member = make_member(company)
    make_member(company, CompanyRole.APPROVER)
    asking, body = filled(member)

    refused = asking.post("checkout/", body, Idempotency_Key="1")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "needs_approval")

    made = asking.post("checkout/approval/", body)
    assert made.status_code == 201
    shown = asking.get(f"company/approvals/{made.json()['id']}/").json()
    assert (shown["state"], shown["may_decide"]) == ("waiting", False)
    assert asking.post("checkout/approval/", body).status_code == 404  # the cart is on its way
    assert not Order.objects.exists()


def test_an_approver_decides_with_the_total_that_was_seen(company):
    member, approver = make_member(company), make_member(company, CompanyRole.APPROVER)
    row = ask(member)
    path, asking = f"company/approvals/{row.public_id}/decision/", app(approver)
    now = asking.get(f"company/approvals/{row.public_id}/").json()["total_now"]

    wrong = {"minor": now["minor"] - 1, "currency": "EUR"}
    changed = asking.post(path, {"is_approved": True, "total": wrong})
    assert changed.json()["error"]["code"] == "total_changed"
    right = {"minor": now["minor"], "currency": "EUR"}
    answer = asking.post(path, {"is_approved": True, "total": right})

    assert answer.json()["state"] == "approved"
    assert answer.json()["order"] == Order.objects.get().public_id


def test_a_decision_needs_its_total_or_its_reason(company):
    approver = make_member(company, CompanyRole.APPROVER)
    row = ask(make_member(company))
    path, asking = f"company/approvals/{row.public_id}/decision/", app(approver)

    assert fields_of(asking.post(path, {"is_approved": True})) == ["total"]
    assert fields_of(asking.post(path, {"is_approved": False})) == ["reason"]
    assert asking.post(path, {"is_approved": False, "reason": "No"}).json()["state"] == "declined"


def test_a_buyer_decides_nothing_and_takes_back_their_own(company):
    buyer, approver = make_member(company), make_member(company, CompanyRole.APPROVER)
    row = ask(buyer)
    asking = app(buyer)
    path = f"company/approvals/{row.public_id}/"

    total = {"minor": 10_000, "currency": "EUR"}
    refused = asking.post(f"{path}decision/", {"is_approved": True, "total": total})
    assert refused.status_code == 409
    other = app(make_member(company))
    assert other.get(path).status_code == 404
    assert asking.delete(path).json()["state"] == "withdrawn"
    row.refresh_from_db()
    assert row.state == ApprovalState.WITHDRAWN
    assert approver.company == company


def test_a_list_of_approvals_asks_no_more_the_longer_it_is(company, django_assert_max_num_queries):
    member, approver = make_member(company), make_member(company, CompanyRole.APPROVER)
    asking, body = filled(member)
    asking.post("checkout/approval/", body)
    reading = app(approver)
    with CaptureQueriesContext(connection) as one:
        [row] = reading.get("company/approvals/").json()["results"]
    asked = len(one)
    assert row["total_now"] is None
    assert reading.get(f"company/approvals/{row['id']}/").json()["total_now"] == row["total"]
    for _more in range(3):
        asking, body = filled(member)
        asking.post("checkout/approval/", body)
    with django_assert_max_num_queries(asked):
        assert len(reading.get("company/approvals/").json()["results"]) == 4
