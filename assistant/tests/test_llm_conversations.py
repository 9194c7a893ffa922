"""A whole conversation with a language model: the same shop behind it, and answers without it."""

import time

import pytest

from assistant.conversations import say, say_streaming
from assistant.kinds import Engine, Intent
from assistant.models import Turn
from assistant.replies import Said, from_json
from assistant.tests.factories import make_asker, make_conversation
from assistant.tests.model_server import Mood, Wanted, model_server, set_up
from catalog.tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with model_server() as stand_in:
        set_up(settings, stand_in)
        yield stand_in


def test_an_answer_of_the_model_is_kept_with_its_name(server):
    turn = say(conversation=make_conversation(), text="How long is delivery?", asker=make_asker())
    assert (turn.engine, turn.model_version) == (Engine.MODEL, "stand-in")
    assert turn.intent == Intent.ASK_SHOP
    assert server.requests


def test_the_model_uses_the_tools_of_the_shop(server):
    make_product(name="Arc lamp")
    server.brain = lambda heard: (
        "Press the button." if heard.findings else [Wanted("show_cart", {})]
    )
    turn = say(conversation=make_conversation(), text="my cart please", asker=make_asker())
    assert turn.text == "Press the button."
    assert turn.intent == Intent.SHOW_CART


@pytest.mark.parametrize("mood", [Mood.SLOW, Mood.DYING, Mood.GARBAGE, Mood.ERROR, Mood.REFUSING])
def test_where_it_fails_the_trained_engine_answers_in_time(settings, server, mood):
    say(conversation=make_conversation(), text="hello", asker=make_asker())  # loads what is learned
    set_up(settings, server, seconds=0.6)
    server.mood = mood
    begun = time.monotonic()
    turn = say(conversation=make_conversation(), text="what can you do", asker=make_asker())
    assert time.monotonic() - begun < 0.6 + 1.5  # the trained answer itself, on a busy machine
    assert turn.engine == Engine.FALLBACK
    assert turn.intent == Intent.ASK_ABILITIES
    assert turn.text


def test_what_was_streamed_before_it_broke_off_is_not_kept(server):
    server.mood = Mood.DYING
    server.brain = lambda heard: (
        "I was just about to say. Something of no use at all to you. Or so."
    )
    parts = list(
        say_streaming(conversation=make_conversation(), text="what can you do", asker=make_asker())
    )
    kept = parts[-1]
    assert parts[0] == Said("I was just about to say.")
    assert isinstance(kept, Turn)
    assert "just about" not in kept.text
    assert Said("I was just about to say.") not in from_json(kept.blocks)
