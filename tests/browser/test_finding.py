"""Finding things with a browser: typing, narrowing, coming back, with and without script."""

import re

import pytest
from playwright.sync_api import expect

from events.models import Event
from events.names import EventName
from foundation.remembered import forget_all
from search.indexing import rebuild
from tests.browser.test_accessibility import SIZES, check
from tests.browser.test_buying import refuse_extras

pytestmark = [pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def found(shop):
    """The shop of the other tests with everything in the index, and the question answered."""
    forget_all()
    rebuild()
    shop.goto(f"{shop.base}/products/")
    refuse_extras(shop)
    yield shop
    forget_all()


def cards(page):
    return page.locator("#found .card-name")


def box(page, name):
    return page.get_by_role("checkbox", name=name)


def test_type_arrow_enter(found):
    field = found.get_by_role("combobox", name="Search products")
    field.press_sequentially("mug", delay=30)
    proposals = found.get_by_role("listbox", name="Suggestions")
    expect(proposals).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(found.locator("#suggestions-count")).to_contain_text("suggestion")

    field.press("ArrowDown")
    first = proposals.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    expect(field).to_be_focused()
    field.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "false")
    field.press("ArrowDown")
    check(found, "suggestions")
    field.press("Enter")
    expect(found.get_by_role("heading", level=1)).to_contain_text("Mug")


def test_escape_closes_what_is_proposed_and_enter_searches(found):
    field = found.get_by_role("combobox", name="Search products")
    field.press_sequentially("boot", delay=30)
    expect(found.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    expect(found.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("boot")
    found.wait_for_load_state("networkidle")
    field.press("Enter")
    expect(found).to_have_url(f"{found.base}/products/?q=boot")
    expect(cards(found)).to_have_count(6)


def test_a_proposal_is_followed_by_pointer(found):
    found.get_by_role("combobox").press_sequentially("fash", delay=30)
    found.get_by_role("option", name="Fashion").click()
    expect(found).to_have_url(f"{found.base}/c/fashion/")


def test_a_list_is_narrowed_in_place_and_the_back_button_undoes_it(found):
    expect(cards(found)).to_have_count(11)
    box(found, "Teal").check()
    expect(cards(found)).to_have_count(4)
    expect(found).to_have_url(f"{found.base}/products/?colour=teal")
    expect(found.locator("#found-status")).to_have_text("4 products")
    expect(box(found, "Teal")).to_be_focused()
    box(found, "In stock").check()
    expect(cards(found)).to_have_count(3)
    expect(found).to_have_url(f"{found.base}/products/?colour=teal&stock=1")

    found.go_back()
    expect(cards(found)).to_have_count(4)
    expect(box(found, "Teal")).to_be_checked()
    expect(box(found, "In stock")).not_to_be_checked()
    found.go_forward()
    expect(cards(found)).to_have_count(3)
    found.get_by_role("link", name="Remove: Colour: Teal").click()
    expect(found).to_have_url(f"{found.base}/products/?stock=1")
    found.get_by_role("link", name="Clear all").click()
    expect(cards(found)).to_have_count(11)


def test_the_slider_and_the_fields_say_the_same(found):
    low = found.get_by_role("slider", name="Lowest price")
    low.focus()
    for _ in range(2):
        low.press("ArrowRight")
    expect(found).to_have_url(re.compile(r"price=2\d-$"))
    expect(found.get_by_role("spinbutton", name="From")).to_have_value(re.compile(r"2\d"))
    found.get_by_role("spinbutton", name="Up to").fill("22")
    found.get_by_role("spinbutton", name="Up to").press("Enter")
    expect(found).to_have_url(re.compile(r"price=2\d-22$"))
    expect(found.get_by_role("slider", name="Highest price")).to_have_value("22")


def test_what_is_typed_while_a_list_is_on_its_way_is_not_lost(found):
    held = []

    def hold_the_first(route):
        held.append(route)
        if len(held) > 1:
            route.continue_()

    found.route(re.compile(r"price-from=2\d"), hold_the_first)
    with found.expect_request(re.compile(r"price-from=2\d")):
        found.get_by_role("slider", name="Lowest price").press("ArrowRight")
    upto = found.get_by_role("spinbutton", name="Up to")
    upto.fill("22")
    found.wait_for_timeout(300)
    held[0].continue_()
    expect(found).to_have_url(re.compile(r"price=2\d-$"))
    expect(upto).to_have_value("22")
    expect(found.get_by_role("slider", name="Highest price")).to_have_value("22")
    upto.press("Enter")
    expect(found).to_have_url(re.compile(r"price=2\d-22$"))


def test_facets_on_a_phone(found):
    found.set_viewport_size(SIZES["phone"])
    found.goto(f"{found.base}/products/")
    expect(box(found, "Teal")).to_be_hidden()
    found.get_by_role("link", name="Filters").click()
    sheet = found.get_by_role("dialog", name="Filters")
    expect(sheet).to_be_visible()
    sheet.get_by_role("checkbox", name="Teal").check()
    expect(sheet.get_by_role("button", name="Show 4 products")).to_be_visible()
    sheet.get_by_role("checkbox", name="Ivory").check()
    expect(found).to_have_url(f"{found.base}/products/?colour=ivory&colour=teal")
    check(found, "sheet of filters")
    sheet.get_by_role("button", name="Show 4 products").click()
    expect(sheet).to_be_hidden()
    expect(cards(found)).to_have_count(4)
    expect(found.get_by_role("link", name="Filters 2")).to_be_focused()

    found.get_by_role("link", name="Filters").click()
    found.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_the_same_without_script(browser, base, browser_context_args):
    rebuild()
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/products/")
    box(page, "Teal").check()
    page.get_by_role("spinbutton", name="Up to").fill("22")
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(f"{base}/products/?colour=teal&price=-22")
    expect(cards(page)).to_have_count(3)
    page.get_by_role("link", name="Remove: Colour: Teal").click()
    expect(page).to_have_url(f"{base}/products/?price=-22")

    page.get_by_role("searchbox", name="Search products").fill("boot")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(cards(page)).to_have_count(6)
    expect(page.get_by_role("button", name="Search by voice")).to_be_hidden()

    page.set_viewport_size(SIZES["phone"])
    page.goto(f"{base}/products/")
    page.get_by_role("link", name="Filters").click()
    expect(box(page, "Teal")).to_be_visible()
    context.close()


def _wait_until_told(page, name, *, seconds=20):
    """The beacon sends when the browser has time: on a busy machine that is late."""
    for _tenth in range(seconds * 10):
        if Event.objects.filter(name=name).exists():
            return
        page.wait_for_timeout(100)


def test_a_search_is_told_once_and_a_click_names_it(found):
    found.goto(f"{found.base}/products/?q=boot")
    _wait_until_told(found, EventName.SEARCH_PERFORMED)
    box(found, "In stock").check()
    expect(found).to_have_url(f"{found.base}/products/?q=boot&stock=1")
    found.go_back()
    expect(found).to_have_url(f"{found.base}/products/?q=boot")
    expect(box(found, "In stock")).not_to_be_checked()
    cards(found).nth(2).click()
    expect(found.get_by_role("heading", level=1)).to_contain_text("Boot")
    _wait_until_told(found, EventName.SEARCH_CLICKED)
    searched = Event.objects.get(name=EventName.SEARCH_PERFORMED)
    assert searched.payload["words"] == "boot"
    assert searched.payload["found"] == len(searched.payload["shown"]) == 6
    clicked = Event.objects.get(name=EventName.SEARCH_CLICKED)
    assert clicked.position == 3
    assert clicked.product_id == searched.payload["shown"][2]


@pytest.mark.parametrize("leave", ["another address", "back"])
def test_a_list_that_is_left_at_once_is_told(found, leave):
    """Before the second and a half after which a page tells by itself."""
    found.goto(f"{found.base}/products/?q=boot")
    if leave == "back":
        found.go_back()
    else:
        found.goto(f"{found.base}/")
    _wait_until_told(found, EventName.SEARCH_PERFORMED)
    assert Event.objects.filter(name=EventName.SEARCH_PERFORMED).count() == 1


@pytest.mark.parametrize(
    "says", ["navigator.webdriver", "navigator.globalPrivacyControl", "navigator.doNotTrack"]
)
def test_a_page_says_nothing_of_programs_and_who_does_not_want_it(found, says):
    value = "'1'" if says.endswith("Track") else "true"
    found.add_init_script(
        f"Object.defineProperty(navigator, '{says[10:]}', {{ get: () => {value} }})"
    )
    sent = []
    found.on("request", lambda request: sent.append(request.url))
    found.goto(f"{found.base}/products/?q=boot")
    found.goto(f"{found.base}/")
    found.wait_for_timeout(2000)
    assert f"{found.base}/products/?q=boot" in sent
    assert f"{found.base}/e" not in sent


def test_a_voice_becomes_a_search(browser, base, browser_context_args):
    """The browser's own service is not asked: what it would say is planted, nothing else."""
    rebuild()
    context = browser.new_context(**browser_context_args)
    context.add_init_script(
        """
        window.SpeechRecognition = class extends EventTarget {
          start() {
            const result = Object.assign([{ transcript: "boot" }], { isFinal: true });
            this.dispatchEvent(Object.assign(new Event("result"), { results: [result] }));
          }
          stop() {}
        };
        """
    )
    page = context.new_page()
    page.goto(base)
    refuse_extras(page)
    page.get_by_role("button", name="Search by voice").click()
    expect(page).to_have_url(f"{base}/products/?q=boot")
    page.wait_for_load_state("networkidle")
    context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrowed_list_shuts_nobody_out(found, size, scheme):
    found.set_viewport_size(SIZES[size])
    found.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for name, path in {
        "narrowed": "/products/?colour=teal&price=-22&rating=4&stock=1",
        "two colours": "/c/home/?colour=teal&colour=ivory",
        "search": "/products/?q=boot&stock=1",
        "corrected": "/products/?q=bott",
        "nothing": "/products/?q=xylophonium&price=-1",
        "german": "/de/products/?colour=teal",
    }.items():
        found.goto(found.base + path)
        check(found, name)
