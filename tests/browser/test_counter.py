"""A day at a till: opened, sold by card and in cash, taken back, and closed with its Z report."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from catalog.models import Variant
from orders.models import CounterSale, Shift
from orders.tests.books import books_balance
from orders.tests.counter_rows import make_register, on_shelf
from tests.browser.staff import OURS, WCAG, log_in_staff
from tests.browser.test_accessibility import SIZES

pytestmark = [pytest.mark.slow, pytest.mark.any_database]
BARCODE = "4006381333931"


@pytest.fixture
def till(shop):
    """A register in a store with two mugs and a scanner, and somebody who sells."""
    mug = on_shelf(price="20.00", units=5)
    Variant.objects.filter(pk=mug.pk).update(barcode=BARCODE)
    register = make_register()
    log_in_staff(shop)
    shop.goto(shop.base + reverse("admin:orders_register_counter", args=[register.pk]))
    return register


def scan(shop, text):
    """A scanner types where the cursor stands, and presses Enter."""
    expect(shop.get_by_label("Scan or type")).to_be_focused()
    shop.keyboard.type(text)
    shop.keyboard.press("Enter")


def open_and_sell(shop):
    """Two mugs: 15 of 40 euros by card, and 30 laid down for the rest."""
    shop.get_by_label("Cash in the drawer").fill("100")
    shop.get_by_role("button", name="Open").click()
    for units in ("1", "2"):
        scan(shop, BARCODE)
        expect(shop.get_by_label("Units of")).to_have_value(units)
    shop.get_by_label("Cash handed over").fill("30")
    shop.get_by_text("Card and cash, receipt by mail").click()
    shop.get_by_label("Of it by card").fill("15")
    shop.get_by_role("button", name="Paid by card and in cash").click()
    expect(shop.get_by_role("status")).to_have_text("€5.00")


def take_one_back(shop, number):
    shop.get_by_role("link", name="Take goods back").click()
    shop.get_by_label("Number of the receipt or order").fill(number)
    shop.get_by_role("button", name="Find").click()
    shop.get_by_label("Units of").fill("1")
    shop.get_by_label("Why").fill("A scratch")
    shop.get_by_role("button", name="Give back in cash").click()
    expect(shop.get_by_text("Taken back: €20.00. It goes back so: Cash €20.00.")).to_be_visible()


def shuts_nobody_out(shop):
    """In both sizes and both schemes, nor does it scroll sideways."""
    for size in SIZES.values():
        shop.set_viewport_size(size)
        for scheme in ("light", "dark"):
            shop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = Axe().run(shop, context=OURS, options=WCAG)
            assert not found.response["violations"], found.generate_report()
            over = shop.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{shop.url} scrolls sideways by {over} px"


def test_a_day_at_the_till_in_the_browser(shop, till):
    open_and_sell(shop)
    shuts_nobody_out(shop)
    sale = CounterSale.objects.select_related("order").get()
    printed = shop.get_by_role("link", name="Receipt to print").get_attribute("href")
    expect(shop.get_by_role("link", name="Next sale")).to_be_focused()
    shop.goto(f"{shop.base}{printed}")
    expect(shop.get_by_text("€40.00").first).to_be_visible()
    shop.go_back()
    shop.get_by_role("link", name="Next sale").click()

    take_one_back(shop, str(sale.order))
    shop.get_by_text("Close the register").click()
    shop.get_by_label("Cash counted in the drawer").fill("105")
    shop.get_by_role("button", name="Close", exact=True).click()

    expect(shop.get_by_role("heading", name="Z report")).to_be_visible()
    facts = shop.get_by_role("listitem")
    for name, sum_ in {
        "Sold": "€40.00", "Taken back": "€20.00", "Cash expected": "€105.00", "Difference": "€0.00",
    }.items():  # fmt: skip
        expect(facts.filter(has_text=re.compile(rf"^\s*{name}\s*{sum_}\s*$"))).to_have_count(1)
    means = shop.get_by_role("region", name="By means of payment")
    expect(means.get_by_role("row").filter(has_text="Card")).to_contain_text("€15.00")
    expect(means.get_by_role("row").filter(has_text="Cash")).to_contain_text("€25.00")
    shuts_nobody_out(shop)
    shift = Shift.objects.get()
    assert (shift.expected_minor, shift.counted_minor, shift.difference_minor) == (10500, 10500, 0)
    assert books_balance()
