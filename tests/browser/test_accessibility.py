"""axe on every kind of page, light and dark, phone and desktop; nothing scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_buying import add_tee, fill_checkout, refuse_extras, slug_of

pytestmark = [pytest.mark.slow, pytest.mark.any_database]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}


def check(page, name):
    page.wait_for_load_state()  # half a page has neither all its faults nor all its width
    results = Axe().run(page, options=RULES)
    assert not results.response["violations"], f"{name}\n{results.generate_report()}"
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0, f"{name} scrolls sideways by {overflow} px"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anyone_out(shop, size, scheme):
    shop.set_viewport_size(SIZES[size])
    shop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    shop.goto(shop.base)
    check(shop, "home with the question")
    refuse_extras(shop)
    for name, path in {
        "home": "/",
        "list": "/products/",
        "nothing found": "/products/?q=nothing",
        "category": "/c/fashion/",
        "product": f"/p/{slug_of('Pocket tee')}/",
        "sold out": f"/p/{slug_of('Mug 0')}/",
        "empty cart": "/cart/",
        "login": "/accounts/login/",
        "signup": "/accounts/signup/",
        "password reset": "/accounts/password/reset/",
        "choices": "/privacy/choices/",
        "privacy": "/privacy/",
        "german list": "/de/products/",
    }.items():
        shop.goto(shop.base + path)
        check(shop, name)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_to_an_order_shuts_nobody_out(shop, size, scheme):
    shop.set_viewport_size(SIZES[size])
    shop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    add_tee(shop)
    check(shop, "product, added")
    shop.goto(f"{shop.base}/cart/")
    check(shop, "cart")
    shop.goto(f"{shop.base}/checkout/")
    check(shop, "checkout")
    shop.get_by_role("button", name="Order and pay").click()
    expect(shop.locator("#id_email_error")).to_be_visible()
    check(shop, "checkout with errors")
    fill_checkout(shop)
    shop.get_by_role("button", name="Order and pay").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text("Thank you, Ada Lovelace!")
    check(shop, "order")
