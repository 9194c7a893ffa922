"""What staff teach: examples, corrected intents, and articles of questions and answers."""

from time import process_time

import pytest

from accounts.models import User
from accounts.tests.factories import make_customer
from assistant.kinds import Author, ExampleSource, Intent, Language, QuestionState
from assistant.knowledge.services import publish_article
from assistant.knowledge.serving import find_passages
from assistant.learning.blotting import STREET
from assistant.learning.drafts import draft_from_answer, draft_from_question
from assistant.learning.examples import add_example, correct_intent, learn_from, learn_now
from assistant.learning.questions import answer_with, note_unanswered
from assistant.models import Article, Example
from assistant.tests.factories import make_article, make_conversation, make_turn
from events.models import Job
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db


def make_staff():
    return User.objects.create_superuser(email="owner@shop.example", password="x")


def answered_by_staff(question, answer, **fields):
    conversation = make_conversation(make_customer("Anna Lee"), **fields)
    asked = make_turn(conversation, question)
    make_turn(conversation, "I hand you over.", author=Author.ASSISTANT, answers=asked)
    return make_turn(conversation, answer, author=Author.STAFF)


# --- examples -----------------------------------------------------------------------------------
def test_an_example_is_kept_without_what_tells_a_person():
    example = add_example(
        text="Where is order SW-123 of Anna?",
        language=Language.ENGLISH,
        intent=Intent.ORDER_STATE,
        names=["Anna Lee"],
    )
    assert (example.text, example.source) == ("Where is order # of #?", ExampleSource.STAFF)


def test_streets_are_blotted_out_in_a_time_that_grows_with_the_text():
    assert STREET.sub("#", "in der Müller-Lüdenscheidt-Straße 5, bitte") == "in der #, bitte"
    begun = process_time()
    assert not STREET.search("A-" * 4_000)
    assert process_time() - begun < 0.3


def test_a_wording_that_is_known_takes_the_intent_said_last():
    for intent in (Intent.GREET, Intent.THANK):
        add_example(text="Cheerio", language=Language.ENGLISH, intent=intent)
    assert Example.objects.get().intent == Intent.THANK


@pytest.mark.parametrize("text", ["", "  ", "12 34", "anna@lee.example", "?!"])
def test_nothing_to_learn_from_is_refused(text):
    with pytest.raises(Refusal) as refused:
        add_example(text=text, language=Language.ENGLISH, intent=Intent.GREET)
    assert refused.value.field == "text"


def test_an_intent_is_put_right_from_the_question_or_its_answer():
    staff = make_staff()
    conversation = make_conversation(make_customer("Anna Lee"), language="de")
    asked = make_turn(conversation, "Wo bleibt das Paket für Anna?", intent=Intent.COMPLAIN)
    answer = make_turn(conversation, "Hm.", author=Author.ASSISTANT, answers=asked)

    for turn in (asked, answer):
        example = correct_intent(turn=turn, intent=Intent.ORDER_STATE, staff=staff)

    assert Example.objects.get() == example
    assert (example.text, example.language) == ("Wo bleibt das Paket für #?", "de")
    assert (example.intent, example.source) == (Intent.ORDER_STATE, ExampleSource.CORRECTED)
    assert example.author == staff


def test_words_of_the_assistant_alone_teach_nothing():
    greeting = make_turn(make_conversation(), "Hello!", author=Author.ASSISTANT)
    with pytest.raises(Refusal):
        correct_intent(turn=greeting, intent=Intent.GREET, staff=make_staff())


def test_an_example_can_be_left_out_and_taken_in():
    example = add_example(text="Cheerio", language=Language.ENGLISH, intent=Intent.LEAVE)
    assert not learn_from(example=example, is_active=False).is_active
    assert learn_from(example=example, is_active=True).is_active


def test_learning_now_queues_one_training():
    learn_now()
    learn_now()
    assert Job.objects.filter(payload__name="assistant-intents").count() == 1


# --- articles of questions ----------------------------------------------------------------------
def test_a_question_becomes_a_draft_with_what_staff_answered_to_the_like():
    answered_by_staff(
        "Hi, do you engrave rings? Anna Lee", "Dear Anna, yes, within 5 days.\n\nJust ask."
    )
    answered_by_staff("Is the oak table in stock?", "Yes.")
    question = note_unanswered(text="can you engrave a ring?", language="en")

    draft = draft_from_question(question=question)

    assert (draft.title, draft.is_published) == ("Can you engrave a ring?", False)
    assert draft.body == "Dear #, yes, within # days.\n\nJust ask."
    assert draft.questions == "can you engrave a ring?"
    assert draft_from_question(question=question) == draft


def test_without_the_like_the_draft_is_to_be_written():
    answered_by_staff("Is the oak table in stock?", "Yes.")
    question = note_unanswered(text="do you engrave rings", language="en")
    assert draft_from_question(question=question).body == ""


def test_once_published_the_question_is_answered_and_found():
    question = note_unanswered(text="do you engrave rings", language="en")
    draft = draft_from_question(question=question)
    draft.body = "Yes, any ring."
    draft.save()
    publish_article(article=draft)

    question.refresh_from_db()
    assert question.state == QuestionState.ANSWERED
    assert find_passages("Do you engrave rings?", language="en")[0].article_id == draft.pk


def test_an_article_that_is_there_answers_a_question():
    article = make_article("Engraving", body="We engrave any ring.", questions="Engraved rings")
    question = note_unanswered(text="my name is Anna, put letters onto jewellery?", language="en")
    question = answer_with(question=question, article=article)
    assert (question.state, question.article) == (QuestionState.ANSWERED, article)
    assert find_passages("letters onto jewellery", language="en")[0].article_id == article.pk


def test_a_draft_does_not_settle_a_question():
    draft = make_article("Engraving", is_published=False)
    question = note_unanswered(text="do you engrave rings", language="en")
    assert answer_with(question=question, article=draft).state == QuestionState.OPEN


# --- articles of answers ------------------------------------------------------------------------
def test_an_answer_of_staff_becomes_a_draft_without_names_and_numbers():
    turn = answered_by_staff("Anna here: do you wrap gifts?", "Yes, Anna, for 3 euros.")
    draft = draft_from_answer(turn=turn)
    assert (draft.title, draft.body) == ("Here: do you wrap gifts?", "Yes, #, for # euros.")
    assert not draft.is_published


def test_a_draft_keeps_the_whole_answer_and_its_paragraphs():
    long = "We wrap it in paper of the season. " * 20
    turn = answered_by_staff("Do you wrap gifts?", f"{long}\r\n\r\nJust ask.")
    assert draft_from_answer(turn=turn).body == f"{long.strip()}\n\nJust ask."


def test_names_of_drafts_never_clash():
    turn = answered_by_staff("Do you wrap gifts?", "Yes.")
    assert [draft_from_answer(turn=turn).slug for _time in range(3)] == [
        "do-you-wrap-gifts", "do-you-wrap-gifts-2", "do-you-wrap-gifts-3",
    ]  # fmt: skip


@pytest.mark.parametrize("author", [Author.SHOPPER, Author.ASSISTANT, Author.NOTE])
def test_only_answers_of_staff_become_articles(author):
    conversation = make_conversation()
    make_turn(conversation, "Do you wrap gifts?")
    with pytest.raises(Refusal):
        draft_from_answer(turn=make_turn(conversation, "A secret.", author=author))
    assert not Article.objects.exists()


def test_what_staff_began_without_a_question_is_no_article():
    turn = make_turn(make_conversation(), "Hello.", author=Author.STAFF)
    with pytest.raises(Refusal):
        draft_from_answer(turn=turn)
