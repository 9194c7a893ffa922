"""The assistant in the browser: from a question to a parcel that goes back, and to a person.

With script in the panel, streamed; without it as a form on a page of its own.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from assistant.kinds import ConversationState
from assistant.models import Conversation
from assistant.tests.factories import make_article
from catalog.tests.factories import make_product
from orders.fulfilment import ship_order
from orders.models import ReturnRequest
from orders.tests.placed import make_order
from shop.storefront.listing import rebuild_listings
from shop.storefront.tests.people import BACKEND, make_customer
from tests.browser.conftest import leave_quietly
from tests.browser.staff import log_in_staff
from tests.browser.test_accessibility import RULES, SIZES, check
from tests.browser.test_buying import refuse_extras

pytestmark = [pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture
def lamps(shelves):
    """Two lamps to choose from, and an article about delivery."""
    for name, price in (("Harbour lamp", "49.00"), ("Attic lamp", "79.00")):
        make_product(name, price=price, description="A warm lamp for the evening.")
    make_article(
        "Delivery: ways and times",
        slug="delivery",
        body="Parcels arrive within three working days.",
        questions="How long does delivery take?",
    )
    rebuild_listings()


@pytest.fixture
def ada(shop):
    """A customer whose order was sent, logged in without the form."""
    customer = make_customer()
    order = make_order(customer=customer)
    ship_order(order=order)
    log_in(shop.context, shop.base, customer)
    customer.last_order = order
    return customer


def log_in(context, base, customer):
    client = Client()
    client.force_login(customer.user, backend=BACKEND)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])


def open_panel(shop, path="/"):
    shop.goto(shop.base + path)
    refuse_extras(shop)
    shop.wait_for_load_state()
    shop.get_by_role("link", name="Ask us").click()
    expect(panel(shop)).to_be_visible()


def panel(shop):
    return shop.get_by_role("dialog", name="Ask us")


def ask(page, text):
    """Say something and give the turn that answers it."""
    before = page.locator("#talk [data-turn]").count()
    page.get_by_role("textbox", name="Your message").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#talk [data-turn]")).to_have_count(before + 2)
    return page.locator("#talk [data-turn]").last


# --- the whole way -----------------------------------------------------------------------------
def test_from_a_question_to_a_person(shop, lamps, ada):
    open_panel(shop)

    found = ask(shop, "I am looking for a lamp")
    expect(found.get_by_role("link", name="Harbour lamp")).to_be_visible()
    compared = ask(shop, "Compare the first two")
    expect(compared.get_by_role("table")).to_contain_text("Attic lamp")

    ask(shop, "Put the Harbour lamp into my cart")
    shop.get_by_role("button", name="Put into the cart").click()
    expect(panel(shop)).to_contain_text("In your cart: 1 × Harbour lamp")
    expect(shop.locator("#cart-badge")).to_contain_text("1")

    order = ada.last_order.number
    expect(ask(shop, "Where is my order?")).to_contain_text(order)

    ask(shop, "I want to send something back")
    form = panel(shop).locator("form.offer")
    form.get_by_role("combobox").first.select_option("1")
    form.get_by_role("combobox").nth(1).select_option(index=1)
    form.get_by_role("button").first.click()
    expect(form).to_have_count(0)
    assert ReturnRequest.objects.get().order == ada.last_order

    ask(shop, "I want to talk to a person")
    shop.get_by_role("button", name="Ask for a person").click()
    expect(panel(shop).locator("#talk-state")).to_contain_text("A person answers you here")
    assert Conversation.objects.get().state == ConversationState.WAITING


def test_staff_answers_and_the_shopper_sees_it(shop, lamps, browser, browser_context_args):
    open_panel(shop)
    ask(shop, "I want to talk to a person")
    shop.get_by_role("button", name="Ask for a person").click()
    expect(panel(shop).locator("#talk-state")).to_contain_text("A person answers you here")

    context = browser.new_context(**browser_context_args)
    desk = context.new_page()
    desk.base = shop.base
    log_in_staff(desk)
    talk = Conversation.objects.get()
    desk.goto(f"{shop.base}/admin/assistant/conversation/{talk.pk}/change/")
    desk.locator("#answer textarea").fill("It leaves us on Monday.")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.locator("#talk-said")).to_contain_text("It leaves us on Monday.")
    context.close()

    expect(panel(shop).locator(".turn-staff")).to_contain_text("It leaves us on Monday.")
    expect(panel(shop).locator("#talk-state")).to_contain_text("You write with a person")
    shop.get_by_role("textbox", name="Your message").fill("Thank you!")
    shop.get_by_role("button", name="Send", exact=True).click()
    expect(panel(shop).locator(".turn-shopper").last).to_contain_text("Thank you!")
    expect(panel(shop).locator("#talk-state")).to_contain_text("A person answers you here")

    shop.get_by_role("button", name="Ask the assistant again").click()
    expect(panel(shop).locator("#talk-state")).not_to_contain_text("person")
    expect(ask(shop, "How long does delivery take?")).to_contain_text("three working days")


def test_without_script_it_is_a_form(lamps, base, browser, browser_context_args):
    context = browser.new_context(
        **{**browser_context_args, "java_script_enabled": False, "viewport": SIZES["phone"]}
    )
    customer = make_customer()
    order = make_order(customer=customer)
    ship_order(order=order)
    log_in(context, base, customer)
    page = context.new_page()
    page.goto(base)
    refuse_extras(page)
    page.get_by_role("link", name="Ask us").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask us")

    expect(ask(page, "I am looking for a lamp")).to_contain_text("Harbour lamp")
    expect(ask(page, "Compare the first two").get_by_role("table")).to_contain_text("Attic lamp")
    ask(page, "Put the Harbour lamp into my cart")
    page.get_by_role("button", name="Put into the cart").click()
    expect(page.locator("#talk-log")).to_contain_text("In your cart: 1 × Harbour lamp")
    expect(ask(page, "Where is my order?")).to_contain_text(order.number)
    ask(page, "I want to send something back")
    form = page.locator("form.offer")
    form.get_by_role("button").first.click()
    expect(page.locator("form.offer [role=alert], form.offer .field-error")).to_have_count(1)
    form.get_by_role("combobox").first.select_option("1")
    form.get_by_role("combobox").nth(1).select_option(index=1)
    form.get_by_role("button").first.click()
    expect(form).to_have_count(0)
    assert ReturnRequest.objects.get().order == order
    ask(page, "I want to talk to a person")
    page.get_by_role("button", name="Ask for a person").click()
    expect(page.locator("#talk-state")).to_contain_text("A person answers you here")
    page.get_by_role("button", name="Ask the assistant again").click()
    answer = ask(page, "How long does delivery take?")
    answer.get_by_role("link", name="Delivery: ways and times").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delivery: ways and times")
    context.close()


# --- the panel ---------------------------------------------------------------------------------
def test_nothing_is_asked_before_it_is_opened(shop, lamps):
    asked = []
    shop.on("request", lambda sent: asked.append(sent.url) if "assistant" in sent.url else None)
    shop.goto(f"{shop.base}/products/")
    shop.wait_for_load_state("networkidle")
    assert asked == []


def test_the_panel_goes_along_and_closes_by_escape(shop, lamps):
    open_panel(shop)
    expect(shop.get_by_role("textbox", name="Your message")).to_be_focused()
    ask(shop, "I am looking for a lamp").get_by_role("link", name="Harbour lamp").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text("Harbour lamp")
    expect(panel(shop)).to_contain_text("I am looking for a lamp")
    shop.get_by_role("textbox", name="Your message").press("Escape")
    expect(panel(shop)).to_be_hidden()
    expect(shop.get_by_role("link", name="Ask us")).to_be_focused()
    shop.reload()
    shop.wait_for_load_state("networkidle")
    expect(panel(shop)).to_have_count(0)


def test_on_a_phone_it_hides_no_page_that_was_asked_for(shop, lamps):
    shop.set_viewport_size(SIZES["phone"])
    open_panel(shop)
    ask(shop, "I am looking for a lamp").get_by_role("link", name="Harbour lamp").click()
    expect(shop.get_by_role("heading", level=1)).to_have_text("Harbour lamp")
    shop.wait_for_load_state("networkidle")
    expect(panel(shop)).to_have_count(0)


def test_words_that_do_not_get_through_stay_and_are_said_once(page, base, lamps):
    page.base = base
    open_panel(page)
    page.route("**/assistant/say/", lambda route: route.abort())
    words, send = page.get_by_role("textbox", name="Your message"), page.locator(".talk-send")
    words.fill("I am looking for a lamp")
    send.click()
    expect(panel(page).get_by_role("alert")).to_contain_text("Please send it again")
    expect(words).to_have_value("I am looking for a lamp")
    page.unroute("**/assistant/say/")
    send.click()
    expect(panel(page).locator("[data-turn]")).to_have_count(2)
    assert Conversation.objects.get().turns.count() == 2
    leave_quietly(page)


def test_an_answer_that_breaks_off_is_fetched_by_the_plain_form(shop, lamps):
    open_panel(shop)
    shop.route(
        "**/assistant/say/",
        lambda route: (
            route.fulfill(
                status=200,
                headers={"Content-Type": "text/event-stream"},
                body='event: part\ndata: {"html": "<p>Half an ans"}\n\n',
            )
            if route.request.headers["accept"] == "text/event-stream"
            else route.continue_()
        ),
    )
    shop.get_by_role("textbox", name="Your message").fill("I am looking for a lamp")
    shop.get_by_role("button", name="Send", exact=True).click()
    expect(shop.get_by_role("heading", level=1)).to_have_text("Ask us")
    expect(shop.locator("#talk-log")).to_contain_text("Harbour lamp")
    assert Conversation.objects.get().turns.count() == 2


# --- speech ------------------------------------------------------------------------------------
SPEECH = """
  window.spoken = [];
  window.SpeechRecognition = class extends EventTarget {
    start() {
      const result = Object.assign([{ transcript: "I am looking for a lamp" }], { isFinal: true });
      setTimeout(() => {
        this.dispatchEvent(Object.assign(new Event("result"), { results: [result] }));
        this.dispatchEvent(new Event("end"));
      });
    }
    stop() {}
  };
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  Object.defineProperty(window, "speechSynthesis", {
    value: { speak: (said) => window.spoken.push([said.lang, said.text]), cancel() {} },
  });
"""


def test_it_is_spoken_to_and_reads_aloud_where_the_browser_can(shop, lamps):
    shop.add_init_script(SPEECH)
    open_panel(shop)
    shop.get_by_role("button", name="Read answers aloud").click()
    shop.get_by_role("button", name="Speak your message").click()
    expect(panel(shop).locator("[data-turn]").last).to_contain_text("Harbour lamp")
    [language, *_], *_more = shop.evaluate("window.spoken")
    assert language == "en"


def test_without_speech_no_button_promises_it(shop, lamps):
    shop.add_init_script(
        "for (const name of ['SpeechRecognition', 'webkitSpeechRecognition', 'speechSynthesis'])"
        " Object.defineProperty(window, name, { value: undefined });"
    )
    open_panel(shop)
    for button in ("[data-talk-voice]", "[data-talk-aloud]"):
        expect(shop.locator(button)).to_have_count(1)
        expect(shop.locator(button)).to_be_hidden()


# --- open to everybody -------------------------------------------------------------------------
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_assistant_shuts_nobody_out(shop, lamps, ada, size, scheme):
    shop.set_viewport_size(SIZES[size])
    shop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_panel(shop)
    check(shop, "panel")
    for text in ("I am looking for a lamp", "Compare the first two", "Where is my order?"):
        ask(shop, text)
    ask(shop, "I want to send something back")
    check(shop, "panel with parts")
    for name, path in {"page": "assistant/", "help": "help/", "article": "help/delivery/"}.items():
        shop.goto(f"{shop.base}/{path}")
        check(shop, name)
    Conversation.objects.update(
        state=ConversationState.CLOSED, handed_over_at=Conversation.objects.get().started_at
    )
    shop.goto(f"{shop.base}/assistant/")
    expect(shop.get_by_role("group", name="How was it?")).to_be_visible()
    found = Axe().run(shop, options=RULES)
    assert not found.response["violations"], found.generate_report()
