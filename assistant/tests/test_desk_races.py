"""Several members of staff at one conversation at once: one is heard, the others are told."""

import time

import pytest

from accounts.models import User
from assistant.desk import services as desk
from assistant.desk.waiting import look
from assistant.kinds import Author, HandoverReason
from assistant.models import Turn
from assistant.tests.factories import make_conversation, make_turn
from tests.racing import race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
STAFF = 6


@pytest.fixture
def staff():
    return [
        User.objects.create_user(f"staff{number}@shop.example", "a good long password")
        for number in range(STAFF)
    ]


@pytest.fixture
def talk():
    waiting = make_conversation(email="ada@mail.example")
    make_turn(waiting)
    return desk.hand_over(conversation=waiting, reason=HandoverReason.ASKED)


def _answer_at_once(talk, staff):
    seen = talk.turns.latest("pk").pk

    def answer(index):
        return desk.reply(
            conversation=talk, staff=staff[index], text=f"I am on it: {index}", last_seen=seen
        )

    return race(answer, threads=STAFF)


def _slow_down(monkeypatch):
    """Time between looking and writing, as a busy server has it."""
    ensure = desk._ensure_latest

    def slowly(conversation, last_seen):
        ensure(conversation, last_seen)
        time.sleep(0.05)

    monkeypatch.setattr(desk, "_ensure_latest", slowly)


def test_of_many_who_answer_one_is_heard(talk, staff):
    results = _answer_at_once(talk, staff)
    assert sum(isinstance(one, Turn) for one in results) == 1
    assert sum(isinstance(one, desk.Overtaken) for one in results) == STAFF - 1
    assert Turn.objects.filter(author=Author.STAFF).count() == 1


@pytest.mark.postgresql  # SQLite has one writer: it has no row locks to take away
def test_twin_without_row_locks_hears_several(talk, staff, monkeypatch):
    without_row_locks(monkeypatch)
    _slow_down(monkeypatch)
    _answer_at_once(talk, staff)
    assert Turn.objects.filter(author=Author.STAFF).count() > 1


def test_a_form_that_is_sent_many_times_at_once_is_one_answer(talk, staff):
    def answer(_index):
        return desk.reply(conversation=talk, staff=staff[0], text="Here.", key="one form")

    results = race(answer, threads=STAFF)
    assert {one.pk for one in results} == {Turn.objects.get(author=Author.STAFF).pk}


def test_of_many_who_open_it_all_but_one_are_told(talk, staff):
    told = race(lambda index: look(conversation=talk, staff=staff[index]), threads=STAFF)
    assert told.count(None) == 1
    (first,) = {other.pk for other in told if other is not None}
    assert staff[told.index(None)].pk == first
