"""Celery's configuration: a real broker where a URL says so, else files below the data folder."""

import logging
from typing import Any

from celery.schedules import crontab
from django.conf import settings

from shop.file_broker import SCHEME
from shop.schedule import PERIODIC_JOBS

logger = logging.getLogger(__name__)


def _file_broker() -> dict[str, Any]:
    folders = {name: settings.BROKER_DIR / name for name in ("queue", "processed", "control")}
    try:
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:  # the shop sells without its worker; the ledger keeps the work
        logger.error("broker folder: %s", error)
    return {
        "data_folder_in": str(folders["queue"]),
        "data_folder_out": str(folders["queue"]),
        "processed_folder": str(folders["processed"]),
        "control_folder": str(folders["control"]),
        "store_processed": False,
        "polling_interval": 0.2,
    }


def _every(seconds: float, task: str) -> dict[str, Any]:
    """A look for work. One that waited for longer than its period is stale: the next is there."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds * 2}}


beat_schedule: dict[str, dict[str, Any]] = {
    "outbox": _every(5.0, "events.drain_outbox"),
    "jobs": _every(15.0, "events.run_due_jobs"),
    "webhooks": _every(10.0, "events.deliver_webhooks"),
    "mail": _every(15.0, "notifications.send_due_mail"),
    "payments": _every(60.0, "orders.reconcile_payments"),
    "reservations": _every(60.0, "orders.sweep_reservations"),
    "outbox sweep": {"task": "events.sweep_outbox", "schedule": crontab(hour="3", minute="10")},
    "jobs sweep": {"task": "events.sweep_jobs", "schedule": crontab(hour="3", minute="20")},
    "letters sweep": {"task": "events.sweep_letters", "schedule": crontab(hour="3", minute="15")},
    "webhooks out sweep": {
        "task": "events.sweep_webhooks",
        "schedule": crontab(hour="3", minute="35"),
    },
    "webhook sweep": {"task": "orders.sweep_webhooks", "schedule": crontab(hour="3", minute="40")},
    "cart sweep": {"task": "orders.sweep_carts", "schedule": crontab(hour="3", minute="45")},
    "mail sweep": {"task": "notifications.sweep_mail", "schedule": crontab(hour="3", minute="30")},
    "answers sweep": {"task": "foundation.sweep", "schedule": crontab(hour="3", minute="40")},
    "late events": {
        "task": "accounts.forget_late_events",
        "schedule": crontab(hour="3", minute="55"),
    },
    "invitations": {
        "task": "accounts.forget_invitations",
        "schedule": crontab(hour="3", minute="58"),
    },
    "buyers": {"task": "orders.forget_buyers", "schedule": crontab(hour="3", minute="50")},
    "partitions": {"task": "events.make_partitions", "schedule": crontab(hour="*/6", minute="5")},
    **{
        job.name: {"task": "shop.enqueue_periodic", "schedule": job.when, "args": [job.name]}
        for job in PERIODIC_JOBS.values()
    },
}

broker_url = settings.CELERY_BROKER_URL
broker_transport_options: dict[str, Any] = {}
if settings.EMBEDDED_BROKER:
    broker_url = f"{SCHEME}://localhost//"
    broker_transport_options = _file_broker()
    # Broadcast control would leave a file for every worker that ever was.
    worker_enable_remote_control = False
broker_connection_retry_on_startup = True
task_ignore_result = True
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1
worker_hijack_root_logger = False
worker_cancel_long_running_tasks_on_connection_loss = False
timezone = settings.TIME_ZONE
beat_schedule_filename = str(settings.DATA_DIR / "beat-schedule")
