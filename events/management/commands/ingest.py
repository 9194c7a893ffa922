"""``manage.py ingest``: events from the queue into the log."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from events.models import DeadLetter
from events.sink.health import Health, read_health
from events.sink.ingest import Ingest
from events.sink.queues import Backlog
from events.sink.sending import queues


class Command(BaseCommand):
    help = "Write events that browsers sent into the log, until Ctrl-C or TERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--once", action="store_true", help="Write what waits now, and end.")
        what.add_argument(
            "--status",
            action="store_true",
            help="Tell what waits; status 1 when something is wrong.",
        )

    def handle(self, *, once: bool, status: bool, **options: Any) -> None:
        if status:
            self._tell(read_health(queues()))
            return
        ingest = Ingest(queues())
        if once:
            written = ingest.drain()
            self.stdout.write(
                f"{written.events} events written, {written.duplicates} were there already, "
                f"{written.aside} put aside"
            )
            return

        def stop(_number: int, _frame: FrameType | None) -> None:
            ingest.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        ingest.run()

    def _tell(self, health: Health) -> None:
        for name, backlog in health.backlogs.items():
            self.stdout.write(f"{name:<14} {_told(backlog)}")
        self.stdout.write(f"{'dead letters':<14} {DeadLetter.objects.count()}")
        if (pulse := health.pulse) is None:
            self.stdout.write(f"{'ingest':<14} never ran")
        else:
            self.stdout.write(
                f"{'ingest':<14} last heard of {pulse.at:%Y-%m-%d %H:%M:%S} UTC; since "
                f"{pulse.began_at:%Y-%m-%d %H:%M} {pulse.events} events, {pulse.duplicates} "
                f"duplicates, {pulse.aside} put aside"
            )
            if pulse.trouble:
                self.stdout.write(f"{'trouble':<14} {pulse.trouble}")
        if not health.is_well:
            raise SystemExit(1)


def _told(backlog: Backlog | None) -> str:
    if backlog is None:
        return "does not answer"
    if backlog.since is None:
        return "nothing waits"
    return f"{backlog.waiting} {backlog.unit} wait, the oldest since {backlog.since:%H:%M:%S} UTC"
