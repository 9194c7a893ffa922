"""Who comes to a door is judged once, written down, and heard the same again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from foundation.money import Money
from risk.algorithms.attempts import ABSENT
from risk.algorithms.vocabulary import Door, Mark, Outcome, Result, Signal
from risk.decisions import Decision, Knock
from risk.kinds import CaseState, DecidedBy, Mode
from risk.models import Assessment, Case, DoorPolicy, Rule
from risk.reviewing.services import withdraw
from risk.rules import book
from risk.scoring import opinions, serving
from risk.scoring.serving import judge, judge_again, note_result, remember
from risk.tests.factories import make_known, make_policy, make_rule

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DEVICE, CARD, CUSTOMER = 11, 22, 33


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    """No rules and the usual policies; each test says what there is."""
    Rule.objects.all().delete()
    DoorPolicy.objects.all().delete()
    book.forget()
    serving.breaker.reset()
    opinions.breaker.reset()


def knock(subject: str = "order-1", **fields: object) -> Knock:
    values = {
        "door": Door.CHECKOUT,
        "subject": subject,
        "marks": {Mark.DEVICE: DEVICE, Mark.CUSTOMER: CUSTOMER, Mark.PHONE: ABSENT},
        "amount": Money(60_000, "EUR"),
        "at": NOON,
        **fields,
    }
    return Knock(**values)  # type: ignore[arg-type]


def paid(subject: str = "order-1", at: datetime = NOON) -> Decision:
    return judge_again(
        door=Door.CHECKOUT, subject=subject, marks={Mark.CARD: CARD}, facts={},
        result=Result.PASSED, at=at,
    )  # fmt: skip


def test_nobody_is_stopped_where_nothing_speaks_against_them() -> None:
    decision = judge(knock())
    assert (decision.outcome, decision.decided_by) == (Outcome.ALLOW, DecidedBy.NOTHING)
    kept = Assessment.objects.get(pk=decision.assessment_id)
    assert (kept.device_key, kept.phone_key, kept.amount_minor) == (DEVICE, None, 60_000)
    assert kept.signals[Signal.AMOUNT] == 600
    assert kept.signals[Signal.NIGHT] == 0
    assert Signal.CARD_ATTEMPTS_1D not in kept.signals
    assert kept.milliseconds is not None


def test_a_rule_holds_and_the_held_one_waits_in_the_queue() -> None:
    rule = make_rule((Signal.AMOUNT, 500), outcome=Outcome.HOLD, points=30)
    decision = judge(knock())
    assert (decision.outcome, decision.decided_by) == (Outcome.HOLD, DecidedBy.RULE)
    assert [reason.code for reason in decision.reasons] == [f"rule:{rule.pk}"]
    case = Case.objects.get(assessment_id=decision.assessment_id)
    assert case.due_at == NOON + timedelta(hours=24)
    assert case.assessment.rules == [f"rule:{rule.pk}"]


def test_points_of_rules_reach_what_the_policy_asks_proof_from() -> None:
    make_policy(step_up_from=40, hold_from=90)
    make_rule((Signal.AMOUNT, 500), outcome=Outcome.ALLOW, points=50)
    decision = judge(knock())
    assert (decision.outcome, decision.decided_by) == (Outcome.STEP_UP, DecidedBy.SCORE)
    assert decision.score == 50


def test_the_list_goes_before_rules() -> None:
    make_rule((Signal.AMOUNT, 500), outcome=Outcome.HOLD)
    known = make_known(Mark.CUSTOMER, key=CUSTOMER)
    decision = judge(knock())
    assert (decision.outcome, decision.decided_by) == (Outcome.ALLOW, DecidedBy.LIST)
    assert decision.reasons[0].code == f"known:{known.pk}"


def test_a_door_that_observes_stops_nobody_and_tells_what_it_would_have_done() -> None:
    make_policy(mode=Mode.OBSERVE)
    make_rule((Signal.AMOUNT, 500), outcome=Outcome.REFUSE)
    kept = Assessment.objects.get(pk=judge(knock()).assessment_id)
    assert (kept.outcome, kept.would_be) == (Outcome.ALLOW, Outcome.REFUSE)
    assert not Case.objects.exists()


def test_a_door_that_is_off_keeps_nothing() -> None:
    make_policy(mode=Mode.OFF)
    assert judge(knock()) == Decision(Outcome.ALLOW)
    assert remember(knock(""), result=Result.FAILED) is None
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("door", [Door.REVIEW, Door.RETURN])
def test_no_machine_refuses_a_review_or_a_return(door: Door) -> None:
    make_rule((Signal.AMOUNT, 500), door=door, outcome=Outcome.REFUSE)
    assert judge(knock(door=door)).outcome == Outcome.HOLD


def test_a_subject_asked_about_twice_hears_the_same() -> None:
    make_rule((Signal.AMOUNT, 500), outcome=Outcome.HOLD)
    first = judge(knock())
    again = judge(knock(amount=Money(100, "EUR")))
    assert (again.assessment_id, again.outcome) == (first.assessment_id, Outcome.HOLD)
    assert Assessment.objects.count() == 1


def test_who_was_refused_and_tries_again_is_judged_for_that_try() -> None:
    """The order of a pay link is the same one whatever it is paid by, and however much later."""
    rule = make_rule((Signal.AMOUNT, 500), outcome=Outcome.REFUSE)
    assert judge(knock()).outcome == Outcome.REFUSE
    assert judge(knock()).outcome == Outcome.REFUSE
    rule.delete()
    book.forget()
    assert judge(knock()).outcome == Outcome.ALLOW
    tries = Assessment.objects.order_by("pk").values_list("subject", "outcome")
    assert list(tries) == [
        ("order-1", Outcome.ALLOW), ("", Outcome.REFUSE), ("", Outcome.REFUSE)
    ]  # fmt: skip


def test_what_a_reviewer_let_go_is_let_through_from_then_on() -> None:
    make_rule((Signal.AMOUNT, 500), outcome=Outcome.HOLD)
    judge(knock())
    Case.objects.update(state=CaseState.RELEASED, outcome=Outcome.ALLOW)
    assert judge(knock()).outcome == Outcome.ALLOW
    assert paid().outcome == Outcome.ALLOW


def test_once_the_card_is_known_an_order_can_still_be_held() -> None:
    make_rule((Signal.CARD_EMAILS_90D, 3), outcome=Outcome.REFUSE)
    for email in (1, 2):
        remember(knock("", marks={Mark.CARD: CARD, Mark.EMAIL: email}), result=Result.PASSED)
    own = {Mark.EMAIL: 3, Mark.DEVICE: DEVICE}
    assert judge(knock(marks=own)).outcome == Outcome.ALLOW
    assert paid().outcome == Outcome.HOLD  # what is paid is not refused by a machine
    kept = Assessment.objects.get(subject="order-1")
    assert (kept.card_key, kept.result, kept.settled_at) == (CARD, Result.PASSED, NOON)
    assert kept.signals[Signal.CARD_EMAILS_90D] == 3
    assert Case.objects.get().assessment == kept


def test_what_was_held_is_not_let_go_by_a_second_look() -> None:
    rule = make_rule((Signal.AMOUNT, 500), outcome=Outcome.HOLD)
    judge(knock())
    Rule.objects.update(is_active=False)
    book.forget()
    assert paid().outcome == Outcome.HOLD
    assert Assessment.objects.get().rules == [f"rule:{rule.pk}"]


def test_an_order_that_could_not_be_judged_before_is_judged_when_it_is_paid() -> None:
    make_rule((Signal.CARD_ATTEMPTS_1D, 1), outcome=Outcome.HOLD)
    assert paid("order-9").outcome == Outcome.HOLD
    assert Assessment.objects.get(subject="order-9").result == Result.PASSED


def test_asked_again_with_nothing_new_it_says_the_same_without_judging() -> None:
    judge(knock())
    paid()
    make_rule((Signal.AMOUNT, 500), outcome=Outcome.HOLD)
    book.forget()
    assert paid(at=NOON + timedelta(hours=13)).outcome == Outcome.ALLOW


def test_an_attempt_does_not_count_itself_when_it_is_judged_again() -> None:
    judge(knock())
    paid()
    assert Assessment.objects.get().signals[Signal.DEVICE_ATTEMPTS_1H] == 1


def test_each_declined_card_of_an_order_counts() -> None:
    judge(knock())
    for card in (1, 2, 3):
        note_result(
            door=Door.CHECKOUT, subject="order-1", result=Result.FAILED, marks={Mark.CARD: card},
            at=NOON,
        )  # fmt: skip
    kept = Assessment.objects.get(pk=judge(knock("order-2")).assessment_id)
    assert kept.signals[Signal.DEVICE_FAILURES_1D] == 3
    assert kept.signals[Signal.DEVICE_CARDS_7D] == 3


def test_a_try_after_a_failed_one_is_judged_for_itself() -> None:
    make_rule((Signal.DEVICE_FAILURES_1D, 2), outcome=Outcome.HOLD)
    outcomes = []
    for _ in range(3):
        outcomes.append(judge(knock()).outcome)
        note_result(door=Door.CHECKOUT, subject="order-1", result=Result.FAILED)
    assert outcomes == [Outcome.ALLOW, Outcome.ALLOW, Outcome.HOLD]
    assert Assessment.objects.filter(result=Result.FAILED).count() == 3


def test_a_late_word_of_failure_does_not_undo_what_went_through() -> None:
    judge(knock())
    paid()
    assert note_result(door=Door.CHECKOUT, subject="order-1", result=Result.FAILED)
    assert Assessment.objects.get().result == Result.PASSED


def test_what_is_found_later_is_measured_from_then_on() -> None:
    judge(knock("return-1", door=Door.RETURN))
    note_result(
        door=Door.RETURN, subject="return-1", result=Result.PASSED, facts={Signal.REASON_WORN: 1}
    )
    kept = Assessment.objects.get(pk=judge(knock("return-2", door=Door.RETURN)).assessment_id)
    assert kept.signals[Signal.WORN_RETURNS_365D] == 1


def test_a_result_of_nothing_is_noted_nowhere() -> None:
    assert not note_result(door=Door.CHECKOUT, subject="unknown", result=Result.PASSED)


def test_a_login_from_elsewhere_is_strange_to_the_order_after_it() -> None:
    home = {Mark.CUSTOMER: CUSTOMER, Mark.DEVICE: DEVICE, Mark.NETWORK: 5}
    away = {Mark.CUSTOMER: CUSTOMER, Mark.DEVICE: 98, Mark.NETWORK: 99}
    remember(knock("", door=Door.LOGIN, marks=home), result=Result.PASSED)
    entered = judge(knock("login-1", door=Door.LOGIN, marks=away, at=NOON + timedelta(days=3)))
    kept = Assessment.objects.get(pk=entered.assessment_id)
    assert (kept.signals[Signal.NEW_DEVICE], kept.signals[Signal.NEW_NETWORK]) == (1, 1)
    assert kept.is_strange
    note_result(door=Door.LOGIN, subject="login-1", result=Result.PASSED)
    order = judge(knock(marks=away, at=NOON + timedelta(days=3, hours=1)))
    signals = Assessment.objects.get(pk=order.assessment_id).signals
    assert signals[Signal.STRANGE_LOGIN_1D] == 1


def test_wrong_passwords_count() -> None:
    marks = {Mark.EMAIL: 7, Mark.NETWORK: 5}
    for _ in range(4):
        remember(knock("", door=Door.LOGIN, marks=marks, amount=None), result=Result.FAILED)
    kept = Assessment.objects.get(pk=judge(knock(marks=marks)).assessment_id)
    assert kept.signals[Signal.LOGIN_FAILURES_1D] == 4
    assert kept.signals[Signal.EMAIL_FAILURES_1D] == 0


def test_what_waited_and_went_away_waits_again_when_it_comes_back() -> None:
    """An order was held, its card declined, and it is paid by another card an hour later."""
    rule = make_rule((Signal.AMOUNT, 500), outcome=Outcome.HOLD)
    judge(knock())
    note_result(door=Door.CHECKOUT, subject="order-1", result=Result.FAILED, at=NOON)
    withdraw(door=Door.CHECKOUT, subject="order-1", at=NOON)
    later = NOON + timedelta(hours=1)
    assert judge(knock(at=later)).outcome == Outcome.HOLD
    case = Case.objects.get()
    assert (case.state, case.due_at) == (CaseState.OPEN, later + timedelta(hours=24))
    assert (case.decided_at, case.carried_out_at) == (None, None)

    note_result(door=Door.CHECKOUT, subject="order-1", result=Result.FAILED, at=later)
    withdraw(door=Door.CHECKOUT, subject="order-1", at=later)
    rule.delete()
    book.forget()
    assert judge(knock(at=later)).outcome == Outcome.ALLOW
    assert Case.objects.get().state == CaseState.GONE
