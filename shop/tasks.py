"""Celery's door to the periodic jobs."""

from celery import shared_task

from events import jobs
from foundation import clock
from shop.schedule import PERIODIC_JOBS


@shared_task(name="shop.enqueue_periodic")
def enqueue_periodic(name: str) -> bool:
    """Put the current period's job on the ledger; whether it was not there yet."""
    job = PERIODIC_JOBS[name]
    queued = jobs.enqueue(job.handler or name, key=job.key(clock.now()), payload=job.payload)
    return queued is not None
