"""Drift and shadows as they are kept: one report a day, one training an alarm."""

from datetime import timedelta

import numpy as np
import pytest

from events.models import Job
from foundation import clock
from mlops.drift import Shares, note_drift
from mlops.models import DriftReport, ModelVersion, ShadowReport, VersionState
from mlops.selectors import drift_alarms, drift_course, served_at
from mlops.shadow import note_shadow

pytestmark = pytest.mark.django_db
BEFORE = {"prices": Shares(("cheap", "dear"), (500.0, 500.0))}
MOVED = {"prices": Shares(("cheap", "dear"), (900.0, 100.0))}


@pytest.fixture
def version():
    return ModelVersion.objects.create(name="model", version="1", state=VersionState.CHAMPION)


def test_what_stays_raises_nothing(version):
    (report,) = note_drift(version=version, before=BEFORE, now=BEFORE)

    assert (report.psi, report.is_alarm) == (pytest.approx(0), False)
    assert not Job.objects.exists()
    assert drift_alarms() == []


def test_a_shift_is_told_and_trained_for_once_a_day(version):
    now = clock.now()
    note_drift(version=version, before=BEFORE, now=MOVED, at=now)
    (report,) = note_drift(version=version, before=BEFORE, now=MOVED, at=now)

    assert report.psi > 0.2
    assert report.bins["now"] == [0.9, 0.1]
    assert DriftReport.objects.count() == 1
    assert drift_alarms() == [report]
    assert Job.objects.get().payload == {"name": "model"}
    note_drift(version=version, before=BEFORE, now=MOVED, at=now + timedelta(days=1))
    assert Job.objects.count() == 2
    assert len(drift_course(name="model", figure="prices")) == 2


def test_a_few_rows_raise_nothing(version):
    few = {"prices": Shares(("cheap", "dear"), (20.0, 0.0))}
    (report,) = note_drift(version=version, before=BEFORE, now=few)
    assert report.psi > 0.2
    assert not report.is_alarm


def test_a_group_that_is_new_counts(version):
    now = {"prices": Shares(("cheap", "dear", "dearer"), (100.0, 100.0, 800.0))}
    (report,) = note_drift(version=version, before=BEFORE, now=now)
    assert report.is_alarm
    assert report.bins["names"] == ["cheap", "dear", "dearer"]


def test_numbers_are_counted_in_the_groups_of_then():
    before = Shares.between([10, 20], [5, 15, 25, float("nan")])
    kept = Shares.from_json(before.to_json())
    assert kept.again([1, 2, 30]).counts == (2, 0, 1, 0)
    assert kept.names == ("< 10", "10 … 20", "≥ 20", "–")


def test_would_be_hits_and_agreement_are_counted_by_request(version):
    day = clock.business_day()
    lists = [np.array([1, 2]), np.array([3, 4]), np.array([], int)]
    theirs = [np.array([1, 9]), np.array([3, 4]), np.array([], int)]
    taken = [np.array([2]), np.array([7]), np.array([1])]
    for _time in range(2):
        report = note_shadow(
            version=version,
            champion=version,
            day=day,
            lists=lists,
            champion_lists=theirs,
            taken=taken,
            answered_ms=1.0,
        )

    assert (report.requests, report.hits, report.champion_hits) == (3, 1, 0)
    assert report.agreement == pytest.approx((0.5 + 1 + 1) / 3)
    assert ShadowReport.objects.count() == 1


def test_who_served_then(version):
    now = clock.now()
    ModelVersion.objects.filter(pk=version.pk).update(
        promoted_at=now - timedelta(days=3), checksums={"a": "b"}
    )
    later = ModelVersion.objects.create(
        name="model", version="2", checksums={"a": "b"}, promoted_at=now - timedelta(hours=1)
    )
    assert served_at("model", now - timedelta(days=1)) == version
    assert served_at("model", now) == later
    assert served_at("model", now - timedelta(days=9)) is None
