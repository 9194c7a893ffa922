"""A key is answered once: repeats, other questions, work in progress, killed holders, races."""

from datetime import timedelta

import pytest

from foundation import clock, idempotency
from foundation.idempotency import Answer, Claim, ClaimLost, KeyReused, StillRunning, once
from foundation.models import IdempotentRequest
from tests.racing import race

pytestmark = pytest.mark.django_db
NAMED = {"scope": "stock:1", "key": "k", "fingerprint": "f"}


def _counting(calls, answer=None):
    def act():
        calls.append(1)
        return answer or Answer(201, {"n": len(calls)})

    return act


def test_a_repeat_gets_the_first_answer_and_does_nothing():
    calls = []
    first = once(**NAMED, act=_counting(calls))
    second = once(**NAMED, act=_counting(calls))
    assert (first.status, first.body) == (second.status, second.body) == (201, {"n": 1})
    assert not first.is_replay
    assert second.is_replay
    assert len(calls) == 1


def test_the_key_of_somebody_else_is_another_key():
    calls = []
    once(**NAMED, act=_counting(calls))
    other = once(scope="stock:2", key="k", fingerprint="g", act=_counting(calls))
    assert other.body == {"n": 2}


def test_the_same_key_with_another_question_is_refused():
    once(**NAMED, act=_counting([]))
    with pytest.raises(KeyReused):
        once(scope="stock:1", key="k", fingerprint="other", act=_counting([]))


def test_while_the_first_is_at_work_the_second_is_told_to_wait():
    claim = idempotency.begin(**NAMED)
    assert isinstance(claim, Claim)
    with pytest.raises(StillRunning):
        idempotency.begin(**NAMED)


def test_a_refusal_frees_the_key_for_a_better_question():
    def refuse():
        IdempotentRequest.objects.create(
            scope="trace", key="x", fingerprint="", holder="0" * 32, lease_until=clock.now()
        )
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        once(**NAMED, act=refuse)
    assert not IdempotentRequest.objects.exists(), "the work of a refused request was kept"
    assert once(scope="stock:1", key="k", fingerprint="g", act=_counting([])).status == 201


def test_a_killed_holder_is_overtaken_and_can_keep_nothing():
    dead = idempotency.begin(**NAMED)
    heir = idempotency.begin(**NAMED, at=clock.now() + timedelta(minutes=2))
    assert isinstance(heir, Claim)
    with pytest.raises(ClaimLost):
        dead.keep(Answer(200, {}))
    heir.keep(Answer(200, {"by": "heir"}))
    assert idempotency.begin(**NAMED) == Answer(200, {"by": "heir"}, is_replay=True)


def test_the_order_of_keys_makes_no_other_question():
    assert idempotency.fingerprint_of({"a": 1, "b": 2}) == idempotency.fingerprint_of(
        {"b": 2, "a": 1}
    )
    assert idempotency.fingerprint_of({"a": 1}) != idempotency.fingerprint_of({"a": 2})


def test_old_answers_are_forgotten():
    once(**NAMED, act=_counting([]), at=clock.now() - timedelta(hours=25))
    assert idempotency.sweep() == 1
    assert idempotency.sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_do_it_once():
    calls = []
    results = race(lambda _index: once(**NAMED, act=_counting(calls)), threads=20)
    assert len(calls) == 1
    answers = [result for result in results if isinstance(result, Answer)]
    waits = [result for result in results if isinstance(result, StillRunning)]
    assert len(answers) + len(waits) == 20, results
    assert {answer.body["n"] for answer in answers} == {1}
