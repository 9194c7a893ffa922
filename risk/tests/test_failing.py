"""The scorer is slow, broken or gone: the door's policy decides, and nothing is stuck."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.tests.factories import make_customer
from foundation.money import Money
from risk.algorithms.attempts import FloatArray
from risk.algorithms.combining import MOST_FOR_ANOMALY
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal
from risk.decisions import Knock
from risk.kinds import DecidedBy, Failure, Mode, WhenDown
from risk.models import Assessment, Case, DoorPolicy, Rule
from risk.rules import book
from risk.scoring import history, opinions, serving
from risk.scoring.failing import FAILURES_IN_A_ROW, Breaker
from risk.scoring.serving import judge, judge_again, note_result, remember
from risk.tests.factories import make_policy, make_rule

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
MARKS = {Mark.DEVICE: 11, Mark.CUSTOMER: 22}


@pytest.fixture(autouse=True)
def _fresh(db: None) -> Iterator[None]:
    Rule.objects.all().delete()
    DoorPolicy.objects.all().delete()
    book.forget()
    yield
    serving.breaker.reset()
    opinions.breaker.reset()


def knock(subject: str = "order-1", amount: int = 5_000) -> Knock:
    return Knock(Door.CHECKOUT, subject, MARKS, amount=Money(amount, "EUR"), at=NOON)


def paid(subject: str = "order-1"):
    return judge_again(
        door=Door.CHECKOUT, subject=subject, marks={**MARKS, Mark.CARD: 5}, facts={},
        result=Result.PASSED, amount=Money(5_000, "EUR"), at=NOON,
    )  # fmt: skip


def when_down(what: WhenDown, **fields: object) -> None:
    """The policy, read once while the database still answered."""
    make_policy(when_down=what, **fields)
    book.forget()
    book.policy_of(Door.CHECKOUT)


def break_history(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(serving, "read_history", fail)


class Model:
    """Stands in for what was learned; tests say how it misbehaves."""

    version = "v1"

    def anomaly(self, signals: FloatArray) -> float:
        return 1.0

    def fraud(self, signals: FloatArray) -> float | None:
        return None

    def reasons(self, signals: FloatArray) -> list[tuple[Signal, float]]:
        return [(Signal.AMOUNT, 44.0)]


def serve(monkeypatch: pytest.MonkeyPatch, model: Model) -> None:
    monkeypatch.setattr(opinions, "champion", lambda door: model)


POLICIES = [
    (WhenDown.OPEN, Outcome.ALLOW),
    (WhenDown.HOLD, Outcome.HOLD),
    (WhenDown.CLOSED, Outcome.REFUSE),
]


@pytest.mark.parametrize(("policy", "expected"), POLICIES)
@pytest.mark.parametrize(
    ("error", "failure"),
    [(DatabaseError("gone"), Failure.DATABASE), (ZeroDivisionError(), Failure.FAULT)],
)
def test_the_policy_decides_where_the_scorer_fails(
    monkeypatch, policy, expected, error, failure
) -> None:
    when_down(policy)
    break_history(monkeypatch, error)
    decision = judge(knock())
    assert (decision.outcome, decision.failure) == (expected, failure)
    kept = Assessment.objects.get(pk=decision.assessment_id)
    assert (kept.decided_by, kept.failure, kept.score) == (DecidedBy.POLICY, failure, None)
    assert Case.objects.exists() == (expected == Outcome.HOLD)


@pytest.mark.parametrize(("policy", "expected"), POLICIES)
def test_what_is_paid_is_never_refused_by_a_failure(monkeypatch, policy, expected) -> None:
    judge(knock())
    when_down(policy)
    break_history(monkeypatch, DatabaseError("gone"))
    assert paid().outcome == (Outcome.ALLOW if expected == Outcome.ALLOW else Outcome.HOLD)


def test_what_became_of_it_is_kept_where_only_the_scorer_failed(monkeypatch) -> None:
    judge(knock())
    break_history(monkeypatch, ZeroDivisionError())
    paid()
    kept = Assessment.objects.get()
    assert (kept.result, kept.card_key) == (Result.PASSED, 5)


def test_what_became_of_it_is_kept_where_the_door_was_switched_off_meanwhile() -> None:
    judge(knock())
    make_policy(mode=Mode.OFF)
    book.forget()
    assert paid().outcome == Outcome.ALLOW
    assert Assessment.objects.get().result == Result.PASSED


def test_only_dear_orders_are_held_without_a_score_where_the_policy_says_so(monkeypatch) -> None:
    when_down(WhenDown.OPEN, hold_above_minor=50_000)
    break_history(monkeypatch, DatabaseError("gone"))
    assert judge(knock("cheap", 49_999)).outcome == Outcome.ALLOW
    assert judge(knock("dear", 50_000)).outcome == Outcome.HOLD
    assert Case.objects.get().assessment.subject == "dear"


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.OBSERVE])
def test_a_door_that_does_not_act_stops_nobody_by_failing(monkeypatch, mode) -> None:
    when_down(WhenDown.CLOSED, mode=mode)
    break_history(monkeypatch, DatabaseError("gone"))
    assert judge(knock()).outcome == Outcome.ALLOW


def test_without_its_tables_everything_is_let_through_and_nothing_raises() -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE risk_assessment RENAME TO elsewhere")
        assert judge(knock()).failure == Failure.DATABASE
        assert paid().outcome == Outcome.ALLOW
        assert not note_result(door=Door.CHECKOUT, subject="order-1", result=Result.PASSED)
        assert remember(knock(""), result=Result.FAILED) is None
        make_customer()  # the caller's transaction is as sound as before
        transaction.set_rollback(True)
    serving.breaker.reset()
    assert judge(knock()).failure is None


def test_a_caller_whose_transaction_is_broken_hears_the_policy() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        assert judge(knock()).failure == Failure.DATABASE


def test_a_decision_that_cannot_be_written_holds_all_the_same(monkeypatch) -> None:
    make_rule((Signal.AMOUNT, 10), outcome=Outcome.HOLD)

    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(serving.recording, "record", fail)
    decision = judge(knock())
    assert (decision.outcome, decision.failure) == (Outcome.HOLD, Failure.DATABASE)
    assert decision.assessment_id is None


def test_an_order_held_without_a_case_gets_one_when_it_is_judged_again(monkeypatch) -> None:
    make_rule((Signal.AMOUNT, 10), outcome=Outcome.HOLD)
    with monkeypatch.context() as broken:
        broken.setattr(serving.recording, "record", lambda *args, **kwargs: 1 / 0)
        judge(knock())
    assert not Case.objects.exists()
    assert paid().outcome == Outcome.HOLD
    assert Case.objects.get().assessment.subject == "order-1"


def test_who_fails_several_times_rests_and_is_then_asked_again(monkeypatch) -> None:
    when_down(WhenDown.OPEN)
    with monkeypatch.context() as broken:
        break_history(broken, DatabaseError("gone"))
        for number in range(FAILURES_IN_A_ROW):
            judge(knock(f"order-{number}"))
    assert judge(knock("order-8")).failure == Failure.RESTING
    assert not Assessment.objects.filter(subject="order-8").exists()
    rested = time.monotonic() + 60
    monkeypatch.setattr("risk.scoring.failing.time.monotonic", lambda: rested)
    assert judge(knock("order-9")).failure is None


def test_while_it_rests_what_the_policy_holds_is_in_the_queue_nevertheless() -> None:
    when_down(WhenDown.HOLD)
    for _ in range(FAILURES_IN_A_ROW):
        serving.breaker.note_failure()
    assert judge(knock()).failure == Failure.RESTING
    assert Case.objects.get().assessment.subject == "order-1"


def test_of_another_try_without_a_score_nothing_is_kept_of_the_one_before(monkeypatch) -> None:
    make_rule((Signal.AMOUNT, 10), outcome=Outcome.ALLOW, points=30)
    judge(knock())
    note_result(door=Door.CHECKOUT, subject="order-1", result=Result.FAILED)
    break_history(monkeypatch, DatabaseError("gone"))
    judge(knock())
    kept = Assessment.objects.get(subject="order-1")
    assert (kept.score, kept.rules, kept.signals, kept.parts) == (None, [], {}, {})


def test_single_failures_do_not_add_up() -> None:
    breaker = Breaker()
    for _ in range(2 * FAILURES_IN_A_ROW):
        breaker.note_failure()
        breaker.note_success()
    assert not breaker.is_resting


def test_a_slow_statement_is_cut_off(settings, monkeypatch) -> None:
    settings.RISK_DEADLINE_MS = 60
    when_down(WhenDown.OPEN)
    statement = (
        "SELECT pg_sleep(20)"
        if connection.vendor == "postgresql"
        else "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000000)"
        " SELECT count(*) FROM n"
    )

    def crawl(*args: object, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    monkeypatch.setattr(serving, "read_history", crawl)
    begun = time.monotonic()
    decision = judge(knock())
    assert decision.failure == Failure.SLOW
    assert time.monotonic() - begun < 2
    make_customer()  # nothing of it is left on the connection


def test_of_many_statements_none_is_begun_after_the_deadline(settings, monkeypatch) -> None:
    """Each slow by itself within the limit of one, they would keep a shopper for seconds."""
    settings.RISK_DEADLINE_MS = 60
    monkeypatch.setattr(serving, "known_of", lambda *args, **kwargs: time.sleep(0.08) or [])
    answered: list[object] = []
    monkeypatch.setattr(history, "history_from", answered.append)
    assert judge(knock()).failure == Failure.SLOW
    assert not answered


def test_nothing_is_cut_off_once_it_is_judged(settings) -> None:
    settings.RISK_DEADLINE_MS = 40
    judge(knock())
    time.sleep(0.05)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)
        else:
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (15_000,)
            cursor.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
                " SELECT count(*) FROM n"
            )
            assert cursor.fetchone() == (100_000,)


def test_the_models_speak_beside_the_rules(monkeypatch) -> None:
    serve(monkeypatch, Model())
    kept = Assessment.objects.get(pk=judge(knock()).assessment_id)
    assert (kept.score, kept.model_version) == (MOST_FOR_ANOMALY, "v1")
    assert kept.parts == {"rules": 0, "anomaly": 1.0}
    assert kept.reasons == [{"code": "amount", "value": 50.0, "weight": 44.0}]


class Broken(Model):
    def fraud(self, signals: FloatArray) -> float | None:
        raise MemoryError


class Nonsense(Model):
    def anomaly(self, signals: FloatArray) -> float:
        return float("nan")


class Late(Model):
    def anomaly(self, signals: FloatArray) -> float:
        time.sleep(0.5)
        return 1.0


@pytest.mark.parametrize("model", [Broken(), Nonsense(), Late()])
def test_rules_alone_judge_where_a_model_is_broken_or_late(settings, monkeypatch, model) -> None:
    settings.RISK_DEADLINE_MS = 400  # of which a busy machine does not need all to read
    make_rule((Signal.AMOUNT, 10), outcome=Outcome.ALLOW, points=30)
    serve(monkeypatch, model)
    decision = judge(knock())
    assert (decision.score, decision.failure) == (30, None)
    assert Assessment.objects.get().model_version == ""


def test_a_model_that_cannot_be_opened_is_left_out(monkeypatch) -> None:
    def fail(door: Door) -> None:
        raise KeyError(door)

    monkeypatch.setattr(opinions, "champion", fail)
    assert judge(knock()).failure is None


def test_a_model_that_fails_again_and_again_is_not_asked_for_a_while(monkeypatch) -> None:
    serve(monkeypatch, Broken())
    for number in range(FAILURES_IN_A_ROW):
        judge(knock(f"order-{number}"))
    serve(monkeypatch, Model())
    assert judge(knock("order-9")).score == 0
