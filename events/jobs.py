"""The job ledger: durable work survives a killed worker on any broker.

A job is a row. Whoever runs it holds a lease and renews it while working; when the holder dies
the lease runs out and another takes over. Finishing is fenced by the owner, so a holder that was
only slow cannot finish a job that another took. An *atomic* job writes its effects and its end in
one transaction: it is done exactly once, whenever its worker is killed. The broker merely carries
"look now".
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Q

from events.models import Job, JobState
from foundation import clock
from foundation.registries import Registry

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
RETRY_AFTER = timedelta(seconds=30)
KEEP_DONE = timedelta(days=7)

Report = Callable[[str], None]
Handler = Callable[[dict[str, Any], Report], dict[str, Any] | None]
GivenUp = Callable[[dict[str, Any]], None]


class LeaseLost(Exception):
    """The job was taken by another while this holder was away."""


@dataclass(frozen=True, slots=True)
class _Registered:
    do: Handler
    atomic: bool
    given_up: GivenUp | None = None


handlers: Registry[_Registered] = Registry("job handlers")


def handles(
    name: str, *, atomic: bool = False, given_up: GivenUp | None = None
) -> Callable[[Handler], Handler]:
    """Register the decorated function as the one that does jobs called ``name``.

    It gets the payload and a ``report(text)`` to say how far it is, and may return a result.
    Unless ``atomic`` it may run twice (its first holder died): its effects must stand the repeat.
    With ``atomic`` it runs in one transaction with its end, so that what it writes to the database
    is there once. That is for short jobs: SQLite lets nobody else write meanwhile.

    ``given_up`` gets the payload of a job that failed for the last time, or whose worker died that
    often: it tells those who wait. It may be called twice, or never, where its worker dies, too.
    """

    def register(handler: Handler) -> Handler:
        handlers.register(name, _Registered(handler, atomic, given_up))
        return handler

    return register


def lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def enqueue(
    name: str, *, key: str, payload: dict[str, Any] | None = None, due_at: datetime | None = None
) -> Job | None:
    """Put a job on the ledger and poke the workers; None if there is one with that key already."""
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={"name": name, "payload": payload or {}, "due_at": due_at or clock.now()},
    )
    if not created:
        return None
    # Only a hint: the sweep finds the row anyway, should the broker be away.
    transaction.on_commit(_poke, robust=True)
    return job


def hasten(key: str) -> bool:
    """Have a job that waits be due at once; tells whether it did wait."""
    waiting = Job.objects.filter(key=key, state=JobState.QUEUED, due_at__gt=clock.now())
    if not waiting.update(due_at=clock.now()):
        return False
    transaction.on_commit(_poke, robust=True)
    return True


def _poke() -> None:
    from events.tasks import run_due_jobs

    run_due_jobs.apply_async(retry=False, ignore_result=True)


def run_due(*, limit: int = 100) -> int:
    """Run the jobs that are due, one after the other; returns how many were run."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    done = 0
    while done < limit and (job := _claim(owner)) is not None:
        _run(job, owner)
        done += 1
    return done


def _claim(owner: str) -> Job | None:
    """Take the job that has been due longest; None when there is none."""
    now = clock.now()
    due = Job.objects.filter(
        Q(state=JobState.QUEUED, due_at__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
    ).order_by("due_at", "id")
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        job = due.first()
        if job is None:
            return None
        job.state, job.owner = JobState.RUNNING, owner
        job.started_at, job.lease_until = now, now + lease()
        job.attempts += 1
        job.save(update_fields=["state", "owner", "started_at", "lease_until", "attempts"])
    return job


def _run(job: Job, owner: str) -> None:
    logger.info("job %s: started (attempt %d)", job.key, job.attempts)
    try:
        if job.attempts > MOST_ATTEMPTS:  # not one failure was told: each time its worker died
            raise RuntimeError(f"given up: its worker died {MOST_ATTEMPTS} times")
        with _Lease(job.pk, owner):
            _do(job, owner)
    except LeaseLost:
        logger.warning("job %s was taken by another meanwhile", job.key)
    except Exception as error:  # a job that fails is told in its row, the worker lives on
        logger.exception("job %s failed", job.key)
        _fail(job, owner, repr(error))


def _do(job: Job, owner: str) -> None:
    handler = handlers.get(job.name)
    if handler is None:
        raise LookupError(f"nobody does jobs called {job.name!r}")

    def report(text: str) -> None:
        Job.objects.filter(pk=job.pk, owner=owner).update(progress=text[:120])

    with transaction.atomic() if handler.atomic else nullcontext():
        result = handler.do(job.payload, report)
        if not finish(job.pk, owner=owner, result=result or {}):
            raise LeaseLost(job.key)


def finish(job_id: UUID, *, owner: str, result: dict[str, Any]) -> bool:
    """Mark a job done if ``owner`` still holds it; tells whether it did."""
    return bool(
        Job.objects.filter(pk=job_id, owner=owner, state=JobState.RUNNING).update(
            state=JobState.DONE, finished_at=clock.now(), result=result, error="", lease_until=None
        )
    )


def _fail(job: Job, owner: str, error: str) -> None:
    last_try = job.attempts >= MOST_ATTEMPTS
    held = Job.objects.filter(pk=job.pk, owner=owner, state=JobState.RUNNING)
    if last_try and held.exists():
        _tell_given_up(job)
    held.update(
        state=JobState.FAILED if last_try else JobState.QUEUED,
        finished_at=clock.now() if last_try else None,
        due_at=clock.now() + RETRY_AFTER * job.attempts,
        lease_until=None,
        error=error[:4000],
    )


def _tell_given_up(job: Job) -> None:
    """Before the job's own end is written: a worker that dies in between tells it again."""
    handler = handlers.get(job.name)
    if handler is None or handler.given_up is None:
        return
    try:
        handler.given_up(job.payload)
    except Exception:  # the job has failed all the same
        logger.exception("job %s: its failure could not be told", job.key)


def retry(job_id: UUID) -> bool:
    """Queue a failed job once more; tells whether it was one."""
    return bool(
        Job.objects.filter(pk=job_id, state=JobState.FAILED).update(
            state=JobState.QUEUED, due_at=clock.now(), attempts=0, error="", finished_at=None
        )
    )


def sweep() -> int:
    """Forget jobs that were done more than a week ago; returns how many. Failed ones stay."""
    old = Job.objects.filter(state=JobState.DONE, finished_at__lt=clock.now() - KEEP_DONE)
    return old.delete()[0]


class _Lease:
    """Renews the lease from a thread of its own while the job works."""

    def __init__(self, job_id: UUID, owner: str) -> None:
        self._job_id, self._owner = job_id, owner
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True, name="job-lease")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _renew(self) -> None:
        while not self._stop.wait(lease().total_seconds() / 3):
            try:
                Job.objects.filter(
                    pk=self._job_id, owner=self._owner, state=JobState.RUNNING
                ).update(lease_until=clock.now() + lease())
            except OperationalError as error:  # locked, or away for a moment: there is a next time
                logger.warning("job lease: %s", error)
                connection.close()
        connection.close()
