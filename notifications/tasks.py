"""Celery's doors into the mail."""

from celery import shared_task

from notifications import retention, sending


@shared_task(name="notifications.send_due_mail")
def send_due_mail() -> int:
    return sending.send_due()


@shared_task(name="notifications.sweep_mail")
def sweep_mail() -> int:
    return retention.sweep()
