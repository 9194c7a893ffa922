"""How often models answer, how fast, and how often something plain answers in their place."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from mlops import answers
from mlops.answers import answered, note_answer, note_fallback, write_down
from mlops.models import AnswerCount

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)
DAY = NOON.date()


@pytest.fixture(autouse=True)
def nothing_counted():
    answers._counts.take()
    yield
    answers._counts.take()


def test_the_tests_start_no_thread():
    note_answer("lists", version="1", seconds=0.01)
    assert "answer-counts" not in [thread.name for thread in threading.enumerate()]


def test_answers_are_counted_by_how_long_they_took():
    for milliseconds in (0.5, 4, 4.9, 5, 5.1, 90):
        note_answer("lists", version="1", seconds=milliseconds / 1_000, at=NOON)
    assert write_down() == 6
    found = answered(DAY, DAY)["lists"]
    assert found.stretches == {1: 1, 5: 3, 10: 1, 100: 1}
    assert (found.within(0.5), found.within(0.95), found.fallback_share) == (5, 100, 0.0)


def test_what_takes_longer_than_the_longest_is_counted_and_has_no_bound():
    note_answer("lists", version="1", seconds=9, at=NOON)
    write_down()
    found = answered(DAY, DAY)["lists"]
    assert (found.answers, found.within(0.5)) == (1, None)


def test_what_fell_back_is_a_share_of_what_was_asked():
    for _time in range(3):
        note_answer("lists", version="1", seconds=0.001, at=NOON)
    note_fallback("lists", at=NOON)
    write_down()
    found = answered(DAY, DAY)["lists"]
    assert (found.answers, found.fallbacks, found.fallback_share) == (3, 1, 0.25)


def test_two_writings_add_up_and_days_stand_apart():
    note_answer("lists", version="1", seconds=0.001, at=NOON)
    write_down()
    note_answer("lists", version="1", seconds=0.001, at=NOON)
    note_answer("lists", version="2", seconds=0.001, at=NOON + timedelta(days=1))
    write_down()
    assert write_down() == 0
    assert answered(DAY, DAY)["lists"].answers == 2
    assert answered(DAY, DAY + timedelta(days=1))["lists"].answers == 3


def test_what_could_not_be_written_is_written_the_next_time(monkeypatch):
    def refuse(*args: object) -> None:
        raise DatabaseError("away")

    note_answer("lists", version="1", seconds=0.001, at=NOON)
    with monkeypatch.context() as patched:
        patched.setattr(answers, "_add", refuse)
        with pytest.raises(DatabaseError):
            write_down()
    assert not AnswerCount.objects.exists()
    note_answer("lists", version="1", seconds=0.001, at=NOON)
    assert write_down() == 2


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_the_process_writes_and_survives_a_database_that_refuses(settings, monkeypatch):
    """The first writing fails; the next one has what it could not write."""
    refused = threading.Event()
    add = answers._add

    def refuse_once(key: object, counted: int) -> None:
        if not refused.is_set():
            refused.set()
            raise DatabaseError("away")
        add(key, counted)

    monkeypatch.setattr(answers, "_add", refuse_once)
    settings.ANSWERS_WRITTEN_SECONDS = 0.05
    note_answer("lists", version="1", seconds=0.001, at=NOON)
    for _pause in range(200):
        if AnswerCount.objects.exists():
            break
        threading.Event().wait(0.05)
    settings.ANSWERS_WRITTEN_SECONDS = 0  # its thread ends with the next look
    assert refused.is_set()
    assert answered(DAY, DAY)["lists"].answers == 1
