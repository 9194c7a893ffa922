"""``make demo`` after the installation: build the store where it is missing, then serve it."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import CompanyRole
from analytics.first_look import ask_where_missing as ask_for_customers
from analytics.first_look import sum_where_missing
from assistant.knowledge.house import write_house_articles
from forecasting.jobs import ask_where_missing as ask_for_forecasts
from foundation import clock
from pricing.planned_promotions import note_promotions
from pricing.promotion_effects.jobs import ask_where_missing as ask_for_promotions
from risk.learning.jobs import ask_where_missing as ask_for_risk
from search.analytics import roll_up_past
from search.semantic.indexing import ask_where_missing as ask_for_sentences
from search.visual.indexing import ask_where_missing as ask_for_pictures
from shop.demo.accounts import DEMO_MEMBERS, DEMO_SHOPPER, DEMO_STAFF, DemoLogin
from shop.demo.policies import propose_first_prices
from shop.demo.talks import hold_talks
from shop.launch import Address, CannotServe, check_port, console, only_store_of_this_folder, serve
from shop.management.commands.runstore import add_serving_arguments
from shop.static_files import collect_static_files
from shop.texts import compile_texts


class Command(BaseCommand):
    help = "Make the tables, build the demo store, train on it and serve it; safe to repeat."
    requires_system_checks = []  # the tables may be missing yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_serving_arguments(parser)
        parser.add_argument(
            "--online-retail",
            metavar="PATH_OR_URL",
            help="fill the store from this file of the Online Retail data set instead",
        )
        parser.add_argument("--no-serve", action="store_true", help="stop when all is built")

    def handle(self, *args: Any, **options: Any) -> None:
        address = Address(options["host"], options["port"])
        try:
            with only_store_of_this_folder():
                if not options["no_serve"]:
                    check_port(address)
                logins = self._build(options["online_retail"])
                status = 0
                if not options["no_serve"]:
                    status = serve(address, workers=options["workers"], farewell=logins)
        except CannotServe as error:
            raise CommandError(str(error)) from None
        if status:
            raise SystemExit(status)

    def _build(self, online_retail: str | None) -> list[str]:
        """Every step that is not done yet; returns the lines that tell the logins."""
        began = time.monotonic()
        with _step("Tables"):
            call_command("migrate", verbosity=0)
        with _step("Static files and translations"):
            collect_static_files()
            compile_texts()
        with _step("Products and their history"):
            logins = _import(online_retail) if online_retail else _build_demo()
        with _step("Search index"):
            call_command("search", "rebuild", if_missing=True)
            # Pictures take a minute or two, and texts a little: the worker looks at them.
            ask_for_pictures()
            ask_for_sentences()
        with _step("Recommendations"):
            call_command("train", "recommendations", if_missing=True)
        with _step("Searches, reviews and trends"):
            roll_up_past()
            call_command("train", "sentiment", if_missing=True)
            call_command("markets")
        with _step("Promotions, and how demand answers to price"):
            note_promotions()
            call_command("train", "elasticity", if_missing=True)
            ask_for_promotions()
            if not online_retail:
                propose_first_prices()
            ask_for_forecasts()  # a minute or two: the worker learns, then tells and plans
        with _step("Help articles" if online_retail else "Help articles and conversations"):
            write_house_articles(at=clock.now())
            if not online_retail:
                hold_talks()
        with _step("The last weeks in numbers"):
            sum_where_missing()
            ask_for_risk()
            ask_for_customers()  # half a minute: the worker learns who may come back
        console.print(f"[bold]Ready to serve[/] after {time.monotonic() - began:.0f} s")
        return logins


@contextmanager
def _step(title: str) -> Iterator[None]:
    console.print(f"[bold]{title}[/]")
    began = time.monotonic()
    yield
    console.print(f"  [green]done[/] in {time.monotonic() - began:.1f} s")


def _build_demo() -> list[str]:
    call_command("build_demo")
    return [
        _login("Shopper", DEMO_SHOPPER),
        _login("Company", DEMO_MEMBERS[CompanyRole.BUYER].login),
        _login("Its approver", DEMO_MEMBERS[CompanyRole.APPROVER].login),
        _login("Staff", DEMO_STAFF),
    ]


def _login(who: str, login: DemoLogin) -> str:
    return f"{who:<12} {login.email:<28} {login.password}"


def _import(source: str) -> list[str]:
    """Import a file once: what was read whole is remembered beside the data."""
    mark, name = Path(settings.DATA_DIR) / "online-retail.imported", _name_of_content(source)
    if mark.exists() and mark.read_text() == name:
        console.print("  This file was imported already.")
    else:
        call_command("import_online_retail", source)
        mark.write_text(name)
    return ["Staff login: make one with manage.py createsuperuser"]


def _name_of_content(source: str) -> str:
    """What tells a file from a changed one without reading it; an address stands for itself.

    Raises:
        CommandError: there is no such file.
    """
    if "://" in source:
        return source
    path = Path(source)
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    return f"{path.stat().st_size} {path.stat().st_mtime_ns}"
