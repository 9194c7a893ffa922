"""The job ledger: durable work survives a killed worker on any broker.

A job is a row. Whoever runs it holds a lease and renews it while working; when the holder dies
the lease runs out and another takes over. Finishing is fenced by the owner, so a holder that was
only slow cannot finish a job that another took. The broker merely carries "look now".
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import close_old_connections, connection, transaction
from django.db.models import Q

from events.models import Job, JobState
from foundation import clock
from foundation.registries import Registry

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
RETRY_AFTER = timedelta(seconds=30)

Report = Callable[[str], None]
Handler = Callable[[dict[str, Any], Report], dict[str, Any] | None]
handlers: Registry[Handler] = Registry("job handlers")


def handles(name: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as the one that does jobs called ``name``.

    It gets the payload and a ``report(text)`` to say how far it is, and may return a result.
    It may run twice (the first holder died): its effects must stand the repeat.
    """

    def register(handler: Handler) -> Handler:
        handlers.register(name, handler)
        return handler

    return register


def enqueue(
    name: str, *, key: str, payload: dict[str, Any] | None = None, due_at: datetime | None = None
) -> Job | None:
    """Put a job on the ledger and poke the workers; None if a job with that key is there already."""
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={"name": name, "payload": payload or {}, "due_at": due_at or clock.now()},
    )
    if not created:
        return None
    # Only a hint: the sweep finds the row anyway, should the broker be away.
    transaction.on_commit(_poke, robust=True)
    return job


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
        job.started_at, job.lease_until = now, now + LEASE
        job.attempts += 1
        job.save(update_fields=["state", "owner", "started_at", "lease_until", "attempts"])
    return job


def _run(job: Job, owner: str) -> None:
    handler = handlers.get(job.name)
    logger.info("job %s: started (attempt %d)", job.key, job.attempts)
    try:
        if handler is None:
            raise LookupError(f"nobody does jobs called {job.name!r}")
        with _Lease(job.pk, owner):
            result = handler(job.payload, lambda text: _report(job.pk, owner, text))
    except Exception as error:  # a job that fails is told in its row, the worker lives on
        logger.exception("job %s failed", job.key)
        _fail(job, owner, repr(error))
        return
    finish(job.pk, owner=owner, result=result or {})


def finish(job_id: UUID, *, owner: str, result: dict[str, Any]) -> bool:
    """Mark a job done if ``owner`` still holds it; tells whether it did."""
    return bool(
        Job.objects.filter(pk=job_id, owner=owner, state=JobState.RUNNING).update(
            state=JobState.DONE, finished_at=clock.now(), result=result, error="", lease_until=None
        )
    )


def _fail(job: Job, owner: str, error: str) -> None:
    last_try = job.attempts >= MOST_ATTEMPTS
    Job.objects.filter(pk=job.pk, owner=owner, state=JobState.RUNNING).update(
        state=JobState.FAILED if last_try else JobState.QUEUED,
        finished_at=clock.now() if last_try else None,
        due_at=clock.now() + RETRY_AFTER * job.attempts,
        lease_until=None,
        error=error[:4000],
    )


def _report(job_id: UUID, owner: str, text: str) -> None:
    Job.objects.filter(pk=job_id, owner=owner).update(progress=text[:120])


def retry(job_id: UUID) -> bool:
    """Queue a failed job once more; tells whether it was one."""
    return bool(
        Job.objects.filter(pk=job_id, state=JobState.FAILED).update(
            state=JobState.QUEUED, due_at=clock.now(), attempts=0, error="", finished_at=None
        )
    )


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
        while not self._stop.wait(LEASE.total_seconds() / 3):
            Job.objects.filter(pk=self._job_id, owner=self._owner).update(
                lease_until=clock.now() + LEASE
            )
            close_old_connections()
        connection.close()
