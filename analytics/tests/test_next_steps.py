"""What a shopper does next: learned, judged, refused, served and watched."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest

from analytics.algorithms.paths import Courses
from analytics.journeys.foresight import training
from analytics.journeys.foresight.drift import look_for_drift
from analytics.journeys.foresight.serving import (
    NAME,
    current_next_steps,
    foresee,
    from_arrays,
)
from analytics.journeys.jobs import look_nightly
from analytics.models import ShoppingStep
from events.context import EventContext
from events.names import Consent, EventName
from events.services import HISTORY_FIELDS, Fact, event_row, record_history
from foundation import clock
from mlops.models import ModelVersion, VersionState
from mlops.training import train

pytestmark = pytest.mark.django_db

LISTED = (EventName.LIST_VIEWED, EventName.PRODUCT_VIEWED)
SEARCHED = (EventName.SEARCH_PERFORMED, EventName.PRODUCT_VIEWED, EventName.CART_ITEM_ADDED)


@pytest.fixture(autouse=True)
def _small_shop(monkeypatch):
    monkeypatch.setattr(training, "FEWEST_SESSIONS", 100)
    monkeypatch.setattr(training, "FEWEST_JUDGES", 20)


def _visits(count, *, kinds=(LISTED, SEARCHED), days=60):
    """Visits of the last days, one kind after the other."""
    now = clock.now()
    rows = []
    for number in range(count):
        context = EventContext(visitor=uuid4(), session=uuid4(), consent=Consent.PERSONALISATION)
        began = now - timedelta(days=1 + days * (1 - number / count))
        for minute, name in enumerate(kinds[number % len(kinds)]):
            fact = Fact(name=name, at=began + timedelta(minutes=minute))
            rows.append(event_row(fact, context=context))
    assert len(rows[0]) == len(HISTORY_FIELDS)
    record_history(rows, first=now - timedelta(days=days + 2), last=now)


def _train():
    return train(NAME, lambda _said: None)


def test_nothing_is_learned_from_few_visits():
    _visits(99)

    assert _train() is None
    assert current_next_steps() is None


def test_what_comes_next_is_told_by_what_was_done_before():
    _visits(200)

    version = _train()

    assert version.state == VersionState.CHAMPION
    served = current_next_steps()
    assert served.version == version.version
    listed = foresee(served, [ShoppingStep.LIST, ShoppingStep.PRODUCT])
    searched = foresee(served, [ShoppingStep.SEARCH, ShoppingStep.PRODUCT])
    assert (listed[0].step, searched[0].step) == (ShoppingStep.LEAVE, ShoppingStep.CART)
    assert sum(one.chance for one in listed) == pytest.approx(1)


def test_what_guesses_worse_than_the_commonest_step_is_refused(monkeypatch):
    _visits(200)
    learned = training.fit

    def astray(courses, *, kinds, order):
        wrong = Courses((courses.steps + 1) % kinds, courses.starts)
        return learned(wrong, kinds=kinds, order=order)

    monkeypatch.setattr(training, "fit", astray)
    version = _train()

    assert version.state == VersionState.REFUSED
    assert version.reason
    assert current_next_steps() is None


def test_a_champion_serves_until_the_next_is_as_good():
    _visits(200)
    first = _train()
    second = _train()

    assert second.gate
    assert [contest["rival"] for contest in second.gate] == ["baseline"]
    assert ModelVersion.objects.get(pk=first.pk).state == VersionState.RETIRED


def test_a_table_of_another_shape_is_not_served():
    with pytest.raises(ValueError, match="chances"):
        from_arrays({
            "kinds": np.array([3]), "order": np.array([2]), "chances": np.ones((4, 3)) / 3,
        })  # fmt: skip


def test_other_visits_than_those_of_the_training_alarm():
    _visits(400)
    _train()
    assert [report.is_alarm for report in look_for_drift()] == [False]

    _visits(1_500, kinds=((EventName.WISH_ADDED,),), days=20)

    assert [report.is_alarm for report in look_for_drift()] == [True]


def test_the_night_trains_once_a_week():
    _visits(200)

    assert look_nightly({}, lambda _said: None)["trained"]
    assert look_nightly({}, lambda _said: None)["trained"] is None
    ModelVersion.objects.update(trained_at=clock.now() - timedelta(days=8))
    assert look_nightly({}, lambda _said: None)["trained"]
