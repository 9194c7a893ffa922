"""What is known of a person is handed out, forgotten on their word, and after a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import make_customer
from foundation.registries import privacy
from risk.algorithms.vocabulary import Door, Mark, Outcome, Signal
from risk.forgetting import NOTHING_KNOWN, forget_marks
from risk.models import Assessment, Case, Label
from risk.tests.factories import make_assessment, make_case, make_label

pytestmark = pytest.mark.django_db
ALL_MARKS = {mark: number for number, mark in enumerate(Mark, start=1)}


def _known_of(attempt: Assessment) -> set[object]:
    attempt.refresh_from_db()
    return {getattr(attempt, name) for name in NOTHING_KNOWN}


def test_marks_are_forgotten_after_the_time_that_is_set(settings) -> None:
    settings.RISK_KEEP_DAYS = 30
    now = timezone.now()
    old = make_assessment(
        marks=ALL_MARKS, customer_id_then=7, occurred_at=now - timedelta(days=31),
        signals={Signal.AMOUNT: 5.0},
    )  # fmt: skip
    guest = make_assessment(
        marks={Mark.WORDING: 9}, occurred_at=now - timedelta(days=31), door=Door.REVIEW
    )
    young = make_assessment(marks=ALL_MARKS, occurred_at=now - timedelta(days=29))
    assert forget_marks(at=now) == 2
    assert _known_of(old) == _known_of(guest) == {None}
    assert _known_of(young) == {*ALL_MARKS.values(), None}
    assert old.signals == {Signal.AMOUNT: 5.0}
    assert forget_marks(at=now) == 0


def test_a_person_gets_what_was_decided_of_them_and_nothing_of_others() -> None:
    ada, bob = make_customer(), make_customer()
    mine = make_assessment(customer_id_then=ada.pk, outcome=Outcome.HOLD)
    make_case(mine)
    make_assessment(customer_id_then=bob.pk)
    told = privacy.get("risk").export(ada.pk)
    assert [(row["door"], row["outcome"], row["review"]) for row in told] == [
        ("checkout", "hold", "open")
    ]
    assert not {"signals", "score", "rules"} & told[0].keys()


def test_erasure_leaves_numbers_that_lead_to_nobody() -> None:
    ada, bob = make_customer(), make_customer()
    mine = make_assessment(marks=ALL_MARKS, customer_id_then=ada.pk, score=80.0)
    make_case(mine, note="called Ada on the phone")
    make_label(mine, note="Ada says so")
    other = make_assessment(marks=ALL_MARKS, customer_id_then=bob.pk)
    assert privacy.get("risk").erase(ada.pk) == 1
    assert _known_of(mine) == {None}
    assert mine.score == 80.0
    assert (Case.objects.get().note, Label.objects.get().note) == ("", "")
    assert _known_of(other) == {*ALL_MARKS.values(), bob.pk}
