"""Silent conversations are closed, old ones go, and a person's go with them."""

import json
from datetime import timedelta

import pytest

from accounts.privacy import erase_customer, export_customer
from accounts.tests.factories import make_customer
from assistant.desk import tidying
from assistant.desk.policy import current_policy
from assistant.kinds import Author, ConversationState
from assistant.models import Conversation, Proposal, Tag, Turn
from assistant.tests.factories import make_conversation, make_proposal, make_turn
from foundation import clock

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def silent_for(days, **fields):
    return make_conversation(last_at=clock.now() - timedelta(days=days), **fields)


@pytest.mark.parametrize(
    ("state", "closes"),
    [
        (ConversationState.WITH_ASSISTANT, True),
        (ConversationState.ANSWERED, True),
        (ConversationState.WAITING, False),
    ],
)
def test_what_is_silent_closes_unless_staff_owe_an_answer(state, closes):
    old, young = silent_for(8, state=state), silent_for(6, state=state)
    tidying.tidy()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state == ConversationState.CLOSED) is closes
    assert (old.closed_at is not None) is closes
    assert young.state == state


def test_what_was_said_is_deleted_when_it_need_not_be_kept(monkeypatch):
    monkeypatch.setattr(tidying, "AT_ONCE", 2)
    gone = [silent_for(366) for _ in range(5)]
    kept = silent_for(364)
    for talk in (*gone, kept):
        make_turn(talk)
    assert tidying.delete_old(at=clock.now()) == 5
    assert list(Conversation.objects.all()) == [kept]
    assert Turn.objects.count() == 1


def test_the_policy_says_how_long():
    policy = current_policy()
    policy.close_after_days, policy.keep_days = 2, 30
    policy.save()
    silent_for(31)
    silent_for(3)
    done = tidying.tidy()
    assert (done.closed, done.deleted) == (2, 1)


def test_conversations_are_handed_out_and_forgotten_with_their_customer():
    ada, ben = make_customer(email="ada@shop.example"), make_customer("Ben")
    mine = make_conversation(ada, subject="A lamp", memory={"query": {"words": "lamp"}})
    mine.tags.add(Tag.objects.create(name="Patient"))
    make_turn(mine, "Where is my lamp?")
    make_turn(mine, "Rings often.", author=Author.NOTE)
    make_proposal(mine, payload={"text": "Call me"})
    make_conversation(email="ADA@shop.example", subject="As a guest")
    theirs = make_conversation(ben)
    make_turn(theirs, "Ben's secret")

    told = export_customer(ada)["data"]["assistant"]
    subjects = {row["subject"] for row in told if row["what"] == "conversation"}
    assert subjects == {"A lamp", "As a guest"}
    assert [row["text"] for row in told if row["what"] == "message"] == ["Where is my lamp?"]
    assert [row["text"] for row in told if row["what"] == "note"] == ["Rings often."]
    assert [row["kind"] for row in told if row["what"] == "proposal"] == ["message"]
    (talk,) = (row for row in told if row.get("subject") == "A lamp")
    assert (talk["tags"], talk["remembered"]) == (["Patient"], {"query": {"words": "lamp"}})
    assert "Call me" in json.dumps(told, default=str)
    assert "secret" not in str(told)
    assert mine.token not in str(told)

    erase_customer(customer=ada)
    assert list(Conversation.objects.all()) == [theirs]
    assert Turn.objects.count() == 1
    assert not Proposal.objects.exists()
