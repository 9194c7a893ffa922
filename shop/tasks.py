"""Celery's door to the periodic jobs."""

from celery import shared_task

from events import jobs
from foundation import clock
from shop.schedule import PERIODIC_JOBS


@shared_task(name="shop.enqueue_periodic")
def enqueue_periodic(name: str) -> bool:
    """Put the current period's job on the ledger; whether it was not there yet."""
    return jobs.enqueue(name, key=PERIODIC_JOBS[name].key(clock.now())) is not None
