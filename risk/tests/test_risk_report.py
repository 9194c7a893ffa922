"""The report's figures: who was stopped rightly, who was missed, what wrong alarms cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation import clock
from risk.algorithms.vocabulary import Door, Outcome, Verdict
from risk.kinds import FraudKind, LabelSource
from risk.models import Case
from risk.reviewing import services
from risk.reviewing.report import Precision, risk_report
from risk.tests.factories import make_assessment, make_case, make_label, make_policy
from risk.tests.keeping import kept_by, make_reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(monkeypatch):
    kept_by(monkeypatch, Door.CHECKOUT)
    return make_policy(review_cost_minor=300, chargeback_fee_minor=1_500, lost_customer_share=0.5)


@pytest.fixture
def rita():
    return make_reviewer()


def _report(**asked):
    today = clock.business_day()
    return risk_report(first=today - timedelta(days=6), last=today, **asked)


def _held(amount, **fields):
    held = make_assessment(outcome=Outcome.HOLD, score=80.0, amount_minor=amount, **fields)
    return make_case(held)


def _decide(case, rita, outcome, *, hours=2, **told):
    kind = FraudKind.STOLEN_CARD if outcome == Outcome.REFUSE else FraudKind.NONE
    at = case.opened_at + timedelta(hours=hours)
    services.decide(case=case, outcome=outcome, by=rita, kind=kind, at=at, **told)


def test_wrong_alarms_are_told_beside_what_was_saved(rita):
    _decide(_held(10_000), rita, Outcome.REFUSE)
    _decide(_held(4_000), rita, Outcome.ALLOW, hours=2)
    _decide(_held(6_000), rita, Outcome.ALLOW, hours=6)
    turned_away = make_assessment(outcome=Outcome.REFUSE, score=99.0, amount_minor=7_000)
    make_label(turned_away, Verdict.LEGITIMATE)
    cost = _report().cost
    assert (cost.held.count, cost.held.minor) == (2, 10_000)
    assert (cost.usual_delay, cost.longest_delay) == (timedelta(hours=4), timedelta(hours=6))
    assert (cost.refused.count, cost.refused.minor, cost.lost_customers) == (1, 7_000, 0.5)
    assert cost.wrong_minor == 7_000 + 2 * 300
    assert cost.saved_minor == 10_000 + 1_500
    assert cost.net_minor == 11_500 - 7_000 - 3 * 300


def test_only_the_checkout_spares_the_fees_of_the_bank(rita):
    _decide(_held(5_000, door=Door.RETURN), rita, Outcome.REFUSE)
    cost = _report().cost
    assert (cost.stopped_fraud.minor, cost.spared_fees_minor) == (5_000, 0)


def test_what_was_let_through_and_was_fraud_is_missed(rita):
    missed = make_assessment(amount_minor=9_000)
    services.label(
        door=Door.CHECKOUT, subject=missed.subject, verdict=Verdict.FRAUD,
        source=LabelSource.CHARGEBACK, kind=FraudKind.STOLEN_CARD, lost_minor=11_000,
    )  # fmt: skip
    let_go = _held(3_000)
    _decide(let_go, rita, Outcome.ALLOW)
    make_label(let_go.assessment, source=LabelSource.CHARGEBACK)
    _decide(_held(2_000), rita, Outcome.REFUSE)
    report = _report()
    assert (report.missed.count, report.missed.minor) == (2, 12_000)
    assert report.missed_lost_minor == 11_000
    assert set(report.latest_missed) == {missed, let_go.assessment}


def test_precision_counts_only_what_somebody_spoke_of(rita):
    _decide(_held(1_000), rita, Outcome.REFUSE)
    _decide(_held(1_000), rita, Outcome.ALLOW)
    _held(1_000)
    holds = _report().holds
    assert holds == Precision(fraud=1, honest=1, unknown=1)
    assert holds.share == 0.5
    assert Precision(unknown=3).share is None


def test_each_rule_is_judged_by_what_it_applied_to():
    both = make_assessment(rules=["rule:1", "rule:2"], outcome=Outcome.HOLD)
    make_label(both, Verdict.FRAUD)
    make_label(make_assessment(rules=["rule:2"]), Verdict.LEGITIMATE)
    rules = _report().rules
    assert rules == {"rule:1": Precision(fraud=1), "rule:2": Precision(fraud=1, honest=1)}


def test_what_a_door_that_observes_would_have_held_is_told_apart():
    watched = make_assessment(would_be=Outcome.HOLD)
    make_label(watched, Verdict.LEGITIMATE)
    report = _report()
    assert report.observed == Precision(honest=1)
    assert report.holds.count == 0
    assert report.cost.held.count == 0


def test_one_door_and_its_days_alone():
    make_assessment(door=Door.LOGIN)
    make_assessment(failure="slow", score=None)
    make_assessment(occurred_at=clock.now() - timedelta(days=9))
    report = _report(door=Door.CHECKOUT)
    assert [(line.door, line.count, line.failures) for line in report.doors] == [
        (Door.CHECKOUT, 1, 1)
    ]
    assert report.by_day == {clock.business_day(): {Outcome.ALLOW: 1}}
    assert len(report.days) == 7


def test_what_the_deadline_decided_costs_no_look():
    case = _held(1_000)
    later = case.due_at + timedelta(hours=1)
    Case.objects.filter(pk=case.pk).update(decided_at=later, outcome=Outcome.ALLOW, state="lapsed")
    make_label(case.assessment, Verdict.LEGITIMATE)
    cost = _report().cost
    assert (cost.held.count, cost.looks, cost.wrong_minor) == (1, 0, 0)
