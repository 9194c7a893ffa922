"""``manage.py import_competitor_prices``: take in a file of what a competitor asks."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pricing.competition.fetching import LARGEST, FetchRefused, fetch
from pricing.competition.formats import FormatRefused, readers
from pricing.competition.services import propose_matches, read, take_in
from pricing.models import Competitor, FeedFormat


class Command(BaseCommand):
    help = (
        "Takes in a file of a competitor's prices (a path or an http address), matches what is "
        "certain by barcode or by our SKU, and proposes the rest for staff to look at."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("competitor", help="its code, as among the staff pages")
        parser.add_argument("source", metavar="PATH_OR_URL")
        parser.add_argument(
            "--format", choices=readers.names(), default=FeedFormat.CSV, help="default: csv"
        )

    def handle(self, *args: Any, competitor: str, source: str, format: str, **options: Any) -> None:
        rival = Competitor.objects.filter(code=competitor).first()
        if rival is None:
            raise CommandError(f"There is no competitor with the code {competitor}.")
        try:
            reading = read(_data(source), format=format)
        except (FetchRefused, FormatRefused, OSError) as problem:
            raise CommandError(str(problem)) from problem
        told = take_in(competitor=rival, reading=reading)
        proposed = propose_matches()
        for refused in told.problems:
            self.stderr.write(f"record {refused}")
        self.stdout.write(
            f"{told.looks} prices read: {told.prices} new, of {told.offers} new offers; "
            f"{told.matched} matched for sure, {proposed} more matched or proposed; "
            f"{told.refused} records refused, {told.older} older than what is known"
        )
        if not told.looks:
            raise CommandError("Nothing could be read.")


def _data(source: str) -> bytes:
    if source.startswith(("http://", "https://")):
        return fetch(source)
    with Path(source).open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise CommandError(f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    return data
