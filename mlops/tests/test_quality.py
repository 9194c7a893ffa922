"""What the night's look at all data finds, and what is told of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q
from django.utils import timezone

from events import jobs
from events.models import Job, JobState
from mlops.catalogue import UnknownFeature
from mlops.models import CheckKind, CheckState, DataCheck, Feature, ModelVersion, VersionState
from mlops.quality.jobs import JOB, ask_for_checks
from mlops.quality.lineage import latest_runs
from mlops.quality.selectors import (
    catalogue,
    check_label,
    checked_day,
    checks_of,
    completeness_course,
    failing,
)
from mlops.quality.services import check_all
from mlops.quality.sources import DataSource, FreshCheck, ShareCheck, in_range
from mlops.services import write_features
from mlops.tests.catalogues import a_feature, know, watch

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 6, 2, 4, 0, tzinfo=UTC)
NOBODY_ASKS = lambda text: None  # noqa: E731  (a report that nobody reads)


def _job(number: int, **told: object) -> Job:
    return Job.objects.create(name="any", key=f"job {number}", **told)


def _jobs(*checks: object) -> DataSource:
    return DataSource("Jobs", "events", lambda at: Job.objects.all(), tuple(checks))


def _look(at: datetime = NIGHT) -> dict[tuple[str, str], DataCheck]:
    return {(row.source, row.name): row for row in check_all(report=NOBODY_ASKS, at=at)}


def test_one_row_of_two_hundred_may_lack_a_value_and_two_may_not(monkeypatch):
    know(monkeypatch)
    watch(monkeypatch, jobs=_jobs(ShareCheck("owner", "Have an owner", ~Q(owner=""))))
    for number in range(200):
        _job(number, owner="" if number == 0 else "somebody")

    found = _look()["jobs", "owner"]
    assert (found.state, found.rows, found.failed, found.target) == ("passed", 200, 1, 0.995)

    Job.objects.filter(key="job 1").update(owner="")
    found = _look()["jobs", "owner"]
    assert (found.state, found.failed, found.value) == ("failed", 2, 0.99)


def test_a_range_stands_no_exception_and_looks_only_at_the_rows_it_is_about(monkeypatch):
    know(monkeypatch)
    tried = in_range("tried", "Were tried", Q(attempts__lte=3), among=Q(state=JobState.DONE))
    watch(monkeypatch, jobs=_jobs(tried))
    _job(1, state=JobState.QUEUED, attempts=9)
    _job(2, state=JobState.DONE, attempts=3)
    assert _look()["jobs", "tried"].state == CheckState.PASSED

    _job(3, state=JobState.DONE, attempts=4)
    found = _look()["jobs", "tried"]
    assert (found.state, found.rows, found.failed) == ("failed", 2, 1)


def test_of_no_rows_nothing_is_said(monkeypatch):
    know(monkeypatch)
    watch(monkeypatch, jobs=_jobs(ShareCheck("owner", "Have an owner", ~Q(owner=""))))
    found = _look()["jobs", "owner"]
    assert (found.state, found.value) == (CheckState.EMPTY, None)


@pytest.mark.parametrize(("hours", "state"), [(24, "passed"), (25, "failed"), (-1, "passed")])
def test_what_is_older_than_it_may_be_is_told_in_hours(monkeypatch, hours, state):
    know(monkeypatch)
    age = FreshCheck(
        "New", newest=lambda at: at - timedelta(hours=hours), within=timedelta(hours=24)
    )
    watch(monkeypatch, jobs=_jobs(age))
    found = _look()["jobs", "age"]
    assert (found.state, found.value, found.target) == (state, max(hours, 0), 24)


def test_what_follows_another_is_old_only_beside_it(monkeypatch):
    """A shop that slept for a month has roll-ups of a month ago, and they are fresh."""
    know(monkeypatch)
    then = NIGHT - timedelta(days=30)
    age = FreshCheck(
        "New", newest=lambda at: then, behind=lambda at: then, within=timedelta(hours=1)
    )
    watch(monkeypatch, jobs=_jobs(age))
    assert _look()["jobs", "age"].state == CheckState.PASSED


def test_a_second_look_replaces_that_of_the_day_and_leaves_the_day_before(monkeypatch):
    know(monkeypatch)
    watch(monkeypatch, jobs=_jobs(ShareCheck("owner", "Have an owner", ~Q(owner=""))))
    _job(1, owner="")
    _look(NIGHT - timedelta(days=1))
    _look()
    Job.objects.update(owner="somebody")
    _look(NIGHT + timedelta(hours=2))

    rows = DataCheck.objects.filter(source="jobs").order_by("day")
    assert [(row.value, row.state) for row in rows] == [(0.0, "failed"), (1.0, "passed")]
    course = completeness_course(rows[0].day, rows[1].day)
    assert [(one.mean, one.least) for one in course] == [(0.0, 0.0), (1.0, 1.0)]


def test_staff_are_told_of_what_failed_last_night_and_not_of_last_week(monkeypatch):
    know(monkeypatch)
    watch(monkeypatch, jobs=_jobs(ShareCheck("owner", "Have an owner", ~Q(owner=""))))
    _job(1, owner="")
    _look()
    [told] = failing(at=NIGHT)
    assert str(check_label(told)) == "Have an owner"
    assert failing(at=NIGHT + timedelta(days=7)) == []


def test_a_feature_that_nobody_explained_is_not_written(monkeypatch):
    know(monkeypatch, churn=a_feature())
    write_features(name="churn", values={"customer:a": 0.5})
    with pytest.raises(UnknownFeature):
        write_features(name="chrun", values={"customer:a": 0.5})
    assert Feature.objects.count() == 1


def test_the_catalogue_tells_coverage_age_and_values_out_of_range(monkeypatch):
    know(
        monkeypatch,
        churn=a_feature(lowest=0, highest=1, everybody=lambda: 4),
        taste=a_feature(fresh_for=None),
    )
    watch(monkeypatch)
    assert [one.subjects for one in catalogue()] == [None, None]  # not looked at yet

    write_features(
        name="churn", values={"customer:a": 0.2, "customer:b": 1}, as_of=NIGHT - timedelta(hours=3)
    )
    _look()
    churn, taste = catalogue()
    assert (churn.subjects, churn.coverage, churn.state) == (2, 0.5, "passed")
    assert churn.newest_at == NIGHT - timedelta(hours=3)
    assert (taste.subjects, taste.coverage, taste.state) == (0, None, "empty")

    write_features(name="churn", values={"customer:b": 1.5}, as_of=NIGHT)
    found = _look()["feature:churn", "range"]
    assert (found.state, found.rows, found.failed) == ("failed", 2, 1)
    assert catalogue()[0].state == "failed"


def test_a_feature_that_was_not_written_for_two_days_is_told(monkeypatch):
    know(monkeypatch, churn=a_feature())
    watch(monkeypatch)
    write_features(name="churn", values={"customer:a": 0.2}, as_of=NIGHT - timedelta(hours=49))
    assert _look()["feature:churn", "age"].state == CheckState.FAILED


def test_values_under_a_name_that_is_explained_no_more_are_told(monkeypatch):
    know(monkeypatch, churn=a_feature())
    watch(monkeypatch)
    write_features(name="churn", values={"customer:a": 0.2}, as_of=NIGHT)
    assert _look()["features", "explained"].state == CheckState.PASSED
    know(monkeypatch)
    found = _look()["features", "explained"]
    assert (found.kind, found.state, found.failed) == (CheckKind.LINEAGE, "failed", 1)


def test_a_model_that_serves_tells_the_window_that_it_read(monkeypatch):
    know(monkeypatch)
    watch(monkeypatch)
    until = int(NIGHT.timestamp())
    ModelVersion.objects.create(
        name="lists", version="1", state=VersionState.CHAMPION, artifact="a",
        trained_on={"events": 900, "until": until, "profile": {"rows": 900}}, trained_at=NIGHT,
    )  # fmt: skip
    ModelVersion.objects.create(
        name="demand", version="1", state=VersionState.RETIRED, artifact="b",
        trained_on={"first": "2026-01-01", "until": "2026-06-01"},
        trained_at=NIGHT - timedelta(days=1),
    )  # fmt: skip
    newest, oldest = latest_runs()
    assert (newest.first, newest.until, dict(newest.counts)) == (
        None, NIGHT.date(), {"events": 900},
    )  # fmt: skip
    assert (oldest.first.isoformat(), oldest.until.isoformat()) == ("2026-01-01", "2026-06-01")
    assert _look()["models", "window"].state == CheckState.PASSED

    ModelVersion.objects.filter(name="demand").update(trained_on={"until": 20_606})
    assert latest_runs()[1].until.isoformat() == "2026-06-02"  # a number of days is told as well

    ModelVersion.objects.filter(name="lists").update(trained_on={})
    assert _look()["models", "window"].state == CheckState.FAILED


def test_every_source_of_the_shop_can_be_looked_at_when_it_is_empty():
    checks = check_all(report=NOBODY_ASKS)
    assert {row.source for row in checks} > {"products", "orders", "events", "prices", "stock"}
    assert not [row for row in checks if row.state == CheckState.FAILED]


def test_the_job_looks_at_everything_and_can_be_asked_for():
    assert ask_for_checks()
    jobs.run_due()
    job = Job.objects.get(name=JOB)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.result["checks"] == DataCheck.objects.count() > 0
    assert checked_day() == timezone.localdate()
    assert checks_of(checked_day())
