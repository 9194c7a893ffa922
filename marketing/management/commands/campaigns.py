"""``manage.py campaigns``: which there are and how far they are; with ``--run`` a minute's work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marketing.campaigns.jobs import work
from marketing.campaigns.selectors import standings


class Command(BaseCommand):
    help = "List campaigns with how many are in them; with --run do now what the job does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--run",
            action="store_true",
            help="enrol for mailings that begin, give everybody due their turn; safe to repeat",
        )

    def handle(self, *, run: bool, **options: Any) -> None:
        if run:
            done = work()
            self.stdout.write(
                f"{sum(done.entered.values())} entered, {sum(done.turns.values())} turns, "
                f"{done.ended} campaigns ended."
            )
        for one in standings():
            self.stdout.write(
                f"{one.slug:<32} {one.state:<8} {one.entered:>8} in {one.held_out:>7} held out "
                f"{one.on_the_way:>7} on the way {one.sent:>8} sent {one.queued:>6} queued"
            )
