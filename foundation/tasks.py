"""Celery's door to the sweeping of kept answers."""

from celery import shared_task

from foundation import idempotency


@shared_task(name="foundation.sweep")
def sweep() -> int:
    return idempotency.sweep()
