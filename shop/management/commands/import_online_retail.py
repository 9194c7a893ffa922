"""manage.py import_online_retail PATH_OR_URL: thirteen months of a real gift shop."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from rich.table import Table

from foundation.progress import Steps, console, progress_steps
from search.indexing import number_of_products, rebuild
from shop.imports.online_retail.downloading import fetched, is_url
from shop.imports.online_retail.store import ImportReport, WrongStore, import_online_retail
from shop.imports.online_retail.table import NotOnlineRetail

MOST_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Read the Online Retail data set (parquet, CSV or UCI's xlsx; a path or an http address) "
        "into this shop, which must be empty and priced in pounds. A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="PATH_OR_URL")
        parser.add_argument("--limit", type=_positive, help="read only the first rows")
        parser.add_argument("--quiet", action="store_true", help="say nothing but errors")

    def handle(
        self, *args: Any, source: str, limit: int | None, quiet: bool, **options: Any
    ) -> None:
        try:
            with progress_steps(quiet=quiet) as steps:
                file = fetched(source, steps=steps) if is_url(source) else nullcontext(Path(source))
                with file as path:
                    report = import_online_retail(path, limit=limit, steps=steps)
                if report.changed:
                    _make_findable(steps)
        except (NotOnlineRetail, WrongStore) as refusal:
            raise CommandError(str(refusal)) from refusal
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            raise CommandError(
                "The database is busy: stop the shop that runs on it, then import again."
            ) from error
        self._tell_broken(report)
        if not quiet:
            console.print(_summary(report))

    def _tell_broken(self, report: ImportReport) -> None:
        """Said even when quiet: rows that were passed over are nobody's business to guess."""
        for row in report.broken[:MOST_SHOWN]:
            self.stderr.write(f"line {row.line}: {row.reason}; skipped")
        if len(report.broken) > MOST_SHOWN:
            self.stderr.write(f"... {len(report.broken) - MOST_SHOWN:,} more rows were skipped:")
            for reason, count in report.broken_by_reason().most_common():
                self.stderr.write(f"    {count:,} × {reason}")


def _make_findable(steps: Steps) -> None:
    with steps.step("Search index", number_of_products()) as advance:
        rebuild(advance=advance)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _summary(report: ImportReport) -> Table:
    title = "Online Retail" if report.changed else "Online Retail: all of it was here already"
    table = Table(title=title, show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    for label, count in _counts(report):
        table.add_row(label, f"{count:,}")
    table.add_section()
    for reason, count in report.left_out.items():
        table.add_row(f"left out: {reason}", f"{count:,}")
    return table


def _counts(report: ImportReport) -> list[tuple[str, int]]:
    return [
        ("rows read", report.rows),
        ("rows broken and skipped", len(report.broken)),
        ("products", report.products),
        ("of them drafts (no title or no price)", report.drafts),
        ("pictures drawn", report.pictures),
        ("customers", report.customers),
        ("orders", report.orders),
        ("order lines", report.lines),
        ("returns matched to their order", report.returns_matched),
        ("returns matched in part", report.returns_partly),
        ("returns of no known order", report.returns_unmatched),
        ("events", report.events),
        ("days of demand", report.days),
    ]
