"""What customers keep: hearts, lists, reviews, likes and addresses, by hand in a browser."""

import pytest
from playwright.sync_api import expect

from accounts.models import Address, Preference, Stance
from catalog.models import Brand, Review, ReviewVote, Variant, WishlistItem
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from inventory.models import AlertState, StockAlert
from inventory.services import adjust_stock
from shop.storefront.tests.people import PASSWORD, make_customer
from tests.browser.test_accessibility import SIZES, check
from tests.browser.test_buying import PHONE, refuse_extras, slug_of

pytestmark = [pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def ada(shelves):
    return make_customer()


def sign_in(page, base, customer):
    page.goto(f"{base}/accounts/login/")
    if page.locator(".consent").count():
        refuse_extras(page)
    page.locator("#id_login").fill(customer.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def fill_address(page):
    page.get_by_label("Full name").fill("Ada Lovelace")
    page.get_by_label("Street and number").fill("12 St James's Square")
    page.get_by_label("City").fill("London")
    page.get_by_label("Country").select_option("GB")


def test_a_heart_stays_on_the_page_and_fills_a_list(shop, ada):
    sign_in(shop, shop.base, ada)
    shop.goto(f"{shop.base}/products/?q=pocket")
    shop.get_by_role("button", name="Keep for later: Pocket tee").click()
    expect(shop.locator("#toast")).to_contain_text("Pocket tee is on your list")
    assert WishlistItem.objects.count() == 1
    shop.goto(f"{shop.base}/account/wishlists/")
    shop.get_by_role("link", name="Wishlist", exact=True).click()
    shop.get_by_role("button", name="Make a link").click()
    link = shop.get_by_label("Link").input_value()
    shop.get_by_role("button", name="Move to the cart Pocket tee").click()
    expect(shop.get_by_role("status").filter(has_text="is in your cart")).to_be_visible()
    expect(shop.locator("#cart-badge")).to_contain_text("1")
    shop.goto(link)
    expect(shop.get_by_role("main")).to_contain_text("There is nothing on it")


def test_on_the_product_page_the_chosen_colour_is_kept(shop, ada):
    sign_in(shop, shop.base, ada)
    shop.goto(f"{shop.base}/p/{slug_of('Pocket tee')}/")
    shop.get_by_role("radio", name="Sand").check(force=True)
    shop.get_by_role("button", name="Keep for later").first.click()
    expect(shop.locator("#toast")).to_contain_text("Pocket tee is on your list")
    codes = {value.code for value in WishlistItem.objects.get().variant.option_values.all()}
    assert "sand" in codes


def test_a_review_keeps_its_words_until_it_is_right(shop, ada):
    sign_in(shop, shop.base, ada)
    shop.goto(f"{shop.base}/p/{slug_of('Pocket tee')}/")
    shop.get_by_role("link", name="Write a review").click()
    shop.get_by_label("What is it like?").fill("I wear it every day.")
    shop.get_by_role("button", name="Send", exact=True).click()
    expect(shop.locator("#id_rating_error")).to_be_visible()
    expect(shop.get_by_label("What is it like?")).to_have_value("I wear it every day.")
    shop.get_by_role("radio", name="4 stars").check(force=True)
    shop.get_by_role("button", name="Send", exact=True).click()
    expect(
        shop.get_by_role("status").filter(has_text="as soon as somebody has read it")
    ).to_be_visible()
    assert Review.objects.get(customer=ada).rating == 4


def test_a_vote_counts_without_leaving_the_page(shop, ada):
    sign_in(shop, shop.base, ada)
    shop.goto(f"{shop.base}/p/{slug_of('Pocket tee')}/")
    votes = shop.locator(".votes").first
    votes.get_by_role("button", name="Yes").click()
    expect(shop.locator(".votes").first.get_by_role("button", name="Yes")).to_contain_text("1")
    assert ReviewVote.objects.get().is_helpful


def test_what_is_sold_out_can_be_waited_for(shop, ada):
    for variant in Variant.objects.filter(product__name_en="Pocket tee"):
        if variant.option_values.filter(code="sand").exists():
            adjust_stock(variant_id=variant.pk, on_hand=0, note="counted")
    shop.goto(f"{shop.base}/p/{slug_of('Pocket tee')}/")
    refuse_extras(shop)
    tell = shop.get_by_role("link", name="Tell me when it is back")
    expect(tell).to_be_hidden()
    shop.get_by_role("radio", name="Sand").check(force=True)
    tell.click()
    expect(shop.get_by_role("main")).to_contain_text("Sand")
    shop.get_by_label("E-mail").fill("bea@example")
    shop.get_by_role("button", name="Tell me").click()
    expect(shop.locator("#id_email_error")).to_be_visible()
    shop.get_by_label("E-mail").fill("bea@example.com")
    shop.get_by_role("button", name="Tell me").click()
    expect(shop.get_by_role("status").filter(has_text="we sent you a mail")).to_be_visible()
    assert StockAlert.objects.get().state == AlertState.UNCONFIRMED


def test_the_account_on_a_phone_without_script(browser, base, ada, browser_context_args):
    context = browser.new_context(
        **{**browser_context_args, "java_script_enabled": False, "viewport": PHONE}
    )
    page = context.new_page()
    sign_in(page, base, ada)
    menu = page.get_by_role("navigation", name="Account")
    menu.get_by_role("link", name="Addresses").click()
    expect(menu.get_by_role("link", name="Password")).to_be_hidden()
    page.get_by_role("link", name="Add an address").click()
    fill_address(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#id_postcode_error")).to_be_visible()
    expect(page.get_by_role("textbox", name="City")).to_have_value("London")
    page.get_by_role("textbox", name="Postcode").fill("SW1Y 4JH")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("main")).to_contain_text("SW1Y 4JH London")
    assert Address.objects.get().is_default

    menu.get_by_role("link", name="Account").click()
    menu.get_by_role("link", name="Wishlists").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your wishlists")
    page.goto(f"{base}/products/?q=pocket")
    page.get_by_role("button", name="Keep for later: Pocket tee").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wishlist")
    page.get_by_role("button", name="Take off Pocket tee").click()
    expect(page.get_by_text("Nothing on it yet.")).to_be_visible()
    assert not WishlistItem.objects.exists()
    context.close()


def test_what_we_think_is_corrected(shop, ada):
    from catalog.models import Product

    tee = Product.objects.get(name_en="Pocket tee")
    record(
        Fact(name=EventName.PRODUCT_VIEWED, product_id=tee.pk),
        context=EventContext(customer=ada.pseudonym, consent=Consent.PERSONALISATION),
    )
    sign_in(shop, shop.base, ada)
    shop.goto(f"{shop.base}/privacy/choices/")
    shop.get_by_label("Personal picks").check()
    shop.get_by_role("button", name="Save my choice").click()
    expect(shop.locator("[name=level][checked]")).to_have_value(str(int(Consent.PERSONALISATION)))
    shop.goto(f"{shop.base}/account/likes/")
    shop.get_by_role("button", name="Not for me Alder").click()
    expect(shop.get_by_role("button", name="Take back Alder")).to_be_visible()
    likes = Preference.objects.get()
    assert (likes.name, likes.stance) == (Brand.objects.get(name="Alder").slug, Stance.MUTED)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_account_shuts_anyone_out(shop, ada, size, scheme):
    shop.set_viewport_size(SIZES[size])
    shop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(shop, shop.base, ada)
    check(shop, "account")
    shop.goto(f"{shop.base}/products/?q=pocket")
    shop.get_by_role("button", name="Keep for later: Pocket tee").click()
    expect(shop.locator("#toast")).to_contain_text("on your list")
    wishlist = WishlistItem.objects.get().wishlist
    slug = slug_of("Pocket tee")
    variant = Variant.objects.filter(product__slug_en=slug).first()
    for path in (
        "/account/wishlists/",
        f"/account/wishlists/{wishlist.public_id}/",
        f"/account/wishlists/add/?variant={variant.public_id}",
        "/account/addresses/",
        "/account/addresses/add/",
        "/account/likes/",
        "/account/reviews/",
        "/account/data/",
        "/account/keys/",
        "/viewed/",
        f"/p/{slug}/review/",
        f"/p/{slug}/reviews/",
        f"/alerts/?variant={variant.public_id}",
    ):
        shop.goto(shop.base + path)
        check(shop, path)
    shop.goto(f"{shop.base}/account/addresses/add/")
    shop.get_by_role("button", name="Keep it").click()
    expect(shop.locator("#id_line1_error")).to_be_visible()
    check(shop, "address with errors")
    fill_address(shop)
    shop.get_by_role("textbox", name="Postcode").fill("SW1Y 4JH")
    shop.get_by_role("button", name="Keep it").click()
    expect(shop.get_by_role("main")).to_contain_text("SW1Y 4JH London")
    check(shop, "address book")
