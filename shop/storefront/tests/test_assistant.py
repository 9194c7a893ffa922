"""The assistant through its pages: said, answered, put into the cart, handed over, by session."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assistant.kinds import Author, ConversationState, ProposalKind
from assistant.models import Conversation, Turn
from assistant.models.conversations import LONGEST_MESSAGE
from assistant.proposals import offer
from assistant.replies import Offer, as_json
from assistant.tests.factories import make_article, make_conversation, make_turn
from orders.models import Cart
from orders.tests.placed import make_order
from shop.storefront.tests.people import client_of, make_customer
from shop.storefront.tests.reading import Page
from tests.page_profile import BROWSER

pytestmark = pytest.mark.django_db
PAGE, SAY = "/assistant/", "/assistant/say/"
STREAM = {"Accept": "text/event-stream"}
HTMX = {"HX-Request": "true"}


def said_by(author):
    return list(Turn.objects.filter(author=author).values_list("text", flat=True))


def events(response):
    parts = b"".join(response.streaming_content).decode().split("\n\n")
    lines = [part.split("\n") for part in parts if part]
    return [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in lines
    ]


# --- the page ----------------------------------------------------------------------------------
def test_looking_at_the_page_keeps_nothing(client, db):
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert not Conversation.objects.exists()
    assert "sessionid" not in response.cookies


def test_every_page_leads_there_and_asks_nothing_for_it(client, stocked, django_assert_num_queries):
    client.get("/products/")
    html = client.get("/products/").content.decode()
    page = Page(html)
    launcher = next(one for one in page.root if "data-assistant" in one.attributes)
    assert launcher.attributes["href"] == PAGE
    markup = html[html.index('<a class="launcher"') :]
    assert len(markup[: markup.index("</a>")]) < 1_000
    assert "data-assistant" not in client.get(PAGE).content.decode()


def test_the_panel_is_the_talk_with_a_head_and_without_a_page(client, db):
    response = client.get(PAGE, headers={**HTMX, "HX-Target": "assistant-panel"})
    html = response.content.decode()
    assert "data-talk-close" in html
    assert 'id="talk"' in html
    assert "<html" not in html


def test_the_german_shop_asks_in_german(client, db):
    html = client.get("/de/assistant/").content.decode()
    assert 'action="/de/assistant/say/"' in html
    assert "Ihre Nachricht" in html


# --- said and answered -------------------------------------------------------------------------
def test_without_script_a_message_is_answered_on_the_page(client, stocked):
    response = client.post(SAY, {"text": "I am looking for a mug", "key": "k1"})
    assert response.status_code == 302
    assert response["Location"].startswith(PAGE)
    html = client.get(response["Location"]).content.decode()
    assert "I am looking for a mug" in html
    assert "Field mug" in html


def test_the_same_form_twice_is_said_once(client, stocked):
    for _ in range(2):
        client.post(SAY, {"text": "I am looking for a mug", "key": "k1"})
    assert said_by(Author.SHOPPER) == ["I am looking for a mug"]
    assert len(said_by(Author.ASSISTANT)) == 1


def test_a_choice_says_what_its_button_says(client, stocked):
    client.post(SAY, {"choice": "I want a mug", "text": "half a sen", "key": "k1"})
    assert said_by(Author.SHOPPER) == ["I want a mug"]


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("text", "told"), [("", "Type what"), ("   ", "Type what"), ("x" * 1_001, "at most 1000")]
)
def test_what_cannot_be_said_is_told_and_stays(client, db, headers, text, told):
    assert LONGEST_MESSAGE == 1_000
    response = client.post(SAY, {"text": text, "key": "k1"}, headers=headers)
    page = Page(response.content.decode())
    assert told in page.told_at("text")
    assert page.values("text") == [text]
    assert not Turn.objects.exists()


def test_one_who_hammers_is_asked_to_wait(client, db):
    for number in range(12):
        client.post(SAY, {"text": f"mug {number}", "key": f"k{number}"})
    response = client.post(SAY, {"text": "mug again", "key": "last"})
    assert "Wait a moment" in response.content.decode()
    assert "mug again" not in said_by(Author.SHOPPER)


def test_one_address_opens_no_thousand_talks(settings, db):
    cache.clear()
    settings.PAGE_RATES = {**settings.PAGE_RATES, "assistant": "3/min"}
    browsers = [Client(HTTP_HOST="localhost", HTTP_USER_AGENT=BROWSER) for _ in range(4)]
    found = [one.post(SAY, {"text": "mug", "key": "k"}).status_code for one in browsers]
    assert found == [302, 302, 302, 429]
    assert Conversation.objects.count() == 3


def test_another_site_says_nothing_in_a_shopper_s_name(db):
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost", HTTP_USER_AGENT=BROWSER)
    for path in ("say", "anew", "back", "rate", "settle/0000000000000000", "thumb/1"):
        assert strict.post(f"/assistant/{path}/", {"text": "mug"}).status_code == 403, path
    assert not Conversation.objects.exists()


# --- streamed ----------------------------------------------------------------------------------
def test_an_answer_streams_its_parts_and_ends_with_what_was_kept(client, stocked):
    response = client.post(SAY, {"text": "I want a mug", "key": "k1"}, headers=STREAM)
    assert response["Content-Type"] == "text/event-stream"
    assert response["X-Accel-Buffering"] == "no"
    found = events(response)
    names = [name for name, _data in found]
    assert names[-1] == "turn"
    assert set(names[:-1]) <= {"part"}
    kept = found[-1][1]
    assert "I want a mug" in kept["turns"]
    assert "Field mug" in kept["turns"]
    assert "€18.50" in kept["turns"]
    assert len(kept["key"]) == 32
    assert said_by(Author.SHOPPER) == ["I want a mug"]


def test_a_stream_speaks_the_page_s_language_and_currency(client, stocked):
    response = client.post("/de/assistant/say/", {"text": "mug", "key": "k1"}, headers=STREAM)
    kept = events(response)[-1][1]
    assert 'href="/de/p/' in kept["turns"]
    assert "18,50" in kept["turns"]


def test_what_is_refused_in_a_stream_is_told_there(client, db):
    response = client.post(SAY, {"text": "x" * 1_001, "key": "k1"}, headers=STREAM)
    assert [name for name, _data in events(response)] == ["problem"]
    assert not Turn.objects.exists()


def test_the_same_key_streams_the_same_turns(client, stocked):
    first, second = (
        events(client.post(SAY, {"text": "mug", "key": "k1"}, headers=STREAM))[-1][1]
        for _ in range(2)
    )
    answer = Turn.objects.get(author=Author.ASSISTANT)
    assert f"turn-{answer.pk}" in first["turns"]
    assert f"turn-{answer.pk}" in second["turns"]


def test_an_answer_whose_reader_left_is_kept_and_looked_for(client, stocked):
    response = client.post(SAY, {"text": "I want a mug", "key": "k1"}, headers=STREAM)
    next(iter(response.streaming_content))
    waiting = client.post(SAY, {"text": "I want a mug", "key": "k1"}, follow=True).content.decode()
    assert said_by(Author.ASSISTANT) == []
    assert "/assistant/news/?after=" in waiting
    response._iterator.close()  # as the server does; ``close`` would take the test's database
    assert len(said_by(Author.ASSISTANT)) == 1
    there = client.get(PAGE).content.decode()
    assert "Field mug" in there
    assert "/assistant/news/?after=" not in there


def test_what_is_said_to_staff_is_heard_and_not_answered(client, db):
    client.post(SAY, {"text": "mug", "key": "k1"})
    Conversation.objects.update(state=ConversationState.WAITING)
    kept = events(client.post(SAY, {"text": "Hello?", "key": "k2"}, headers=STREAM))[-1][1]
    assert "Hello?" in kept["turns"]
    assert "turn-assistant" not in kept["turns"]
    assert "hx-trigger" in kept["state"]


# --- what a click does -------------------------------------------------------------------------
def offered(client, kind, payload, customer=None):
    conversation = make_conversation(customer)
    client.post(reverse("storefront:assistant-open", args=[conversation.token]))
    proposal = offer(conversation=conversation, kind=kind, payload=payload)
    make_turn(conversation, author=Author.ASSISTANT, blocks=as_json([Offer(proposal.public_id)]))
    return reverse("storefront:assistant-settle", args=[proposal.public_id])


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_guest_s_browser_holds_the_cart_that_a_click_filled(client, stocked, headers):
    variant = stocked.variants.first()
    path = offered(client, ProposalKind.CART_ADD, {"variant_id": variant.pk, "quantity": 1})
    assert not Cart.objects.exists()
    response = client.post(path, {"quantity": "2"}, headers=headers)
    cart = Cart.objects.get()
    assert client.cookies["cart"].value == cart.token
    assert (cart.lines.get().variant, cart.lines.get().quantity) == (variant, 2)
    assert ("cart-changed" in response.headers.get("HX-Trigger", "")) is bool(headers)
    client.post(path, {"quantity": "2"}, headers=headers)
    assert cart.lines.get().quantity == 2
    assert "Field mug" in client.get("/cart/").content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_field_of_a_proposal_is_told_there_and_stays(client, stocked, headers):
    variant = stocked.variants.first()
    path = offered(client, ProposalKind.CART_ADD, {"variant_id": variant.pk, "quantity": 1})
    response = client.post(path, {"quantity": "lots"}, headers=headers)
    page = Page(response.content.decode())
    assert "at least one" in page.told_at("quantity")
    assert not Cart.objects.filter(lines__isnull=False).exists()


def test_an_address_that_is_wrong_keeps_what_was_typed(stocked):
    ada = make_customer()
    browser = client_of(ada)
    order = make_order(customer=ada)
    path = offered(browser, ProposalKind.ADDRESS, {"order": order.public_id}, ada)
    typed = {"name": "Ada Byron", "line1": "", "postcode": "SW1Y 4JH", "city": "London"}
    page = Page(browser.post(path, typed).content.decode())
    assert page.told_at("line1")
    assert page.values("name") == ["Ada Byron"]
    order.refresh_from_db()
    assert order.ship_name != "Ada Byron"


def test_a_thumb_is_kept_and_taken_back(client, stocked):
    client.post(SAY, {"text": "mug", "key": "k1"})
    answer = Turn.objects.get(author=Author.ASSISTANT)
    path = reverse("storefront:assistant-thumb", args=[answer.pk])
    drawn = client.post(path, {"thumb": "up"}, headers=HTMX).content.decode()
    assert drawn.count("<form") == 1
    assert 'aria-pressed="true"' in drawn
    answer.refresh_from_db()
    assert answer.thumb == "up"
    client.post(path, {"thumb": "up"})
    answer.refresh_from_db()
    assert answer.thumb == ""


@pytest.mark.parametrize("thumb", ["", "sideways"])
def test_no_other_thumb_is_kept(client, stocked, thumb):
    client.post(SAY, {"text": "mug", "key": "k1"})
    answer = Turn.objects.get(author=Author.ASSISTANT)
    client.post(reverse("storefront:assistant-thumb", args=[answer.pk]), {"thumb": thumb})
    answer.refresh_from_db()
    assert answer.thumb == ""


def test_an_answer_in_another_s_talk_is_not_judged(client, db):
    other = make_turn(make_conversation(), "…", author=Author.ASSISTANT)
    client.post(SAY, {"text": "mug", "key": "k1"})
    client.post(reverse("storefront:assistant-thumb", args=[other.pk]), {"thumb": "up"})
    other.refresh_from_db()
    assert other.thumb == ""


@pytest.mark.parametrize("path", ["back", "rate", "settle/0000000000000000", "thumb/1"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_without_a_talk_there_is_nothing_to_click(client, db, path, headers):
    response = client.post(f"/assistant/{path}/", {}, headers=headers, follow=True)
    assert response.status_code == 200
    assert "not open in this browser" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["say", "anew", "back", "rate", "settle/0000000000000000", "thumb/1", "news"]
)
def test_who_visits_an_address_that_is_posted_to_is_led_to_the_page(client, db, path):
    response = client.get(f"/assistant/{path}/")
    assert (response.status_code, response["Location"]) == (302, PAGE)


def test_shoppers_are_told_of_a_language_model_where_there_is_one(client, db, settings):
    assert "language model" not in client.get("/privacy/").content.decode()
    settings.LLM_BASE_URL, settings.LLM_MODEL = "http://127.0.0.1:9/v1", "small"
    assert "language model" in client.get("/privacy/").content.decode()


# --- help pages --------------------------------------------------------------------------------
def test_help_pages_are_read_in_the_language_of_the_page(client, db):
    make_article("Delivery", slug="delivery", body="It takes <b>three</b> days.")
    make_article("Lieferung", slug="delivery", language="de", body="Es dauert drei Tage.")
    make_article("A draft", slug="draft", is_published=False)
    contents = client.get("/help/").content.decode()
    assert 'href="/help/delivery/"' in contents
    assert "A draft" not in contents
    assert "&lt;b&gt;three&lt;/b&gt;" in client.get("/help/delivery/").content.decode()
    assert "Es dauert drei Tage." in client.get("/de/help/delivery/").content.decode()
    assert client.get("/help/draft/").status_code == 404
    assert client.get("/help/nothing/").status_code == 404


def test_help_pages_may_be_found(client, db):
    make_article("Delivery", slug="delivery")
    assert "/help/delivery/" in client.get("/sitemap-help-en.xml").content.decode()
    assert "noindex" not in client.get("/help/delivery/").content.decode()
    assert "noindex" in client.get(PAGE).content.decode()
