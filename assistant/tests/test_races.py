"""Two requests of one shopper at once: a click carries out once, a form is said once."""

import time

import pytest

from assistant import conversations
from assistant.conversations import GIVEN_UP_AFTER, say
from assistant.kinds import Author, ProposalKind, ProposalState
from assistant.models import Proposal, Turn
from assistant.proposals import offer, settle, settling
from assistant.replies import Reply, Said
from assistant.tests.factories import make_asker, make_conversation, make_turn
from catalog.tests.factories import make_product
from foundation import clock
from orders.carts import open_cart
from orders.models import CartLine
from tests.racing import race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CLICKS = 6


@pytest.fixture
def answers(monkeypatch):
    """The trained engine's place: an answer that takes a moment, and how often it was made."""
    made = []

    def answer_in_parts(situation, text):
        made.append(text)
        time.sleep(0.05)
        yield Reply((Said(f"Answer {len(made)}"),))

    monkeypatch.setattr(conversations, "answer_in_parts", answer_in_parts)
    return made


def _click_at_once(proposal, asker=None, **choices):
    def click(_index):
        return settle(
            conversation=proposal.conversation,
            public_id=proposal.public_id,
            asker=asker or make_asker(),
            choices=choices,
        )

    return race(click, threads=CLICKS)


def _send_message_at_once():
    talk = make_conversation()
    proposal = offer(conversation=talk, kind=ProposalKind.MESSAGE, payload={})
    return _click_at_once(proposal, text="It is broken.", email="ada@mail.example")


def _say_at_once(conversation, *, at=None):
    def speak(_index):
        return say(conversation=conversation, text="hello", asker=make_asker(), key="k1", at=at)

    return race(speak, threads=CLICKS)


def test_of_many_clicks_one_sends_the_message_and_all_are_told_the_same():
    results = _send_message_at_once()
    assert len({done.text for done in results}) == 1
    assert Turn.objects.filter(author=Author.SHOPPER).count() == 1
    assert Turn.objects.filter(author=Author.ASSISTANT).count() == 1
    assert Proposal.objects.get().state == ProposalState.DONE


@pytest.mark.postgresql  # SQLite has one writer: it has no row locks to take away
def test_twin_without_row_locks_sends_it_several_times(monkeypatch):
    without_row_locks(monkeypatch)
    lock = settling._lock

    def slowly(conversation, public_id):
        found = lock(conversation, public_id)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(settling, "_lock", slowly)
    _send_message_at_once()
    assert Turn.objects.filter(author=Author.SHOPPER).count() > 1


def test_of_many_clicks_one_fills_the_cart():
    product = make_product(price="5.00", stock=50)
    variant = product.variants.get().pk
    proposal = offer(
        conversation=make_conversation(),
        kind=ProposalKind.CART_ADD,
        payload={"variant_id": variant, "quantity": 1},
    )
    asker = make_asker(cart_token=open_cart(customer=None, currency="EUR").token)
    results = _click_at_once(proposal, asker, quantity="1")
    assert sum(done.cart is not None for done in results) == 1
    assert CartLine.objects.get().quantity == 1


def test_a_form_that_is_sent_many_times_at_once_is_said_and_answered_once(answers):
    conversation = make_conversation()
    results = _say_at_once(conversation)
    assert [one for one in results if isinstance(one, Exception)] == []
    asked = conversation.turns.get(author=Author.SHOPPER)
    answer = conversation.turns.get(author=Author.ASSISTANT)
    assert set(results) <= {asked, answer}
    assert answers == ["hello"]


@pytest.mark.postgresql
def test_twin_without_row_locks_does_not_find_what_was_said(answers, monkeypatch):
    without_row_locks(monkeypatch)
    ensure = conversations._ensure_patience

    def slowly(conversation, now):
        ensure(conversation, now)
        time.sleep(0.05)

    monkeypatch.setattr(conversations, "_ensure_patience", slowly)
    results = _say_at_once(make_conversation())
    assert any(isinstance(one, Exception) for one in results)  # the key alone holds them back


def test_an_answer_that_died_and_is_made_anew_many_times_is_kept_once(answers):
    now, conversation = clock.now(), make_conversation()
    lost = make_turn(conversation, "hello", key="k1", at=now - 2 * GIVEN_UP_AFTER)
    results = _say_at_once(conversation, at=now)
    assert {one.pk for one in results} == {Turn.objects.get(answers=lost).pk}
