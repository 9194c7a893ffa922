"""``manage.py export_recommendations``: the best of each customer, as CSV or a JSON a line."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import fields
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from recommendations.export import ExportedRow, exported_rows
from recommendations.serving import current_model
from recommendations.serving.asking import CONSIDERED as MOST


class Command(BaseCommand):
    help = (
        "Write the best recommendations of each customer who agreed to personalisation. Customers "
        "are told by their pseudonyms, products by their public ids."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--top", type=int, default=20, help=f"How many of each, 1 to {MOST}.")
        parser.add_argument("--format", choices=["csv", "jsonl"], default="csv")
        parser.add_argument("--output", type=Path, help="A file; without it the standard output.")
        parser.add_argument(
            "--mail", action="store_true", help="Picks for mails, for those who agreed to them."
        )

    def handle(
        self, *, top: int, format: str, output: Path | None, mail: bool, **options: Any
    ) -> None:
        if not 1 <= top <= MOST:
            raise CommandError(f"--top is from 1 to {MOST}.")
        if current_model() is None:
            raise CommandError("No model serves: run manage.py train recommendations first.")
        rows = exported_rows(top=top, for_mail=mail)
        write = _write_csv if format == "csv" else _write_jsonl
        file = output.open("w", newline="", encoding="utf-8") if output else nullcontext(None)
        with file as opened:
            count = write(rows, opened or self.stdout)  # type: ignore[arg-type]
        self.stderr.write(f"{count} recommendations.")


def _write_csv(rows: Iterable[ExportedRow], file: TextIO) -> int:
    writer = csv.DictWriter(file, [field.name for field in fields(ExportedRow)])
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow(row.as_dict())
        count += 1
    return count


def _write_jsonl(rows: Iterable[ExportedRow], file: TextIO) -> int:
    count = 0
    for row in rows:
        file.write(json.dumps(row.as_dict()) + "\n")
        count += 1
    return count
