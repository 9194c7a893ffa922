"""Conversations: said once, answered once, whose they are, and silent while staff have them."""

from datetime import timedelta

import pytest

from accounts.tests.factories import make_customer
from assistant import conversations
from assistant.conversations import (
    MOST_A_MINUTE,
    adopt,
    back_to_assistant,
    conversation_of,
    open_conversation,
    say,
    say_streaming,
    thumb,
)
from assistant.desk.services import hand_over
from assistant.dialogue import answering
from assistant.kinds import (
    Author,
    ConversationState,
    Engine,
    HandoverReason,
    Intent,
    Language,
    Thumb,
)
from assistant.llm import ModelFailed
from assistant.llm.access import Failure
from assistant.models import Conversation, OpenQuestion, Turn
from assistant.replies import Block, Reply, Said
from assistant.tests.factories import make_asker, make_conversation, make_turn
from assistant.understanding.reading import Reading, Wish
from foundation import clock
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def understood(monkeypatch):
    """Every message is a greeting, unless a test says what else it is."""
    meant = {"intent": Intent.GREET, "language": Language.ENGLISH}

    def _read(text, *, language, at=None):
        wish = Wish(text, meant["intent"], 0.9)
        return Reading(text, meant["language"], (wish,), "tried")

    monkeypatch.setattr(answering, "read", _read)
    return meant


def _conversation(asker=None):
    return open_conversation(asker=asker or make_asker(), language="en")


def test_what_is_said_and_what_is_answered_are_kept():
    conversation = _conversation()
    answer = say(conversation=conversation, text="  hello ", asker=make_asker())
    asked = answer.answers
    assert (asked.author, asked.text) == (Author.SHOPPER, "hello")
    assert (answer.author, answer.intent, answer.engine) == (
        Author.ASSISTANT,
        Intent.GREET,
        Engine.TRAINED,
    )
    assert answer.text.startswith("Hello!")
    assert answer.blocks == [{"kind": "said", "text": answer.text}]
    assert answer.model_version == "tried"
    assert answer.milliseconds is not None
    conversation.refresh_from_db()
    assert conversation.subject == "hello"


def test_a_form_that_is_sent_twice_is_said_and_answered_once():
    conversation = _conversation()
    first = say(conversation=conversation, text="hello", asker=make_asker(), key="k1")
    second = say(conversation=conversation, text="hello", asker=make_asker(), key="k1")
    assert first == second
    assert conversation.turns.count() == 2


def test_the_same_words_without_the_same_form_are_said_again():
    conversation = _conversation()
    say(conversation=conversation, text="hello", asker=make_asker(), key="k1")
    say(conversation=conversation, text="hello", asker=make_asker(), key="k2")
    assert conversation.turns.count() == 4


def test_an_answer_that_died_is_made_when_the_form_comes_again():
    conversation = _conversation()
    now = clock.now()
    lost = make_turn(conversation, "hello", key="k1", at=now - timedelta(minutes=5))
    answer = say(conversation=conversation, text="hello", asker=make_asker(), key="k1", at=now)
    assert answer.answers == lost


def test_an_answer_that_is_being_made_is_not_made_twice():
    conversation = _conversation()
    asked = make_turn(conversation, "hello", key="k1")
    assert say(conversation=conversation, text="hello", asker=make_asker(), key="k1") == asked
    assert conversation.turns.count() == 1


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "x" * 1_001])
def test_nothing_and_too_much_are_refused(text):
    conversation = _conversation()
    with pytest.raises(Refusal) as refused:
        say(conversation=conversation, text=text, asker=make_asker())
    assert refused.value.field == "text"
    assert not Turn.objects.exists()


def test_an_end_of_a_line_counts_once_as_in_the_field():
    conversation = _conversation()
    half = "x" * 499
    say(conversation=conversation, text=f"{half}\r\n\r\n{half}", asker=make_asker())
    assert conversation.turns.get(author=Author.SHOPPER).text == f"{half}\n\n{half}"


def test_nobody_types_so_fast():
    conversation, now = _conversation(), clock.now()
    for _number in range(MOST_A_MINUTE):
        say(conversation=conversation, text="hello", asker=make_asker(), at=now)
    with pytest.raises(Refusal):
        say(conversation=conversation, text="hello", asker=make_asker(), at=now)
    later = now + timedelta(seconds=61)
    assert say(conversation=conversation, text="hello", asker=make_asker(), at=later).pk


def test_while_staff_have_it_the_assistant_keeps_silent():
    conversation = _conversation()
    hand_over(conversation=conversation, reason=HandoverReason.ASKED)
    turn = say(conversation=conversation, text="are you there?", asker=make_asker())
    assert turn.author == Author.SHOPPER
    assert not conversation.turns.filter(author=Author.ASSISTANT).exists()


def test_a_word_after_the_answer_of_staff_waits_for_them_again():
    conversation = _conversation()
    hand_over(conversation=conversation, reason=HandoverReason.ASKED)
    Conversation.objects.update(state=ConversationState.ANSWERED)
    say(conversation=conversation, text="thanks, but …", asker=make_asker())
    conversation.refresh_from_db()
    assert conversation.state == ConversationState.WAITING


def test_the_assistant_answers_again_when_it_is_asked_to():
    conversation = _conversation()
    hand_over(conversation=conversation, reason=HandoverReason.ASKED)
    kept = back_to_assistant(conversation=conversation)
    assert (kept.state, kept.due_at) == (ConversationState.WITH_ASSISTANT, None)
    assert say(conversation=kept, text="hello", asker=make_asker()).author == Author.ASSISTANT


@pytest.mark.parametrize(
    ("days", "state"), [(1, ConversationState.WAITING), (30, ConversationState.WITH_ASSISTANT)]
)
def test_what_is_said_after_staff_closed_it_is_for_them_for_a_week(days, state):
    now = clock.now()
    conversation = make_conversation(
        state=ConversationState.CLOSED,
        handed_over_at=now - timedelta(days=40),
        closed_at=now - timedelta(days=days),
    )
    say(conversation=conversation, text="one more thing", asker=make_asker(), at=now)
    conversation.refresh_from_db()
    assert (conversation.state, conversation.closed_at) == (state, None)


def test_staff_who_took_over_meanwhile_are_not_talked_over(monkeypatch):
    conversation = _conversation()

    def _slowly(situation, text):
        hand_over(conversation=conversation, reason=HandoverReason.ASKED)
        yield Reply((Said("Too late."),))

    monkeypatch.setattr(conversations, "answer_in_parts", _slowly)
    turn = say(conversation=conversation, text="hello", asker=make_asker())
    assert turn.author == Author.SHOPPER
    assert not Turn.objects.filter(author=Author.ASSISTANT).exists()


def test_parts_come_before_what_is_kept_of_them():
    parts = list(say_streaming(conversation=_conversation(), text="hello", asker=make_asker()))
    assert [isinstance(part, Block) for part in parts] == [True, False]
    assert isinstance(parts[-1], Turn)
    assert parts[-1].text == parts[0].text


def test_what_found_no_answer_becomes_an_open_question(understood):
    understood["intent"] = Intent.NONE
    say(conversation=_conversation(), text="do you engrave walking sticks", asker=make_asker())
    assert "engrave" in OpenQuestion.objects.get().text


def test_the_talk_stays_in_the_language_it_was_last_in(understood):
    conversation = _conversation()
    understood["language"] = Language.GERMAN
    answer = say(conversation=conversation, text="hallo", asker=make_asker())
    assert answer.text.startswith("Hallo")
    conversation.refresh_from_db()
    assert conversation.language == "de"


def test_another_page_language_is_the_language_of_the_talk_from_then_on(monkeypatch):
    conversation = _conversation()
    asked = []

    def _read(text, *, language, at=None):
        asked.append(language)
        return Reading(text, Language(language), (Wish(text, Intent.GREET, 0.9),))

    monkeypatch.setattr(answering, "read", _read)
    say(conversation=conversation, text="ok", asker=make_asker())
    say(conversation=conversation, text="ok", asker=make_asker(language="de"))
    assert asked == ["en", "de"]


def test_a_model_that_fails_midway_leaves_the_trained_answer(monkeypatch):
    def _fails(*, situation, text):
        yield Said("Half an ans")
        raise ModelFailed(Failure.TIMEOUT)

    monkeypatch.setattr(answering.llm, "is_set_up", lambda: True)
    monkeypatch.setattr(answering.llm, "answer_in_parts", _fails)
    answer = say(conversation=_conversation(), text="hello", asker=make_asker())
    assert answer.engine == Engine.FALLBACK
    assert answer.text.startswith("Hello!")


def test_a_model_answers_where_one_is_set_up_and_the_intent_is_noted(monkeypatch):
    def _answers(*, situation, text):
        yield Reply((Said("From the model."),), engine=Engine.MODEL)

    monkeypatch.setattr(answering.llm, "is_set_up", lambda: True)
    monkeypatch.setattr(answering.llm, "answer_in_parts", _answers)
    answer = say(conversation=_conversation(), text="hello", asker=make_asker())
    assert (answer.engine, answer.text) == (Engine.MODEL, "From the model.")
    assert answer.intent == Intent.GREET


def test_a_conversation_opens_by_its_token_for_whoever_holds_it():
    conversation = _conversation()
    assert conversation_of(conversation.token, make_asker()) == conversation
    assert conversation_of("no such token", make_asker()) is None
    assert conversation_of("", make_asker()) is None


def test_a_customers_conversation_is_nobody_elses():
    ada, bob = make_customer("ada@example.com"), make_customer("bob@example.com")
    own = open_conversation(asker=make_asker(ada), language="en")
    assert conversation_of(own.token, make_asker(ada)) == own
    assert conversation_of(own.token, make_asker(bob)) is None
    assert conversation_of(own.token, make_asker()) is None


def test_a_customer_finds_their_open_conversation_in_another_browser():
    ada = make_customer("ada@example.com")
    own = open_conversation(asker=make_asker(ada), language="en")
    assert conversation_of("", make_asker(ada)) == own
    Conversation.objects.update(state=ConversationState.CLOSED)
    assert conversation_of("", make_asker(ada)) is None


def test_what_a_guest_said_is_theirs_after_login_and_stays_it():
    ada, bob = make_customer("ada@example.com"), make_customer("bob@example.com")
    conversation = _conversation()
    assert adopt(conversation=conversation, customer=ada).customer == ada
    assert adopt(conversation=conversation, customer=bob).customer == ada


def test_saying_something_after_login_adopts_the_conversation():
    ada, conversation = make_customer("ada@example.com"), _conversation()
    say(conversation=conversation, text="hello", asker=make_asker(ada))
    conversation.refresh_from_db()
    assert conversation.customer == ada


def test_a_thumb_is_of_an_answer_in_this_conversation_and_can_be_taken_back():
    conversation = _conversation()
    answer = say(conversation=conversation, text="hello", asker=make_asker())
    assert thumb(conversation=conversation, turn_id=answer.pk, thumb=Thumb.UP).thumb == Thumb.UP
    assert thumb(conversation=conversation, turn_id=answer.pk, thumb=Thumb.UP).thumb == ""
    for other, turn in ((_conversation(), answer), (conversation, answer.answers)):
        with pytest.raises(Refusal):
            thumb(conversation=other, turn_id=turn.pk, thumb=Thumb.DOWN)


def test_an_open_question_keeps_nothing_of_the_name_of_who_asked(understood):
    understood["intent"] = Intent.ASK_SHOP
    ada = make_customer("Ada Lovelace")
    asker = make_asker(ada)
    said = "Can Ada Lovelace have her spoons engraved?"
    say(conversation=_conversation(asker), text=said, asker=asker)
    kept = OpenQuestion.objects.get().text
    assert "spoons engraved" in kept
    assert "Ada" not in kept
    assert "Lovelace" not in kept


def test_an_answer_that_nobody_waited_for_is_kept_whole():
    conversation = _conversation()
    steps = say_streaming(conversation=conversation, text="hello", asker=make_asker(), key="k1")
    first = next(steps)
    steps.close()
    answer = conversation.turns.get(author=Author.ASSISTANT)
    assert answer.text == first.text
    again = say(conversation=conversation, text="hello", asker=make_asker(), key="k1")
    assert again == answer


def test_what_no_database_holds_is_asked_of_none():
    conversation = _conversation()
    answer = say(conversation=conversation, text="hello", asker=make_asker(), key="k\x001")
    assert answer.answers.key == "k 1"
    assert conversation_of("\x00", make_asker()) is None
