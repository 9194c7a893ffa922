"""Many ask about one attempt at once: it stands once, and no declined card is lost."""

from __future__ import annotations

import pytest
from django.db import connection

from foundation import clock
from foundation.money import Money
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal
from risk.decisions import Decision, Knock
from risk.models import Assessment, Case, Rule
from risk.rules import book
from risk.scoring import serving
from risk.scoring.serving import judge, note_result
from risk.tests.factories import make_rule
from tests.racing import race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 20
SUBJECT = "order-1"


@pytest.fixture(autouse=True)
def _patient(transactional_db, settings) -> None:
    """All of them wait for each other here: a limit would only tell of the machine."""
    settings.RISK_DEADLINE_MS = 30_000
    Rule.objects.all().delete()
    make_rule((Signal.AMOUNT, 10), outcome=Outcome.HOLD)
    book.forget()
    serving.breaker.reset()


def _judge(index: int) -> Decision:
    return judge(Knock(Door.CHECKOUT, SUBJECT, {Mark.DEVICE: 7}, amount=Money(5_000, "EUR")))


def _decline(index: int) -> bool:
    return note_result(
        door=Door.CHECKOUT, subject=SUBJECT, result=Result.FAILED, marks={Mark.CARD: index + 1}
    )


def _cards() -> set[int | None]:
    return set(Assessment.objects.values_list("card_key", flat=True))


def test_one_attempt_judged_by_many_at_once_stands_once_and_all_hear_the_same() -> None:
    decisions = race(_judge, threads=THREADS)
    assert Assessment.objects.count() == Case.objects.count() == 1
    row = Assessment.objects.get().pk
    assert {(each.assessment_id, each.outcome) for each in decisions} == {(row, Outcome.HOLD)}


def test_without_its_name_it_would_stand_many_times() -> None:
    """The twin: what keeps it single is that the subject is unique."""

    def nameless(index: int) -> Decision:
        return judge(Knock(Door.CHECKOUT, "", {Mark.DEVICE: 7}, at=clock.now()))

    race(nameless, threads=THREADS)
    assert Assessment.objects.count() == THREADS


def test_no_declined_card_is_lost() -> None:
    _judge(0)
    assert all(race(_decline, threads=THREADS))
    assert _cards() == set(range(1, THREADS + 1))


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_without_row_locks_declined_cards_are_lost(monkeypatch) -> None:
    without_row_locks(monkeypatch)
    _judge(0)
    race(_decline, threads=THREADS)
    assert connection.vendor == "postgresql"
    assert len(_cards()) < THREADS
