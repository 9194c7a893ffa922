"""``manage.py enqueue_slow_job HANDLER TEXT SECONDS``"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from events import jobs


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("handler")
        parser.add_argument("text")
        parser.add_argument("seconds", type=float)

    def handle(self, *, handler: str, text: str, seconds: float, **options: Any) -> None:
        jobs.enqueue(handler, key=text, payload={"text": text, "seconds": seconds})
