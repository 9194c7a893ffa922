"""The whole shop in one foreground process: web server, worker and scheduler."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.launch import (
    Address,
    CannotServe,
    check_built,
    check_port,
    only_store_of_this_folder,
    serve,
)


def add_serving_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--workers",
        type=int,
        default=min(2, os.cpu_count() or 1),
        help="processes of the web server (default: one a core, at most 2)",
    )


class Command(BaseCommand):
    help = "Serve the shop with its worker and scheduler; Ctrl-C or TERM stops all of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_serving_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        address = Address(options["host"], options["port"])
        try:
            with only_store_of_this_folder():
                check_port(address)
                check_built()
                status = serve(address, workers=options["workers"])
        except CannotServe as error:
            raise CommandError(str(error)) from None
        if status:
            raise SystemExit(status)
