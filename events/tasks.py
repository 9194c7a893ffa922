"""Celery's doors into the outbox and the ledger."""

from datetime import timedelta

from celery import shared_task

from events import jobs, outbox
from events.partitions import ensure_day_partitions
from events.sink import letters
from events.webhooks import retention
from events.webhooks.delivering import deliver_due
from foundation import clock


@shared_task(name="events.run_due_jobs")
def run_due_jobs() -> int:
    return jobs.run_due()


@shared_task(name="events.drain_outbox")
def drain_outbox() -> int:
    return outbox.drain()


@shared_task(name="events.sweep_outbox")
def sweep_outbox() -> int:
    return outbox.sweep()


@shared_task(name="events.sweep_jobs")
def sweep_jobs() -> int:
    return jobs.sweep()


@shared_task(name="events.sweep_letters")
def sweep_letters() -> int:
    return letters.sweep()


@shared_task(name="events.deliver_webhooks")
def deliver_webhooks() -> int:
    return deliver_due()


@shared_task(name="events.sweep_webhooks")
def sweep_webhooks() -> int:
    return retention.sweep()


@shared_task(name="events.make_partitions")
def make_partitions() -> int:
    """The partitions of the coming week, well before the first row of each day."""
    today = clock.now().date()
    return ensure_day_partitions(first=today, last=today + timedelta(days=7))
