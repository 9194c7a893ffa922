"""The accounts of a period as files."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation import clock
from orders.accounting.files import FILES, write_file
from orders.accounting.periods import Period, month_before
from orders.accounting.posting import post_journal
from orders.accounting.reading import extent


class Command(BaseCommand):
    help = "Post what happened and write journal, VAT, sales and balances of a period as CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--first", type=date.fromisoformat, help="first day, as 2026-01-01")
        parser.add_argument("--last", type=date.fromisoformat, help="last day, in it")
        parser.add_argument("--folder", type=Path, default=Path(), help="where the files go")
        parser.add_argument("--file", action="append", choices=list(FILES), help="this one only")

    def handle(self, *args: Any, **options: Any) -> None:
        period, folder = _period(options), options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder")
        begin = time.perf_counter()
        posted = post_journal()
        found = extent(period)
        for code in options["file"] or FILES:
            if code == "EXTF_Buchungsstapel" and period.first.year != period.last.year:
                self.stdout.write("DATEV takes a batch of one year: left out")
                continue
            self.stdout.write(str(write_file(FILES[code], period, folder=folder)))
        took = time.perf_counter() - begin
        self.stdout.write(
            f"{period.first} to {period.last}: {found.entries} entries of {found.orders} orders, "
            f"{posted} of them posted now ({took:.1f} s)"
        )


def _period(options: dict[str, Any]) -> Period:
    first, last = options["first"], options["last"]
    if (first is None) != (last is None):
        raise CommandError("give both --first and --last, or neither for the month before")
    if first is None:
        return month_before(clock.business_day())
    if last < first:
        raise CommandError("--last is before --first")
    return Period(first, last)
