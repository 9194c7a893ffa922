"""The job ledger: one holder at a time, told failures, no job lost and none doubled."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from events import jobs
from events.models import Job, JobState
from foundation import clock
from foundation.registries import Registry
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handlers(monkeypatch):
    """A registry of the test's own."""
    registry = Registry("job handlers")
    monkeypatch.setattr(jobs, "handlers", registry)
    return registry


@pytest.fixture
def done(handlers):
    """What the job "note" did: its payloads, in order."""
    payloads = []

    @jobs.handles("note")
    def note(payload, report):
        payloads.append(payload)
        report("noted")
        return {"seen": len(payloads)}

    return payloads


def queue(name="note", key="key", **payload):
    return jobs.enqueue(name, key=key, payload=payload)


def lapse(job):
    """As if the holder had fallen silent long ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - timedelta(seconds=1))


def hold(owner="dead worker"):
    """A job that a worker took and never finished."""
    job = queue()
    assert jobs._claim(owner).pk == job.pk
    return job


def test_a_queued_job_is_done_with_its_payload_and_result(done):
    job = queue(colour="green")

    assert jobs.run_due() == 1

    job.refresh_from_db()
    assert done == [{"colour": "green"}]
    assert (job.state, job.result, job.progress) == (JobState.DONE, {"seen": 1}, "noted")
    assert job.finished_at is not None
    assert job.lease_until is None
    assert jobs.run_due() == 0


def test_one_job_a_key(done):
    assert queue(key="train:monday") is not None
    assert queue(key="train:monday") is None

    jobs.run_due()

    assert queue(key="train:monday") is None, "nor after it was done"
    assert len(done) == 1


def test_the_key_is_taken_once_when_many_ask_at_the_same_time(handlers):
    results = race(lambda _: jobs.enqueue("note", key="same"), threads=8)

    assert not [result for result in results if isinstance(result, Exception)]
    assert len([result for result in results if result is not None]) == 1
    assert Job.objects.count() == 1


def test_jobs_wait_until_they_are_due(done):
    jobs.enqueue("note", key="later", due_at=clock.now() + timedelta(hours=1))

    assert jobs.run_due() == 0


def test_the_job_that_is_due_longest_comes_first(done):
    now = clock.now()
    for key, hours in (("b", 1), ("a", 2), ("c", 0)):
        due_at = now - timedelta(hours=hours)
        jobs.enqueue("note", key=key, payload={"key": key}, due_at=due_at)

    jobs.run_due()

    assert [payload["key"] for payload in done] == ["a", "b", "c"]


def test_no_more_jobs_than_asked_for(done):
    for index in range(3):
        queue(key=str(index))

    assert jobs.run_due(limit=2) == 2
    assert len(done) == 2


def test_each_job_is_done_by_one_of_many_workers(handlers):
    done = []

    @jobs.handles("note")
    def note(payload, report):
        done.append(payload["index"])
        time.sleep(0.01)

    for index in range(20):
        queue(key=str(index), index=index)

    counts = race(lambda _: jobs.run_due(), threads=4)

    assert sum(counts) == 20
    assert sorted(done) == list(range(20))


def test_a_job_that_is_held_is_nobody_elses(done):
    hold()

    assert jobs.run_due() == 0


def test_a_job_whose_holder_fell_silent_is_taken_over(done):
    job = hold()
    lapse(job)

    assert jobs.run_due() == 1

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


def test_a_holder_that_was_only_slow_cannot_finish_what_another_took(handlers):
    @jobs.handles("note")
    def note(payload, report):
        lapse(job)
        taken.append(jobs._claim("another"))

    taken = []
    job = queue()

    jobs.run_due(limit=1)

    job.refresh_from_db()
    assert taken[0].pk == job.pk
    assert (job.state, job.owner) == (JobState.RUNNING, "another")
    assert jobs.finish(job.pk, owner="somebody else", result={}) is False
    assert jobs.finish(job.pk, owner="another", result={"by": "another"}) is True
    assert jobs.finish(job.pk, owner="another", result={}) is False, "done is done"


def test_a_slow_holders_failure_does_not_disturb_the_new_one(handlers):
    @jobs.handles("note")
    def note(payload, report):
        lapse(job)
        jobs._claim("another")
        raise RuntimeError("too late")

    job = queue()
    jobs.run_due(limit=1)

    job.refresh_from_db()
    assert (job.state, job.owner, job.error) == (JobState.RUNNING, "another", "")


def test_a_living_holder_keeps_its_lease(handlers, settings):
    settings.JOB_LEASE_SECONDS = 0.6
    others = []

    @jobs.handles("note")
    def note(payload, report):
        until = time.monotonic() + 2
        while time.monotonic() < until:
            others.append(jobs._claim("another"))
            time.sleep(0.1)

    job = queue()
    jobs.run_due()

    job.refresh_from_db()
    assert set(others) == {None}
    assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_the_lease_survives_a_database_that_is_away_for_a_moment(handlers, settings, monkeypatch):
    settings.JOB_LEASE_SECONDS = 0.3
    update, faults = QuerySet.update, []

    def flaky(self, **values):
        if threading.current_thread().name == "job-lease" and len(faults) < 2:
            faults.append(1)
            raise OperationalError("database is locked")
        return update(self, **values)

    @jobs.handles("note")
    def note(payload, report):
        before = Job.objects.get().lease_until
        time.sleep(0.8)
        renewed.append(Job.objects.get().lease_until > before)

    renewed = []
    monkeypatch.setattr(QuerySet, "update", flaky)
    queue()
    jobs.run_due()

    assert len(faults) == 2
    assert renewed == [True]


def test_a_failed_job_is_told_and_tried_again_later(handlers):
    @jobs.handles("note")
    def note(payload, report):
        raise ValueError("no such colour")

    job = queue()
    jobs.run_due()

    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert "no such colour" in job.error
    assert job.due_at > clock.now()
    assert jobs.run_due() == 0, "not at once"


def test_a_job_that_always_fails_is_given_up_and_may_be_retried_by_hand(handlers):
    @jobs.handles("note")
    def note(payload, report):
        raise ValueError("never")

    job = queue()
    for _ in range(jobs.MOST_ATTEMPTS):
        Job.objects.update(due_at=clock.now())
        assert jobs.run_due() == 1

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.FAILED, jobs.MOST_ATTEMPTS)
    assert jobs.retry(job.pk) is True
    assert jobs.retry(job.pk) is False
    assert jobs.run_due() == 1


def test_a_job_that_kills_every_worker_is_given_up(done):
    job = hold()
    for _ in range(jobs.MOST_ATTEMPTS - 1):
        lapse(job)
        jobs._claim("another victim")
    lapse(job)

    jobs.run_due()

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "its worker died" in job.error
    assert done == []


@pytest.fixture
def told(handlers):
    """The payloads of jobs "break" that were given up."""
    payloads = []

    @jobs.handles("break", given_up=payloads.append)
    def break_down(payload, report):
        raise ValueError("never")

    return payloads


def test_who_waits_for_a_job_is_told_once_that_it_was_given_up(told):
    queue(name="break", colour="green")
    for attempt in range(jobs.MOST_ATTEMPTS):
        assert told == [], f"after {attempt} of {jobs.MOST_ATTEMPTS}"
        Job.objects.update(due_at=clock.now())
        jobs.run_due()
    assert told == [{"colour": "green"}]


def test_it_is_told_of_a_job_that_kills_every_worker_too(told):
    job = queue(name="break")
    for _ in range(jobs.MOST_ATTEMPTS):
        jobs._claim("a victim")
        lapse(job)
    jobs.run_due()
    assert told == [{}]


def test_a_job_fails_although_that_cannot_be_told(handlers):
    @jobs.handles("break", given_up=lambda payload: 1 / 0)
    def break_down(payload, report):
        raise ValueError("never")

    job = queue(name="break")
    Job.objects.update(attempts=jobs.MOST_ATTEMPTS - 1)
    jobs.run_due()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "ValueError('never')")


def test_a_job_that_nobody_does_fails_with_its_name(handlers):
    job = queue(name="sing")
    jobs.run_due()
    job.refresh_from_db()
    assert "'sing'" in job.error


def test_one_failed_job_does_not_hold_up_the_next(handlers):
    done = []

    @jobs.handles("note")
    def note(payload, report):
        if payload["index"] == 0:
            raise ValueError("the first")
        done.append(payload["index"])

    for index in range(3):
        queue(key=str(index), index=index)

    jobs.run_due()

    assert done == [1, 2]


def write_other_job(payload, report):
    """An effect in the database that a test can count."""
    Job.objects.create(name="effect", key=payload["key"], due_at=clock.now() + timedelta(days=1))


def test_an_atomic_job_leaves_nothing_when_it_fails(handlers):
    @jobs.handles("note", atomic=True)
    def note(payload, report):
        write_other_job(payload, report)
        raise ValueError("after the effect")

    job = jobs.enqueue("note", key="one", payload={"key": "effect"})
    jobs.run_due()

    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert not Job.objects.filter(name="effect").exists()


def test_an_atomic_job_that_lost_its_lease_leaves_nothing(handlers):
    @jobs.handles("note", atomic=True)
    def note(payload, report):
        write_other_job(payload, report)
        Job.objects.filter(key="one").update(owner="another")

    jobs.enqueue("note", key="one", payload={"key": "effect"})
    jobs.run_due(limit=1)

    assert not Job.objects.filter(name="effect").exists()
    assert Job.objects.get(key="one").state == JobState.RUNNING


def test_the_workers_are_told_only_once_the_job_is_there(monkeypatch):
    told = []
    monkeypatch.setattr(jobs, "_poke", lambda: told.append(connection.in_atomic_block))

    with transaction.atomic():
        queue()
        assert told == []

    assert told == [False]


def test_a_broker_that_is_away_loses_no_job(monkeypatch, done):
    def unreachable():
        raise OSError("no broker")

    monkeypatch.setattr(jobs, "_poke", unreachable)

    assert queue() is not None
    assert jobs.run_due() == 1


def test_only_old_finished_jobs_are_forgotten(done):
    for key in ("old", "new"):
        queue(key=key)
    jobs.run_due()
    queue(key="open")
    long_ago = clock.now() - jobs.KEEP_DONE - timedelta(hours=1)
    Job.objects.filter(key="old").update(finished_at=long_ago)
    Job.objects.filter(key="open").update(queued_at=long_ago)

    assert jobs.sweep() == 1
    assert set(Job.objects.values_list("key", flat=True)) == {"new", "open"}
