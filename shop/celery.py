"""The Celery app: a real broker where a URL says so, else files below the data folder."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")


def _file_broker() -> dict[str, Any]:
    folders = {name: settings.BROKER_DIR / name for name in ("queue", "processed", "control")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://",
        "broker_transport_options": {
            "data_folder_in": str(folders["queue"]),
            "data_folder_out": str(folders["queue"]),
            "processed_folder": str(folders["processed"]),
            "control_folder": str(folders["control"]),
            "store_processed": False,
            "polling_interval": 0.2,
        },
    }


SCHEDULE: dict[str, dict[str, Any]] = {
    "outbox": {"task": "events.drain_outbox", "schedule": 5.0},
    "jobs": {"task": "events.run_due_jobs", "schedule": 15.0},
    "outbox sweep": {"task": "events.sweep_outbox", "schedule": crontab(hour="3", minute="10")},
    "partitions": {"task": "events.make_partitions", "schedule": crontab(hour="*/6", minute="5")},
}

app = Celery("shelfwise")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    broker_connection_retry_on_startup=True,
    timezone=settings.TIME_ZONE,
    beat_schedule=SCHEDULE,
    beat_schedule_filename=str(settings.DATA_DIR / "beat-schedule"),
)
if settings.EMBEDDED_BROKER:
    app.conf.update(_file_broker())
app.autodiscover_tasks()
