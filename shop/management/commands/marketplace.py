"""manage.py marketplace: orders in from a file, and the file of stock and prices out."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.refusals import Refusal
from shop.marketplaces.files import bring_file, take_file
from shop.marketplaces.models import FileState, Marketplace, OrderFile
from shop.marketplaces.stock_file import stock_file, write_stock_file

MOST_SHOWN = 100


class Command(BaseCommand):
    help = "Take in orders that a marketplace sold, or write what it may sell."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        orders = verbs.add_parser("orders", help="take in a file of orders, each order once")
        orders.add_argument("path", type=Path)
        orders.add_argument("--marketplace", required=True, help="its code")
        orders.add_argument("--dry-run", action="store_true", help="only tell what is in it")
        stock = verbs.add_parser("stock", help="write the file of stock and prices now")
        stock.add_argument("--marketplace", required=True, help="its code")

    def handle(self, *args: Any, verb: str, marketplace: str, **options: Any) -> None:
        found = Marketplace.objects.filter(code=marketplace).first()
        if found is None:
            known = ", ".join(Marketplace.objects.values_list("code", flat=True)) or "none"
            raise CommandError(f"No marketplace has the code {marketplace!r}; there are: {known}.")
        if verb == "stock":
            listed = write_stock_file(marketplace=found)
            self.stdout.write(f"{listed:,} articles for sale in {stock_file(found)}")
            return
        self._orders(found, options["path"], is_dry=options["dry_run"])

    def _orders(self, marketplace: Marketplace, path: Path, *, is_dry: bool) -> None:
        try:
            content = path.read_bytes()
            file = bring_file(
                marketplace=marketplace, file_name=path.name, content=content, by=None
            )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except Refusal as problem:
            raise CommandError(str(problem)) from problem
        self._tell_problems(file)
        if is_dry:
            self.stdout.write(f"{file.orders:,} orders: {file.taken:,} new, {file.seen:,} seen")
            return
        file = take_file(file=file)
        if file.state != FileState.DONE:
            self._tell_problems(file)
            raise CommandError("; ".join(file.notes) or "It could not be taken in.")
        self.stdout.write(
            f"{file.taken:,} orders taken in, {file.seen:,} seen before, "
            f"{file.waiting:,} short of stock"
        )

    def _tell_problems(self, file: OrderFile) -> None:
        if file.state != FileState.BROKEN:
            return
        for line, column, words in file.problems[:MOST_SHOWN]:
            self.stderr.write(f"line {line} {column}: {words}")
        raise CommandError(f"{file.problem_count:,} problems: nothing was taken in.")
