"""From home to a paid order: on a phone, without script, and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from events.models import Event
from events.names import Consent, EventName
from inventory.models import Warehouse
from orders.models import Order, OrderState, ShippingKind, ShippingMethod

pytestmark = pytest.mark.slow

PHONE = {"width": 390, "height": 844}


def refuse_extras(page):
    # The question stands last: a page that is half read has none either.
    with page.expect_navigation():
        page.get_by_role("button", name="Necessary only").click()
    expect(page.locator(".consent")).to_have_count(0)


def fill_checkout(page):
    page.get_by_role("textbox", name="E-mail").fill("ada@example.com")
    page.get_by_role("textbox", name="Full name").fill("Ada Lovelace")
    page.get_by_role("textbox", name="Street and number").fill("12 St James's Square")
    page.get_by_role("textbox", name="Postcode").fill("SW1Y 4JH")
    page.get_by_role("textbox", name="City").fill("London")


def test_from_home_to_a_paid_order_on_a_phone(shop):
    shop.set_viewport_size(PHONE)
    shop.goto(shop.base)
    refuse_extras(shop)
    shop.get_by_role("navigation", name="Departments").get_by_role("link", name="Fashion").click()
    shop.get_by_role("link", name="Clothes", exact=True).click()
    shop.get_by_role("link", name="Pocket tee").click()

    expect(shop.get_by_role("img", name="Pocket tee, Forest").first).to_be_visible()
    shop.wait_for_load_state()
    shop.get_by_role("radio", name="Sand").check(force=True)
    expect(shop.locator("#picture-2")).to_be_visible()
    expect(shop.locator("#picture-1")).to_be_hidden()
    shop.get_by_role("radio", name="M", exact=True).check(force=True)
    shop.get_by_label("Quantity").select_option("2")
    shop.get_by_role("button", name="Add to cart").click()
    expect(shop.locator("#buy-message")).to_contain_text("Pocket tee is in your cart.")
    expect(shop.locator("#cart-badge")).to_contain_text("2")

    shop.get_by_role("link", name="Go to cart").click()
    shop.get_by_role("button", name="One less of Pocket tee").click()
    expect(shop.locator(".line-total")).to_have_text("€24.00")
    expect(shop.locator("#cart-badge")).to_contain_text("1")
    shop.get_by_role("link", name="To the checkout").click()

    fill_checkout(shop)
    expect(shop.locator(".by-method:visible .total")).to_contain_text("€28.90")
    shop.get_by_label("Express").check()
    expect(shop.locator(".by-method:visible .total")).to_contain_text("€33.90")
    shop.get_by_role("button", name="Order and pay").click()

    expect(shop.get_by_role("heading", level=1)).to_have_text("Thank you, Ada Lovelace!")
    expect(shop).to_have_url(re.compile(r"/order/[\w-]{20,}/$"))
    order = Order.objects.get()
    assert (order.state, order.total_minor) == (OrderState.PLACED, 3390)
    assert order.lines.get().name == "Pocket tee (Sand, M)"


def test_the_same_without_script(browser, base, browser_context_args):
    context = browser.new_context(
        **{**browser_context_args, "java_script_enabled": False, "viewport": PHONE}
    )
    page = context.new_page()
    page.goto(base)
    refuse_extras(page)
    page.get_by_role("link", name="Shop everything").click()
    expect(page).to_have_url(f"{base}/products/")
    page.get_by_role("searchbox").fill("pocket")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Pocket tee").click()
    page.get_by_role("radio", name="Sand").check(force=True)
    expect(page.locator("#picture-2")).to_be_visible()
    expect(page.locator("#picture-1")).to_be_hidden()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")
    page.get_by_role("button", name="One more of Pocket tee").click()
    expect(page.locator(".line-total")).to_have_text("€48.00")
    page.get_by_role("link", name="To the checkout").click()
    page.get_by_role("button", name="Order and pay").click()
    expect(page.locator("#id_email_error")).to_be_visible()
    fill_checkout(page)
    page.get_by_label("Express").check()
    expect(page.locator(".by-method:visible .total")).to_contain_text("€57.90")
    page.get_by_role("button", name="Order and pay").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Ada Lovelace!")
    assert Order.objects.get().total_minor == 5790
    context.close()


def test_what_is_chosen_while_totals_are_on_their_way_is_what_is_ordered(shop):
    shop.goto(f"{shop.base}/p/{slug_of('Pocket tee')}/")
    refuse_extras(shop)
    shop.get_by_role("radio", name="Sand").check(force=True)
    shop.get_by_role("button", name="Add to cart").click()
    shop.get_by_role("link", name="Go to cart").click()
    shop.get_by_role("link", name="To the checkout").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text("Checkout")
    shop.wait_for_load_state()
    # The moment between the swap and its settling, as long as a busy phone makes it.
    shop.evaluate("htmx.config.defaultSettleDelay = 60000")
    waiting = []
    shop.route("**/checkout/", lambda route: waiting.append(route))
    with shop.expect_request("**/checkout/"):
        fill_checkout(shop)
    shop.get_by_label("Express").check()
    with shop.expect_response("**/checkout/"):
        waiting.pop().continue_()
    shop.unroute("**/checkout/")

    expect(
        shop.locator("#checkout-choices.htmx-added, #checkout-choices.htmx-settling")
    ).to_have_count(1)
    expect(shop.get_by_label("Express")).to_be_checked()
    shop.get_by_role("button", name="Order and pay").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text("Thank you, Ada Lovelace!")
    assert Order.objects.get().total_minor == 3390


def test_with_the_keyboard_alone(shop):
    shop.goto(f"{shop.base}/p/{slug_of('Pocket tee')}/")
    refuse_extras(shop)
    shop.keyboard.press("Tab")
    expect(shop.locator(".skip")).to_be_focused()
    shop.keyboard.press("Enter")
    for _ in range(30):
        shop.keyboard.press("Tab")
        if shop.evaluate("document.activeElement.name") == "colour":
            break
    expect(shop.get_by_role("radio", name="Forest")).to_be_focused()
    shop.keyboard.press("ArrowRight")
    expect(shop.get_by_role("radio", name="Sand")).to_be_checked()
    for _ in range(3):
        shop.keyboard.press("Tab")
    expect(shop.get_by_role("button", name="Add to cart")).to_be_focused()
    shop.keyboard.press("Enter")
    expect(shop.locator("#buy-message")).to_contain_text("Pocket tee is in your cart.")


def test_a_declined_card_keeps_what_was_typed(shop):
    add_tee(shop)
    shop.goto(f"{shop.base}/checkout/")
    fill_checkout(shop)
    shop.get_by_label("Test card that is declined").check()
    shop.get_by_role("button", name="Order and pay").click()
    expect(shop.get_by_role("alert")).to_contain_text("Nothing was charged.")
    expect(shop.get_by_role("textbox", name="Full name")).to_have_value("Ada Lovelace")
    shop.get_by_label("Test card that pays").check()
    shop.get_by_role("button", name="Order and pay").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text("Thank you, Ada Lovelace!")


def test_a_sold_out_size_cannot_be_chosen_blindly(shop):
    from catalog.models import Variant
    from inventory.services import adjust_stock

    variant = Variant.objects.filter(
        product__name_en="Pocket tee", option_values__code="forest"
    ).get(options__value__code="s")
    adjust_stock(variant_id=variant.pk, on_hand=0, note="counted")
    shop.goto(f"{shop.base}/p/{slug_of('Pocket tee')}/?colour=forest&size=s")
    refuse_extras(shop)
    expect(shop.locator(".stock")).to_have_text("Sold out")
    expect(shop.get_by_role("button", name="Add to cart")).to_be_disabled()
    shop.get_by_role("radio", name="Sand").check(force=True)
    expect(shop.locator(".stock")).to_have_text("In stock")
    expect(shop.get_by_role("button", name="Add to cart")).to_be_enabled()


def test_views_are_told_to_the_log(shop):
    with shop.expect_response("**/e") as told:
        shop.goto(f"{shop.base}/p/{slug_of('Pocket tee')}/")
    assert told.value.status == 204
    event = Event.objects.get(name=EventName.PRODUCT_VIEWED)
    assert (event.visitor, event.device) == (None, "desktop")


def test_consent_is_asked_once_and_can_be_changed(shop):
    shop.goto(shop.base)
    buttons = shop.locator(".consent button")
    boxes = [buttons.nth(number).bounding_box() for number in range(3)]
    assert len({(round(box["width"]), round(box["height"])) for box in boxes}) == 1
    shop.get_by_role("button", name="Personal picks").click()
    expect(shop).to_have_url(f"{shop.base}/")
    expect(shop.locator(".consent")).to_have_count(0)
    assert {cookie["name"] for cookie in shop.context.cookies()} >= {"consent", "visitor"}

    shop.get_by_role("link", name="Privacy choices").click()
    expect(shop.get_by_role("radio", name="Personal picks")).to_be_checked()
    shop.get_by_label("Necessary only").check()
    shop.get_by_role("button", name="Save my choice").click()
    expect(shop.locator("[name=level][checked]")).to_have_value(str(int(Consent.NECESSARY)))
    assert "visitor" not in {cookie["name"] for cookie in shop.context.cookies()}


def slug_of(name):
    from catalog.models import Product

    return Product.objects.get(name_en=name).slug_en


def add_tee(page):
    page.goto(f"{page.base}/p/{slug_of('Pocket tee')}/")
    refuse_extras(page)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#buy-message")).to_contain_text("is in your cart")


def _to_checkout(page, base):
    page.goto(f"{base}/products/?q=pocket")
    refuse_extras(page)
    page.get_by_role("link", name="Pocket tee").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pocket tee")
    page.wait_for_load_state()  # before its scripts are there the form leads to the cart
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="Go to cart").click()
    page.get_by_role("link", name="To the checkout").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Checkout")
    page.wait_for_load_state()


@pytest.fixture
def counter(shelves):
    """A counter to pick things up from."""
    return ShippingMethod.objects.create(
        code="counter",
        name="Counter",
        kind=ShippingKind.PICKUP,
        warehouse=Warehouse.objects.earliest("pk"),
        price_minor=0,
        position=9,
    )


def test_the_checkout_asks_only_for_what_applies(shop, counter):
    _to_checkout(shop, shop.base)
    street, invoice = shop.locator("#id_line1"), shop.locator("#id_billing_line1")
    expect(street).to_be_visible()
    expect(invoice).to_be_hidden()
    shop.get_by_label("Counter").check()
    expect(street).to_be_hidden()
    shop.get_by_label("The invoice goes to another address").check()
    expect(invoice).to_be_visible()


def test_a_choice_stays_that_was_made_while_totals_were_reckoned_anew(shop, counter):
    _to_checkout(shop, shop.base)
    expect(shop.get_by_label("VAT number")).to_be_attached()
    shop.evaluate(
        """() => {
          const asked = document.querySelector('[hx-target="#checkout-choices"]');
          asked.addEventListener("htmx:beforeRequest", () => {
            document.querySelector('[name=shipping][data-pickup]').checked = true;
          });
        }"""
    )
    with shop.expect_response("**/checkout/"):
        shop.get_by_label("VAT number").fill("DE136695976")
        shop.get_by_label("VAT number").blur()
    expect(shop.get_by_label("Counter")).to_be_checked()
    shop.wait_for_timeout(300)
    expect(shop.get_by_label("Counter")).to_be_checked()
