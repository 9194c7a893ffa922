"""``manage.py journeys``: channels, paths, cohorts, stages, waits and baskets as of last night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from analytics.journeys.jobs import look_at_journeys


class Command(BaseCommand):
    help = "Do now what the nightly job does about journeys. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--whole",
            action="store_true",
            help="every month of the log, not only those that may have changed",
        )

    def handle(self, *, whole: bool, **options: Any) -> None:
        told = look_at_journeys(self.stdout.write, whole=whole)
        self.stdout.write(f"{told['journeys']} journeys; {told['rows']} rows from the books.")
