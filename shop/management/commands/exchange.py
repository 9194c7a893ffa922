"""manage.py exchange: tables in and out of the shop as files."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.table import Table as Shown

from foundation.progress import Steps, console, progress_steps
from foundation.refusals import Refusal
from inventory.models import Warehouse
from shop.exchange.exports.tables import Chosen, as_csv, as_xlsx, exported, exporters
from shop.exchange.models import ImportRun, RunState, Source, Table
from shop.exchange.runs import apply_run, bring_file, check_run

MOST_SHOWN = 100


class Command(BaseCommand):
    help = "Bring a table into the shop from a file, whole or not at all, or write one to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        bring = verbs.add_parser("import", help="bring a file; nothing changes if a row is wrong")
        bring.add_argument("table", choices=Table.values)
        bring.add_argument("path", type=Path)
        bring.add_argument("--source", choices=Source.values, default=Source.SHELFWISE.value)
        bring.add_argument("--currency", default="", help="of amounts without one (the shop's)")
        bring.add_argument("--warehouse", default="", help="code, of stock without one")
        bring.add_argument("--dry-run", action="store_true", help="only tell what would become")
        bring.add_argument("--quiet", action="store_true", help="say nothing but problems")

        take = verbs.add_parser("export", help="write a table to a CSV or xlsx file")
        take.add_argument("table", choices=Table.values)
        take.add_argument("path", type=Path, help="its ending says how it is written")
        take.add_argument(
            "--semicolons",
            action="store_true",
            help="CSV parted by semicolons, amounts like 12,50 (German Excel)",
        )
        take.add_argument("--status", default="", help="products or orders of this state")
        take.add_argument("--first", type=date.fromisoformat, help="customers, orders from a day")
        take.add_argument("--last", type=date.fromisoformat, help="... to a day")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "export":
            self._export(**options)
        else:
            self._import(**options)

    def _export(self, *, table: str, path: Path, status: str, **options: Any) -> None:
        exporter = exporters.get(table)
        if exporter is None:
            raise CommandError(f"{table} cannot be exported.")
        chosen = Chosen(status=status, first=options["first"], last=options["last"])
        is_german = options["semicolons"]
        lines = exported(exporter, chosen, has_comma=is_german)
        is_sheet = path.suffix.lower() == ".xlsx"
        try:
            with path.open("wb") as file:
                if is_sheet:
                    file.write(as_xlsx(lines))
                else:
                    file.writelines(as_csv(lines, delimiter=";" if is_german else ","))
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error

    def _import(self, *, table: str, path: Path, source: str, dry_run: bool, quiet: bool,
                **options: Any) -> None:  # fmt: skip
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        try:
            run = bring_file(
                table=Table(table),
                source=Source(source),
                file_name=path.name,
                content=content,
                by=None,
                currency=options["currency"],
                warehouse=_warehouse(options["warehouse"]),
                queue=False,
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        with progress_steps(quiet=quiet) as steps:
            run = self._carry_out(run, steps, dry_run)
        self._tell_problems(run)
        if not quiet:
            console.print(_summary(run))
        if run.state not in (RunState.DONE, RunState.CHECKED):
            raise CommandError("Nothing was changed.")

    def _carry_out(self, run: ImportRun, steps: Steps, dry_run: bool) -> ImportRun:
        if dry_run:
            with steps.step("Reading and comparing") as advance:
                check_run(run=run, advance=advance)
            return run
        with _Written(steps) as written:
            return apply_run(run=run, advance=written.read, step=written.begin)

    def _tell_problems(self, run: ImportRun) -> None:
        """Said even when quiet: rows that cannot be taken are nobody's business to guess."""
        for line, column, words in run.problems[:MOST_SHOWN]:
            where = f"line {line}, {column}" if column else f"line {line}"
            self.stderr.write(f"{where}: {words}")
        if run.problem_count > MOST_SHOWN:
            self.stderr.write(f"... {run.problem_count - MOST_SHOWN:,} more problems")


class _Written:
    """The steps of an import as bars: its rows while they are read, then each step by name."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._open = steps.step("Reading the file")
        self.read = self._open.__enter__()

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *what: object) -> None:
        self._open.__exit__(None, None, None)

    def begin(self, name: str) -> None:
        self._open.__exit__(None, None, None)
        self._open = self._steps.step(name.capitalize())
        self._open.__enter__()


def _warehouse(code: str) -> Warehouse | None:
    if not code:
        return None
    found = Warehouse.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"There is no warehouse {code!r}.")
    return found


def _summary(run: ImportRun) -> Shown:
    shown = Shown(title=f"{run.file_name}: {run.get_state_display()}", show_header=False)
    for name in ("rows", "new", "changed", "same", "problem_count"):
        shown.add_row(name.replace("_", " "), f"{getattr(run, name):,}")
    for note in run.notes:
        shown.add_row("note", note)
    return shown
