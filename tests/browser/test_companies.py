"""A company by hand in a browser: invited, joined, sent for approval, approved."""

import pytest
from playwright.sync_api import expect

from accounts.models import Company, CompanyRole, Customer
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.companies.terms import credit_of
from orders.models import Order, OrderPaymentState, OrderState
from orders.tests.books import books_balance
from shop.storefront.tests.people import make_customer
from tests.browser.test_accessibility import SIZES, check
from tests.browser.test_buying import PHONE, fill_checkout, slug_of
from tests.browser.test_members import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def admin(shelves) -> Customer:
    """The administrator of a firm in which every order needs approval."""
    firm = Company.objects.create(
        name="Engines Ltd", country="GB", needs_po_number=True,
        approval_from_minor=0, credit_limit_minor=10_000,
    )  # fmt: skip
    customer = make_customer("grace@engines.example", "Grace Hopper")
    customer.company, customer.company_role = firm, CompanyRole.ADMIN
    customer.save()
    return customer


def as_customer(page, base, customer):
    page.context.clear_cookies()
    sign_in(page, base, customer)


def join(page, base, buyer):
    """By the link of the mail."""
    as_customer(page, base, buyer)
    mail = Mail.objects.get(kind=MailKind.COMPANY_INVITATION)
    page.goto(f"{base}/company/join/{mail.context['join_url'].rstrip('/').rpartition('/')[2]}/")
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Engines Ltd")


def send_for_approval(page, base):
    page.goto(f"{base}/p/{slug_of('Pocket tee')}/")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#buy-message")).to_contain_text("is in your cart")
    page.goto(f"{base}/checkout/")
    fill_checkout(page)
    page.get_by_role("button", name="Send for approval").click()
    expect(page.locator("#id_po_number_error")).to_be_visible()
    page.get_by_label("Purchase-order number").fill("PO-12")
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_text("Sent for approval.")).to_be_visible()


def test_invited_joined_sent_and_approved_on_a_phone(shop, admin):
    buyer = make_customer("bo@engines.example", "Bo Buyer")
    shop.set_viewport_size(PHONE)
    as_customer(shop, shop.base, admin)
    shop.goto(f"{shop.base}/account/company/members/")
    shop.get_by_label("E-mail").fill(buyer.email)
    shop.get_by_role("button", name="Send the invitation").click()
    expect(shop.get_by_text("The invitation is on its way.")).to_be_visible()

    join(shop, shop.base, buyer)
    send_for_approval(shop, shop.base)
    assert not Order.objects.exists()

    as_customer(shop, shop.base, admin)
    shop.goto(f"{shop.base}/account/company/approvals/")
    shop.get_by_role("link", name="Bo Buyer").click()
    shop.get_by_role("button", name="Approve and order").click()
    expect(shop.get_by_text("is placed").first).to_be_visible()

    order = Order.objects.get()
    assert (order.state, order.payment_state) == (OrderState.PLACED, OrderPaymentState.DUE)
    assert (order.customer, order.company, order.po_number) == (buyer, admin.company, "PO-12")
    assert credit_of(order.company).used.minor == order.total_minor
    assert books_balance()


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_of_a_company_are_open_to_everybody(shop, admin, size):
    shop.set_viewport_size(SIZES[size])
    as_customer(shop, shop.base, admin)
    for page in ("", "members/", "approvals/", "orders/", "prices/"):
        shop.goto(f"{shop.base}/account/company/{page}")
        check(shop, page)
