"""``manage.py watch_champion SECONDS``: tell which version serves here, again and again."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from recommendations.serving import trending


class Command(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("seconds", type=float)

    def handle(self, *, seconds: float, **options: Any) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if shown := trending(n=1):
                version = shown[0].model_version.rpartition(":")[2]
                self.stdout.write(f"{time.time():.2f} {version}")
                self.stdout.flush()
            time.sleep(0.3)
