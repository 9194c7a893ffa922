"""The Celery app. Its configuration (``shop.background``) is read when first needed."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

app = Celery("shelfwise")
app.config_from_object("shop.background")
app.autodiscover_tasks()
