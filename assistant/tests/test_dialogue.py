"""What is done with a message that was understood: served, asked back, or given up in time."""

from dataclasses import replace

import pytest
from django.utils import translation

from analytics.models import ReviewAspect
from assistant.dialogue import clarifying
from assistant.dialogue.engine import answered
from assistant.dialogue.joining import joined
from assistant.dialogue.memory import Use, asked, read_memory
from assistant.dialogue.policy import TOOL_OF
from assistant.kinds import HandoverReason, Intent, Language, ProposalKind
from assistant.models import Proposal
from assistant.replies import Choices, Comparison, Offer, Products
from assistant.tests.factories import make_article, make_asker, make_conversation
from assistant.tools.base import Situation
from assistant.understanding.reading import Guess, Reading, Slots, Wish
from catalog.tests.factories import make_product
from search import indexing

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    made = {
        "lamp": make_product("Aurora lamp", price="49.00"),
        "shirt": make_product("Linen shirt", price="30.00", colours=["forest", "sand"]),
    }
    indexing.rebuild()
    return made


def _wish(intent, text="…", confidence=0.95, guesses=(), **slots):
    return Wish(text, intent, confidence, tuple(guesses), Slots(**slots))


def _answer(conversation, text, *wishes, language="en"):
    """The answer, its memory kept as ``say`` keeps it."""
    situation = Situation(make_asker(), conversation, language)
    reading = Reading(text, Language(language), wishes, "tried")
    reply = answered(situation=situation, reading=reading).reply
    conversation.memory = reply.memory
    conversation.save(update_fields=["memory"])
    return reply


def _block(reply, kind):
    return next(block for block in reply.blocks if isinstance(block, kind))


def test_a_wish_is_served_by_its_tool_with_what_it_names(shop):
    reply = _answer(
        make_conversation(),
        "a lamp under 60",
        _wish(Intent.FIND_PRODUCTS, words="lamp", price_to=60.0),
    )
    assert _block(reply, Products).product_ids == (shop["lamp"].pk,)
    assert (reply.intent, reply.model_version) == (Intent.FIND_PRODUCTS, "tried")


def test_two_wishes_of_one_message_are_both_served(shop):
    reply = _answer(
        make_conversation(),
        "show me lamps and put the first one in the cart",
        _wish(Intent.FIND_PRODUCTS, words="lamp"),
        _wish(Intent.ADD_TO_CART, places=(1,)),
    )
    assert _block(reply, Products).product_ids == (shop["lamp"].pk,)
    offered = Proposal.objects.get(public_id=_block(reply, Offer).public_id)
    assert offered.payload["variant_id"] == shop["lamp"].variants.get().pk


def test_a_greeting_before_a_wish_needs_no_answer_of_its_own(shop):
    reply = _answer(
        make_conversation(),
        "hello, a lamp please",
        _wish(Intent.GREET),
        _wish(Intent.FIND_PRODUCTS, words="lamp"),
    )
    assert "Hello" not in reply.text
    assert reply.intent == Intent.FIND_PRODUCTS


def test_a_greeting_alone_is_answered_and_says_that_it_is_a_program():
    reply = _answer(make_conversation(), "hi", _wish(Intent.GREET))
    assert "a computer program" in reply.text


def test_a_choice_that_is_clicked_goes_on_with_what_was_asked(shop):
    conversation = make_conversation(memory={"product": shop["shirt"].pk})
    reply = _answer(conversation, "put it in the cart", _wish(Intent.ADD_TO_CART))
    assert [label for label, _sent in _block(reply, Choices).options] == ["Forest", "Sand"]
    reply = _answer(conversation, "Sand", _wish(Intent.NONE, "Sand", 0.2))
    payload = Proposal.objects.get(public_id=_block(reply, Offer).public_id).payload
    chosen = shop["shirt"].variants.get(pk=payload["variant_id"])
    assert chosen.option_values.get().code == "sand"


@pytest.mark.parametrize("said", ["the sand one please", "SAND"])
def test_a_choice_may_be_said_in_more_words(shop, said):
    conversation = make_conversation(memory={"product": shop["shirt"].pk})
    _answer(conversation, "put it in the cart", _wish(Intent.ADD_TO_CART))
    reply = _answer(conversation, said, _wish(Intent.NONE, said, 0.2))
    assert _block(reply, Offer)


def test_a_question_that_was_asked_is_over_when_something_else_is_wanted(shop):
    conversation = make_conversation(memory={"product": shop["shirt"].pk})
    _answer(conversation, "put it in the cart", _wish(Intent.ADD_TO_CART))
    reply = _answer(conversation, "show my cart", _wish(Intent.SHOW_CART))
    assert "Your cart is empty." in reply.text
    assert read_memory(conversation.memory).asked is None


def test_no_to_what_was_asked_leaves_it(shop):
    conversation = make_conversation(memory={"product": shop["shirt"].pk})
    _answer(conversation, "put it in the cart", _wish(Intent.ADD_TO_CART))
    reply = _answer(conversation, "no", _wish(Intent.DENY, "no"))
    assert "I leave it" in reply.text
    assert not Proposal.objects.exists()


def test_words_answer_a_question_for_words(shop):
    conversation = make_conversation()
    _answer(conversation, "I am looking for something", _wish(Intent.FIND_PRODUCTS))
    reply = _answer(conversation, "lamp", _wish(Intent.NONE, "lamp", 0.3))
    assert _block(reply, Products).product_ids == (shop["lamp"].pk,)


def test_two_close_guesses_are_asked_about_and_the_chosen_one_served(shop):
    conversation = make_conversation()
    guesses = (Guess(Intent.FIND_PRODUCTS, 0.4), Guess(Intent.RECOMMEND, 0.35))
    wish = _wish(Intent.FIND_PRODUCTS, "lamp perhaps", 0.4, guesses, words="lamp")
    reply = _answer(conversation, "lamp perhaps", wish)
    labels = [label for label, _sent in _block(reply, Choices).options]
    assert labels == ["Find products", "Recommend something"]
    reply = _answer(conversation, "Find products", _wish(Intent.FIND_PRODUCTS, "Find products"))
    assert _block(reply, Products).product_ids == (shop["lamp"].pk,)
    assert reply.intent == Intent.FIND_PRODUCTS


def test_a_sure_guess_is_never_asked_about():
    close = (Guess(Intent.FIND_PRODUCTS, 0.56), Guess(Intent.RECOMMEND, 0.44))
    assert not clarifying.is_unclear(_wish(Intent.FIND_PRODUCTS, confidence=0.56, guesses=close))
    unsure = replace(_wish(Intent.FIND_PRODUCTS, guesses=close), confidence=0.5)
    assert clarifying.is_unclear(unsure)


def test_nothing_of_the_shops_is_not_guessed_at():
    guesses = (Guess(Intent.NONE, 0.5), Guess(Intent.FIND_PRODUCTS, 0.3))
    reply = _answer(
        make_conversation(), "sing a song", _wish(Intent.NONE, "sing a song", 0.5, guesses)
    )
    assert "not sure what you mean" in reply.text
    assert reply.is_unanswered


def test_the_very_words_of_goods_are_enough(shop):
    reply = _answer(make_conversation(), "aurora lamp", _wish(Intent.NONE, "aurora lamp", 0.2))
    assert _block(reply, Products).product_ids == (shop["lamp"].pk,)
    assert reply.intent == Intent.FIND_PRODUCTS


def test_not_understood_twice_in_a_row_a_person_is_offered():
    conversation = make_conversation()
    lost = _wish(Intent.NONE, "blorp the frobnicator of yesterday", 0.1)
    first = _answer(conversation, lost.text, lost)
    assert not any(isinstance(block, Offer) for block in first.blocks)
    second = _answer(conversation, lost.text, lost)
    offered = Proposal.objects.get(public_id=_block(second, Offer).public_id)
    assert offered.kind == ProposalKind.HANDOVER
    assert offered.payload["reason"] == HandoverReason.NOT_UNDERSTOOD


def test_an_answer_in_between_starts_the_count_anew(shop):
    conversation = make_conversation()
    lost = _wish(Intent.NONE, "blorp the frobnicator of yesterday", 0.1)
    _answer(conversation, lost.text, lost)
    _answer(conversation, "lamp", _wish(Intent.FIND_PRODUCTS, words="lamp"))
    again = _answer(conversation, lost.text, lost)
    assert not any(isinstance(block, Offer) for block in again.blocks)


def test_a_complaint_reaches_people_as_one():
    reply = _answer(make_conversation(), "this is a disgrace", _wish(Intent.COMPLAIN))
    offered = Proposal.objects.get(public_id=_block(reply, Offer).public_id)
    assert offered.payload["reason"] == HandoverReason.COMPLAINT


@pytest.mark.parametrize(
    "kept",
    [
        {"shown": "all"},
        {"product": "1"},
        {"asked": {"options": [{"label": "x"}], "free": {"tool": 1, "field": "words"}}},
        {"asked": []},
        {"query": 3, "missed": "often"},
    ],
)
def test_what_was_kept_in_no_known_form_is_as_if_it_were_not_there(kept):
    memory = read_memory(kept)
    assert (memory.shown, memory.product, memory.asked, memory.missed) == ((), None, None, 0)


def test_a_question_that_waits_comes_back_from_json_as_it_was():
    option = read_memory(asked([])).asked
    assert option is None
    kept = {"asked": {"options": [{"label": "M", "tool": "t", "arguments": {"a": 1}}]}}
    assert read_memory(kept).asked.option("m").use == Use("t", {"a": 1})


def test_a_price_said_apart_belongs_to_what_is_recommended(shop):
    reply = _answer(
        make_conversation(),
        "a present for my father, max 40",
        _wish(Intent.RECOMMEND, "a present for my father"),
        _wish(Intent.FIND_PRODUCTS, "max 40", price_to=40.0),
    )
    assert _block(reply, Products).product_ids == (shop["shirt"].pk,)
    assert sum(isinstance(block, Products) for block in reply.blocks) == 1


def test_two_things_that_are_looked_for_stay_two():
    wishes = [
        _wish(Intent.FIND_PRODUCTS, words="lamp"),
        _wish(Intent.FIND_PRODUCTS, words="shirt"),
    ]
    assert joined(wishes) == wishes


def test_an_unclear_word_more_is_about_what_was_spoken_of_last():
    guesses = (Guess(Intent.ASK_SHOP, 0.4), Guess(Intent.ORDER_STATE, 0.3))
    wish = _wish(Intent.ASK_SHOP, "and when will it be here?", 0.4, guesses)
    conversation = make_conversation(memory={"topic": Intent.ORDER_STATE.value})
    assert _answer(conversation, wish.text, wish).text.startswith("I can only see orders")
    fresh = _answer(make_conversation(), wish.text, wish)
    assert any(isinstance(block, Choices) for block in fresh.blocks)


def test_a_place_among_those_shown_says_that_it_is_about_a_product(shop):
    guesses = (Guess(Intent.ASK_SHOP, 0.36), Guess(Intent.ASK_PRODUCT, 0.35))
    wish = _wish(Intent.ASK_SHOP, "was kostet die erste", 0.36, guesses, places=(1,))
    conversation = make_conversation(memory={"shown": [shop["lamp"].pk, shop["shirt"].pk]})
    reply = _answer(conversation, wish.text, wish)
    assert "Aurora lamp" in reply.text


def test_a_colour_alone_is_asked_of_the_product_that_was_spoken_of(shop):
    conversation = make_conversation(memory={"product": shop["shirt"].pk})
    reply = _answer(conversation, "in sand?", _wish(Intent.FIND_PRODUCTS, "in sand?", words="sand"))
    assert reply.text.startswith("Linen shirt")


def test_the_first_one_is_of_products_where_something_else_is_wanted_of_it(shop):
    conversation = make_conversation(
        memory={"product": shop["shirt"].pk, "shown": [shop["shirt"].pk, shop["lamp"].pk]}
    )
    _answer(conversation, "put it in the cart", _wish(Intent.ADD_TO_CART))
    about = _wish(Intent.ASK_PRODUCT, "how much is the second one?", places=(2,))
    assert "Aurora lamp costs €49.00." in _answer(conversation, about.text, about).text
    assert not Proposal.objects.exists()


def test_words_that_fit_no_goods_are_looked_up_in_the_articles(shop):
    make_article(
        "Do you engrave?",
        body="We engrave names on glass and metal for free.",
        questions="do you engrave names on glasses",
    )
    wish = _wish(Intent.FIND_PRODUCTS, "do you engrave names on glasses?", 0.4, words="engrave")
    assert "We engrave names" in _answer(make_conversation(), wish.text, wish).text


def test_unsure_words_that_fit_nothing_are_not_answered_with_anything(shop):
    wish = _wish(Intent.FIND_PRODUCTS, "purple elephants", 0.3, words="purple elephants")
    reply = _answer(make_conversation(), wish.text, wish)
    assert not any(isinstance(block, Products) for block in reply.blocks)
    assert reply.is_unanswered


def test_one_more_name_after_a_comparison_is_compared_as_well(shop):
    mug = make_product("Cobble mug", price="9.00")
    indexing.rebuild()
    reply = _answer(
        make_conversation(),
        "compare the Aurora lamp with the linen shirt and the cobble mug",
        _wish(
            Intent.COMPARE,
            "compare the Aurora lamp with the linen shirt",
            words="Aurora lamp with linen shirt",
        ),
        _wish(Intent.FIND_PRODUCTS, "the cobble mug", words="cobble mug"),
    )
    ids = {shop["lamp"].pk, shop["shirt"].pk, mug.pk}
    assert set(_block(reply, Comparison).product_ids) == ids
    assert not any(isinstance(block, Products) for block in reply.blocks)


def test_another_product_named_instead_of_a_choice_is_that_product(shop):
    conversation = make_conversation(memory={"product": shop["shirt"].pk})
    _answer(conversation, "put it in the cart", _wish(Intent.ADD_TO_CART))
    other = _wish(
        Intent.ADD_TO_CART, "no, 2 of the aurora lamp", 0.6, words="aurora lamp", quantity=2
    )
    reply = _answer(conversation, other.text, other)
    payload = Proposal.objects.get(public_id=_block(reply, Offer).public_id).payload
    assert payload == {"variant_id": shop["lamp"].variants.get().pk, "quantity": 2}


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (_wish(Intent.RECOMMEND, "what do people think of it?"), "Nobody has reviewed it yet."),
        (_wish(Intent.ORDER_STATE, "when would it arrive?"), "I know no way of delivery"),
    ],
)
def test_what_is_asked_after_a_product_was_spoken_of_is_asked_of_it(shop, wish, told):
    memory = {"product": shop["lamp"].pk, "topic": Intent.ASK_PRODUCT.value}
    assert told in _answer(make_conversation(memory=memory), wish.text, wish).text


def test_where_an_order_is_stays_a_question_about_an_order(shop):
    memory = {"product": shop["lamp"].pk, "topic": Intent.ASK_PRODUCT.value}
    wish = _wish(Intent.ORDER_STATE, "when does my order arrive?")
    reply = _answer(make_conversation(memory=memory), wish.text, wish)
    assert reply.intent == Intent.ORDER_STATE


@pytest.mark.parametrize("language", ["de", "fr"])
def test_what_is_offered_to_choose_from_is_in_the_language_of_the_talk(language):
    with translation.override(language):
        for text in (*(intent.label for intent in TOOL_OF), *(one.label for one in ReviewAspect)):
            with translation.override("en"):
                english = str(text)
            assert str(text) != english or english in {"Service"}, english
