"""``manage.py rollups``: sum days of the past anew, export the log by day, or end it."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand

from analytics.rollups.days import rebuild
from analytics.rollups.retention import tidy_log
from events.archive import export_days
from events.log_span import bounds
from foundation import clock


class Command(BaseCommand):
    help = "Days in numbers: sum them anew, export the log by day, drop what is too old."

    def add_arguments(self, parser: ArgumentParser) -> None:
        doing = parser.add_subparsers(dest="do", required=True)
        for name, help_text in (
            ("rebuild", "Sum business days anew; all that orders and the log know of."),
            ("export", "Write days of the log in UTC that are over as Parquet files."),
        ):
            part = doing.add_parser(name, help=help_text)
            part.add_argument("--first", type=date.fromisoformat)
            part.add_argument("--last", type=date.fromisoformat)
        doing.add_parser("tidy", help="Export, then drop the days that EVENT_LOG_DAYS ends.")

    def handle(self, *, do: str, **options: Any) -> None:
        work: dict[str, Callable[..., None]] = {
            "rebuild": self._rebuild,
            "export": self._export,
            "tidy": self._tidy,
        }
        work[do](**options)

    def _rebuild(self, *, first: date | None, last: date | None, **_options: Any) -> None:
        days = rebuild(first, last)
        self.stdout.write(f"{days} days summed.")

    def _export(self, *, first: date | None, last: date | None, **_options: Any) -> None:
        reach = bounds()
        if reach is None:
            self.stdout.write("The log is empty.")
            return
        begin = first or reach[0].astimezone(UTC).date()
        archived = export_days(begin, last or _yesterday(clock.now()))
        rows = sum(one.rows for one in archived)
        self.stdout.write(f"{len(archived)} days exported, {rows} events.")

    def _tidy(self, **_options: Any) -> None:
        tidied = tidy_log(report=lambda text: None)
        self.stdout.write(
            f"{tidied.exported} days exported; {tidied.dropped} days dropped, "
            f"{tidied.events} events."
        )


def _yesterday(now: datetime) -> date:
    return now.astimezone(UTC).date() - timedelta(days=1)
