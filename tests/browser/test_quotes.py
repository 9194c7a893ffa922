"""A company buys by quote: asked for, offered, accepted, approved, on invoice with its number."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Company, CompanyRole, Customer, User
from foundation import clock
from orders.companies.terms import credit_of
from orders.models import Order, OrderPaymentState, OrderState, Quote
from orders.tests.books import books_balance
from tests.browser.staff import WCAG, log_in_staff
from tests.browser.test_members import PASSWORD, fill_address, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.any_database]
PO_NUMBER = "PO-2026-7"


@pytest.fixture
def company(shop) -> Company:
    """A firm with a buyer and an approver; from 100 euros on somebody has to agree."""
    firm = Company.objects.create(
        name="Engines Ltd", country="GB", needs_po_number=True,
        approval_from_minor=10_000, credit_limit_minor=100_000,
    )  # fmt: skip
    for name, role in (("Ada", CompanyRole.BUYER), ("Grace", CompanyRole.APPROVER)):
        email = f"{name.lower()}@engines.example"
        user = User.objects.create_user(email, PASSWORD, name=name)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        Customer.objects.create(
            user=user, email=email, name=name, company=firm, company_role=role, language="en",
        )  # fmt: skip
    return firm


def member(company: Company, name: str) -> Customer:
    return Customer.objects.get(company=company, name=name)


def as_member(shop, company, name) -> None:
    shop.context.clear_cookies()
    sign_in(shop, shop.base, member(company, name))


def ask(shop, sku: str) -> Quote:
    """The buyer asks, and finds their request on its page."""
    shop.goto(f"{shop.base}/account/quotes/ask/")
    shop.get_by_label("SKUs and quantities").fill(f"{sku} 8")
    shop.get_by_label("What should we know?").fill("For the new office")
    fill_address(shop)
    shop.get_by_label("Postcode").fill("SW1Y 4JH")
    shop.get_by_role("main").get_by_role("button", name="Ask for a quote").click()
    expect(shop.get_by_text("We have your request and answer it soon.").first).to_be_visible()
    return Quote.objects.get()


def offer(shop, quote: Quote, price: str) -> None:
    """Staff answer in the dialog of the quote's page."""
    shop.context.clear_cookies()
    log_in_staff(shop)
    shop.goto(shop.base + reverse("admin:orders_quote_change", args=[quote.pk]))
    shop.wait_for_load_state()  # before its scripts are there the link leads to a page
    shop.locator("a[hx-get*='/offer']").click()
    dialog = shop.locator("#dialog")
    dialog.get_by_label(": price for one").fill(price)
    dialog.get_by_label("A word to the buyer").fill("Sent in one parcel")
    dialog.get_by_role("button", name="Send the offer").click()
    expect(shop.get_by_text("It is on its way.")).to_be_visible()


def accept(shop, quote: Quote) -> None:
    """The buyer takes the offer, with the number that their company asks for."""
    shop.goto(f"{shop.base}/account/quotes/{quote.public_id}/")
    expect(shop.get_by_text("Sent in one parcel")).to_be_visible()
    assert not Axe().run(shop, options={"runOnly": WCAG["runOnly"]}).response["violations"]
    shop.get_by_label("Purchase-order number").fill(PO_NUMBER)
    shop.get_by_role("button", name="Accept and order").click()
    expect(shop.get_by_text("It is ordered as soon as somebody").first).to_be_visible()


def approve(shop) -> None:
    """The approver finds it among what waits for them, and agrees."""
    shop.goto(f"{shop.base}/account/company/approvals/")
    shop.get_by_role("main").get_by_role("link", name="Ada").click()
    expect(shop.get_by_text(PO_NUMBER)).to_be_visible()
    shop.get_by_role("button", name="Approve and order").click()
    expect(shop.get_by_text("is placed").first).to_be_visible()


def test_a_quote_becomes_an_order_on_invoice_once_it_was_approved(shop, shelves, company):
    sku = shelves.variants.earliest("pk").sku
    as_member(shop, company, "Ada")
    quote = ask(shop, sku)
    offer(shop, quote, "20.00")
    as_member(shop, company, "Ada")
    accept(shop, quote)
    assert not Order.objects.exists()

    as_member(shop, company, "Grace")
    approve(shop)

    order = Order.objects.get()
    assert (order.state, order.payment_state) == (OrderState.PLACED, OrderPaymentState.DUE)
    assert order.lines.get().unit_price_minor == 2_000
    assert (order.po_number, order.company) == (PO_NUMBER, company)
    assert order.customer == member(company, "Ada")
    assert credit_of(company).used.minor == order.total_minor
    assert order.payments.get().due_on == clock.business_day() + timedelta(days=14)
    shop.goto(f"{shop.base}/account/company/")
    expect(shop.get_by_text("Open invoices")).to_be_visible()
    expect(shop.get_by_text(f"€{order.total_minor / 100:.2f}").first).to_be_visible()
    assert books_balance()


def test_a_list_of_skus_fills_the_cart_and_keeps_what_is_wrong(shop, shelves):
    sku = shelves.variants.earliest("pk").sku
    shop.goto(f"{shop.base}/quick-order/")
    shop.get_by_label("SKUs and quantities").fill(f"{sku} 2\nNOPE-1 3")
    shop.get_by_role("button", name="Put it in the cart").click()
    expect(shop.get_by_text("Line 2")).to_be_visible()
    expect(shop.get_by_label("SKUs and quantities")).to_have_value("NOPE-1 3")
    shop.get_by_label("SKUs and quantities").fill(f"{sku} 1")
    shop.get_by_role("button", name="Put it in the cart").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text("Your cart")
    expect(shop.get_by_label("Quantity of Pocket tee")).to_have_value("3")
