"""What is held waits, is decided once, and reaches its door; what turned out to be is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from events.models import AuditEntry
from foundation import clock
from foundation.refusals import Refusal
from risk.algorithms.vocabulary import Door, Outcome, Verdict
from risk.kinds import AtDeadline, CaseState, FraudKind, LabelSource
from risk.models import Case, DoorPolicy, Label
from risk.reviewing import services
from risk.reviewing.carrying_out import carry_out_due, lapse_due
from risk.reviewing.queue import next_for, waiting
from risk.tests.factories import make_assessment, make_case, make_policy
from risk.tests.keeping import kept_by, make_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita():
    return make_reviewer()


@pytest.fixture(autouse=True)
def keeper(monkeypatch):
    return kept_by(monkeypatch, Door.CHECKOUT)


def _decided(case, rita, outcome=Outcome.ALLOW, **told):
    """Decided, and the door not told yet: the process died right after."""
    services.decide(case=case, outcome=outcome, by=rita, **told)
    return Case.objects.get(pk=case.pk)


# --- what waits -----------------------------------------------------------------------------------
def test_a_held_attempt_is_due_by_the_policy_and_weighs_score_times_amount():
    policy = DoorPolicy(door=Door.CHECKOUT, hold_hours=6)
    held = make_assessment(outcome=Outcome.HOLD, score=80.0, amount_minor=10_000)
    case = services.open_case(assessment=held, policy=policy, at=held.occurred_at)
    assert case.due_at == held.occurred_at + timedelta(hours=6)
    assert case.at_stake_minor == 8_000


def test_without_a_score_it_weighs_as_if_it_had_only_just_been_held():
    policy = DoorPolicy(door=Door.CHECKOUT, hold_from=65)
    held = make_assessment(outcome=Outcome.HOLD, score=None, amount_minor=10_000)
    assert services.open_case(assessment=held, policy=policy).at_stake_minor == 6_500


def test_held_twice_waits_once_and_weighs_anew():
    policy = DoorPolicy(door=Door.CHECKOUT)
    held = make_assessment(outcome=Outcome.HOLD, score=70.0, amount_minor=10_000)
    first = services.open_case(assessment=held, policy=policy)
    held.score = 95.0
    again = services.open_case(assessment=held, policy=policy)
    assert (again.pk, again.at_stake_minor, again.due_at) == (first.pk, 9_500, first.due_at)


def test_what_a_colleague_has_is_not_offered_next(rita):
    done = make_case()
    theirs = make_case(make_assessment(outcome=Outcome.HOLD, score=99.0, amount_minor=99_999))
    free = make_case()
    services.take(case=theirs, by=make_reviewer("Sam"))
    assert next_for(rita, after=done) == free


def test_an_order_that_is_cancelled_leaves_the_queue():
    case = make_case()
    subject = case.assessment.subject
    assert services.withdraw(door=Door.CHECKOUT, subject=subject)
    assert not services.withdraw(door=Door.CHECKOUT, subject=subject)
    case.refresh_from_db()
    assert case.state == CaseState.GONE
    assert lapse_due(at=case.due_at + timedelta(days=9)) == 0


# --- who has it -----------------------------------------------------------------------------------
def test_what_a_colleague_looks_at_is_taken_over_only_on_purpose(rita):
    case, sam = make_case(), make_reviewer("Sam")
    services.take(case=case, by=sam)
    with pytest.raises(services.Overtaken, match="Sam"):
        services.take(case=case, by=rita)
    with pytest.raises(services.Overtaken, match="Sam"):
        services.decide(case=case, outcome=Outcome.ALLOW, by=rita)
    services.take(case=case, by=rita, over=True)
    services.decide(case=case, outcome=Outcome.ALLOW, by=rita)
    with pytest.raises(services.Overtaken, match="Rita"):
        services.decide(case=case, outcome=Outcome.REFUSE, by=sam, kind=FraudKind.OTHER)


def test_only_ones_own_is_put_back(rita):
    case, sam = make_case(), make_reviewer("Sam")
    services.take(case=case, by=sam)
    services.untake(case=case, by=rita)
    case.refresh_from_db()
    assert case.taken_by == sam
    services.untake(case=case, by=sam)
    case.refresh_from_db()
    assert case.taken_by is None


# --- what is decided ------------------------------------------------------------------------------
def test_letting_through_says_honest_and_refusing_says_fraud(rita):
    honest, thief = make_case(), make_case()
    _decided(honest, rita)
    _decided(thief, rita, Outcome.REFUSE, kind=FraudKind.STOLEN_CARD, note="reported")
    for case, verdict in ((honest, -1), (thief, 1)):
        case.assessment.refresh_from_db()
        assert case.assessment.verdict == verdict
    said = Label.objects.get(assessment=thief.assessment)
    assert (said.kind, said.source, said.note) == ("stolen_card", "reviewer", "reported")
    assert AuditEntry.objects.filter(action="case.decided", actor=rita.pk).count() == 2


def test_a_doubt_decides_and_teaches_nothing(rita):
    case = _decided(make_case(), rita, Outcome.REFUSE, is_known=False)
    assert case.state == CaseState.REFUSED
    assert not Label.objects.exists()


def test_a_refusal_needs_a_kind(rita):
    case = make_case()
    with pytest.raises(Refusal) as refusal:
        services.decide(case=case, outcome=Outcome.REFUSE, by=rita)
    assert refusal.value.field == "kind"
    assert Case.objects.get(pk=case.pk).state == CaseState.OPEN


def test_a_button_pressed_twice_decides_once(rita):
    case = make_case()
    _decided(case, rita)
    _decided(case, rita)
    assert AuditEntry.objects.filter(action="case.decided").count() == 1


# --- what the door hears --------------------------------------------------------------------------
def test_the_door_hears_right_after_the_decision(rita, keeper, django_capture_on_commit_callbacks):
    case = make_case()
    with django_capture_on_commit_callbacks(execute=True):
        services.decide(case=case, outcome=Outcome.ALLOW, by=rita)
    assert keeper.released == [case.assessment.subject]
    assert Case.objects.get(pk=case.pk).carried_out_at is not None
    assert carry_out_due() == 0


def test_a_decision_whose_process_died_is_carried_out_by_the_job(rita, keeper):
    case = _decided(make_case(), rita, Outcome.REFUSE, kind=FraudKind.TAKEOVER)
    assert keeper.refused == []
    assert carry_out_due() == 1
    assert keeper.refused == [(case.assessment.subject, FraudKind.TAKEOVER)]


def test_a_door_that_fails_is_told_again_and_holds_up_nobody(rita, keeper, monkeypatch):
    broken = kept_by(monkeypatch, Door.RETURN)
    broken.fault = RuntimeError("no answer")
    stuck = _decided(make_case(make_assessment(door=Door.RETURN, outcome=Outcome.HOLD)), rita)
    fine = _decided(make_case(), rita)
    assert carry_out_due() == 1
    assert keeper.released == [fine.assessment.subject]
    stuck.refresh_from_db()
    assert (stuck.attempts, stuck.carried_out_at) == (1, None)
    assert "no answer" in stuck.error
    assert waiting(at=clock.now()).unheard == 1
    broken.fault = None
    assert carry_out_due() == 1
    stuck.refresh_from_db()
    assert (stuck.error, broken.released) == ("", [stuck.assessment.subject])


# --- deadlines ------------------------------------------------------------------------------------
@pytest.mark.parametrize("at_deadline", AtDeadline)
def test_what_nobody_decided_is_decided_by_the_policy(keeper, at_deadline):
    make_policy(Door.CHECKOUT, at_deadline=at_deadline)
    case = make_case()
    assert lapse_due(at=case.due_at - timedelta(seconds=1)) == 0
    assert lapse_due(at=case.due_at) == 1
    assert carry_out_due() == 1
    subject = case.assessment.subject
    expected = ([subject], []) if at_deadline == AtDeadline.RELEASE else ([], [subject])
    assert (keeper.released, [name for name, _kind in keeper.refused]) == expected
    case.refresh_from_db()
    assert (case.state, case.decided_by) == (CaseState.LAPSED, None)
    assert not Label.objects.exists()


# --- labels ---------------------------------------------------------------------------------------
def _say(attempt, verdict, source, at):
    return services.label(
        door=Door(attempt.door), subject=attempt.subject, verdict=verdict, source=source,
        kind=FraudKind.STOLEN_CARD, at=at,
    )  # fmt: skip


def test_the_latest_word_of_all_sources_stands():
    attempt, day = make_assessment(), timedelta(days=1)
    said_at = attempt.occurred_at
    _say(attempt, Verdict.LEGITIMATE, LabelSource.REVIEWER, said_at)
    _say(attempt, Verdict.FRAUD, LabelSource.CHARGEBACK, said_at + 30 * day)
    attempt.refresh_from_db()
    assert attempt.verdict == 1
    _say(attempt, Verdict.LEGITIMATE, LabelSource.REVIEWER, said_at + 40 * day)
    attempt.refresh_from_db()
    assert attempt.verdict == -1
    assert Label.objects.count() == 2


def test_an_old_word_that_arrives_late_changes_nothing():
    attempt, day = make_assessment(), timedelta(days=1)
    _say(attempt, Verdict.FRAUD, LabelSource.CHARGEBACK, attempt.occurred_at + 2 * day)
    _say(attempt, Verdict.LEGITIMATE, LabelSource.CHARGEBACK, attempt.occurred_at + day)
    attempt.refresh_from_db()
    assert attempt.verdict == 1


def test_a_label_needs_a_subject_and_no_loss_below_nought():
    for told in ({"subject": ""}, {"subject": "order", "lost_minor": -1}):
        with pytest.raises(ValueError, match="label"):
            services.label(
                door=Door.CHECKOUT, verdict=Verdict.FRAUD, source=LabelSource.REVIEWER, **told
            )


def test_what_was_never_judged_can_be_labelled():
    said = services.label(
        door=Door.CHECKOUT,
        subject="of-long-ago",
        verdict=Verdict.FRAUD,
        source=LabelSource.CHARGEBACK,
        lost_minor=9_900,
    )
    assert (said.assessment, said.lost_minor) == (None, 9_900)
