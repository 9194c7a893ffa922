"""``manage.py search rebuild|sentences|status``: the indexes that products are found with."""

from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from foundation.progress import progress_steps
from search import indexing
from search.engines import configured, current
from search.engines.base import Engine, EngineDown, EngineStatus
from search.semantic import indexing as semantic
from search.semantic.index import sentences
from search.semantic.network import EXTRA


class Command(BaseCommand):
    help = "Build the search indexes anew, or tell how they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        building = actions.add_parser("rebuild", help="build beside what is there, then swap it in")
        building.add_argument("--engine", help="only this one (default: all that are set up)")
        building.add_argument(
            "--if-missing", action="store_true", help="only engines without an index"
        )
        actions.add_parser(
            "sentences", help=f"read the texts that changed, for what means alike ({EXTRA})"
        )
        actions.add_parser("status", help="each engine's documents and when they were written")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "rebuild":
            self._rebuild(options["engine"], options["if_missing"], options["verbosity"] == 0)
        elif options["action"] == "sentences":
            self._read_sentences(options["verbosity"] == 0)
        else:
            self._show()

    def _rebuild(self, name: str | None, if_missing: bool, quiet: bool) -> None:
        engines = [engine for engine in configured() if name in (None, engine.name)]
        if not engines:
            known = ", ".join(engine.name for engine in configured())
            raise CommandError(f"There is no engine {name!r} here; there is: {known}.")
        if if_missing:
            engines = [engine for engine in engines if not _status(engine).is_ready]
        failed = []
        for engine in engines:
            try:
                self._build(engine, quiet)
            except EngineDown as error:
                failed.append(f"{engine.name}: {error}")
        if failed:
            raise CommandError("; ".join(failed))

    def _build(self, engine: Engine, quiet: bool) -> None:
        total = indexing.number_of_products()
        title = f"Search index ({engine.name})"
        with progress_steps(quiet=quiet) as steps, steps.step(title, total) as advance:
            built = indexing.rebuild(engines=[engine], advance=advance)
        if not quiet:
            self.stdout.write(f"{engine.name}: {built[engine.name]} products can be found.")

    def _read_sentences(self, quiet: bool) -> None:
        total = indexing.number_of_products()
        try:
            with progress_steps(quiet=quiet) as steps, steps.step("Texts", total) as advance:
                products, fresh = semantic.refresh(advance=advance)
        except semantic.NoNetwork:
            raise CommandError(
                f"{EXTRA} is not installed, or nothing is sold in English."
            ) from None
        if not quiet:
            self.stdout.write(f"{products} products can be found by meaning; {fresh} were read.")

    def _show(self) -> None:
        table = Table("Engine", "Asked", "Index", "Products", "Written", "Note")
        asked = current().name
        for engine in configured():
            status = _status(engine)
            table.add_row(
                engine.name,
                "yes" if engine.name == asked else "stands by",
                "[green]ready[/]" if status.is_ready else "[red]none[/]",
                f"{status.documents:,}",
                f"{status.written_at:%Y-%m-%d %H:%M:%S %Z}" if status.written_at else "",
                status.note,
            )
        text = StringIO()
        Console(file=text, width=120).print(table)
        self.stdout.write(text.getvalue())
        known = sentences.newest()
        told = "none; searches do without" if known is None else f"{len(known.products):,} products"
        self.stdout.write(f"By meaning: {told}.")


def _status(engine: Engine) -> EngineStatus:
    try:
        return engine.status()
    except EngineDown as error:
        return EngineStatus(engine.name, is_ready=False, note=str(error))
