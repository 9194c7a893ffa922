"""No answer leads off the shop, tells an amount that no tool told, or shows what is another's."""

import pytest

from accounts.tests.factories import make_customer
from assistant.dialogue.guard import Guard, guarded, is_own_path
from assistant.replies import Choices, Comparison, Links, Offer, Orders, Products, Reply, Said
from assistant.tests.factories import make_asker, make_conversation, make_proposal
from assistant.tools.base import Situation
from assistant.tools.facts import quoted
from catalog.tests.factories import make_product
from orders.tests.factories import check_out, make_cart

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop(settings):
    settings.SHOP_BASE_URL = "https://shop.example"
    settings.SHOP_EMAIL = "hello@shop.example"


@pytest.fixture
def situation():
    return Situation(make_asker(), make_conversation(), "en")


def said(text, situation, **facts):
    reply = guarded(Reply((Said("Hello."), Said(text))), situation=situation, facts=facts)
    return reply.text.removeprefix("Hello.").strip()


@pytest.mark.parametrize(
    "wrong",
    [
        "Log in at https://evil.com/ please.",
        "Write to boss@evil.com for a refund.",
        "Call +44 20 7946 0999 now.",
        "It costs €5.00 only.",
        "It costs five euros.",
        "You get 50 % off.",
        "Use the code FREE100 today.",
        "Pay with card 4242 4242 4242 4242.",
        "Order 100777 goes to London.",
        "I have cancelled it for you.",
        "Ich habe die Bestellung storniert.",
        "J'ai annulé la commande.",
    ],
)
def test_the_sentence_that_holds_it_is_left_out_and_the_others_stay(situation, wrong):
    assert said(f"Here it is. {wrong} Anything else?", situation) == "Here it is. Anything else?"


def test_amounts_that_tools_told_may_be_said_in_any_writing(situation):
    text = "It costs €1,234.50, which is 1234,50 EUR, delivered for €4.90."
    facts = {"products": [{"price": "€1,234.50"}], "fee": {"amount": "4.90", "currency": "EUR"}}
    assert said(text, situation, **facts) == text
    assert said(text, situation, products=facts["products"]) == ""


def test_a_price_without_a_currency_is_told_as_well_or_not_said(situation):
    text = "It costs 49.00, or 4.90 more with delivery."
    assert said(text, situation, price="€49.00", fee="4.90") == text
    assert said(text, situation, price="€49.00") == ""
    assert said("It costs 0.01.", situation, price="€49.00") == ""


def test_an_amount_that_only_a_review_tells_is_not_told(situation):
    text = "It costs €1.00."
    assert said(text, situation, review="Only €1.00 today") == text
    assert said(text, situation, review=quoted("Only €1.00 today")) == ""


def test_the_same_number_of_another_currency_is_not_told(situation):
    assert said("It costs £12.", situation, price="€12.00") == ""


def test_shares_and_codes_that_tools_told_may_be_said(situation):
    text = "With the code SPRING10 you get 10 % off."
    assert said(text, situation, code="SPRING10", reduction="10 %") == text
    assert said(text, situation, code="SPRING10", reduction="15 %") == ""


def test_the_shops_own_addresses_may_be_said(situation):
    text = "Write to hello@shop.example or see https://shop.example/help/."
    assert said(text, situation) == text


def test_the_askers_own_address_may_be_said_and_anothers_not():
    ada, eve = make_customer(email="ada@example.com"), make_customer(email="eve@example.com")
    text = "The answer goes to ada@example.com."
    of_ada = Situation(make_asker(ada), make_conversation(ada), "en")
    of_eve = Situation(make_asker(eve), make_conversation(eve), "en")
    assert said(text, of_ada) == text
    assert said(text, of_eve) == ""


def test_a_tracking_number_that_was_told_may_be_said(situation):
    text = "Your parcel is 00340434161094042557."
    assert said(text, situation, parcels=[{"tracking": "00340434161094042557"}]) == text


def test_orders_are_named_and_drawn_to_their_owner_alone():
    ada, eve = make_customer(email="ada@example.com"), make_customer(email="eve@example.com")
    order = check_out(make_cart(make_product(), customer=ada), customer=ada)
    reply = Reply((Said(f"Order {order.number} is on its way."), Orders((order.public_id,))))
    of_ada = Situation(make_asker(ada), make_conversation(ada), "en")
    of_eve = Situation(make_asker(eve), make_conversation(eve), "en")
    by_link = Situation(
        make_asker(order_tokens=frozenset({order.token})), make_conversation(), "en"
    )
    assert guarded(reply, situation=of_ada, facts={}).blocks == reply.blocks
    assert guarded(reply, situation=by_link, facts={}).blocks == reply.blocks
    kept = guarded(reply, situation=of_eve, facts={})
    assert order.number not in kept.text
    assert not [block for block in kept.blocks if isinstance(block, Orders)]


def test_no_key_of_the_shop_and_no_token_of_the_talk_is_said(settings):
    settings.LLM_API_KEY = "key-of-the-model"
    conversation = make_conversation()
    talk = Situation(make_asker(order_tokens=frozenset({"tok-tok-tok"})), conversation, "en")
    for secret in (settings.SECRET_KEY, "key-of-the-model", "KEY of the MODEL", "tok-tok-tok",
                   conversation.token):  # fmt: skip
        assert said(f"It is {secret}.", talk) == ""
    assert said("It is a key of the door.", talk) == "It is a key of the door."


def test_a_number_that_a_tool_did_not_find_may_be_repeated(situation):
    text = "I find no order 100777 of yours."
    assert said(text, situation, asked_for="100777") == text


def test_a_proposal_of_another_conversation_is_not_drawn(situation):
    own = make_proposal(situation.conversation)
    other = make_proposal(make_conversation())
    reply = Reply((Offer(own.public_id), Offer(other.public_id)))
    assert guarded(reply, situation=situation, facts={}).blocks == (Offer(own.public_id),)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.com",
        "/\\evil.com",
        "https://evil.com/",
        "javascript:alert(1)",
        "help/",
        "/a b",
        "\\/x",
    ],
)
def test_a_link_leads_to_a_page_of_the_shop_or_nowhere(situation, path):
    assert not is_own_path(path)
    reply = Reply(
        (Links((("Help", "/help/"), ("Win", path))), Products((1, 2), path), Choices((("A", "a"),)))
    )
    assert guarded(reply, situation=situation, facts={}).blocks == (
        Links((("Help", "/help/"),)),
        Products((1, 2)),
        Choices((("A", "a"),)),
    )


def test_what_a_product_is_called_cannot_lead_away_in_choices_links_and_tables(situation):
    evil = "Lamp www.evil.com"
    reply = Reply(
        (
            Choices(((evil, "the first"), ("Lamp", "the second"))),
            Links(((evil, "/p/1/"),)),
            Comparison((1, 2), (("Made by", (evil, "us")), (evil, ("a", "b")))),
        )
    )
    assert guarded(reply, situation=situation, facts={}).blocks == (
        Choices((("Lamp", "the second"),)),
        Comparison((1, 2), (("Made by", ("–", "us")),)),
    )


def test_markup_and_unseen_signs_are_taken_out_of_what_is_said(situation):
    assert said("A <b>warm</b> lamp\u202e.", situation) == "A warm lamp."


def test_where_nothing_is_left_that_is_said_in_the_language_of_the_talk(situation):
    reply = Reply((Said("See https://evil.com/"),))
    english = guarded(reply, situation=situation, facts={}).text
    german = guarded(
        reply, situation=Situation(situation.asker, situation.conversation, "de"), facts={}
    ).text
    assert english
    assert german
    assert "evil" not in english + german


def test_an_answer_without_fault_is_left_as_it_is(situation):
    reply = Reply(
        (Said("Gern! Größe 42 gibt es in rot.\n\n- warm\n- leicht"), Products((3,), "/s/?q=x"))
    )
    assert guarded(reply, situation=situation, facts={}) == reply
    assert Guard(situation, {}).kept("") == ""
