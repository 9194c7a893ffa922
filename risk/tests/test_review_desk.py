"""The desk's pages: the queue, a held attempt, an attempt, the report; who may do what there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock
from risk.algorithms.vocabulary import Door, Mark, Outcome, Signal, Verdict
from risk.kinds import CaseState, FraudKind, LabelSource
from risk.models import Label
from risk.reviewing import services
from risk.tests.factories import make_assessment, make_case, make_label, make_rule
from risk.tests.keeping import kept_by, make_reviewer

pytestmark = pytest.mark.django_db
DESK = "admin:risk_case_desk"


@pytest.fixture
def reviewer():
    return make_reviewer()


@pytest.fixture
def staff(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture(autouse=True)
def keeper(monkeypatch):
    return kept_by(monkeypatch, Door.CHECKOUT)


def _page(client, route, *args, **asked):
    response = client.get(reverse(route, args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


def _do(client, case, do, **told):
    return client.post(reverse("admin:risk_case_do", args=[case.pk]), {"do": do, **told})


def test_the_queue_begins_with_what_has_most_at_stake(staff):
    small = make_case(make_assessment(outcome=Outcome.HOLD, score=90.0, amount_minor=1_000))
    large = make_case(make_assessment(outcome=Outcome.HOLD, score=60.0, amount_minor=90_000))
    page = _page(staff, DESK)
    places = [
        page.index(reverse("admin:risk_case_change", args=[case.pk])) for case in (large, small)
    ]
    assert places == sorted(places)


def test_the_queue_shows_one_door_and_what_is_overdue(staff):
    late = make_case(due_at=clock.now() - timedelta(hours=2))
    returned = make_case(make_assessment(door=Door.RETURN, outcome=Outcome.HOLD, score=80.0))
    one_door = _page(staff, DESK, door="return")
    assert reverse("admin:risk_case_change", args=[returned.pk]) in one_door
    assert reverse("admin:risk_case_change", args=[late.pk]) not in one_door
    overdue = _page(staff, DESK, overdue="1")
    assert reverse("admin:risk_case_change", args=[late.pk]) in overdue
    assert reverse("admin:risk_case_change", args=[returned.pk]) not in overdue
    assert "overdue by" in overdue


@pytest.mark.parametrize(
    "asked", [{"show": "x\x00"}, {"door": "'"}, {"page": "-9"}, {"days": "9e9"}]
)
def test_whatever_an_address_asks_there_is_a_page(staff, asked):
    make_case()
    _page(staff, DESK, **asked)
    _page(staff, "admin:risk_assessment_report", **asked)


def test_the_page_of_a_held_attempt_tells_why_and_what_it_shares(staff):
    rule = make_rule((Signal.AMOUNT, 500), name="Dear first order")
    held = make_assessment(
        outcome=Outcome.HOLD,
        score=80.0,
        marks={Mark.CARD: 4, Mark.NETWORK: 9},
        reasons=[
            {"code": f"rule:{rule.pk}", "value": None, "weight": 40.0},
            {"code": "amount", "value": 812.5, "weight": 11.0},
        ],
    )
    thief = make_assessment(marks={Mark.CARD: 4}, amount_minor=77_700, verdict=1)
    page = _page(staff, "admin:risk_case_change", make_case(held).pk)
    assert "Dear first order" in page
    assert "+40" in page
    assert "812.50" in page
    assert reverse("admin:risk_assessment_change", args=[thief.pk]) in page
    assert "chart-dot-bad" in page
    assert "Order of the keeper" in page


def test_a_decision_writes_the_label_tells_the_door_and_shows_what_is_next(
    staff, keeper, reviewer, django_capture_on_commit_callbacks
):
    case, following = make_case(), make_case()
    with django_capture_on_commit_callbacks(execute=True):
        response = _do(staff, case, "refuse", kind=FraudKind.STOLEN_CARD, note="Card is reported")
    assert response.url == reverse("admin:risk_case_change", args=[following.pk])
    said = Label.objects.get(assessment=case.assessment)
    assert (said.verdict, said.kind, said.labelled_by) == ("fraud", "stolen_card", reviewer)
    assert keeper.refused == [(case.assessment.subject, FraudKind.STOLEN_CARD)]


def test_a_refusal_without_a_kind_keeps_what_was_typed(staff, keeper):
    case = make_case()
    response = _do(staff, case, "refuse", note="Odd parcel station")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Odd parcel station" in page
    assert "Say what kind of fraud it was." in page
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_the_second_reviewer_is_told(staff):
    case, colleague = make_case(), make_reviewer("Sam")
    services.take(case=case, by=colleague)
    page = _page(staff, "admin:risk_case_change", case.pk)
    assert "Take it over" in page
    assert 'value="release"' not in page
    response = staff.post(
        reverse("admin:risk_case_do", args=[case.pk]), {"do": "release"}, follow=True
    )
    assert "looks at it since" in response.content.decode()
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_what_was_let_through_can_be_called_fraud_afterwards(staff):
    attempt = make_assessment()
    address = reverse("admin:risk_assessment_label", args=[attempt.pk])
    refused = staff.post(address, {"verdict": "fraud"})
    assert refused.status_code == 422
    staff.post(address, {"verdict": "fraud", "kind": "takeover", "note": "They rang"})
    attempt.refresh_from_db()
    assert attempt.verdict == 1
    page = _page(staff, "admin:risk_assessment_change", attempt.pk)
    assert "They rang" in page


def test_the_report_tells_what_is_simulated(staff):
    make_label(make_assessment(), Verdict.FRAUD, source=LabelSource.SIMULATED)
    assert "is simulated" in _page(staff, "admin:risk_assessment_report")
