"""``manage.py queue_test_mail KEY``"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from notifications.tests.factories import queue_mail


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key")

    def handle(self, *, key: str, **options: Any) -> None:
        queue_mail(key=key)
