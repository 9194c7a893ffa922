"""The circuit breaker: who is asked, when again, and that no page sees an error."""

import logging
from itertools import pairwise
from threading import Barrier, Thread

import pytest

from search.engines.base import EngineDown, EngineStatus, QueryRefused
from search.engines.breaker import FIRST_PAUSE, LONGEST_PAUSE, Breaker, Guarded
from search.query import Candidate, EngineAnswer, EngineQuery

QUESTION = EngineQuery("en", "EUR")


class Clock:
    def __init__(self):
        self.seconds = 100.0

    def __call__(self):
        return self.seconds


class Scripted:
    """An engine that answers with its own name, or fails as it is told."""

    def __init__(self, name):
        self.name = name
        self.failure = None
        self.asked = 0

    def find(self, query):
        self.asked += 1
        if self.failure:
            raise self.failure
        return EngineAnswer((Candidate(1 if self.name == "server" else 2, 0.0),), 1)

    def words(self, language):
        self.find(QUESTION)
        return {self.name: 1}

    def write(self, documents, *, gone=()):
        self.find(QUESTION)

    def rebuild(self, documents):
        self.find(QUESTION)
        return 0

    def status(self):
        if self.failure:
            raise self.failure
        return EngineStatus(self.name, True, note="health green")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def server():
    return Scripted("server")


@pytest.fixture
def disk():
    return Scripted("disk")


@pytest.fixture
def guarded(server, disk, clock):
    return Guarded(server, disk, Breaker(now=clock))


def who(engine):
    return "server" if engine.find(QUESTION).candidates[0].product_id == 1 else "disk"


def test_while_it_answers_the_server_alone_is_asked(guarded, server, disk):
    assert [who(guarded) for _ in range(3)] == ["server"] * 3
    assert guarded.words("en") == {"server": 1}
    assert (guarded.name, disk.asked) == ("server", 0)


def test_the_question_that_fails_is_answered_by_the_other_and_the_server_left_alone(
    guarded, server, disk, clock
):
    server.failure = EngineDown("connection refused")
    assert [who(guarded) for _ in range(5)] == ["disk"] * 5
    assert guarded.words("en") == {"disk": 1}
    assert server.asked == 1
    assert guarded.name == "disk"


def test_after_a_pause_one_question_tries_and_closes_the_circuit(guarded, server, clock):
    server.failure = EngineDown("timeout")
    who(guarded)
    server.failure = None
    assert who(guarded) == "disk"
    clock.seconds += FIRST_PAUSE
    assert who(guarded) == "server"
    assert guarded.name == "server"


def test_the_pause_doubles_up_to_a_limit_and_begins_anew_after_an_answer(guarded, server, clock):
    server.failure = EngineDown("timeout")
    tries = []
    for _ in range(200):
        before = server.asked
        who(guarded)
        if server.asked > before:
            tries.append(clock.seconds)
        clock.seconds += 0.5
    pauses = [after - before for before, after in pairwise(tries)]
    assert pauses[:4] == [2.0, 4.0, 8.0, 16.0]
    assert set(pauses[4:]) == {LONGEST_PAUSE}

    server.failure = None
    clock.seconds += LONGEST_PAUSE
    assert who(guarded) == "server"
    server.failure = EngineDown("again")
    who(guarded)
    server.failure = None
    clock.seconds += FIRST_PAUSE
    assert who(guarded) == "server"


def test_only_one_of_many_tries_the_server_that_may_be_back(clock):
    breaker = Breaker(now=clock)
    breaker.failed()
    clock.seconds += FIRST_PAUSE
    barrier, let = Barrier(8), []

    def ask():
        barrier.wait()
        let.append(breaker.may_ask())

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(let) == [False] * 7 + [True]


def test_questions_that_were_on_their_way_do_not_lengthen_the_pause(clock):
    breaker = Breaker(now=clock)
    assert breaker.failed()
    assert not any(breaker.failed() for _ in range(10))
    clock.seconds += FIRST_PAUSE
    assert breaker.may_ask()


def test_a_question_that_is_refused_goes_elsewhere_and_leaves_the_circuit_closed(
    guarded, server, caplog
):
    server.failure = QueryRefused("too many clauses")
    assert who(guarded) == "disk"
    assert "too many clauses" in caplog.text
    server.failure = None
    assert who(guarded) == "server"


def test_it_is_said_once_that_it_is_away_and_once_that_it_is_back(guarded, server, clock, caplog):
    caplog.set_level(logging.INFO, logger="search.engines.breaker")
    server.failure = EngineDown("connection refused")
    for _ in range(50):
        who(guarded)
        clock.seconds += 1
    assert len(caplog.records) == 1
    assert "connection refused" in caplog.text
    server.failure = None
    clock.seconds += LONGEST_PAUSE
    who(guarded)
    who(guarded)
    assert [record.getMessage() for record in caplog.records][1:] == ["server answers again"]


def test_who_writes_hears_that_it_failed(guarded, server, disk):
    server.failure = EngineDown("connection refused")
    with pytest.raises(EngineDown):
        guarded.write([])
    with pytest.raises(EngineDown):
        guarded.rebuild([])
    assert disk.asked == 0


def test_where_the_other_has_no_index_either_that_is_said(guarded, server, disk):
    server.failure = EngineDown("connection refused")
    disk.failure = EngineDown("there is no index yet")
    with pytest.raises(EngineDown, match="no index yet"):
        guarded.find(QUESTION)


def test_the_status_says_who_answers(guarded, server):
    assert guarded.status().note == "health green"
    server.failure = EngineDown("connection refused")
    who(guarded)
    assert guarded.status().note == "connection refused; disk answers in its place"
