"""How a talk is drawn: every part anew by the session's rights, nothing said taken for markup."""

import pytest
from django.urls import reverse

from assistant.kinds import Author, ConversationState, HandoverReason, ProposalKind
from assistant.models import Conversation
from assistant.proposals import offer
from assistant.replies import (
    Choices,
    Comparison,
    Links,
    Offer,
    Orders,
    Products,
    Said,
    Sources,
    as_json,
)
from assistant.tests.factories import make_article, make_conversation, make_turn
from catalog.models import ProductStatus
from orders.tests.placed import make_order
from shop.storefront.listing import rebuild_listings
from shop.storefront.talk_parts import own_path
from shop.storefront.tests.people import client_of, make_customer
from shop.storefront.tests.reading import Page

pytestmark = pytest.mark.django_db
PAGE = "/assistant/"


@pytest.fixture
def held(client):
    """A guest's talk, held by the browser's session."""
    return hold(client)


def hold(client, customer=None, **fields):
    conversation = make_conversation(customer, **fields)
    client.post(reverse("storefront:assistant-open", args=[conversation.token]))
    return conversation


def answered(conversation, *blocks, author=Author.ASSISTANT):
    asked = make_turn(conversation)
    return make_turn(conversation, "…", author=author, blocks=as_json(blocks), answers=asked)


def shown(client, path=PAGE):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_nothing_that_was_said_is_markup(client, held):
    make_turn(held, "<script>alert(1)</script>")
    answered(held, Said("<b>one</b>\nline\n\n<i>two</i>"), Choices((('"><b>x', '"><i>y'),)))
    html = shown(client)
    assert "&lt;script&gt;alert(1)" in html
    assert "<p>&lt;b&gt;one&lt;/b&gt;<br>line</p>" in html
    assert "<p>&lt;i&gt;two&lt;/i&gt;</p>" in html
    assert 'value="&quot;&gt;&lt;i&gt;y"' in html


def test_products_are_those_on_the_shelves_at_today_s_price(client, held, stocked):
    answered(held, Products((stocked.pk, 999_999), "/products/?q=mug"))
    html = shown(client)
    assert "Field mug" in html
    assert "€18.50" in html
    assert 'href="/products/?q=mug"' in html
    stocked.status = ProductStatus.RETIRED
    stocked.save()
    rebuild_listings()
    assert "Field mug" not in shown(client)


def test_a_comparison_leaves_out_the_column_of_what_is_gone(client, held, stocked):
    rows = (("Material", ("glass", "clay")), ("Torn trait", ("only one",)))
    answered(held, Comparison((999_999, stocked.pk), rows))
    html = shown(client)
    assert "clay" in html
    assert "glass" not in html
    assert "Torn trait" not in html


def test_sources_lead_to_published_articles(client, held):
    told = make_article("How long it takes", slug="delivery")
    hidden = make_article("A draft", slug="draft", is_published=False)
    answered(held, Sources((told.pk, hidden.pk)))
    html = shown(client)
    assert 'href="/help/delivery/"' in html
    assert "A draft" not in html


def test_an_order_is_drawn_for_its_owner_alone(client):
    ada = make_customer()
    order = make_order(customer=ada)
    conversation = hold(client)
    answered(conversation, Orders((order.public_id,)))
    assert order.number not in shown(client)
    client.get(reverse("storefront:order", args=[order.token]))
    assert order.number in shown(client)


def test_an_order_that_was_opened_by_its_link_stays_known(client):
    orders = [make_order() for _ in range(3)]
    for order in [*orders, orders[0]]:
        client.get(reverse("storefront:order", args=[order.token]))
    assert client.session["opened_orders"] == [orders[number].token for number in (0, 2, 1)]


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)",
     "evil.example", "/no/such/page/", "", "/products/\n//evil.example"],
)  # fmt: skip
def test_only_pages_of_the_shop_are_links(client, held, path):
    answered(held, Links((("Look here", path),)))
    html = shown(client)
    assert "Look here" not in html
    assert "evil.example" not in html


def test_a_link_follows_the_language_of_the_page(db):
    assert own_path("/products/?q=mug", "de") == "/de/products/?q=mug"
    assert own_path("/de/products/", "en") == "/products/"


def test_a_french_talk_on_an_english_page_leads_to_pages_that_are_there(client, stocked):
    conversation = hold(client, language="fr")
    answered(conversation, Products((stocked.pk,), "/products/"), Links((("Panier", "/cart/"),)))
    html = shown(client)
    assert "/fr/" not in html
    assert 'lang="fr"' in html


def test_a_proposal_is_a_form_until_it_was_settled(client):
    ada = make_customer()
    browser = client_of(ada)
    order = make_order(customer=ada)
    conversation = hold(browser, ada)
    proposal = offer(
        conversation=conversation, kind=ProposalKind.CANCEL, payload={"order": order.public_id}
    )
    answered(conversation, Offer(proposal.public_id))
    page = Page(shown(browser))
    path = reverse("storefront:assistant-settle", args=[proposal.public_id])
    assert any(element.attributes.get("action") == path for element in page.root)
    assert browser.post(path, {"decline": "1"}).status_code == 302
    html = shown(browser)
    assert path not in html
    order.refresh_from_db()
    assert order.state == "placed"


def test_another_s_proposal_is_neither_drawn_nor_settled(client, held):
    ada = make_customer()
    order = make_order(customer=ada)
    hers = make_conversation(ada)
    proposal = offer(
        conversation=hers, kind=ProposalKind.CANCEL, payload={"order": order.public_id}
    )
    answered(held, Offer(proposal.public_id))
    path = reverse("storefront:assistant-settle", args=[proposal.public_id])
    assert path not in shown(client)
    client.post(path, {})
    order.refresh_from_db()
    proposal.refresh_from_db()
    assert (order.state, proposal.state) == ("placed", "offered")


def test_notes_of_the_staff_are_theirs(client, held):
    make_turn(held, "A difficult person", author=Author.NOTE)
    make_turn(held, "We look at it.", author=Author.STAFF)
    html = shown(client)
    assert "A difficult person" not in html
    assert "We look at it." in html
    news = client.get("/assistant/news/?after=0", headers={"HX-Request": "true"})
    assert "A difficult person" not in news.content.decode()


# --- while staff has it ------------------------------------------------------------------------
HTMX = {"HX-Request": "true"}


def news(client, after, wait=4):
    response = client.get(f"/assistant/news/?after={after}&wait={wait}", headers=HTMX)
    assert response.status_code == 200
    return response.content.decode()


def test_news_are_asked_for_only_while_staff_has_it_and_ever_more_slowly(client, held):
    last = answered(held, Said("I can hand you over."))
    assert "hx-trigger" not in news(client, last.pk)
    Conversation.objects.filter(pk=held.pk).update(
        state=ConversationState.WAITING, reason=HandoverReason.ASKED
    )
    assert 'hx-trigger="load delay:4s"' in news(client, last.pk)
    slow = news(client, last.pk, wait=40)
    assert 'hx-trigger="load delay:40s"' in slow
    assert "wait=60" in slow
    assert 'hx-trigger="load delay:60s"' in news(client, last.pk, wait=9_999)
    make_turn(held, "It comes on Monday.", author=Author.STAFF)
    told = news(client, last.pk, wait=40)
    assert "It comes on Monday." in told
    assert "I want a person" not in told
    assert 'hx-trigger="load delay:4s"' in told


@pytest.mark.parametrize("after", ["", "-1", "x", "9" * 30, "٣"])
def test_what_no_page_asks_for_is_all_of_it(client, held, after):
    make_turn(held, "Hello there")
    assert "Hello there" in news(client, after)


def test_who_looks_is_seen_to_look(client, held):
    Conversation.objects.filter(pk=held.pk).update(
        state=ConversationState.ANSWERED, handed_over_at=held.started_at, shopper_seen_at=None
    )
    news(client, 0)
    held.refresh_from_db()
    assert held.shopper_seen_at is not None


def test_the_assistant_can_be_asked_again(client, held):
    Conversation.objects.filter(pk=held.pk).update(state=ConversationState.WAITING)
    assert "/assistant/back/" in shown(client)
    client.post("/assistant/back/")
    held.refresh_from_db()
    assert held.state == ConversationState.WITH_ASSISTANT
    assert "/assistant/back/" not in shown(client)


def test_what_was_settled_by_staff_is_rated_once(client, held):
    Conversation.objects.filter(pk=held.pk).update(
        state=ConversationState.CLOSED, handed_over_at=held.started_at
    )
    assert "/assistant/rate/" in shown(client)
    for wrong in ({}, {"stars": "0"}, {"stars": "6"}, {"stars": "x"}):
        told = client.post("/assistant/rate/", {**wrong, "note": "so so"})
        assert "Choose one to five stars." in told.content.decode()
        assert 'value="so so"' in told.content.decode()
    client.post("/assistant/rate/", {"stars": "4", "note": "Quick."})
    held.refresh_from_db()
    assert (held.satisfaction, held.satisfaction_note) == (4, "Quick.")
    assert "/assistant/rate/" not in shown(client)


# --- whose talk it is --------------------------------------------------------------------------
def test_a_customer_s_talk_opens_for_nobody_else_even_by_its_link(client):
    hers = make_conversation(make_customer())
    make_turn(hers, "My secret order")
    client.get(reverse("storefront:assistant-open", args=[hers.token]))
    assert "My secret order" not in shown(client)


def test_a_link_alone_lets_no_guest_write_into_the_talk_of_another(client):
    theirs = make_conversation()
    make_turn(theirs, "Read what my victims write")
    link = reverse("storefront:assistant-open", args=[theirs.token])
    assert link in client.get(link).content.decode()  # the form that asks
    assert "Read what my victims write" not in shown(client)
    client.post("/assistant/say/", {"text": "My order came broken", "key": "k1"})
    assert theirs.turns.count() == 1
    client.post(link)
    assert "Read what my victims write" in shown(client)


def test_a_customer_s_own_link_opens_at_once(client):
    ada = make_customer()
    hers = make_conversation(ada)
    make_turn(hers, "Where is my parcel?")
    client.force_login(ada.user)
    response = client.get(reverse("storefront:assistant-open", args=[hers.token]))
    assert response.headers["Location"] == PAGE
    assert "Where is my parcel?" in shown(client)


def test_what_a_guest_said_is_theirs_after_the_login(client, held):
    ada = make_customer()
    make_turn(held, "Do you have mugs?")
    client.post("/accounts/login/", {"login": ada.email, "password": "a-long-enough-phrase"})
    held.refresh_from_db()
    assert held.customer == ada
    assert "Do you have mugs?" in shown(client)
    client.post("/accounts/logout/")
    assert "Do you have mugs?" not in shown(client)


@pytest.mark.parametrize("is_customer", [False, True])
def test_begun_anew_nothing_of_before_is_shown(client, is_customer):
    ada = make_customer() if is_customer else None
    browser = client_of(ada)
    before = hold(browser, ada)
    make_turn(before, "Do you have mugs?")
    assert "Do you have mugs?" in shown(browser)
    browser.post("/assistant/anew/")
    assert "Do you have mugs?" not in shown(browser)
    assert Conversation.objects.filter(pk=before.pk).exists()
    browser.post("/assistant/anew/")
    assert Conversation.objects.count() == (2 if is_customer else 1)
