"""The beat's schedule: one job a period whatever the beat does, and every entry leads somewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from celery.schedules import crontab

from events import jobs
from events.models import Job
from foundation import clock
from shop import tasks
from shop.celery import app
from shop.schedule import DAY, PERIODIC_JOBS, PeriodicJob
from tests.racing import race

MIDNIGHT = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
NIGHTLY = PeriodicJob("nightly", crontab(hour="4", minute="0"), DAY)
OFTEN = PeriodicJob("often", crontab(minute="*/10"), timedelta(minutes=10))


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""

    def set_clock(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PERIODIC_JOBS))
def test_a_beat_that_fires_twice_makes_one_job_and_the_next_period_another(at, settings, name):
    settings.TIME_ZONE = "UTC"
    period = PERIODIC_JOBS[name].period
    at(MIDNIGHT)
    assert tasks.enqueue_periodic(name) is True
    assert tasks.enqueue_periodic(name) is False
    at(MIDNIGHT + period - timedelta(seconds=1))
    assert tasks.enqueue_periodic(name) is False

    at(MIDNIGHT + period)
    assert tasks.enqueue_periodic(name) is True


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_the_same_moment_make_one_job(at):
    at(MIDNIGHT)

    made = race(lambda _: tasks.enqueue_periodic("recommendations.train"), threads=4)

    assert sorted(made) == [False, False, False, True]
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "key"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), "nightly@2026-07-01"),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), "nightly@2026-07-02"),  # British summer time
        (datetime(2026, 1, 1, 23, 59, tzinfo=UTC), "nightly@2026-01-01"),
    ],
)
def test_a_daily_job_goes_by_the_shops_day(settings, moment, key):
    settings.TIME_ZONE = "Europe/London"

    assert NIGHTLY.key(moment) == key


def test_the_hour_that_the_clock_goes_through_twice_has_its_own_periods():
    first, second = (
        datetime(2026, 10, 25, 0, 35, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 35, tzinfo=UTC),
    )

    assert OFTEN.key(first) == "often@2026-10-25T00:30Z"
    assert OFTEN.key(second) == "often@2026-10-25T01:30Z"


def test_every_periodic_job_has_somebody_who_does_it():
    assert set(PERIODIC_JOBS) <= set(jobs.handlers.names())


def test_every_entry_of_the_beat_names_a_task():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_looks_for_work_that_nobody_took_expire():
    """Else they pile up while the worker is away."""
    frequent = [e for e in app.conf.beat_schedule.values() if isinstance(e["schedule"], float)]

    assert frequent
    assert all(entry["options"]["expires"] >= entry["schedule"] for entry in frequent)
